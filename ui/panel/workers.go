package panel

import (
	"fmt"
	"strings"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// workersTitle is what stands in the frame of Workers.
func workersTitle(v View) (title, right string) {
	title = fmt.Sprintf("workers, last %d s", int(laneWindow(v.Width).Seconds()))
	if v.State == nil {
		return title, ""
	}
	r := v.Counted().Rates
	computing := ""
	if v.Width >= 80 {
		computing = fmt.Sprintf(", %.0f %% computing", r.Computing*100)
	}
	return title, strings.TrimSpace(fmt.Sprintf("%s  %d of %d busy, %.0f %%%s over %s",
		draw.Escape(v.State.Model), r.InHand, v.State.Hands(), r.Busy*100, computing, rateWindow()))
}

// laneWindow is how much time the lanes show: wide ones show more.
func laneWindow(width int) time.Duration {
	switch {
	case width < 50:
		return 30 * time.Second
	case width < 130:
		return time.Minute
	}
	return 2 * time.Minute
}

// drawWorkers draws a lane for each worker: what it did over the last half minute
// to two minutes, the present at the right. Where there is room, the names of
// the images stand under their stretches.
func drawWorkers(v View) []string {
	p, ok := newPage(v)
	if !ok {
		return p.finish()
	}
	all := p.State.All()
	if len(all) == 0 {
		return p.empty("There are no workers. Each one gets a lane here that shows what it does." + p.press(p.Keys.More, "add one"))
	}
	legend := 0
	if p.Height >= 4 {
		legend = 1
	}
	lines := 1
	if p.Height-legend >= 2*len(all) {
		lines = 2
	}
	from, to := p.scroll(len(all), (p.Height-legend)/lines)
	p.placed(Rows{first: from, count: to - from, height: lines})
	lanes := newLanes(p)
	seen, struck := map[state.Activity]bool{}, false
	for i, w := range all[from:to] {
		spans := lanes.cells(w)
		for _, s := range spans {
			seen[s.activity] = true
			struck = struck || s.struck
		}
		p.row(func(l *line) {
			p.pointer(l, from+i == p.Cursor && p.Focused)
			lanes.draw(l, w, spans)
		})
		if lines == 2 {
			p.row(func(l *line) { lanes.names(l, spans) })
		}
	}
	if legend > 0 {
		p.blank(p.room() - 1)
		p.row(func(l *line) { p.legend(l, len(all)-(to-from), seen, struck) })
	}
	return p.finish()
}

// legend says which character is what; of what a goroutine waits for only what is
// there to be seen, for there is little room.
func (p *page) legend(l *line, hidden int, seen map[state.Activity]bool, struck bool) {
	l.gap(1)
	if hidden > 0 {
		l.put(p.Styles.Of(draw.Text), fmt.Sprintf("+%d more  ", hidden))
	}
	if struck {
		p.legendEntry(l, p.Styles.Of(draw.Warn), p.glyph.fault, "fault")
	}
	for _, a := range laneActivities() {
		if inside(a) && !seen[a] {
			continue
		}
		p.legendEntry(l, p.Styles.Of(activityTone(a)), p.glyph.lane[a], activityWord(a))
	}
	p.legendEntry(l, p.Styles.Of(draw.Bad), p.glyph.failed, "failed")
}

// inside tells whether an activity is to wait for another part of the program.
func inside(a state.Activity) bool {
	return a == state.NoCore || a == state.NoMessage || a == state.NoPlace || a == state.NoPermit
}

// legendEntry draws an entry if all of it fits.
func (p *page) legendEntry(l *line, style, g, word string) {
	if l.left() < draw.Width(word)+3 {
		return
	}
	l.glyph(style, g, 1)
	l.gap(1)
	l.put(p.Styles.Of(draw.Dim), word)
	l.gap(2)
}

// activityWord is an activity as the screen calls it.
func activityWord(a state.Activity) string {
	switch a {
	case state.Polling, state.Idle:
		return string(a)
	case state.NoCore:
		return "waiting for a core"
	case state.NoMessage:
		return "no message"
	case state.NoPlace:
		return "channel full"
	case state.NoPermit:
		return "no permit"
	case state.Holding:
		return "holding"
	case state.Lost:
		return "late"
	}
	return stageWord(event.Stage(a))
}
