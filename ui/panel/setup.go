package panel

import (
	"fmt"
	"time"

	"inflight/pipeline/state"
)

// How long the steps of setting up the stack stand at the start of a run, and in
// how much of that they come one after the other, so that they can be read.
const (
	setupTime   = 10 * time.Second
	setupReveal = 5 * time.Second
)

// SettingUp tells whether a run has begun just now, and how its stack was set up
// is worth a look.
func SettingUp(s *state.State, now time.Time) bool {
	if s == nil || s.Steps.Len() == 0 {
		return false
	}
	return s.Started.IsZero() || now.Sub(s.Started) < setupTime
}

// SetupTitle is what stands in the frame of Setup.
func SetupTitle(v View) (title, right string) {
	if v.State == nil {
		return "the stack", ""
	}
	return "the stack is set up", fmt.Sprintf("%s of %s", count(shownSteps(&v)), plural(v.State.Steps.Len(), "step"))
}

// Setup draws the steps by which the stack was set up, one more after the other,
// the latest last.
func Setup(v View) []string {
	p, ok := newPage(v)
	if !ok {
		return p.finish()
	}
	shown := shownSteps(&v)
	for i := max(shown-v.Height, 0); i < shown; i++ {
		t := toneText
		if i == shown-1 {
			t = toneStrong
		}
		p.text(t, " "+Escape(v.State.Steps.At(i).Text))
	}
	return p.finish()
}

// shownSteps is how many steps are shown by now.
func shownSteps(v *View) int {
	if v.State == nil {
		return 0
	}
	n := v.State.Steps.Len()
	if v.State.Started.IsZero() {
		return n
	}
	since := max(v.Now.Sub(v.State.Started), 0)
	return min(1+int(since*time.Duration(n)/setupReveal), n)
}
