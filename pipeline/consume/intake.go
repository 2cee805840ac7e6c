package consume

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/freeze"
)

// intake decides when messages may be asked for, and when the work on them has to
// end: a model asks at the gate before it receives, and makes the call under the
// context of begin. Consumers own it; any goroutine may call it. It starts no
// goroutine.
type intake struct {
	log   *event.Log
	world *freeze.World
	grace time.Duration // 0: a call of Receive can be cancelled without harm
	knobs *knobs        // for the words on a call that was cancelled
	dying *deaths       // hears when somebody asks for messages

	ctx     context.Context //nolint:containedctx // ended by a stop: owns the receive loops
	end     context.CancelFunc
	work    context.Context //nolint:containedctx // ended when patience ends: owns the work in hand
	endWork context.CancelFunc
	calls   context.Context //nolint:containedctx // ended by a stop after the grace: owns the calls of Receive
	endCall context.CancelFunc

	unfinished atomic.Int64 // messages given back and calls cancelled because of a stop

	mu        sync.Mutex
	open      chan struct{}   // closed while consuming is not paused
	polls     context.Context //nolint:containedctx // ended by a pause: owns the calls that wait for messages
	endPoll   context.CancelFunc
	receiving int  // calls of Receive under way
	impatient bool // the work in hand ends with the last of them
	said      bool // what a stop waits for
}

// newIntake is open. Ending ctx is an interrupt.
func newIntake(ctx context.Context, log *event.Log, world *freeze.World, grace time.Duration, knobs *knobs, dying *deaths) *intake {
	i := &intake{log: log, world: world, grace: grace, knobs: knobs, dying: dying, open: make(chan struct{})}
	i.work, i.endWork = context.WithCancel(ctx)
	i.ctx, i.end = context.WithCancel(i.work)
	i.polls, i.endPoll = context.WithCancel(i.ctx)
	i.calls, i.endCall = context.WithCancel(ctx)
	close(i.open)
	return i
}

// pause closes the gate. It reports whether it was open.
func (i *intake) pause() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.polls.Err() != nil {
		return false
	}
	i.open = make(chan struct{})
	i.endPoll()
	i.log.Emit(event.Event{Body: &event.ConsumingPaused{}})
	return true
}

// resume opens the gate. It reports whether it was closed.
func (i *intake) resume() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.polls.Err() == nil || i.ctx.Err() != nil {
		return false
	}
	i.polls, i.endPoll = context.WithCancel(i.ctx)
	close(i.open)
	i.log.Emit(event.Event{Body: &event.ConsumingResumed{}})
	return true
}

// gate waits until consuming is not paused and returns the context of a poll.
func (i *intake) gate(ctx context.Context) (context.Context, error) {
	for {
		i.mu.Lock()
		open, polls := i.open, i.polls
		i.mu.Unlock()
		select {
		case <-open:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if polls.Err() == nil {
			return polls, nil
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
}

// begin returns the context of a call of Receive, and what is to be called after
// it with its error. It waits while the world is frozen. The context ends with ctx, that of whoever
// receives, with a pause, or with a freeze; but with a grace a call that has begun
// goes on, and a freeze waits for it.
func (i *intake) begin(ctx, polls context.Context) (context.Context, func(error)) {
	inside := i.world.Enter(ctx) == nil
	call, end := i.call(ctx, polls)
	asked := i.ask(call)
	return call, func(err error) {
		end()
		asked(err)
		i.received()
		if inside {
			i.world.Leave()
		}
	}
}

// ask tells that messages are asked for with a call, which is not made if it has been given
// up. What it returns is called with the call's error.
func (i *intake) ask(call context.Context) (asked func(error)) {
	if call.Err() != nil {
		return func(error) {}
	}
	i.dying.asks()
	return i.dying.asked
}

// call is the context of a call of Receive, and what lets go of it.
func (i *intake) call(ctx, polls context.Context) (context.Context, func()) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.receiving++
	if i.grace > 0 && ctx.Err() == nil && polls.Err() == nil {
		return i.calls, func() {}
	}
	call, cancel := i.world.WhileItRuns(ctx)
	if polls.Err() != nil {
		cancel()
	}
	stop := context.AfterFunc(polls, cancel)
	return call, func() {
		stop()
		cancel()
	}
}

// received counts a call of Receive that has ended.
func (i *intake) received() {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.receiving--; i.receiving == 0 && i.impatient {
		i.endWork()
	}
}

// stop ends receiving, and says once what it waits for.
func (i *intake) stop() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.end()
	if i.grace <= 0 || i.receiving == 0 || i.said {
		return
	}
	i.said = true
	i.log.Emit(event.Event{Body: &event.ConsumingStopping{Text: fmt.Sprintf(
		"waits up to %s for %s to end, which may still bring messages", i.grace, receives(i.receiving))}})
}

// losePatience ends the work in hand, as soon as no call of Receive is under way.
func (i *intake) losePatience() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.impatient = true
	if i.receiving == 0 {
		i.endWork()
	}
}

// waits is how many calls of Receive a stop would wait for.
func (i *intake) waits() int {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.grace <= 0 {
		return 0
	}
	return i.receiving
}

// cancelCalls ends the calls of Receive under way and says what that may cost.
func (i *intake) cancelCalls(why string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.grace > 0 && i.receiving > 0 && i.calls.Err() == nil {
		i.unfinished.Add(int64(i.receiving))
		i.log.Emit(event.Event{Body: &event.ActionTaken{Text: fmt.Sprintf(
			"%s cancelled %s: a message that SQS has just handed out comes back when its visibility timeout of %s runs out",
			receives(i.receiving), why, i.knobs.now().Visibility)}})
	}
	i.endCall()
}

// receives is a number of calls.
func receives(n int) string {
	if n == 1 {
		return "1 call of ReceiveMessage"
	}
	return fmt.Sprintf("%d calls of ReceiveMessage", n)
}
