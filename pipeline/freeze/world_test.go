package freeze_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"inflight/pipeline/event"
	"inflight/pipeline/freeze"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// hand is that of a clock which only notes how fast it is to run.
type hand struct {
	mu    sync.Mutex
	speed float64
}

func (h *hand) SetSpeed(s float64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.speed = s
}

func (h *hand) Speed() float64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.speed
}

// program notes what is done to it.
type program struct {
	mu   sync.Mutex
	done []string
}

func (p *program) note(what string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done = append(p.done, what)
}

func (p *program) Halt() { p.note("halt") }
func (p *program) GoOn() { p.note("go on") }

func (p *program) said() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.done)
}

// rig is a world in a bubble, and what it says.
type rig struct {
	*freeze.World
	hand   *hand
	log    *event.Log
	events *event.Reader
}

func newRig() *rig {
	log := &event.Log{}
	h := &hand{speed: 1}
	return &rig{World: freeze.New(log, h), hand: h, log: log, events: log.NewReader()}
}

// said are the kinds of the events since the last call.
func (r *rig) said() []event.Kind {
	synctest.Wait()
	var kinds []event.Kind
	for _, e := range r.events.Take(nil) {
		kinds = append(kinds, e.Kind())
	}
	return kinds
}

// wants fails the test unless exactly this has been said.
func (r *rig) wants(t *testing.T, when string, want ...event.Kind) {
	t.Helper()
	if got := r.said(); !slices.Equal(got, want) {
		t.Errorf("%s it says %v, want %v", when, got, want)
	}
}

func TestAWorldIsFrozenWhenTheLastInsideHasLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		for range 2 {
			if err := r.Enter(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		r.Freeze()
		r.Freeze() // twice is once
		if r.hand.Speed() != 0 {
			t.Error("the clock goes on")
		}
		r.wants(t, "with two inside", event.KindOf[event.WorldFreezing]())
		r.Leave()
		r.wants(t, "with one inside")
		r.Leave()
		r.wants(t, "when both have left", event.KindOf[event.WorldFrozen]())
		r.Thaw()
		r.Thaw()
		r.wants(t, "thawed", event.KindOf[event.WorldRunning]())
		if r.hand.Speed() != 1 {
			t.Errorf("the clock runs at %v", r.hand.Speed())
		}
	})
}

// TestAWorldStandsFromTheMomentThatItIsToFreeze.
func TestAWorldStandsFromTheMomentThatItIsToFreeze(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		wants := func(when string, want bool) {
			t.Helper()
			if got := r.Stands(); got != want {
				t.Errorf("%s it stands: %t", when, got)
			}
		}
		wants("at first", false)
		if err := r.Enter(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.Freeze()
		wants("with one inside", true)
		r.Leave()
		wants("frozen", true)
		r.Thaw()
		wants("thawed", false)
	})
}

// TestWhoOnlyPassesIsNotWaitedFor, nor whoever was there for a moment.
func TestWhoOnlyPassesIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		did := false
		if err := pass(r, t.Context()); err != nil {
			t.Fatal(err)
		}
		r.Within(t.Context(), func() { did = true })
		r.Freeze()
		r.wants(t, "with nobody inside", event.KindOf[event.WorldFreezing](), event.KindOf[event.WorldFrozen]())
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if err := pass(r, ended); !errors.Is(err, context.Canceled) || !did {
			t.Errorf("it passes a world that stands: %v, and before that it did it: %t", err, did)
		}
		r.Thaw()
		r.wants(t, "thawed", event.KindOf[event.WorldRunning]())
		r.Freeze()
		r.wants(t, "frozen again", event.KindOf[event.WorldFreezing](), event.KindOf[event.WorldFrozen]())
		r.Thaw()
	})
}

func TestNobodyGetsInWhileTheWorldStands(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		r.Freeze()
		in := make(chan error, 1)
		go func() { in <- r.Enter(t.Context()) }()
		ctx, cancel := context.WithCancel(t.Context())
		gaveUp := make(chan error, 1)
		go func() { gaveUp <- pass(r, ctx) }()
		time.Sleep(time.Hour)
		synctest.Wait()
		if len(in)+len(gaveUp) != 0 {
			t.Error("somebody got in")
		}
		cancel()
		if err := <-gaveUp; !errors.Is(err, context.Canceled) {
			t.Errorf("who gives up gets %v", err)
		}
		r.Thaw()
		if err := <-in; err != nil {
			t.Error(err)
		}
		r.Freeze()
		r.wants(t, "with one inside", event.KindOf[event.WorldFreezing](), event.KindOf[event.WorldFrozen](), event.KindOf[event.WorldRunning](), event.KindOf[event.WorldFreezing]())
		r.Leave()
		r.wants(t, "and none", event.KindOf[event.WorldFrozen]())
	})
}

func TestAProgramIsStoppedAndNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		var early, late program
		if err := r.Enter(t.Context()); err != nil {
			t.Fatal(err)
		}
		ended := r.While(t.Context(), &early)
		r.Freeze()
		r.wants(t, "with a program inside", event.KindOf[event.WorldFreezing](), event.KindOf[event.WorldFrozen]())
		left := make(chan struct{})
		go func() { // somebody kills it while it stands
			ended()
			r.Leave()
			close(left)
		}()
		time.Sleep(time.Minute)
		synctest.Wait()
		select {
		case <-left:
			t.Error("what ended while the world stood has gone on")
		default:
		}
		r.Thaw()
		<-left
		if got := early.said(); !slices.Equal(got, []string{"halt", "go on"}) {
			t.Errorf("the program was told %v", got)
		}

		r.said()
		if err := r.Enter(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.Freeze()
		r.wants(t, "before the program begins", event.KindOf[event.WorldFreezing]())
		ended = r.While(t.Context(), &late) // it was being started
		r.wants(t, "after", event.KindOf[event.WorldFrozen]())
		r.Release()
		ended()
		r.Leave()
		if got := late.said(); !slices.Equal(got, []string{"halt", "go on"}) {
			t.Errorf("the program that began late was told %v", got)
		}
	})
}

func TestWhoIsInterruptedWhileItsProgramStandsGetsAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		if err := r.Enter(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx, interrupt := context.WithCancel(t.Context())
		ended := r.While(ctx, &program{})
		r.Freeze()
		interrupt()
		ended()
		r.Leave()
		r.Thaw()
		r.Freeze()
		r.wants(t, "after all", event.KindOf[event.WorldFreezing](), event.KindOf[event.WorldFrozen](), event.KindOf[event.WorldRunning](), event.KindOf[event.WorldFreezing](), event.KindOf[event.WorldFrozen]())
	})
}

func TestAStepEndsWithTheFirstThingThatHappens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		if err := r.Step(t.Context()); !errors.Is(err, freeze.ErrNotFrozen) {
			t.Errorf("a step of a world that runs: %v", err)
		}
		r.Freeze()
		r.said()
		go func() { // a worker: it looks, and receives
			if r.Enter(t.Context()) != nil {
				return
			}
			defer r.Leave()
			r.log.Emit(event.Event{Body: &event.WorkerPolling{}})
			r.log.Emit(event.Event{Body: &event.QueueSampled{}})
			time.Sleep(time.Second)
			r.log.Emit(event.Event{Body: &event.MessageReceived{}})
		}()
		if err := r.Step(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.wants(t, "a step", event.KindOf[event.WorldStepping](), event.KindOf[event.WorkerPolling](), event.KindOf[event.QueueSampled](), event.KindOf[event.MessageReceived](), event.KindOf[event.WorldFreezing](), event.KindOf[event.WorldFrozen]())
	})
}

func TestAStepEndsWhenSomebodyFreezesOrThawsTheWorld(t *testing.T) {
	for name, tc := range map[string]struct {
		by   func(*rig, context.CancelFunc)
		want []event.Kind
	}{
		"freezes": {func(r *rig, _ context.CancelFunc) { r.Freeze() }, []event.Kind{event.KindOf[event.WorldStepping](), event.KindOf[event.WorldFreezing](), event.KindOf[event.WorldFrozen]()}},
		"thaws":   {func(r *rig, _ context.CancelFunc) { r.Thaw() }, []event.Kind{event.KindOf[event.WorldStepping](), event.KindOf[event.WorldRunning]()}},
		"leaves":  {func(_ *rig, leave context.CancelFunc) { leave() }, []event.Kind{event.KindOf[event.WorldStepping](), event.KindOf[event.WorldFreezing](), event.KindOf[event.WorldFrozen]()}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig()
				r.Freeze()
				r.said()
				ctx, leave := context.WithCancel(t.Context())
				defer leave()
				stepped := make(chan error, 1)
				go func() { stepped <- r.Step(ctx) }()
				synctest.Wait()
				tc.by(r, leave)
				if err := <-stepped; err != nil {
					t.Error(err)
				}
				r.wants(t, "the step", tc.want...)
			})
		})
	}
}

