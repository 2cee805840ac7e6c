package consume

import (
	"context"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"inflight/pipeline/event"
)

// RetryByTimeout as a retry delay leaves a failed message alone until its
// visibility timeout runs out.
const RetryByTimeout time.Duration = -1

// Consumers are the workers that take messages from the queue and do their
// work: goroutines with a receive loop each. Fill in the fields, then Start
// and Stop; the fields are not changed after Start. All methods are safe for
// use by many goroutines.
type Consumers struct {
	Log        *event.Log
	Queue      Queue
	Store      ObjectStore
	Engine     Engine
	Publishers []Publisher

	ThumbnailBucket string
	URLExpiry       time.Duration
	Wait            time.Duration // of a long poll, 0 to 20 s
	Visibility      time.Duration
	Heartbeat       bool
	MaxReceives     int           // of the queue's redrive policy; 0: it has none, and keeps what fails
	RetryDelay      time.Duration // before the second try; it doubles. RetryByTimeout: none
	Cores           int           // so many engines work at a time; 0: as many as there are workers
	Pace            time.Duration // each stage takes at least this long
	FIFO            bool          // the queue is one: it takes no late deletes

	// Grace is for how long Stop waits for calls of Receive under way to end by
	// themselves; then it cancels them. 0 cancels them at once, which is right
	// only where a caller that hangs up takes no message with it, as on the
	// embedded AWS in process.
	Grace time.Duration

	// Refused is called by a worker that ends because the queue refuses it for
	// good (ErrRefused). nil: it tries again, for a person may mend it meanwhile.
	Refused func(error)

	// LeaveOut, if set, says of which receives the heartbeat is left out on
	// purpose, to show what comes of that. Many goroutines call it.
	LeaveOut func(image event.ImageRef, receiveCount int) bool

	// ToldOfDeaths says that somebody calls DeadLettered and that redriven
	// messages are told of, as the embedded AWS does. Otherwise both are
	// inferred.
	ToldOfDeaths bool

	announced     announced
	announcer     announcer
	countdowns    *countdowns
	failures      failures
	unconditional sync.Once // said that the endpoint knows no conditions

	cores *semaphore.Weighted // nil: no limit

	unfinished atomic.Int64 // messages given back and calls cancelled because of a stop

	mu      sync.Mutex
	workers []*worker
	alive   map[string]bool // names of workers, also of those that are leaving
	polling int             // calls of Receive under way

	impatient bool // the work in hand ends with the last of them
	told      bool // Stop has said what it waits for
	hurried   bool // Hurry was called
	running   sync.WaitGroup
	intake    context.Context //nolint:containedctx // ended by Stop: owns the receive loops
	work      context.Context //nolint:containedctx // ended by Stop when patience ends: owns the work in hand
	endIn     context.CancelFunc
	endWork   context.CancelFunc
	open      chan struct{}      // closed while consuming is not paused
	polls     context.Context    //nolint:containedctx // ended by Pause: owns the calls that wait for messages
	endPoll   context.CancelFunc // of polls
	calls     context.Context    //nolint:containedctx // ended by Stop after the grace: owns the calls of Receive
	endCall   context.CancelFunc // of calls
}

// Start begins to consume with n workers. Ending ctx is an interrupt: what is
// in hand is given back. Use Stop to end in good order.
func (c *Consumers) Start(ctx context.Context, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.intake != nil {
		return
	}
	c.countdowns, c.alive = newCountdowns(c.Visibility, c.expired), map[string]bool{}
	c.work, c.endWork = context.WithCancel(ctx)
	c.intake, c.endIn = context.WithCancel(c.work)
	c.polls, c.endPoll = context.WithCancel(c.intake)
	c.calls, c.endCall = context.WithCancel(ctx)
	if c.Cores > 0 {
		c.cores = semaphore.NewWeighted(int64(c.Cores))
	}
	c.open = make(chan struct{})
	close(c.open)
	c.announcer.start(c.work, c)
	c.resize(n)
}

