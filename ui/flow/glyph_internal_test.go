package flow

import "testing"

// TestInASCIIOneSignMeansOneThing: borders, arrows and columns share some, where no
// message, place, permit or goroutine can stand.
func TestInASCIIOneSignMeansOneThing(t *testing.T) {
	for name, g := range map[string]*glyphs{"Unicode": unicodeSet, "ASCII": asciiSet} {
		means := map[string]string{}
		for meaning, sign := range map[string]string{
			"a visible message": g.waiting, "a delayed message": g.delayed, "a dead letter": g.dead, "in flight, much time left": g.flight[0],
			"in flight, half of it": g.flight[1], "in flight, a quarter": g.flight[2], "in flight, less": g.flight[3],
			"a taken place of a channel": g.taken, "a taken permit": g.permits[0], "a goroutine that waits for a place": g.blocked,
			"one that waits for a permit": g.noPermit, "one that waits for a message": g.noMessage, "one that died": g.died,
			"work done": g.done, "the end of a channel": g.walls[0],
		} {
			if other := means[sign]; other != "" {
				t.Errorf("in %s %s is %s, and %s", name, sign, meaning, other)
			}
			means[sign] = meaning
		}
	}
}
