package consume

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// Stop ends consuming: no more messages are asked for, and what is in hand is
// finished until ctx ends; then it is given back, visible at once. Calls of
// Receive under way end by themselves within the Grace: what they bring is in
// hand like the rest. Nothing is given back before they have ended, for one of
// them would take it, and a try of it, again. Announcements that wait go out if
// they are due before ctx ends, else they are given up. Stop returns when every
// worker has ended, and reports whether all that was in hand was finished. It may
// be called again, and before Start.
func (c *Consumers) Stop(ctx context.Context) (finished bool) {
	c.mu.Lock()
	p, hurried := c.parts, c.hurried
	if p == nil {
		c.mu.Unlock()
		return true
	}
	p.intake.stop() // with the lock: no worker is started after it
	c.mu.Unlock()
	if hurried {
		c.Hurry()
	}

	ended := make(chan struct{})
	go func() { // it ends with the last goroutine of the models
		p.running.Wait()
		close(ended)
	}()
	grace := time.NewTimer(c.Grace) // of calls to AWS, and of a person who waits: wall time
	defer grace.Stop()
	for patience := ctx.Done(); ; {
		select {
		case <-ended:
			p.letGo()
			p.hand.letGo(context.WithoutCancel(ctx))
			p.announcing.stop(ctx, p.intake.work)
			p.intake.endWork()
			p.intake.endCall()
			p.countdowns.stop()
			return p.intake.unfinished.Load() == 0
		case <-patience:
			p.intake.losePatience()
			patience = nil
		case <-grace.C:
			p.intake.cancelCalls(fmt.Sprintf("after %s", c.Grace))
		}
	}
}

// Hurry makes a Stop, now or later, return at once: calls of Receive under way
// are cancelled, and what is in hand is given back.
func (c *Consumers) Hurry() {
	c.mu.Lock()
	c.hurried = true
	p := c.parts
	c.mu.Unlock()
	if p == nil {
		return
	}
	p.intake.end()
	p.intake.endWork()
	p.intake.cancelCalls("because it was not to wait")
}

// hold starts to extend what is held, until letGo.
func (p *parts) hold() {
	ctx, end := context.WithCancel(context.WithoutCancel(p.intake.work))
	p.endHold = end
	p.holding.Go(func() { p.held.loop(ctx) })
}

// letGo gives back what was received and that nobody has begun, when no goroutine of a
// model is there any more.
func (p *parts) letGo() {
	p.endHold()
	p.holding.Wait()
	var calls sync.WaitGroup
	defer calls.Wait()
	for _, d := range p.held.rest() {
		calls.Go(func() { _ = p.messages.giveBack(p.intake.work, d) }) // it deletes nothing: there is no error
	}
}
