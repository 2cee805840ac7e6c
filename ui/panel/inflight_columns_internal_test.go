package panel

import "testing"

// TestTheCountdownHasItsBarAtEveryWidth: at 60 and 61 columns the heartbeats had its place.
func TestTheCountdownHasItsBarAtEveryWidth(t *testing.T) {
	for width := 30; width <= 200; width++ {
		if c := inFlightColumns(width); c.bar < 3 || c.fixed()+c.bar > width {
			t.Errorf("%d columns: a bar of %d, the rest %d", width, c.bar, c.fixed())
		}
	}
}
