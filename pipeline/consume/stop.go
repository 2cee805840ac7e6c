package consume

import (
	"context"
	"fmt"
	"time"

	"inflight/pipeline/event"
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
	if c.intake == nil {
		c.mu.Unlock()
		return true
	}
	c.endIn()
	hurried := c.hurried
	c.tellPolls()
	c.mu.Unlock()
	if hurried {
		c.Hurry()
	}

	drained := make(chan struct{})
	go func() {
		c.running.Wait()
		close(drained)
	}()
	grace := time.NewTimer(c.Grace)
	defer grace.Stop()
	for patience := ctx.Done(); ; {
		select {
		case <-drained:
			c.announcer.stop(ctx, c.work)
			c.endWork()
			c.endCall()
			c.countdowns.stop()
			return c.unfinished.Load() == 0
		case <-patience:
			c.giveUp()
			patience = nil
		case <-grace.C:
			c.cancelPolls(fmt.Sprintf("after %s", c.Grace))
		}
	}
}

// giveUp ends the work in hand, as soon as no call of Receive is under way.
func (c *Consumers) giveUp() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.impatient = true
	if c.polling == 0 {
		c.endWork()
	}
}

// Hurry makes a Stop, now or later, return at once: calls of Receive under way
// are cancelled, and what is in hand is given back.
func (c *Consumers) Hurry() {
	c.mu.Lock()
	c.hurried = true
	started := c.intake != nil
	c.mu.Unlock()
	if !started {
		return
	}
	c.endIn()
	c.endWork()
	c.cancelPolls("because it was not to wait")
}

// poll is the context of a call of Receive, and what is to be called after it.
// It ends with the worker's intake, or a pause; but with a Grace a call that has
// begun goes on.
func (c *Consumers) poll(ctx, polls context.Context) (context.Context, func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.polling++
	if c.Grace > 0 && ctx.Err() == nil && polls.Err() == nil {
		return c.calls, c.polled
	}
	poll, cancel := context.WithCancel(ctx)
	if polls.Err() != nil {
		cancel()
	}
	stop := context.AfterFunc(polls, cancel)
	return poll, func() {
		stop()
		cancel()
		c.polled()
	}
}

// polled counts a call of Receive that has ended.
func (c *Consumers) polled() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.polling--; c.polling == 0 && c.impatient {
		c.endWork()
	}
}

// tellPolls says once what a stop waits for. The lock is held.
func (c *Consumers) tellPolls() {
	if c.Grace <= 0 || c.polling == 0 || c.told {
		return
	}
	c.told = true
	c.Log.Emit(event.Event{Type: event.ConsumingStopping, Text: fmt.Sprintf(
		"waits up to %s for %s to end, which may still bring messages", c.Grace, receives(c.polling))})
}

// Waits is how many calls of Receive a Stop would wait for.
func (c *Consumers) Waits() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.Grace <= 0 {
		return 0
	}
	return c.polling
}

// cancelPolls ends the calls of Receive under way and says what that may cost.
func (c *Consumers) cancelPolls(why string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.Grace > 0 && c.polling > 0 && c.calls.Err() == nil {
		c.unfinished.Add(int64(c.polling))
		c.Log.Emit(event.Event{Type: event.ActionTaken, Text: fmt.Sprintf(
			"%s cancelled %s: a message that SQS has just handed out comes back when its visibility timeout of %s runs out",
			receives(c.polling), why, c.Visibility)})
	}
	c.endCall()
}

// receives is a number of calls.
func receives(n int) string {
	if n == 1 {
		return "1 call of ReceiveMessage"
	}
	return fmt.Sprintf("%d calls of ReceiveMessage", n)
}
