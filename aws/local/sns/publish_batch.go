package sns

import (
	"context"
	"errors"
	"strings"

	"inflight/aws/local/wire"
)

const maxBatch = 10

type publishBatchInput struct {
	TopicArn string    `json:"TopicArn"`
	Entries  []message `json:"PublishBatchRequestEntries" query:"PublishBatchRequestEntries.member"`
}

type batchSuccess struct {
	ID             string `json:"Id"`
	MessageID      string `json:"MessageId"`
	SequenceNumber string `json:"SequenceNumber"`
}

type batchFailure struct {
	ID          string `json:"Id"`
	Code        string `json:"Code"`
	Message     string `json:"Message"`
	SenderFault bool   `json:"SenderFault"`
}

type publishBatchOutput struct {
	Successful []batchSuccess `json:"Successful" query:"Successful.member" list:"always"`
	Failed     []batchFailure `json:"Failed"     query:"Failed.member" list:"always"`
}

// publishBatch publishes up to ten messages, each of which may fail alone, but for
// what failWhole says.
//
// https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
func (s *Service) publishBatch(ctx context.Context, in *publishBatchInput) (*publishBatchOutput, error) {
	if err := in.validate(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	t, err := s.topicAt(in.TopicArn)
	if err == nil {
		err = in.failWhole(t)
	}
	s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	out := new(publishBatchOutput)
	for i := range in.Entries {
		e := &in.Entries[i]
		published, err := s.publishMessage(ctx, in.TopicArn, e)
		if err != nil {
			out.Failed = append(out.Failed, e.failure(err))
			continue
		}
		out.Successful = append(out.Successful, batchSuccess{
			ID: e.ID, MessageID: published.MessageID, SequenceNumber: published.SequenceNumber,
		})
	}
	return out, nil
}

// failWhole says what of an entry fails all of them: its attributes, its structure,
// and for a FIFO topic that it has no group or cannot be told from others. The lock
// is held.
func (in *publishBatchInput) failWhole(t *topic) error {
	for i := range in.Entries {
		e := &in.Entries[i]
		if _, _, err := attributeMap(e.MessageAttributes); err != nil {
			return err
		}
		if err := t.checkOrder(e.MessageGroupID, e.MessageDeduplicationID); err != nil {
			return err
		}
		if e.MessageStructure == "json" {
			if err := new(notification).structure(e.Message); err != nil {
				return err
			}
		}
	}
	return nil
}

// validate validates the batch as a whole.
func (in *publishBatchInput) validate() error {
	switch n := len(in.Entries); {
	case n == 0:
		return wire.Errorf("EmptyBatchRequest", "The batch request doesn't contain any entries.")
	case n > maxBatch:
		return wire.Errorf("TooManyEntriesInBatchRequest", "The batch request contains more entries than permissible.")
	}
	ids, size := map[string]bool{}, 0
	for i := range in.Entries {
		e := &in.Entries[i]
		switch {
		case len(e.ID) > 80:
			return wire.Errorf("InvalidBatchEntryId", "The Id of a batch entry in the batch request is too long: %s", e.ID)
		case e.ID == "" || strings.ContainsFunc(e.ID, notInName):
			return wire.Errorf("InvalidBatchEntryId", "The Id of a batch entry in the batch request contains an impermissible character: %s", e.ID)
		}
		if ids[e.ID] {
			return wire.Errorf("BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.")
		}
		ids[e.ID] = true
		size += len(e.Message)
		for _, a := range e.MessageAttributes {
			size += len(a.Name) + len(a.Value.DataType) + len(a.Value.text())
		}
	}
	if size > maxMessage {
		return wire.Errorf("BatchRequestTooLong", "The length of all the messages put together is more than the limit.")
	}
	return nil
}

func (e *message) failure(err error) batchFailure {
	var answer *wire.Error
	if !errors.As(err, &answer) {
		answer = wire.Errorf("InternalError", "%v", err).WithStatus(500)
	}
	return batchFailure{ID: e.ID, Code: answer.Code, Message: answer.Message, SenderFault: answer.Fault() == "Sender"}
}