// Pause stops receiving. Work in hand goes on, and with a Grace so do calls of
// Receive under way: what they bring is worked on. It reports whether anything
// changed.
func (c *Consumers) Pause() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.intake == nil || c.polls.Err() != nil {
		return false
	}
	c.open = make(chan struct{})
	c.endPoll()
	c.Log.Emit(event.Event{Type: event.ConsumingPaused})
	return true
}

// Resume receives again. It reports whether anything changed.
func (c *Consumers) Resume() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.intake == nil || c.polls.Err() == nil || c.intake.Err() != nil {
		return false
	}
	c.polls, c.endPoll = context.WithCancel(c.intake)
	close(c.open)
	c.Log.Emit(event.Event{Type: event.ConsumingResumed})
	return true
}

// Resize changes the number of workers, 0 to MaxWorkers. Workers that are too
// many finish what they have in hand first.
func (c *Consumers) Resize(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.intake != nil && c.intake.Err() == nil {
		c.resize(n)
	}
}

// resize starts and ends workers. The lock is held.
func (c *Consumers) resize(n int) {
	n = min(max(n, 0), event.MaxWorkers)
	for len(c.workers) > n {
		last := c.workers[len(c.workers)-1]
		c.workers = c.workers[:len(c.workers)-1]
		last.leave()
	}
	for len(c.workers) < n {
		ctx, leave := context.WithCancel(c.intake)
		w := &worker{Consumers: c, name: c.freeName(), leave: leave}
		c.workers, c.alive[w.name] = append(c.workers, w), true
		c.running.Go(func() {
			defer c.left(w)
			defer leave()
			w.loop(ctx)
		})
	}
	c.Log.Emit(event.Event{Type: event.ModelChanged, Model: "pool", Workers: n})
}

// freeName is the lowest number that no worker bears, nor one that is leaving
// and still at work. The lock is held.
func (c *Consumers) freeName() string {
	for n := 1; ; n++ {
		if name := strconv.Itoa(n); !c.alive[name] {
			return name
		}
	}
}

// left frees the name of a worker that has ended.
func (c *Consumers) left(w *worker) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.alive, w.name)
}

// gate waits until consuming is not paused and returns the context of a poll.
func (c *Consumers) gate(ctx context.Context) (context.Context, error) {
	for {
		c.mu.Lock()
		open, polls := c.open, c.polls
		c.mu.Unlock()
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

// DeadLettered is called by whoever knows that a message moved to the dead-letter
// queue.
func (c *Consumers) DeadLettered(queue, messageID, bucket, key string, receiveCount int) {
	c.Log.Emit(event.Event{
		Type: event.MessageDead, MessageID: messageID, Bucket: bucket, Key: key, Queue: queue,
		ReceiveCount: receiveCount, Reason: c.failures.died(messageID),
	})
}

// Leaves is called by whoever sends a dead letter on and reports it: its redrive need
// not be inferred. What it returns is called if the letter stays after all.
func (c *Consumers) Leaves(identity string) (back func()) { return c.failures.leaves(identity) }

// isLast tells whether the queue gives a message to nobody any more after this try.
func (c *Consumers) isLast(try int) bool { return c.MaxReceives > 0 && try >= c.MaxReceives }

// expired tells that a countdown ran out.
func (c *Consumers) expired(cd countdown) {
	c.Log.Emit(event.Event{Type: event.MessageExpired, MessageID: cd.MessageID, Worker: cd.Worker, ReceiveCount: cd.Try})
	if c.isLast(cd.Try) {
		c.inferDeath(cd.MessageID, cd.Key, cd.Try)
	}
}

// inferDeath reports a death that AWS does not tell of: a message that has
// had its last try moves to the dead-letter queue when next it would be
// received.
func (c *Consumers) inferDeath(id, key string, try int) {
	if c.ToldOfDeaths {
		return
	}
	c.Log.Emit(event.Event{Type: event.MessageDead, MessageID: id, Key: key, ReceiveCount: try, Reason: c.failures.died(id), Inferred: true})
}
