package panel_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/panel"
)

// pageWidth is how wide a message's page is drawn here, and raceFrom the column in
// which its race begins.
const (
	pageWidth = 80
	raceFrom  = 13
	raceCells = pageWidth - raceFrom - 1
)

// stageSigns are the signs of the stages in a race.
var stageSigns = map[rune]event.Stage{
	'░': event.Download, '▓': event.Thumbnail, '▒': event.Upload, '▖': event.Notify,
}

// checkPages checks the page of every message that is known: its race, and what it
// says of its life. all tells whether all that happened was told.
func (w *truth) checkPages(t *rapid.T, s *state.State, all bool) {
	for _, m := range w.all {
		if s.Message(m.id) == nil {
			continue
		}
		lines := panel.Message().Draw(panel.View{State: s, Now: w.now, MessageID: m.id, Width: pageWidth, Height: 400})
		w.checkRaceDrawn(t, m, section(lines, "its receives:"), all)
		w.checkLife(t, m, section(lines, "its life,"), all)
	}
}

// section are the lines of a page after the one that begins as given, up to an
// empty one.
func section(lines []string, begins string) []string {
	for i, line := range lines {
		if !strings.HasPrefix(strings.TrimSpace(line), begins) {
			continue
		}
		for end := i + 1; ; end++ {
			if end == len(lines) || strings.TrimSpace(lines[end]) == "" {
				return lines[i+1 : end]
			}
		}
	}
	return nil
}

// trueAxis is the time that a race stands for.
type trueAxis struct {
	from, to time.Time
	now      time.Time
	over     bool
	purged   bool // nothing more is known of who was at it
	ended    time.Time
}

func (w *truth) axis(m *trueMessage) trueAxis {
	phase := w.where(m)
	x := trueAxis{from: m.receives[0].at, now: w.now, over: phase.Ended() || phase == state.Dead, purged: phase == state.Purged, ended: m.endedAt}
	x.to = x.from.Add(time.Second)
	for _, r := range m.receives {
		for _, at := range []time.Time{r.ended, x.works(r), x.runs(r)} {
			if at.After(x.to) {
				x.to = at
			}
		}
		if r.held() && !x.over && w.now.After(x.to) {
			x.to = w.now
		}
	}
	return x
}

// works is until when a receive's worker is known to work on it.
func (x trueAxis) works(r *trueReceive) time.Time {
	if !r.held() {
		return r.ended
	}
	if !x.over {
		if r.worker == event.Outside && r.until.Before(x.now) {
			return r.until
		}
		return x.now
	}
	if event.Works(r.worker) && !x.purged { // it has lost the race, and works on
		return x.now
	}
	last := r.at
	for _, span := range r.spans {
		for _, at := range []time.Time{span.from, span.to} {
			if at.After(last) {
				last = at
			}
		}
	}
	return last
}

// runs is until when a receive's timeout runs.
func (x trueAxis) runs(r *trueReceive) time.Time {
	until := r.until
	if !r.expired.IsZero() {
		return until
	}
	if !r.held() && r.ended.Before(until) {
		until = r.ended
	}
	if x.over && x.ended.Before(until) {
		until = x.ended
	}
	return until
}

// in tells whether a time lies in a cell, or so close beside it that rounding
// explains it.
func (x trueAxis) in(cell int, from, to time.Time) bool {
	each := float64(x.to.Sub(x.from)) / raceCells
	begin, end := float64(cell)*each-each/10, float64(cell+1)*each+each/10
	if cell == raceCells-1 {
		end += each // the last cell takes what lies at the very end
	}
	return float64(from.Sub(x.from)) <= end && float64(to.Sub(x.from)) >= begin
}

// within tells whether the whole of a cell lies in a stretch of time.
func (x trueAxis) within(cell int, from, to time.Time) bool {
	each := float64(x.to.Sub(x.from)) / raceCells
	return float64(cell)*each > float64(from.Sub(x.from)) && float64(cell+1)*each < float64(to.Sub(x.from))
}

