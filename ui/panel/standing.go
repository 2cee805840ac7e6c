package panel

import (
	"fmt"
	"time"

	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// Standing says what it means that the world stands, over a line or two.
func Standing(v View) string {
	keep := v.Keys.Step + " steps, " + v.Keys.Freeze + " goes on."
	others := ""
	if n := v.World.Others; n == 1 {
		others = " Others go on: 1 call."
	} else if n > 1 {
		others = fmt.Sprintf(" Others go on: %d calls.", n)
	}
	own := v.State.Setup.Embedded
	switch v.World.Motion {
	case state.Freezing:
		if own {
			return "Freezing: what is in hand ends; the clock stands already." + others
		}
		return fmt.Sprintf("Freezing: calls in hand end first, a receive within its wait of %g s.", v.State.Setup.Wait)
	case state.Stepping:
		return "It goes on until something happens."
	case state.Moving:
		return ""
	case state.Frozen:
	}
	if own {
		return "Frozen, the embedded AWS too: " + keep + others // a line at 80 columns: the other is for what the world shows
	}
	return "Frozen: our work stands. AWS's clock goes on" + v.meanwhile() // the footer names the keys
}

// meanwhile says what a queue does whose clock goes on while nobody works.
func (v View) meanwhile() string {
	n, first := 0, time.Time{}
	for msg := range v.State.In(state.InFlight, v.Now) {
		n++
		if at := msg.VisibleAt; first.IsZero() || at.Before(first) {
			first = at
		}
	}
	switch n {
	case 0:
		return "."
	case 1:
		return fmt.Sprintf(": the message in flight is visible again in %.0f s, and others may receive it.", max(first.Sub(v.Now).Seconds(), 0))
	}
	return fmt.Sprintf(": %d messages in flight are visible again, the first in %.0f s, and others may receive them.", n, max(first.Sub(v.Now).Seconds(), 0))
}

// Unhurried says what another speed does not change.
func Unhurried(v View) string {
	speed := v.World.Speed()
	if speed == 1 {
		return ""
	}
	return fmt.Sprintf("The clock runs at %s: timeouts, delays, paces and uploads go by it. Calls and engines work at their own speed.", draw.Speed(speed))
}
