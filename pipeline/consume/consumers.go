package consume

import (
	"context"
	"strconv"
	"sync"
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

	// DeathsReported says that somebody calls DeadLettered and reports redriven
	// messages, as the observer of the embedded AWS does. Otherwise both are
	// inferred.
	DeathsReported bool

	failures failures // there before Start: a death may be reported at any time

	mu      sync.Mutex
	parts   *parts // nil before Start
	hurried bool   // Hurry was called
	workers []*worker
	alive   map[string]bool // names of workers, also of those that are leaving
	running sync.WaitGroup  // the workers
}

// parts are what Start makes of the fields. Each part knows what it needs by name,
// and nothing of Consumers.
type parts struct {
	intake     *intake
	messages   *handler
	announcing *announcing
	countdowns *countdowns
}

// newParts puts the parts together. Ending ctx is an interrupt.
func (c *Consumers) newParts(ctx context.Context) *parts {
	deaths := &deaths{log: c.Log, failures: &c.failures, maxReceives: c.MaxReceives, told: c.DeathsReported}
	countdowns := newCountdowns(c.Log.Clock, c.Visibility, deaths.expired)
	thumbnails := c.thumbnails()
	announcing := newAnnouncing(c.Log, thumbnails, c.Publishers)
	var cores *semaphore.Weighted
	if c.Cores > 0 {
		cores = semaphore.NewWeighted(int64(c.Cores))
	}
	intake := newIntake(ctx, c.Log, c.Grace, c.Visibility)
	return &parts{
		intake: intake, announcing: announcing, countdowns: countdowns,
		messages: &handler{
			log: c.Log, clock: c.Log.Clock, countdowns: countdowns, failures: &c.failures,
			stages: &stages{log: c.Log, clock: c.Log.Clock, engine: c.Engine, cores: cores, images: c.Store, thumbnails: thumbnails, announcing: announcing, pace: c.Pace},
			settler: &settler{
				log: c.Log, clock: c.Log.Clock, queue: c.Queue, countdowns: countdowns, failures: &c.failures, deaths: deaths,
				retryDelay: c.RetryDelay, fifo: c.FIFO, unfinished: &intake.unfinished,
			},
			extender:   &extender{log: c.Log, clock: c.Log.Clock, queue: c.Queue, countdowns: countdowns, visibility: c.Visibility},
			visibility: c.Visibility, heartbeat: c.Heartbeat, leaveOut: c.LeaveOut, inferRedrives: !c.DeathsReported, pace: c.Pace,
		},
	}
}

// Start begins to consume with n workers, in goroutines that Stop waits for.
// Ending ctx is an interrupt: what is in hand is given back. Use Stop to end in
// good order.
func (c *Consumers) Start(ctx context.Context, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.parts != nil {
		return
	}
	c.parts, c.alive = c.newParts(ctx), map[string]bool{}
	c.parts.announcing.start(c.parts.intake.work)
	c.resize(n)
}

// started are the parts; nil before Start.
func (c *Consumers) started() *parts {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.parts
}

// Pause stops receiving. Work in hand goes on, and with a Grace so do calls of
// Receive under way: what they bring is worked on. It reports whether anything
// changed.
func (c *Consumers) Pause() bool {
	p := c.started()
	return p != nil && p.intake.pause()
}

// Resume receives again. It reports whether anything changed.
func (c *Consumers) Resume() bool {
	p := c.started()
	return p != nil && p.intake.resume()
}

// Waits is how many calls of Receive a Stop would wait for.
func (c *Consumers) Waits() int {
	p := c.started()
	if p == nil {
		return 0
	}
	return p.intake.waits()
}

// Resize changes the number of workers, 0 to MaxWorkers. Workers that are too
// many finish what they have in hand first.
func (c *Consumers) Resize(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.parts != nil && c.parts.intake.ctx.Err() == nil {
		c.resize(n)
	}
}

// resize starts and ends the goroutines of workers. The lock is held.
func (c *Consumers) resize(n int) {
	n = min(max(n, 0), event.MaxWorkers)
	for len(c.workers) > n {
		last := c.workers[len(c.workers)-1]
		c.workers = c.workers[:len(c.workers)-1]
		last.leave()
	}
	for len(c.workers) < n {
		ctx, leave := context.WithCancel(c.parts.intake.ctx)
		w := &worker{
			name: c.freeName(), leave: leave, log: c.Log, clock: c.Log.Clock, intake: c.parts.intake, messages: c.parts.messages,
			queue: c.Queue, wait: c.Wait, visibility: c.Visibility, giveUp: c.Refused,
		}
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

// thumbnails are those in their bucket.
func (c *Consumers) thumbnails() *thumbnails {
	return &thumbnails{log: c.Log, store: c.Store, bucket: c.ThumbnailBucket, urlExpiry: c.URLExpiry}
}

// HasThumbnail tells whether this upload of an image has a thumbnail, or needs none
// because a newer upload under its key has one.
func (c *Consumers) HasThumbnail(ctx context.Context, ref event.ImageRef) (bool, error) {
	return c.thumbnails().has(ctx, ref)
}

// AnnounceAgain announces the thumbnail of an image once more: on the channels
// that have not heard of it, or on all if they have. A channel that took nothing
// any more is tried, too. The message's id is for the events alone.
func (c *Consumers) AnnounceAgain(ctx context.Context, messageID string, ref event.ImageRef) error {
	p := c.started()
	if p == nil || p.intake.ctx.Err() != nil {
		return ErrNotRunning
	}
	return p.announcing.again(ctx, messageID, ref)
}

// FinishAnnouncing waits for the announcements that wait for their channel, at the
// end of a drain. It says so, and gives up a channel that takes nothing for a
// minute and a half.
func (c *Consumers) FinishAnnouncing(ctx context.Context) {
	if p := c.started(); p != nil {
		p.announcing.finish(ctx)
	}
}