// checkRaceDrawn checks each cell of a race: what it shows happened then, and what
// happened is shown.
func (w *truth) checkRaceDrawn(t *rapid.T, m *trueMessage, lines []string, all bool) {
	if len(m.receives) == 0 || !all {
		if len(m.receives) == 0 && len(lines) > 0 {
			t.Fatalf("%s was never received, and it has a race: %q", m.id, lines)
		}
		return
	}
	wrong := func(format string, args ...any) {
		t.Fatalf("the race of %s, which is %s: %s\n%s", m.id, w.where(m), fmt.Sprintf(format, args...), strings.Join(lines, "\n"))
	}
	if len(lines) != 2*len(m.receives)+1 {
		wrong("%d lines for %d receives", len(lines), len(m.receives))
	}
	x := w.axis(m)
	for i, r := range m.receives {
		label := strings.TrimSpace(string([]rune(lines[2*i])[:raceFrom]))
		name := "worker " + r.worker
		if !event.Works(r.worker) {
			name = r.worker
		}
		if label != fmt.Sprintf("%d %s", r.try, name) {
			wrong("row %d is called %q", i, label)
		}
		checkWorkRow(x, r, []rune(lines[2*i])[raceFrom:], wrong)
		checkTimeoutRow(x, r, []rune(lines[2*i+1])[raceFrom:], wrong)
	}
	scale := strings.Fields(strings.TrimSpace(lines[len(lines)-1]))
	if strings.Contains(lines[len(lines)-1], "now") && x.over {
		wrong("now is on the axis of a message that has ended")
	}
	took := x.to.Sub(x.from)
	want := fmt.Sprintf("%.1f s", float64(int(took.Seconds()*10))/10)
	if took >= 10*time.Second {
		want = fmt.Sprintf("%d s", int(took.Seconds()))
	}
	if got := strings.Join(scale[len(scale)-2:], " "); got != want {
		wrong("the axis ends with %s, truly %s", got, want)
	}
}

// checkWorkRow checks what a worker is shown to have done.
func checkWorkRow(x trueAxis, r *trueReceive, row []rune, wrong func(string, ...any)) {
	end, seen := x.works(r), map[rune]bool{}
	for i := range raceCells {
		g := row[i]
		seen[g] = true
		so := false
		switch g {
		case ' ':
			so = !x.within(i, r.at, end)
		case '✓':
			so = r.deleted && x.in(i, r.ended, r.ended)
		case '✖':
			for _, span := range r.spans {
				so = so || span.failed && x.in(i, span.to, span.to)
			}
		case '╌':
			so = x.in(i, r.at, end)
		default:
			for _, span := range r.spans {
				to := span.to
				if to.IsZero() {
					to = end
				}
				so = so || span.stage == stageSigns[g] && x.in(i, span.from, to)
			}
		}
		if !so {
			wrong("cell %d of the work of receive %d shows %c", i, r.try, g)
		}
	}
	if seen['✓'] != r.deleted {
		wrong("receive %d deleted: %v, shown: %v", r.try, r.deleted, seen['✓'])
	}
	for _, span := range r.spans {
		hidden := r.deleted && x.in(cellOf(x, r.ended), span.to, span.to)
		if span.failed && !seen['✖'] && !hidden {
			wrong("the failure of %s in receive %d is not shown", span.stage, r.try)
		}
		to := span.to
		if to.IsZero() {
			to = end
		}
		long := float64(to.Sub(span.from)) > 2.5*float64(x.to.Sub(x.from))/raceCells
		if long && !slices.ContainsFunc(row, func(g rune) bool { return stageSigns[g] == span.stage }) {
			wrong("%s of receive %d is not shown", span.stage, r.try)
		}
	}
}

// cellOf is the cell in which a time lies.
func cellOf(x trueAxis, at time.Time) int {
	return min(max(int(float64(at.Sub(x.from))/float64(x.to.Sub(x.from))*raceCells), 0), raceCells-1)
}

