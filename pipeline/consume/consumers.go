package consume

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"inflight/pipeline/clock"
	"inflight/pipeline/event"
	"inflight/pipeline/freeze"
)

// RetryByTimeout as a retry delay leaves a failed message alone until its
// visibility timeout runs out.
const RetryByTimeout time.Duration = -1

// Consumers take messages from the queue and do their work, with goroutines in the
// order of a model. Fill in the fields, then Start
// and Stop; the fields are not changed after Start, and what Turn changes is not seen
// in them. All methods are safe for
// use by many goroutines.
type Consumers struct {
	Log        *event.Log
	World      *freeze.World // what they do stands still with it; nil: it never does
	Queue      Queue
	Store      ObjectStore
	Engine     Engine
	Publishers []Publisher

	Model    string // one of Models
	Prefetch int    // size of a model's channels; 0: as many as images are worked on at once
	Batch    int    // how many messages a receive asks for, 1 to 10; 0: one

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

	// ShortPoll is how long a worker waits after a receive that waited for nothing and
	// brought nothing, where no network does that: in process an answer takes
	// microseconds, and four workers would ask thirty thousand times a second.
	ShortPoll time.Duration

	// Refused is called by a worker that ends because the queue refuses it for
	// good (ErrRefused). nil: it tries again, for a person may mend it meanwhile.
	Refused func(error)

	// LeaveOut, if set, says of which receives the heartbeat is left out on
	// purpose, to show what comes of that, and why. Many goroutines call it.
	LeaveOut func(image event.ImageRef, receiveCount int) (why string, out bool)

	// DeathsReported says that somebody calls DeadLettered and reports redriven
	// messages, as the observer of the embedded AWS does. Otherwise both are
	// inferred.
	DeathsReported bool

	failures failures // there before Start: a death may be reported at any time

	mu      sync.Mutex
	parts   *parts // nil before Start
	hurried bool   // Hurry was called
	crew    *crew  // of the model in force
	model   model
	wanted  int    // on how many images to work at once
	scaled  [2]int // least and most of them, as whoever scales keeps to; 0: nobody does
}

// parts are what Start makes of the fields. Each part knows what it needs by name,
// and nothing of Consumers.
type parts struct {
	log        *event.Log
	clock      clock.Clock
	queue      Queue
	intake     *intake
	messages   *handler
	stages     *stages
	announcing *announcing
	countdowns *countdowns
	deaths     *deaths

	held    *held
	hand    *hand
	permits permits
	names   names
	running sync.WaitGroup // goroutines of all models
	holding sync.WaitGroup // the loop of held
	endHold context.CancelFunc

	knobs     *knobs
	shortPoll time.Duration
	cores     int
	giveUp    func(error) // nil: nobody wants to know
}

// sizeOfChannel is how many messages a channel of a model holds.
func (p *parts) sizeOfChannel(workers int) int {
	if prefetch := p.knobs.now().Prefetch; prefetch > 0 {
		return prefetch
	}
	return max(workers, 1)
}

// newParts puts the parts together. Ending ctx is an interrupt.
func (c *Consumers) newParts(ctx context.Context) *parts {
	knobs := newKnobs(c.at())
	deaths := &deaths{log: c.Log, failures: &c.failures, knobs: knobs, told: c.DeathsReported}
	intake := newIntake(ctx, c.Log, c.World, c.Grace, knobs, deaths)
	countdowns := newCountdowns(c.Log.Clock, knobs.margin, deaths.expired)
	thumbnails := c.thumbnails()
	announcing := newAnnouncing(c.Log, c.World, thumbnails, c.Publishers)
	var cores *semaphore.Weighted
	if c.Cores > 0 {
		cores = semaphore.NewWeighted(int64(c.Cores))
	}
	stages := &stages{log: c.Log, world: c.World, clock: c.Log.Clock, engine: c.Engine, cores: cores, images: c.Store, thumbnails: thumbnails, announcing: announcing, knobs: knobs}
	extender := &extender{log: c.Log, world: c.World, clock: c.Log.Clock, queue: c.Queue, countdowns: countdowns, knobs: knobs}
	p := &parts{
		log: c.Log, clock: c.Log.Clock, queue: c.Queue, intake: intake, announcing: announcing, countdowns: countdowns, deaths: deaths, stages: stages,
		messages: &handler{
			log: c.Log, clock: c.Log.Clock, countdowns: countdowns, failures: &c.failures, stages: stages,
			settler: &settler{
				log: c.Log, world: c.World, clock: c.Log.Clock, queue: c.Queue, countdowns: countdowns, failures: &c.failures, deaths: deaths,
				knobs: knobs, fifo: c.FIFO, unfinished: &intake.unfinished,
			},
			extender: extender, knobs: knobs, leaveOut: c.LeaveOut, inferRedrives: !c.DeathsReported,
		},
		held: newHeld(extender), names: names{taken: map[string]bool{}},
		knobs: knobs, shortPoll: c.ShortPoll, cores: c.Cores, giveUp: c.Refused,
	}
	p.hand = &hand{parts: p}
	return p
}

