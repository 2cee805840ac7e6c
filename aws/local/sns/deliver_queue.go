package sns

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// principal is who SNS is to the policy of a queue.
const principal = "sns.amazonaws.com"

// QueueSender takes what SNS sends to queues. Deliver enforces the queue's
// policy for the service sns.amazonaws.com and the topic SourceARN; its errors
// are *wire.Error where the queue says no. It is called by many goroutines.
type QueueSender interface {
	Deliver(ctx context.Context, d QueueMessage) error
}

// QueueMessage is a message for a queue.
type QueueMessage struct {
	QueueARN   string
	Principal  string // sns.amazonaws.com
	SourceARN  string // the topic
	Body       string
	Attributes map[string]Attribute
	// GroupID and DedupID are those of the publisher. DedupID is for FIFO
	// queues only.
	GroupID, DedupID string
	// Trace is the trace that the publisher's request was part of, "" for none.
	//
	// https://docs.aws.amazon.com/sns/latest/dg/sns-active-tracing.html
	Trace string
}

// queueRetries is what AWS does for queues.
var queueRetries = retryPolicy{
	MinDelayTarget: 1, MaxDelayTarget: 20, NumRetries: 100_015,
	NumNoDelayRetries: 3, NumMinDelayRetries: 2, NumMaxDelayRetries: 100_000, BackoffFunction: "exponential",
}

// maxRawAttributes is how many attributes SQS takes with a message.
const maxRawAttributes = 10

// toQueue sends a job to its queue, in an envelope or raw.
func (s *Service) toQueue(ctx context.Context, j *delivery) error {
	d := s.delivery(j, j.endpoint)
	if j.raw && len(d.Attributes) > maxRawAttributes {
		return permanentError{fmt.Errorf("SQS takes %d attributes with a raw message, this one has %d", maxRawAttributes, len(d.Attributes))}
	}
	return s.enqueueTo(ctx, d)
}

// delivery is what a queue is sent of a job.
func (s *Service) delivery(j *delivery, queueARN string) QueueMessage {
	d := QueueMessage{QueueARN: queueARN, Principal: principal, SourceARN: j.n.topicARN, Trace: j.n.trace}
	toFIFO := strings.HasSuffix(queueARN, ".fifo")
	if toFIFO {
		d.DedupID = j.n.dedup
	}
	if toFIFO || j.n.sequence == "" { // of a FIFO topic, a standard queue hears no group
		d.GroupID = j.n.group
	}
	if j.raw {
		d.Body, d.Attributes = j.n.textFor(j.protocol), j.n.attributes
		return d
	}
	d.Body = s.envelope(j)
	return d
}

func (s *Service) enqueueTo(ctx context.Context, d QueueMessage) error {
	if s.queues == nil {
		return permanentError{errors.New("the embedded SNS was started without queues")}
	}
	if err := s.queues.Deliver(ctx, d); err != nil {
		return fmt.Errorf("send to %s: %w", d.QueueARN, err)
	}
	return nil
}

// toDeadLetters sends a job that failed to the subscription's dead-letter queue, as
// it was to be delivered. The reason is not told there.
//
// https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
func (s *Service) toDeadLetters(j *delivery) error {
	d := s.delivery(j, j.deadLetters)
	if len(d.Attributes) > maxRawAttributes { // a queue does not take them, and a message without them is better than none
		d.Attributes = nil
	}
	return s.enqueueTo(j.ctx, d)
}
