package eventbridge

import (
	"sync"
	"time"

	"inflight/aws/local/clock"
)

// delivery is an event on its way to a target.
type delivery struct {
	*parsedEvent

	rule, ruleARN, bus string
	target             target
	since              time.Time // when the bus took the event
	tries              int
	receipt            *receipt // signed after the first try
}

// outbound delivers jobs one after the other, in the order they came, on a
// goroutine of its own. A job that is to be tried again waits by the clock and
// queues up again.
type outbound struct {
	attempt func(*delivery) (again time.Duration)
	clock   clock.Clock

	mu      sync.Mutex
	some    *sync.Cond
	waiting []*delivery
	retries map[*delivery]clock.Timer
	closed  bool           // the goroutine ends when nothing is waiting
	ended   bool           // nothing is taken any more
	running sync.WaitGroup // the goroutine, and timers that have not been taken back
}

func newOutbound(attempt func(*delivery) time.Duration, c clock.Clock) *outbound {
	o := &outbound{attempt: attempt, clock: c, retries: map[*delivery]clock.Timer{}}
	o.some = sync.NewCond(&o.mu)
	o.running.Go(o.run)
	return o
}

// add queues a job.
func (o *outbound) add(j *delivery) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.retries, j)
	if o.ended {
		j.signOnce()
		return
	}
	o.waiting = append(o.waiting, j)
	o.some.Signal()
}

// run delivers until close. What was queued by then, and what that makes other
// buses send, is still delivered.
func (o *outbound) run() {
	for j := o.take(); j != nil; j = o.take() {
		again := o.attempt(j)
		if again <= 0 {
			j.ending.sign() // before whoever put the event goes on, and may close everything
		}
		j.signOnce()
		if again > 0 {
			o.later(j, again)
		}
	}
}

// signOnce signs the receipt of a job after its first try.
func (j *delivery) signOnce() {
	r := j.receipt
	j.receipt = nil
	r.sign()
}

// take waits for a job; nil means that there will be none.
func (o *outbound) take() *delivery {
	o.mu.Lock()
	defer o.mu.Unlock()
	for len(o.waiting) == 0 && !o.closed {
		o.some.Wait()
	}
	if len(o.waiting) == 0 {
		o.ended = true
		return nil
	}
	j := o.waiting[0]
	o.waiting[0] = nil
	o.waiting = o.waiting[1:]
	return j
}

// later queues a job again after a while.
func (o *outbound) later(j *delivery, d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return
	}
	o.running.Add(1)
	o.retries[j] = o.clock.AfterFunc(d, func() {
		defer o.running.Done()
		o.add(j)
	})
}

// close delivers what is queued, drops what waits for another try, and returns
// when the goroutine has ended. It may be called again.
func (o *outbound) close() {
	o.mu.Lock()
	o.closed = true
	for _, t := range o.retries {
		if t.Stop() {
			o.running.Done()
		}
	}
	clear(o.retries)
	o.some.Broadcast()
	o.mu.Unlock()
	o.running.Wait()
}
