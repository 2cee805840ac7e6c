package sqs

import (
	"context"
	"net/http"

	"inflight/aws/local/wire"
)

// ServiceMessage is a message that another service of AWS sends to a queue.
type ServiceMessage struct {
	QueueARN  string
	Principal string // the service, such as events.amazonaws.com
	SourceARN string // what it sends for, such as the ARN of a rule
	Body      string
	// Attributes may be nil.
	Attributes map[string]Attribute
	// GroupID and DedupID are for FIFO queues.
	GroupID, DedupID string
	// Denied has the queue refuse it as if no statement of its policy allowed it.
	Denied bool
	// Trace is the trace that the message is part of, "" for none.
	Trace string
}

// Deliver sends a message for EventBridge or SNS, if the queue's policy allows
// it to that service and its key too. The errors are *wire.Error:
// QueueDoesNotExist, AccessDenied, KmsAccessDenied, or what SendMessage would
// answer.
func (s *Service) Deliver(ctx context.Context, m ServiceMessage) error {
	o := outgoing{MessageBody: m.Body, MessageAttributes: m.Attributes}
	if m.GroupID != "" {
		o.MessageGroupID = &m.GroupID
	}
	if m.DedupID != "" {
		o.MessageDeduplicationID = &m.DedupID
	}
	d, err := o.prepare(m.Principal)
	if err != nil {
		return err
	}
	d.trace = traceOf(m.Trace)
	return s.transact(ctx, func(t *transaction) error {
		q := t.queueByARN(m.QueueARN)
		if q == nil {
			return errNoQueue
		}
		if m.Denied || !q.admits(m) {
			return wire.Errorf("AccessDenied", "User: %s is not authorized to perform: sqs:sendmessage on resource: %s "+
				"because no statement of the queue's policy allows the sqs:sendmessage action for %s", m.Principal, q.arn, m.SourceARN).
				WithStatus(http.StatusForbidden)
		}
		if q.awsKey {
			return errNoKey
		}
		_, err := q.send(t, d)
		return err
	})
}
