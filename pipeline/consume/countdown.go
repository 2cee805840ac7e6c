package consume

import (
	"sync"
	"time"

	"inflight/pipeline/clock"
)

// countdowns watches the visibility timeouts of the messages this program
// received, and reports when one has run out. AWS does not report it; but the times
// of receive and extensions say when the message is visible again. Consumers own it;
// it is safe for use by many goroutines. Its timers make their calls on goroutines
// of their own, until stop.
type countdowns struct {
	clock   clock.Clock
	expired func(countdown)      // called with the lock held, so that it comes before what follows from it
	margin  func() time.Duration // before its end a countdown is not relied on

	mu      sync.Mutex
	running map[string]*countdown // by receipt
	stopped bool
}

// countdown is one receive of one message.
type countdown struct {
	messageID string
	key       string
	worker    string
	try       int

	receipt   string
	visibleAt time.Time
	uncertain bool // it may have ended earlier: nobody knows whether the queue took the message back
	void      bool // somebody deleted the message: there is nothing that could run out
	spared    bool // its queue was purged, or it was received again: it can run out, and does not die of that
	timer     clock.Timer
}

// newCountdowns calls expired for each countdown that runs out. The function
// may not call back.
func newCountdowns(clk clock.Clock, margin func() time.Duration, expired func(countdown)) *countdowns {
	return &countdowns{clock: clk, expired: expired, margin: margin, running: map[string]*countdown{}}
}

// maxMargin is the longest time before the end of a countdown in which it is
// not relied on: AWS began to count before its answer came, and counts until a
// call arrives.
const maxMargin = 500 * time.Millisecond

// remaining is how long it is until a time that lies ahead. The monotonic clock
// stands still while a machine sleeps, and the other one can be set back: the
// one that is ahead counts.
func (c *countdowns) remaining(at time.Time) time.Duration {
	now := c.clock.Now()
	return min(at.Sub(now), at.Round(0).Sub(now.Round(0)))
}

// start begins the countdown of a receive.
func (c *countdowns) start(receipt string, cd countdown, visibleAt time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped {
		return
	}
	cd.receipt, cd.visibleAt = receipt, visibleAt
	p := &cd
	p.timer = c.clock.AfterFunc(c.clock.Until(visibleAt), func() { c.fire(p) })
	c.running[receipt] = p
}

// supersede ends the countdown of an earlier receive of the message: that the
// message was received again proves that its time had run out, a moment before
// this program's clock said so.
func (c *countdowns) supersede(messageID string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for receipt, cd := range c.running {
		if cd.messageID == messageID {
			cd.timer.Stop()
			delete(c.running, receipt)
			cd.spared = true
			if !cd.void && (!cd.uncertain || c.remaining(cd.visibleAt) <= 0) {
				c.expired(*cd)
			}
		}
	}
}

// held is until when the message of a receive is surely this program's;
// false where it may be another's.
func (c *countdowns) held(receipt string) (until time.Time, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.heldLocked(c.running[receipt])
}

func (c *countdowns) heldLocked(cd *countdown) (until time.Time, ok bool) {
	margin := c.margin()
	if cd == nil || cd.void || c.remaining(cd.visibleAt) <= margin {
		return time.Time{}, false
	}
	return cd.visibleAt.Add(-margin), true
}

// release ends the countdown of a message that is surely this program's still,
// and returns what it was and until when its visibility may be changed. Any
// other goes on.
func (c *countdowns) release(receipt string) (cd countdown, until time.Time, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p := c.running[receipt]
	until, ok = c.heldLocked(p)
	if !ok {
		return countdown{}, time.Time{}, false
	}
	p.timer.Stop()
	delete(c.running, receipt)
	return *p, until, true
}

// lose ends a countdown of which AWS said that it has run out.
func (c *countdowns) lose(receipt string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if cd := c.running[receipt]; cd != nil {
		cd.timer.Stop()
		delete(c.running, receipt)
		c.expired(*cd)
	}
}

// annul stops a countdown whose message somebody deleted, or purged with its queue.
// Nobody else can have the message, so that it runs out says nothing; end knows
// whether its time is over.
func (c *countdowns) annul(receipt string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if cd := c.running[receipt]; cd != nil {
		cd.timer.Stop()
		cd.void = true
	}
}

// purge takes that the queue of all that is in flight was purged.
func (c *countdowns) purge() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, cd := range c.running {
		cd.spared = true
	}
}

// extend sets the end of a countdown again. It reports false where the
// countdown has run out already.
func (c *countdowns) extend(receipt string, visibleAt time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	cd := c.running[receipt]
	if cd == nil {
		return false
	}
	cd.visibleAt = visibleAt
	cd.timer.Reset(c.clock.Until(visibleAt))
	return true
}

// end forgets a countdown and reports whether it was still running.
func (c *countdowns) end(receipt string) (running bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p := c.running[receipt]
	if p == nil {
		return false
	}
	p.timer.Stop()
	delete(c.running, receipt)
	return !p.void || c.remaining(p.visibleAt) > 0
}

// until is when the countdown of a receive ends; the present where it has
// ended already, or its message is gone.
func (c *countdowns) until(receipt string) (at time.Time, running bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	cd := c.running[receipt]
	switch {
	case cd == nil:
		return c.clock.Now(), false
	case cd.void:
		delete(c.running, receipt)
		return c.clock.Now(), false
	}
	return cd.visibleAt, true
}

// ends is when the countdown of a receive ends; the present where it has ended
// already.
func (c *countdowns) ends(receipt string) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if cd := c.running[receipt]; cd != nil {
		return cd.visibleAt
	}
	return c.clock.Now()
}

// handTo says who has the message of a receive in hand now.
func (c *countdowns) handTo(receipt, worker string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if cd := c.running[receipt]; cd != nil {
		cd.worker = worker
	}
}

// stop ends all countdowns and reports none.
func (c *countdowns) stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopped = true
	for _, cd := range c.running {
		cd.timer.Stop()
	}
	clear(c.running)
}

// fire reports that a countdown ran out, unless it was extended or ended in the
// meantime.
func (c *countdowns) fire(cd *countdown) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.running[cd.receipt] != cd || cd.void || c.clock.Now().Before(cd.visibleAt) {
		return
	}
	delete(c.running, cd.receipt)
	c.expired(*cd)
}
