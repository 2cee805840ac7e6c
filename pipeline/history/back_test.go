package history_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"

	"inflight/pipeline/event"
	"inflight/pipeline/history"
)

// TestBackAndForwardLeadToTheNearestThatIsMeant, over the blocks of a history, however
// much of the one that the cursor is in has been read.
func TestBackAndForwardLeadToTheNearestThatIsMeant(t *testing.T) {
	const n = 280_000 // several blocks
	events := lives(rand.New(rand.NewPCG(3, 4)), n, time.Millisecond)
	for name, add := range map[string]func(*history.History, []event.Event){"kept": (*history.History).Add, "read again": readable} {
		h := history.New()
		add(h, events)
		if history.Blocks(h) < 3 {
			t.Fatalf("%s: it has %d blocks", name, history.Blocks(h))
		}
		rapid.Check(t, func(t *rapid.T) {
			c, err := h.Cursor(int64(rapid.IntRange(0, n).Draw(t, "begin")))
			if err != nil {
				t.Fatal(err)
			}
			for range rapid.IntRange(1, 3).Draw(t, "moves") {
				// One of every so many is meant: some are near, some blocks away.
				every := uint64(rapid.SampledFrom([]int{1, 7, 900, 39_000, n}).Draw(t, "every"))
				meant := func(e *event.Event) bool { return e.Seq%every == 0 }
				was := c.At()
				at, there, err := c.Before(meant)
				want := was - 1
				for want > 0 && !meant(&events[want-1]) {
					want--
				}
				if err != nil || there != (want > 0) || there && at != want || c.At() != was {
					t.Fatalf("%s: every %d, back from %d is %d, %t, %v, want %d; it stands at %d", name, every, was, at, there, err, want, c.At())
				}
				if every > 900 { // so far on would be folded for long
					continue
				}
				more, err := c.Forward(meant)
				for want = was; want < n && !meant(&events[want]); {
					want++
				}
				if want++; want > n {
					want = was
				}
				if err != nil || more != (want > was) || c.At() != want {
					t.Fatalf("%s: every %d, on from %d is %d, %t, %v, want %d", name, every, was, c.At(), more, err, want)
				}
				if rapid.Bool().Draw(t, "goes back") && there {
					if err := c.To(at); err != nil {
						t.Fatal(err)
					}
				}
			}
		})
	}
}
