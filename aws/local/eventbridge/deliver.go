package eventbridge

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"inflight/aws/local/clock"
	"inflight/aws/local/wire"
)

// job is an event on its way to a target.
type job struct {
	rule, ruleARN, bus string
	target             target
	event              Event
	text               []byte // the event as JSON
	value              any    // the same, decoded
	since              time.Time
	tries              int
}

// outbound delivers jobs one after the other, in the order they came, on a
// goroutine of its own. A job that is to be tried again waits by the clock and
// queues up anew.
type outbound struct {
	attempt func(*job) (again time.Duration)
	clock   clock.Clock

	mu      sync.Mutex
	some    *sync.Cond
	waiting []*job
	retries map[*job]clock.Timer
	closed  bool
	done    chan struct{}
}

func newOutbound(attempt func(*job) time.Duration, c clock.Clock) *outbound {
	o := &outbound{attempt: attempt, clock: c, retries: map[*job]clock.Timer{}, done: make(chan struct{})}
	o.some = sync.NewCond(&o.mu)
	go o.run()
	return o
}

// add queues a job.
func (o *outbound) add(j *job) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.retries, j)
	if !o.closed {
		o.waiting = append(o.waiting, j)
		o.some.Signal()
	}
}

// run delivers until close. What was queued by then is still delivered.
func (o *outbound) run() {
	defer close(o.done)
	for {
		o.mu.Lock()
		for len(o.waiting) == 0 && !o.closed {
			o.some.Wait()
		}
		if len(o.waiting) == 0 {
			o.mu.Unlock()
			return
		}
		j := o.waiting[0]
		o.waiting[0] = nil
		o.waiting = o.waiting[1:]
		o.mu.Unlock()
		if again := o.attempt(j); again > 0 {
			o.later(j, again)
		}
	}
}

// later queues a job again after a while.
func (o *outbound) later(j *job, d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.closed {
		o.retries[j] = o.clock.AfterFunc(d, func() { o.add(j) })
	}
}

// close delivers what is queued, drops what waits for another try, and returns
// when the goroutine has ended.
func (o *outbound) close() {
	o.mu.Lock()
	o.closed = true
	for _, t := range o.retries {
		t.Stop()
	}
	clear(o.retries)
	o.some.Broadcast()
	o.mu.Unlock()
	<-o.done
}

// Defaults and limits of a retry policy.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
const (
	defaultTries = 185
	defaultAge   = 24 * time.Hour
	minAge       = time.Minute
	maxBackoff   = 10 * time.Minute
)

// check refuses what AWS refuses of a retry policy.
func (p *retryPolicy) check() error {
	if p == nil {
		return nil
	}
	if n := p.MaximumRetryAttempts; n != nil && (*n < 0 || *n > defaultTries) {
		return invalid("MaximumRetryAttempts must be between 0 and %d.", defaultTries)
	}
	if n := p.MaximumEventAgeInSeconds; n != nil && (*n < int(minAge.Seconds()) || *n > int(defaultAge.Seconds())) {
		return invalid("MaximumEventAgeInSeconds must be between %d and %d.", int(minAge.Seconds()), int(defaultAge.Seconds()))
	}
	return nil
}

// allows tells whether a job may be tried again after so many tries.
func (p *retryPolicy) allows(retries int, age time.Duration) bool {
	tries, limit := defaultTries, defaultAge
	if p != nil && p.MaximumRetryAttempts != nil {
		tries = *p.MaximumRetryAttempts
	}
	if p != nil && p.MaximumEventAgeInSeconds != nil {
		limit = time.Duration(*p.MaximumEventAgeInSeconds) * time.Second
	}
	return retries < tries && age < limit
}

// attempt delivers a job once. It returns after how long it is to be tried
// again, 0 for never.
func (s *Service) attempt(j *job) time.Duration {
	ctx := wire.WithCaller(context.Background(), wire.Service)
	err := s.deliver(ctx, j)
	if err == nil {
		return 0
	}
	j.tries++
	if retryable(err) && j.target.RetryPolicy.allows(j.tries-1, s.cfg.Clock.Now().Sub(j.since)) {
		return min(time.Second<<min(j.tries-1, 20), maxBackoff)
	}
	s.fail(ctx, j, err)
	return 0
}

// retryable tells whether another try may go better: not where somebody is not
// allowed, or not there.
func retryable(err error) bool {
	e := (*wire.Error)(nil)
	return errors.As(err, &e) && (e.HTTPStatus() >= http.StatusInternalServerError || e.HTTPStatus() == http.StatusTooManyRequests)
}

// deliver hands a job to its target.
func (s *Service) deliver(ctx context.Context, j *job) error {
	body, err := j.target.input(j)
	if err != nil {
		return err
	}
	d := Delivery{TargetARN: j.target.ARN, SourceARN: j.ruleARN, Body: body}
	if p := j.target.SQSParameters; p != nil {
		d.GroupID = p.MessageGroupID
	}
	switch j.target.service() {
	case "sqs":
		return s.cfg.Queues.SendToQueue(ctx, d)
	case "sns":
		return s.cfg.Topics.SendToTopic(ctx, d)
	default: // a bus: an event keeps its id on the way
		return s.forward(ctx, busName(j.target.ARN), j.event)
	}
}

// forward puts an event on another bus. An event that came from another bus
// goes no further, as on AWS.
func (s *Service) forward(ctx context.Context, bus string, e Event) error {
	s.mu.RLock()
	known := s.buses[bus] != nil
	s.mu.RUnlock()
	if !known {
		return notFound("Event bus %s does not exist.", bus)
	}
	if e.forwarded {
		return invalid("An event that came from another event bus is not sent on to %s.", bus)
	}
	e.forwarded = true
	return s.route(ctx, bus, e)
}

// fail gives a job up: its dead-letter queue gets the event, if it has one.
func (s *Service) fail(ctx context.Context, j *job, err error) {
	f := EventFailed{Rule: j.rule, Bus: j.bus, TargetARN: j.target.ARN, Reason: err.Error(), Event: j.event}
	if c := j.target.DeadLetterConfig; c != nil && c.ARN != "" {
		dead := Delivery{TargetARN: c.ARN, SourceARN: j.ruleARN, Body: string(j.text), Attributes: j.epitaph(err)}
		if s.cfg.Queues.SendToQueue(ctx, dead) == nil {
			f.DeadLetterQueue = c.ARN
		}
	}
	s.cfg.Observer.EventFailed(ctx, f)
}

// epitaph are the attributes that tell why an event is in a dead-letter queue.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
func (j *job) epitaph(err error) map[string]string {
	code := "SDK_CLIENT_ERROR"
	if e := (*wire.Error)(nil); errors.As(err, &e) {
		switch e.Code {
		case "AccessDenied":
			code = "NO_PERMISSIONS"
		case "QueueDoesNotExist", "NotFound", "ResourceNotFoundException":
			code = "NO_RESOURCE"
		}
	}
	return map[string]string{
		"RULE_ARN": j.ruleARN, "TARGET_ARN": j.target.ARN, "ERROR_CODE": code, "ERROR_MESSAGE": err.Error(),
	}
}