// checkTimeoutRow checks how long a visibility timeout is shown to have run.
func checkTimeoutRow(x trueAxis, r *trueReceive, row []rune, wrong func(string, ...any)) {
	runs, seen := x.runs(r), map[rune]int{}
	known := !r.expired.IsZero() && r.worker != event.Outside
	for i := range raceCells {
		g := row[i]
		seen[g]++
		so := false
		switch g {
		case ' ':
			so = !x.within(i, r.at, runs)
		case '╳':
			so = known && x.in(i, r.until, r.until)
		case '╵':
			for _, at := range r.beats {
				so = so || x.in(i, at, at)
			}
		case '━': // still to come
			so = !x.over && x.in(i, latest(x.now, r.at), runs)
		case '╍': // gone
			so = x.in(i, r.at, earliest(x.now, runs))
		}
		if !so {
			wrong("cell %d of the timeout of receive %d shows %c", i, r.try, g)
		}
	}
	if (seen['╳'] > 0) != known {
		wrong("receive %d expired while held: %v, shown: %v", r.try, known, seen['╳'] > 0)
	}
	if len(r.beats) > 0 != (seen['╵'] > 0) && !(known && x.in(cellOf(x, r.until), r.beats[0], r.beats[0])) {
		wrong("receive %d has %d heartbeats, and %d are shown", r.try, len(r.beats), seen['╵'])
	}
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func earliest(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// lifeLine is a moment of a life: when, the token as it was then, and what happened.
var lifeLine = regexp.MustCompile(`^\s*\+(\S+ \S+)\s+(\S) (.*)$`)

// checkLife checks what is said to have happened to a message: where all was told
// it is what happened, in its order; else nothing but that.
func (w *truth) checkLife(t *rapid.T, m *trueMessage, lines []string, all bool) {
	var truly []trueMoment
	for of := m; of != nil; of = of.was {
		life := of.life
		if of != m {
			for i, at := range life { // what became of the letter after is of its own life
				if strings.HasPrefix(at.words, "redriven") {
					life = life[:i+1]
					break
				}
			}
		}
		truly = slices.Concat(life, truly)
	}
	if all {
		truly = slices.DeleteFunc(truly, func(at trueMoment) bool { return at.hidden })
	}
	if len(truly) == 0 || len(truly) > 60 || len(lines) == 0 {
		return
	}
	began := truly[0].at
	next := 0
	for _, line := range lines {
		said := lifeLine.FindStringSubmatch(line)
		if said == nil {
			continue // the line to scale, or more of the words before
		}
		words := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSpace(said[3]), ": bad"), ": as before")
		if !all {
			if words == "its queue was purged" && w.purges > 0 { // of one that has left its queue untold, too
				continue
			}
			if !slices.ContainsFunc(truly, func(at trueMoment) bool {
				if late, found := strings.CutSuffix(words, "which no longer had it"); found && strings.HasPrefix(at.words, late) {
					return true
				}
				if late, found := strings.CutSuffix(words, "whose timeout had run out"); found && at.words == late+"which no longer had it" {
					return true // both are so: what ended it first was not heard of yet
				}
				if late, found := strings.CutSuffix(words, "it had the message no more"); found && strings.HasPrefix(at.words, late) {
					return true
				}
				less, found := strings.CutPrefix(at.words, words) // it may say less than is true
				return found && (less == "" || strings.HasPrefix(less, ", again") || strings.HasPrefix(less, ": work repeated"))
			}) {
				t.Fatalf("of %s it is said %q, which never was so", m.id, words)
			}
			continue
		}
		if next == len(truly) {
			t.Fatalf("of %s it is said %q, which did not happen", m.id, words)
		}
		if want := truly[next]; want.words != words || lifeTime(want.at.Sub(began)) != said[1] {
			t.Fatalf("of %s it is said +%s %q, truly +%s %q\n%s", m.id, said[1], words, lifeTime(want.at.Sub(began)), want.words, strings.Join(lines, "\n"))
		}
		next++
	}
	if all && next < len(truly) {
		t.Fatalf("of %s nothing is said of %q\n%s", m.id, truly[next].words, strings.Join(lines, "\n"))
	}
}

// lifeTime is a time since the first moment of a life.
func lifeTime(d time.Duration) string {
	switch {
	case d < 100*time.Millisecond:
		return "0.0 s"
	case d < 100*time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return fmt.Sprintf("%d m", int(d.Minutes()))
}
