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
	if word := v.State.Halted(); word != "" {
		return title, strings.TrimSpace(fmt.Sprintf("%s  %s, %d of %d with a message", draw.Escape(v.State.Model), word, r.InHand, v.State.Hands()))
	}
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
	below := 0 // lines for the legend, and for why
	if p.Height >= 4 {
		below = 1
	}
	why := Why(p.State, p.Now)
	if n := len(draw.Wrap(why, p.noteWidth())); why != "" && p.Height >= min(len(all)+1, enoughLanes)+n {
		below += n
	} else {
		why = ""
	}
	lines := 1
	if p.Height-below >= 2*len(all) {
		lines = 2
	}
	from, to := p.scroll(len(all), (p.Height-below)/lines)
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
	if below > 0 {
		p.blank(p.room() - below)
	}
	if why != "" {
		p.note(draw.Accent, whyMark, why)
	}
	if below > 0 {
		p.row(func(l *line) { p.legend(l, len(all)-(to-from), seen, struck) })
	}
	return p.finish()
}

// enoughLanes is how many lines for lanes and their legend go before the one for why.
const enoughLanes = 8

// legend says which character is what: first of what there is to be seen, and then of the
// rest, as far as there is room. What a goroutine waits for is named only where one does,
// a fault only where one hit.
func (p *page) legend(l *line, hidden int, seen map[state.Activity]bool, struck bool) {
	l.gap(1)
	if hidden > 0 {
		l.put(p.Styles.Of(draw.Text), fmt.Sprintf("+%d more  ", hidden))
	}
	entries := p.lanesEntries(seen, struck)
	shown, gap := choose(entries, l.left())
	for i, e := range entries {
		if shown[i] {
			l.glyph(p.Styles.Of(e.Tone), e.Glyph, 1)
			l.gap(1)
			l.put(p.Styles.Of(draw.Dim), e.Means)
			l.gap(gap)
		}
	}
}

// entry is one of a legend.
type entry struct {
	Sign

	needs int // those with less go first where not all have room
}

// lanesEntries are the entries that there may be in the legend of the lanes.
func (p *page) lanesEntries(seen map[state.Activity]bool, struck bool) (entries []entry) {
	const stage, waits, others, unseen = 0, 1, 2, 3
	if struck {
		entries = append(entries, entry{Sign{p.glyph.fault, draw.Warn, "fault"}, waits})
	}
	for _, a := range laneActivities() {
		e := entry{Sign{p.glyph.lane[a], activityTone(a), activityWord(a)}, others}
		switch {
		case event.Stage(a).Place() >= 0:
			e.needs = stage
		case (inside(a) || a == state.Died) && !seen[a]:
			continue
		case inside(a), a == state.Died:
			e.needs = waits
		case a == state.Holding || !seen[a]: // it is short
			e.needs = unseen
		}
		entries = append(entries, e)
	}
	return append(entries, entry{Sign{p.glyph.failed, draw.Bad, "failed"}, unseen})
}

// choose says which entries of a legend fit into so many cells, and the gap between two:
// they stand closer together where those that are needed most have no room else.
func choose(entries []entry, cells int) (shown []bool, gap int) {
	for gap = 2; ; gap-- {
		left, all := cells, true
		shown = make([]bool, len(entries))
		for needs := range 4 {
			for i, e := range entries {
				if width := 2 + draw.Width(e.Means); e.needs == needs && width <= left {
					shown[i] = true
					left -= width + gap
				} else if e.needs == needs && needs < 3 {
					all = false
				}
			}
		}
		if all || gap == 1 {
			return shown, gap
		}
	}
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

// inside tells whether an activity is to wait for another part of the program, or for
// whoever froze it.
func inside(a state.Activity) bool {
	return a == state.NoCore || a == state.NoMessage || a == state.NoPlace || a == state.NoPermit || a == state.AtGate
}

// activityWord is an activity as the screen calls it.
func activityWord(a state.Activity) string {
	switch a {
	case state.Polling, state.Idle, state.AtGate, state.Ending:
		return string(a)
	case state.NoCore:
		return "waiting for a core"
	case state.NoMessage:
		return "no message"
	case state.NoPlace:
		return "blocked"
	case state.NoPermit:
		return "no permit"
	case state.Holding:
		return "holding"
	case state.Lost:
		return "late"
	case state.Died:
		return "dead"
	}
	return stageWord(event.Stage(a))
}
