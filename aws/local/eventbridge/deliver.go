package eventbridge

import (
	"context"
	"errors"
	"fmt"
	"time"

	"inflight/aws/local/wire"
)

// QueueSender delivers to a queue, if the queue's policy allows it to
// events.amazonaws.com on behalf of the Delivery's SourceARN. An error that is
// a *wire.Error with status 429 or from 500 on is worth another try.
type QueueSender interface {
	SendToQueue(ctx context.Context, d TargetEvent) error
}

// TopicSender delivers to a topic, as QueueSender does to a queue.
type TopicSender interface {
	SendToTopic(ctx context.Context, d TargetEvent) error
}

// TargetEvent is what a rule sends to a target.
type TargetEvent struct {
	TargetARN  string
	SourceARN  string // of the rule
	Body       string
	GroupID    string            // for FIFO queues
	Attributes map[string]string // of a dead letter: why it died
}

// attempt delivers a job once. It returns after how long it is to be tried
// again, 0 for never.
func (s *Service) attempt(j *delivery) time.Duration {
	ctx := wire.WithCaller(context.Background(), wire.Service)
	err := s.deliver(ctx, j)
	if err == nil {
		return 0
	}
	j.tries++
	limit := ""
	if retryable(err) {
		limit = j.target.RetryPolicy.exhausted(j.tries-1, s.cfg.Clock.Now().Sub(j.since))
		if limit == "" {
			return backoff(j.tries)
		}
	}
	s.fail(ctx, j, err, limit)
	return 0
}

// errNoInput is a transformation that leads to nothing.
var errNoInput = wire.Errorf("InvalidJSON", "the input of the target cannot be made of the event")

// deliver hands a job to its target.
func (s *Service) deliver(ctx context.Context, j *delivery) error {
	service := j.target.service()
	if service == "events" {
		return s.forward(ctx, j)
	}
	body, err := j.target.input(j)
	if err != nil {
		return fmt.Errorf("%w: %w", errNoInput, err)
	}
	d := TargetEvent{TargetARN: j.target.ARN, SourceARN: j.ruleARN, Body: body}
	if p := j.target.SQSParameters; p != nil {
		d.GroupID = p.MessageGroupID
	}
	if service == "sns" {
		return s.cfg.Topics.SendToTopic(ctx, d)
	}
	return s.cfg.Queues.SendToQueue(ctx, d)
}

// forward puts an event, which keeps its id, on another bus. An event that came
// from another bus goes no further.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-bus-to-bus.html
func (s *Service) forward(ctx context.Context, j *delivery) error {
	name := busName(j.target.ARN)
	s.mu.RLock()
	known := s.buses[name] != nil && s.buses[name].ARN == j.target.ARN
	s.mu.RUnlock()
	if !known {
		return notFound("Event bus %s does not exist.", j.target.ARN)
	}
	if j.forwarded {
		return invalid("An event that came from another event bus is not sent on to %s.", j.target.ARN)
	}
	p := *j.parsedEvent
	p.forwarded = true
	s.keep(name, &p)
	found := s.matching(name, &p)
	if len(found) == 0 {
		s.unmatched(ctx, name, p.event)
	}
	s.dispatch(ctx, name, &p, found, j.receipt)
	return nil
}

// unconnected is the target of a Service that has none of a kind.
type unconnected struct{}

var errUnconnected = errors.New("this EventBridge is connected to no such service")

// SendToQueue fails.
func (unconnected) SendToQueue(context.Context, TargetEvent) error { return errUnconnected }

// SendToTopic fails.
func (unconnected) SendToTopic(context.Context, TargetEvent) error { return errUnconnected }
