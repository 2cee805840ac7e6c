package sqs

import (
	"context"
	"time"

	"inflight/aws/local/wire"
)

// maxVisibility is the longest visibility timeout, and the longest that a
// message can be in flight in all after one receive: 12 hours, in seconds.
const maxVisibility = 43200

type changeMessageVisibilityInput struct {
	QueueURL          string `json:"QueueUrl"`
	ReceiptHandle     string `json:"ReceiptHandle"`
	VisibilityTimeout *int   `json:"VisibilityTimeout"`
}

type changeMessageVisibilityBatchInput struct {
	QueueURL string            `json:"QueueUrl"`
	Entries  []visibilityEntry `json:"Entries" query:"ChangeMessageVisibilityBatchRequestEntry"`
}

type visibilityEntry struct {
	ID                string `json:"Id"`
	ReceiptHandle     string `json:"ReceiptHandle"`
	VisibilityTimeout *int   `json:"VisibilityTimeout"`
}

func (e visibilityEntry) entryID() string { return e.ID }

type changeMessageVisibilityBatchOutput struct {
	Successful []doneEntry   `json:"Successful,omitempty" query:"ChangeMessageVisibilityBatchResultEntry"`
	Failed     []FailedEntry `json:"Failed,omitempty"     query:"BatchResultErrorEntry"`
}

func (s *Service) changeMessageVisibility(ctx context.Context, in *changeMessageVisibilityInput) (*wire.Nothing, error) {
	return nil, s.transact(ctx, func(t *transaction) error {
		q, err := t.queueByURL(in.QueueURL)
		if err != nil {
			return err
		}
		return q.changeVisibility(t, in.ReceiptHandle, in.VisibilityTimeout)
	})
}

func (s *Service) changeMessageVisibilityBatch(ctx context.Context, in *changeMessageVisibilityBatchInput) (*changeMessageVisibilityBatchOutput, error) {
	if err := checkBatch(in.Entries); err != nil {
		return nil, err
	}
	out := &changeMessageVisibilityBatchOutput{}
	err := s.transact(ctx, func(t *transaction) error {
		q, err := t.queueByURL(in.QueueURL)
		if err != nil {
			return err
		}
		out.Successful, out.Failed = eachEntry(in.Entries, func(e visibilityEntry) (doneEntry, error) {
			return doneEntry{ID: e.ID}, q.changeVisibility(t, e.ReceiptHandle, e.VisibilityTimeout)
		})
		return nil
	})
	return out, err
}

// changeVisibility has a received message become visible in so many seconds
// from now; in 0, at once. It holds for this receive: the next has the queue's
// timeout again. One that is visible again stays so, and on a standard queue that
// is no error; a FIFO queue takes no handle whose time is over.
func (q *queue) changeVisibility(t *transaction, handle string, seconds *int) error {
	if seconds == nil {
		return missing("VisibilityTimeout")
	}
	if err := inRange("VisibilityTimeout", seconds, 0, maxVisibility); err != nil {
		return err
	}
	m, err := q.held(handle)
	if err != nil {
		return err
	}
	if m == nil {
		return invalidValue("ReceiptHandle", handle, "Message does not exist or is not available for visibility timeout change.")
	}
	if m.place != inFlight {
		return nil // visible again: nobody has it, and so nobody hides it
	}
	until := t.now.Add(time.Duration(*seconds) * time.Second)
	if until.After(m.receivedAt.Add(maxVisibility * time.Second)) {
		return invalidValue("VisibilityTimeout", *seconds, "Total VisibilityTimeout for the message is beyond the limit [43200 seconds]")
	}
	q.lift(m)
	m.visibleAt = until
	q.keepVisible(m, t.now)
	q.service.journal.putState(q, m)
	notify(t, Observer.VisibilityChanged, VisibilityChanged{
		QueueName: q.name, QueueARN: q.arn, MessageID: m.id.String(), ReceiveCount: m.receives, VisibleAt: m.visibleAt,
	})
	return nil
}

// keepVisible puts a received message where its visibility says.
func (q *queue) keepVisible(m *message, now time.Time) {
	if m.visibleAt.After(now) {
		q.setInFlight(m)
		return
	}
	q.setVisible(m)
}
