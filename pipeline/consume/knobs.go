package consume

import (
	"sync/atomic"
	"time"
)

// Knobs are the settings of Consumers that can be turned while they work. Whoever
// begins something looks at them once: what has begun ends as it began. A call that
// extends is begun and ended; the heartbeat that makes such calls looks again.
type Knobs struct {
	Wait        time.Duration // looked at by each receive
	Visibility  time.Duration // by each receive, and by each heartbeat
	Batch       int           // by each receive
	Prefetch    int           // at once: channels get longer or shorter
	Heartbeat   bool          // at once, of all that is in work and all that is held
	MaxReceives int           // by each message that is given back or lost
	RetryDelay  time.Duration // by each message that fails
	Pace        time.Duration // by each stage
}

// knobs hold the Knobs that are in force. Turn alone writes them; any goroutine reads.
type knobs struct{ in atomic.Pointer[position] }

// position is how the knobs stand, until they are turned.
type position struct {
	Knobs

	turned chan struct{} // closed by who turns them
}

// now are those in force: they do not change any more.
func (k *knobs) now() *Knobs { return &k.in.Load().Knobs }

// look is how they stand, and what is closed when they do not any more.
func (k *knobs) look() (now *Knobs, turned <-chan struct{}) {
	at := k.in.Load()
	return &at.Knobs, at.turned
}

// turn has other ones in force.
func (k *knobs) turn(to Knobs) {
	was := k.in.Swap(&position{Knobs: to, turned: make(chan struct{})})
	if was != nil {
		close(was.turned)
	}
}

// margin is how long before its end a countdown is not relied on.
func (k *knobs) margin() time.Duration { return min(k.now().Visibility/10, maxMargin) }

// newKnobs are knobs that stand where they are to.
func newKnobs(at Knobs) *knobs {
	k := &knobs{}
	k.turn(at)
	return k
}

// Knobs are the settings in force.
func (c *Consumers) Knobs() Knobs {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at()
}

// at are the settings in force. The lock is held.
func (c *Consumers) at() Knobs {
	if c.parts != nil {
		return *c.parts.knobs.now()
	}
	return Knobs{
		Wait: c.Wait, Visibility: c.Visibility, Batch: min(max(c.Batch, 1), most), Prefetch: c.Prefetch, Heartbeat: c.Heartbeat,
		MaxReceives: c.MaxReceives, RetryDelay: c.RetryDelay, Pace: c.Pace,
	}
}

// Turn changes settings while consumers work, or before.
func (c *Consumers) Turn(change func(*Knobs)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	was := c.at()
	k := was
	change(&k)
	k.Batch = min(max(k.Batch, 1), most)
	if c.parts == nil {
		c.Wait, c.Visibility, c.Batch, c.Prefetch, c.Heartbeat = k.Wait, k.Visibility, k.Batch, k.Prefetch, k.Heartbeat
		c.MaxReceives, c.RetryDelay, c.Pace = k.MaxReceives, k.RetryDelay, k.Pace
		return
	}
	c.parts.knobs.turn(k)
	c.parts.held.look()
	if k.Prefetch != was.Prefetch && c.parts.intake.ctx.Err() == nil {
		c.model.resize(atOnce(c.Model, c.wanted))
	}
}
