package sqs

import (
	"context"

	"inflight/aws/local/wire"
)

type deleteMessageInput struct {
	QueueURL      string `json:"QueueUrl"`
	ReceiptHandle string `json:"ReceiptHandle"`
}

type deleteMessageBatchInput struct {
	QueueURL string        `json:"QueueUrl"`
	Entries  []deleteEntry `json:"Entries" query:"DeleteMessageBatchRequestEntry"`
}

type deleteEntry struct {
	ID            string `json:"Id"`
	ReceiptHandle string `json:"ReceiptHandle"`
}

func (e deleteEntry) entryID() string { return e.ID }

// doneEntry is an entry of a batch that succeeded and has no more to say.
type doneEntry struct {
	ID string `json:"Id"`
}

type deleteMessageBatchOutput struct {
	Successful []doneEntry   `json:"Successful,omitempty" query:"DeleteMessageBatchResultEntry"`
	Failed     []FailedEntry `json:"Failed,omitempty"     query:"BatchResultErrorEntry"`
}

func (s *Service) deleteMessage(ctx context.Context, in *deleteMessageInput) (*wire.Nothing, error) {
	return nil, s.transact(ctx, func(t *transaction) error {
		q, err := t.queueByURL(in.QueueURL)
		if err != nil {
			return err
		}
		return q.delete(t, in.ReceiptHandle)
	})
}

func (s *Service) deleteMessageBatch(ctx context.Context, in *deleteMessageBatchInput) (*deleteMessageBatchOutput, error) {
	if err := checkBatch(in.Entries); err != nil {
		return nil, err
	}
	out := &deleteMessageBatchOutput{}
	err := s.transact(ctx, func(t *transaction) error {
		q, err := t.queueByURL(in.QueueURL)
		if err != nil {
			return err
		}
		out.Successful, out.Failed = eachEntry(in.Entries, func(e deleteEntry) (doneEntry, error) {
			return doneEntry{ID: e.ID}, q.delete(t, e.ReceiptHandle)
		})
		return nil
	})
	return out, err
}

// delete deletes the message of a receipt handle. One that is gone already is
// no error.
func (q *queue) delete(t *transaction, handle string) error {
	m, err := q.held(handle)
	if m == nil || err != nil {
		return err
	}
	q.drop(m)
	notify(t, Observer.MessageDeleted, MessageDeleted{QueueName: q.name, QueueARN: q.arn, MessageID: m.id.String()})
	return nil
}
