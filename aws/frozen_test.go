package aws_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline"
	"inflight/pipeline/event"
)

// TestAFrozenRunStandsWithItsAWSAndGoesOnAsIfNothingHadBeen: its engine cannot be
// stopped, and finishes its image first. Frozen in the midst of it, each of the images
// becomes what it would have.
func TestAFrozenRunStandsWithItsAWSAndGoesOnAsIfNothingHadBeen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, _, stop := inBubble(t, &patient{}, 40)
		defer stop()
		events := p.Log.NewReader()
		ended := make(chan pipeline.Outcome)
		go func() {
			outcome, _ := p.Run(t.Context())
			ended <- outcome
		}()
		for i := range 5 { // at five moments of the run
			time.Sleep(7*time.Second + time.Duration(i)*300*time.Millisecond)
			if err := p.Freeze(t.Context()); err != nil {
				t.Fatal(err)
			}
			at := p.Log.Clock.Now()
			time.Sleep(11 * time.Second) // an engine takes ten
			synctest.Wait()
			kinds := kindsOf(events.Take(nil))
			if len(kinds) == 0 || kinds[len(kinds)-1] != event.KindOf[event.WorldFrozen]() {
				t.Fatalf("it is not frozen: %v", kinds)
			}
			counts, err := p.Queues.Counts(t.Context(), p.Setup.Queue)
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Hour)
			synctest.Wait()
			later, err := p.Queues.Counts(t.Context(), p.Setup.Queue)
			if err != nil || later != counts {
				t.Errorf("the queue counted %+v, and an hour later %+v: %v", counts, later, err)
			}
			if now := p.Log.Clock.Now(); !now.Equal(at) {
				t.Errorf("the clock went from %s to %s", at, now)
			}
			if more := kindsOf(events.Take(nil)); len(more) > 0 {
				t.Errorf("within an hour there was %v", more)
			}
			if err := p.Thaw(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		begun := p.Log.Clock.Now()
		outcome := <-ended
		if outcome.Uploaded != 40 || outcome.Thumbnails != 36 || outcome.Dead() != 4 {
			t.Errorf("got %+v", outcome)
		}
		if p.Log.Clock.Since(begun) > 3*time.Minute {
			t.Errorf("it took %s", p.Log.Clock.Since(begun))
		}
		if kinds := kindsOf(events.Take(nil)); slices.Contains(kinds, event.KindOf[event.MessageExpired]()) {
			t.Error("a visibility timeout ran out")
		}
		if p.Freeze(t.Context()) == nil {
			t.Error("a run that is over can be frozen")
		}
	})
}

// TestAPauseStopsConsumingAndNothingElse: the clock goes on, images are uploaded and become
// messages, and nobody receives them.
func TestAPauseStopsConsumingAndNothingElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, _, stop := inBubble(t, &patient{}, 40)
		defer stop()
		events := p.Log.NewReader()
		ended := make(chan pipeline.Outcome)
		go func() {
			outcome, _ := p.Run(t.Context())
			ended <- outcome
		}()
		time.Sleep(3 * time.Second)
		if err := p.Pause(t.Context()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(30 * time.Second) // what is in hand ends
		synctest.Wait()
		events.Take(nil)
		at := p.Log.Clock.Now()
		time.Sleep(5 * time.Second)
		synctest.Wait()
		if passed := p.Log.Clock.Since(at); passed != 5*time.Second {
			t.Errorf("paused, %s passed on the clock in 5 s", passed)
		}
		seen := map[event.Kind]int{}
		for _, kind := range kindsOf(events.Take(nil)) {
			seen[kind]++
		}
		if seen[event.KindOf[event.ObjectUploaded]()] != 5 || seen[event.KindOf[event.MessageReceived]()] != 0 || seen[event.KindOf[event.WorldFreezing]()] != 0 {
			t.Errorf("paused, within 5 s there were %v", seen)
		}
		if err := p.Resume(t.Context()); err != nil {
			t.Fatal(err)
		}
		if outcome := <-ended; outcome.Uploaded != 40 || outcome.Thumbnails != 36 || outcome.Dead() != 4 {
			t.Errorf("got %+v", outcome)
		}
	})
}

// TestARunComesToTheSameAtAnySpeed: pace, heartbeats, countdowns and delays go by the
// clock; the engine works as fast as ever.
func TestARunComesToTheSameAtAnySpeed(t *testing.T) {
	for _, speed := range []float64{1.0 / 16, 0.5, 4} {
		synctest.Test(t, func(t *testing.T) {
			p, _, stop := inBubble(t, &patient{}, 20)
			defer stop()
			if err := p.SetSpeed(t.Context(), speed); err != nil {
				t.Fatal(err)
			}
			begun, wall := p.Log.Clock.Now(), time.Now()
			outcome, interrupted := p.Run(t.Context())
			if interrupted || outcome.Uploaded != 20 || outcome.Thumbnails != 18 || outcome.Dead() != 2 {
				t.Errorf("at %v it comes to %+v", speed, outcome)
			}
			passed, want := p.Log.Clock.Since(begun).Seconds(), time.Since(wall).Seconds()*speed
			if passed < want || speed >= 1 && passed > want+1 { // when it ends it goes as the wall does again, at least
				t.Errorf("at %v %.0f s passed on the clock, want %.0f", speed, passed, want)
			}
		})
	}
}

// kindsOf are the kinds of events that are no calls of this test's.
func kindsOf(events []event.Event) (kinds []event.Kind) {
	for _, e := range events {
		if !event.Is[event.APICalled](&e) {
			kinds = append(kinds, e.Kind())
		}
	}
	return kinds
}
