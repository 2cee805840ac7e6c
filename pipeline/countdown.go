package pipeline

import (
	"sync"
	"time"
)

// countdowns watches the visibility timeouts of the messages this program
// received, and tells when one has run out. AWS does not tell; but who knows
// when the message was received and extended knows when it is visible again.
// It is safe for use by many goroutines.
type countdowns struct {
	expired func(countdown) // called with the lock held, so that it comes before what follows from it

	mu      sync.Mutex
	running map[string]*countdown // by receipt
	stopped bool
}

// countdown is one receive of one message.
type countdown struct {
	MessageID string
	Key       string
	Worker    string
	Try       int

	receipt   string
	visibleAt time.Time
	timer     *time.Timer
}

// newCountdowns calls expired for each countdown that runs out. The function
// may not call back.
func newCountdowns(expired func(countdown)) *countdowns {
	return &countdowns{expired: expired, running: map[string]*countdown{}}
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
	p.timer = time.AfterFunc(time.Until(visibleAt), func() { c.fire(p) })
	c.running[receipt] = p
}

// supersede ends the countdown of an earlier receive of the message: that the
// message was received again proves that its time had run out, a moment before
// this program's clock said so.
func (c *countdowns) supersede(messageID string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for receipt, cd := range c.running {
		if cd.MessageID == messageID {
			cd.timer.Stop()
			delete(c.running, receipt)
			c.expired(*cd)
		}
	}
}

// extend sets the end of a countdown anew. It reports false where the
// countdown has run out already.
func (c *countdowns) extend(receipt string, visibleAt time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	cd := c.running[receipt]
	if cd == nil {
		return false
	}
	cd.visibleAt = visibleAt
	cd.timer.Reset(time.Until(visibleAt))
	return true
}

// end forgets a countdown and returns what it was, if it was still running.
func (c *countdowns) end(receipt string) (cd countdown, running bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p := c.running[receipt]
	if p == nil {
		return countdown{}, false
	}
	p.timer.Stop()
	delete(c.running, receipt)
	return *p, true
}

// until is when the countdown of a receive ends; the present where it has
// ended already.
func (c *countdowns) until(receipt string) (at time.Time, running bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if cd := c.running[receipt]; cd != nil {
		return cd.visibleAt, true
	}
	return time.Now(), false
}

// stop ends all countdowns without telling.
func (c *countdowns) stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopped = true
	for _, cd := range c.running {
		cd.timer.Stop()
	}
	clear(c.running)
}

// fire tells that a countdown ran out, unless it was extended or ended in the
// meantime.
func (c *countdowns) fire(cd *countdown) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.running[cd.receipt] != cd || time.Now().Before(cd.visibleAt) {
		return
	}
	delete(c.running, cd.receipt)
	c.expired(*cd)
}
