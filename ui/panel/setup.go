package panel

import (
	"fmt"
	"time"

	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// How long the steps of setting up the stack stand at the start of a run, in how much
// of that they come one after the other, so that they can be read, and for how long
// all of them stand where there is a thumbnail to be seen instead.
const (
	setupTime   = 10 * time.Second
	setupReveal = 4 * time.Second
	setupRead   = 1500 * time.Millisecond
)

// SettingUp tells whether the stack is being set up, or a run has begun just now,
// and how that was done is worth a look.
func SettingUp(s *state.State, now time.Time) bool {
	if s == nil || s.Steps.Len() == 0 {
		return false
	}
	since := now.Sub(s.Started)
	return s.SettingUp() || since < setupReveal+setupRead || since < setupTime && s.Count.Thumbnails == 0
}

// setupTitle is what stands in the frame of Setup.
func setupTitle(v View) (title, right string) {
	switch {
	case v.State == nil:
		return "the stack", ""
	case v.State.SettingUp():
		return "setting up the stack", plural(v.State.Steps.Len(), "step")
	}
	steps := worthSteps(v.State)
	return "the stack is set up", fmt.Sprintf("%s of %s", count(shownSteps(&v, len(steps))), plural(len(steps), "step"))
}

// drawSetup draws the steps by which the stack is set up, the latest last; once it is,
// those that there were, one more after the other.
func drawSetup(v View) []string {
	p, ok := newPage(v)
	if !ok {
		return p.finish()
	}
	steps := worthSteps(v.State)
	shown := shownSteps(&v, len(steps))
	for i := max(shown-v.Height, 0); i < shown; i++ {
		step := &steps[i]
		t := draw.Text
		if i == shown-1 {
			t = draw.Strong
		}
		if step.Error != "" {
			t = draw.Bad
		}
		p.row(func(l *line) { p.step(l, step, t) })
	}
	return p.finish()
}

// step draws a step: what was done, why it could not be, and by which call.
func (p *page) step(l *line, step *state.Step, t draw.Tone) {
	text := " " + draw.Escape(step.Text)
	if step.Error != "" {
		text += ": " + draw.Escape(step.Error)
	}
	call, room := draw.Escape(step.Operation), l.left()
	if call == "" || len(call)+2 > room-len(text) && len(call) > room/3 { // the words matter more
		l.put(p.Styles.Of(t), text)
		return
	}
	l.put(p.Styles.Of(t), draw.Fit(text, room-len(call)-2))
	l.gap(1)
	l.put(p.Styles.Of(draw.Dim), call)
}

// worthSteps are the steps that are worth a look: while they come, all of them;
// after it those that say what is there.
func worthSteps(s *state.State) []state.Step {
	all := make([]state.Step, 0, s.Steps.Len())
	for i := range s.Steps.Len() {
		if step := s.Steps.At(i); !step.Missing || s.SettingUp() {
			all = append(all, step)
		}
	}
	return all
}

// shownSteps is how many of n steps are shown by now.
func shownSteps(v *View, n int) int {
	if v.State == nil {
		return 0
	}
	if v.State.SettingUp() {
		return n
	}
	since := max(v.Now.Sub(v.State.Steps.At(0).At), 0) // those that took their time have been seen
	return min(1+int(since*time.Duration(n)/setupReveal), n)
}

// SetupTold says in a sentence what setting up the stack is at; empty where it is
// over.
func SetupTold(s *state.State) string {
	if !s.SettingUp() {
		return ""
	}
	step := s.Steps.Ref(s.Steps.Len() - 1)
	if step.Error != "" {
		return step.Text + ": " + step.Error
	}
	return step.Text
}
