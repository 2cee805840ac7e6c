package thumbnail

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
)

func TestWhoAsksFirstForMemoryIsServedFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBudget(100)
		hold, err := b.take(t.Context(), 60)
		if err != nil {
			t.Fatal(err)
		}
		order := make(chan string, 3)
		ask := func(name string, n int64) {
			go func() {
				release, err := b.take(t.Context(), n)
				if err != nil {
					t.Error(err)
					return
				}
				order <- name
				release()
			}()
			synctest.Wait()
		}
		ask("large", 150) // it goes alone
		ask("small", 10)  // there is room for it, but it came later
		select {
		case name := <-order:
			t.Fatalf("the %s one was let by", name)
		default:
		}
		hold()
		synctest.Wait()
		if first, second := <-order, <-order; first != "large" || second != "small" {
			t.Errorf("first was the %s one, then the %s one", first, second)
		}
	})
}

func TestWaitingForMemoryEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBudget(100)
		hold, err := b.take(t.Context(), 100)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() {
			_, err := b.take(ctx, 50)
			ended <- err
		}()
		synctest.Wait()
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		hold()
		again, err := b.take(t.Context(), 100) // nothing is lost
		if err != nil {
			t.Fatal(err)
		}
		again()
	})
}
