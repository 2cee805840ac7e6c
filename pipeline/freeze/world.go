package freeze

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"inflight/pipeline/event"
)

// Speeds that a clock can be given.
const (
	Slowest = 1.0 / 16
	Fastest = 4.0
)

// Hand is the hand of a clock that can be stopped. It is safe for use by many
// goroutines.
type Hand interface {
	// SetSpeed makes the clock run so many times as fast as the wall's; 0 stops it.
	SetSpeed(speed float64)
	// Speed is how fast it runs.
	Speed() float64
}

// Reasons why there is nothing to be done.
var (
	// ErrNotFrozen is returned by Step where the world runs.
	ErrNotFrozen = errors.New("only a frozen world can be stepped")
	// ErrForeignClock is returned by SetSpeed where the clock is not ours.
	ErrForeignClock = errors.New("the clock of this AWS is not ours to change: it runs at its own speed")
)

// phase is what a World is at.
type phase uint8

const (
	running  phase = iota
	stepping       // it runs until an event comes
	freezing       // nobody is let in, and somebody still moves
	frozen
)

// World can be frozen, stepped and slowed. It alone decides in which state it is:
// its methods change that under one lock, and say so in the log before they let go of
// it. It starts no goroutine, and is safe for use by many.
type World struct {
	log  *event.Log
	hand Hand // nil: the clock is not ours, and goes on

	mu       sync.Mutex
	phase    phase
	speed    float64 // of the clock while the world runs
	moving   int     // how many are inside and have not been stopped
	programs map[*held]struct{}
	open     chan struct{}   // closed while the gates are open
	runs     context.Context //nolint:containedctx // ended by a freeze: owns calls that only wait
	end      context.CancelFunc
	over     bool // it freezes no more
}

// New is a world that runs. The hand is that of the log's clock; nil where somebody
// else's clock decides what happens, which goes on while the world is frozen.
func New(log *event.Log, hand Hand) *World {
	w := &World{log: log, hand: hand, programs: map[*held]struct{}{}, open: make(chan struct{}), speed: 1}
	close(w.open)
	w.runs, w.end = context.WithCancel(context.Background())
	return w
}

// Freeze closes the gates, stops the clock and the programs. It does not wait until
// nothing moves any more: the event WorldFrozen says so.
func (w *World) Freeze() {
	if w == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.freeze()
}

// freeze is Freeze with the lock held.
func (w *World) freeze() {
	if w.over || w.phase == freezing || w.phase == frozen {
		return
	}
	w.phase = freezing
	w.open = make(chan struct{})
	if w.hand != nil {
		if speed := w.hand.Speed(); speed > 0 { // somebody may have changed it
			w.speed = speed
		}
		w.hand.SetSpeed(0)
	}
	w.end()
	for p := range w.programs {
		w.halt(p)
	}
	w.log.Emit(event.Event{Body: &event.WorldFreezing{}})
	w.rest()
}

// rest says that the world is frozen, once nothing moves any more. The lock is held.
func (w *World) rest() {
	if w.phase == freezing && w.moving == 0 {
		w.phase = frozen
		w.log.Emit(event.Event{Body: &event.WorldFrozen{}})
	}
}

// Thaw lets everything go on.
func (w *World) Thaw() {
	if w == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.goOn(running)
}

// Release lets everything go on for good: a run that ends cannot be frozen, and its
// clock goes as the wall's does.
func (w *World) Release() {
	if w == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.over = true
	if w.hand != nil && w.speed < 1 {
		w.speed = 1
		w.hand.SetSpeed(1)
	}
	w.goOn(running)
}

// goOn opens the gates, says it, and lets the clock and the programs go on. The lock
// is held.
func (w *World) goOn(to phase) {
	stood := w.phase == freezing || w.phase == frozen
	if w.phase == to {
		return
	}
	w.phase = to
	var told event.Body = &event.WorldRunning{}
	if to == stepping {
		told = &event.WorldStepping{}
	}
	w.log.Emit(event.Event{Body: told})
	if !stood {
		return
	}
	w.runs, w.end = context.WithCancel(context.Background())
	if w.hand != nil {
		w.hand.SetSpeed(w.speed)
	}
	for p := range w.programs {
		w.rouse(p)
	}
	close(w.open)
}

// Step opens a frozen world until an event comes that is a step, and freezes it
// again. It ends early when somebody else freezes or thaws the world, or ctx ends.
func (w *World) Step(ctx context.Context) error {
	if w == nil {
		return ErrNotFrozen
	}
	w.mu.Lock()
	if w.phase != freezing && w.phase != frozen {
		w.mu.Unlock()
		return ErrNotFrozen
	}
	events := w.log.NewReader()
	defer events.Close()
	w.goOn(stepping)
	runs := w.runs
	w.mu.Unlock()
	defer w.endStep(runs)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(runs, cancel)()
	var buf []event.Event
	for {
		some, ok := events.Next(ctx, buf)
		if !ok {
			return nil
		}
		for i := range some {
			switch some[i].Body.(type) {
			case *event.WorldRunning: // somebody lets it go on
				return nil
			default:
				if some[i].Kind().IsStep() {
					return nil
				}
			}
		}
		buf = some
	}
}

// endStep freezes the world again, if it is still at the step that began with runs.
func (w *World) endStep(runs context.Context) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.phase == stepping && w.runs == runs {
		w.freeze()
	}
}

// ClockSet is called by whoever has set the speed of the clock past the world: a
// stopped clock freezes it, and one that runs lets it go on.
func (w *World) ClockSet(speed float64) {
	if w == nil || w.hand == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.over:
	case speed <= 0:
		w.freeze()
	default:
		told := speed != w.speed
		w.speed = speed
		if w.phase == freezing || w.phase == frozen {
			w.goOn(running)
		}
		if told {
			w.log.Emit(event.Event{Body: &event.ClockChanged{Speed: speed}})
		}
	}
}

// Over tells whether it was released, and freezes no more.
func (w *World) Over() bool {
	if w == nil {
		return false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.over
}

// SetSpeed makes the clock run at another speed, from Slowest to Fastest. A world
// that is frozen takes it up when it goes on.
func (w *World) SetSpeed(speed float64) error {
	switch {
	case w == nil || w.hand == nil:
		return ErrForeignClock
	case !(speed >= Slowest && speed <= Fastest):
		return fmt.Errorf("a speed of %g: it has to be 1/16 to 4", speed)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.over {
		return nil
	}
	w.speed = speed
	if w.phase == running || w.phase == stepping {
		w.hand.SetSpeed(speed)
	}
	w.log.Emit(event.Event{Body: &event.ClockChanged{Speed: speed}})
	return nil
}