func TestACallThatOnlyWaitsIsGivenUpByAFreeze(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		call, done := r.WhileItRuns(t.Context())
		defer done()
		r.Freeze()
		synctest.Wait()
		if call.Err() == nil {
			t.Error("it waits on")
		}
		late, done := r.WhileItRuns(t.Context())
		defer done()
		if late.Err() == nil {
			t.Error("one that begins while the world stands waits")
		}
		r.Thaw()
		fresh, done := r.WhileItRuns(t.Context())
		defer done()
		if fresh.Err() != nil {
			t.Error("after the thaw none can wait")
		}
	})
}

func TestASpeedIsKeptThroughAFreeze(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		for _, bad := range []float64{0, -1, 1.0 / 32, 8} {
			if r.SetSpeed(bad) == nil {
				t.Errorf("a speed of %v is taken", bad)
			}
		}
		if err := r.SetSpeed(0.25); err != nil || r.hand.Speed() != 0.25 {
			t.Errorf("it runs at %v: %v", r.hand.Speed(), err)
		}
		r.Freeze()
		if err := r.SetSpeed(0.5); err != nil || r.hand.Speed() != 0 {
			t.Errorf("frozen it runs at %v: %v", r.hand.Speed(), err)
		}
		r.Thaw()
		if r.hand.Speed() != 0.5 {
			t.Errorf("afterwards it runs at %v", r.hand.Speed())
		}
		r.hand.SetSpeed(2) // somebody at its endpoint
		r.Freeze()
		if r.Thaw(); r.hand.Speed() != 2 {
			t.Errorf("what somebody else set is %v after a freeze", r.hand.Speed())
		}
		if err := freeze.New(r.log, nil).SetSpeed(1); !errors.Is(err, freeze.ErrForeignClock) {
			t.Errorf("a clock of somebody else: %v", err)
		}
	})
}

func TestAClockThatSomebodyElseStopsFreezesTheWorld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		set := func(speed float64) {
			r.hand.SetSpeed(speed)
			r.ClockSet(speed)
		}
		set(0)
		r.wants(t, "stopped", event.KindOf[event.WorldFreezing](), event.KindOf[event.WorldFrozen]())
		set(0)
		r.wants(t, "again")
		set(1)
		r.wants(t, "as before", event.KindOf[event.WorldRunning]())
		set(60)
		r.wants(t, "fast", event.KindOf[event.ClockChanged]())
		r.Freeze()
		set(60)
		r.wants(t, "frozen, and let go on", event.KindOf[event.WorldFreezing](), event.KindOf[event.WorldFrozen](), event.KindOf[event.WorldRunning]())
		if r.hand.Speed() != 60 {
			t.Errorf("it runs at %v", r.hand.Speed())
		}
		r.Release()
		set(0)
		r.wants(t, "after all")
		freeze.New(r.log, nil).ClockSet(0)
		r.wants(t, "without a clock of its own")
	})
}

func TestAWorldThatIsReleasedFreezesNoMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		if err := r.SetSpeed(0.125); err != nil {
			t.Fatal(err)
		}
		r.Freeze()
		r.Release()
		r.Freeze()
		if err := pass(r, t.Context()); err != nil || !r.Over() || r.hand.Speed() != 1 {
			t.Errorf("it runs at %v: %v", r.hand.Speed(), err)
		}
	})
}

func TestTheWorldThatIsNilNeverStands(t *testing.T) {
	var w *freeze.World
	w.Freeze()
	w.Thaw()
	w.Release()
	if err := w.Enter(t.Context()); err != nil {
		t.Error(err)
	}
	w.Leave()
	w.While(t.Context(), nil)()
	ctx, done := w.WhileItRuns(t.Context())
	defer done()
	w.ClockSet(0)
	if ctx.Err() != nil || w.Over() || w.Step(t.Context()) == nil || w.SetSpeed(1) == nil {
		t.Error("it stands, or was stepped")
	}
}

// pass goes through the gate, and does nothing behind it.
func pass(r *rig, ctx context.Context) error {
	err := r.Enter(ctx)
	if err == nil {
		r.Leave()
	}
	return err
}
