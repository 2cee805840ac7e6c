package history_test

import (
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline/history"
)

func TestWhoAddsWaitsWhereTooMuchIsToBePacked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		events := lives(rand.New(rand.NewPCG(1, 2)), 10*8192, time.Millisecond)
		h := history.New()
		pack, added := history.Hold(h), make(chan struct{})
		go func() { h.Add(events); close(added) }()
		synctest.Wait()
		select {
		case <-added:
			t.Fatal("nothing is packed, and more is taken")
		default:
		}
		go pack()
		<-added
		h.Wait()
		if got, want := look(h.State()), folded(events); got != want {
			t.Error("who waited has folded something else")
		}
	})
}