// Start begins to consume, n images at once, in goroutines that Stop waits for.
// Ending ctx is an interrupt: what is in hand is given back. Use Stop to end in
// good order.
func (c *Consumers) Start(ctx context.Context, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.parts != nil {
		return
	}
	c.parts = c.newParts(ctx)
	c.parts.announcing.start(c.parts.intake.work)
	c.parts.hold()
	if CheckModel(c.Model) != nil {
		c.Model = "pool"
	}
	c.take(c.Model, n)
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

// Resize changes on how many images to work at once, 0 to MaxWorkers; serial works on
// one whatever is asked for. What is too many is finished first.
func (c *Consumers) Resize(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.parts == nil || c.parts.intake.ctx.Err() != nil {
		return
	}
	why := ""
	if c.scaled[1] > 0 {
		why = "scaling is off: their number was set by hand"
	}
	c.scaled = [2]int{}
	c.resize(n, why)
}

// Scaled says between which numbers of workers somebody scales, with Scale, until the
// number is set by Resize. Call it before Start.
func (c *Consumers) Scaled(least, most int) { c.scaled = [2]int{least, most} }

// Wanted is on how many images to work at once, and whether somebody scales that.
func (c *Consumers) Wanted() (n int, scaled bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.wanted, c.scaled[1] > 0
}

// Scale is Resize by whoever scales, with the reason: only where the number is still what
// it was when that was decided, and nobody has set it by hand.
func (c *Consumers) Scale(from, to int, why string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.parts == nil || c.parts.intake.ctx.Err() != nil || c.scaled[1] == 0 || c.wanted != from {
		return false
	}
	c.resize(to, why)
	return true
}

// SetModel takes another model. What was received and not begun passes to it, with its
// countdown; what was begun is finished by the old one meanwhile, and no more images
// are in work at once than before.
func (c *Consumers) SetModel(name string) error {
	if err := CheckModel(name); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.parts == nil || c.parts.intake.ctx.Err() != nil:
		return ErrNotRunning
	case name != c.Model:
		c.crew.end()
		c.parts.held.pass()
		c.take(name, c.wanted)
	}
	return nil
}

// InForce is the model in force.
func (c *Consumers) InForce() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.Model
}

// take has a new crew work in the order of a model. The lock is held.
func (c *Consumers) take(name string, n int) {
	c.Model, c.crew = name, c.parts.newCrew()
	c.model = newModel(name, c.crew)
	c.resize(n, "")
}

// resize has the model in force work on n images at once, and says why if anything but a
// person wants it. The lock is held.
func (c *Consumers) resize(n int, why string) {
	c.wanted = min(max(n, 0), event.MaxWorkers)
	n = atOnce(c.Model, c.wanted)
	c.Log.Emit(event.Event{Body: &event.ModelChanged{Model: c.Model, Workers: n, Least: c.scaled[0], Most: c.scaled[1], Reason: why}})
	c.parts.permits.resize(n)
	c.model.resize(n)
}

// DeadLettered is called by whoever knows that a message moved to the dead-letter
// queue.
func (c *Consumers) DeadLettered(queue, messageID, bucket, key string, receiveCount int) {
	c.Log.Emit(event.Event{
		MessageID: messageID, Bucket: bucket, Key: key,
		Body: &event.MessageDead{
			Queue:        queue,
			ReceiveCount: receiveCount, Reason: c.failures.died(messageID),
		},
	})
}

// Purged is called by whoever purged the queue, where nobody reports deaths: nothing that
// was in it dies any more.
func (c *Consumers) Purged() {
	if p := c.started(); p != nil {
		p.countdowns.purge()
		p.deaths.purged()
	}
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
