package sqs

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"inflight/aws/local/wire"
)

type getQueueAttributesInput struct {
	QueueURL       string   `json:"QueueUrl"`
	AttributeNames []string `json:"AttributeNames" query:"AttributeName"`
}

type getQueueAttributesOutput struct {
	Attributes map[string]string `json:"Attributes,omitempty" query:"Attribute,Name,Value"`
}

type setQueueAttributesInput struct {
	QueueURL   string            `json:"QueueUrl"`
	Attributes map[string]string `json:"Attributes" query:"Attribute,Name,Value"`
}

// computed are the attributes that a queue works out when asked.
var computed = []string{
	"ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed",
	"CreatedTimestamp", "LastModifiedTimestamp", "QueueArn",
}

func (s *Service) getQueueAttributes(ctx context.Context, in *getQueueAttributesInput) (*getQueueAttributesOutput, error) {
	out := &getQueueAttributesOutput{Attributes: map[string]string{}}
	err := s.transact(ctx, func(t *transaction) error {
		q, err := t.queueByURL(in.QueueURL)
		if err != nil {
			return err
		}
		all := q.allAttributes()
		for _, name := range in.AttributeNames {
			if name == "All" {
				out.Attributes = all
				continue
			}
			if _, settable := knownSettings[name]; !settable && !slices.Contains(computed, name) {
				return wire.Errorf("InvalidAttributeName", "Unknown Attribute %s.", name)
			}
			if value, ok := all[name]; ok {
				out.Attributes[name] = value
			}
		}
		return nil
	})
	return out, err
}

// allAttributes is what the attribute name All gives.
func (q *queue) allAttributes() map[string]string {
	all := maps.Clone(q.text)
	all["ApproximateNumberOfMessages"] = strconv.Itoa(q.order.length())
	all["ApproximateNumberOfMessagesNotVisible"] = strconv.Itoa(q.inFlight.len())
	all["ApproximateNumberOfMessagesDelayed"] = strconv.Itoa(q.delayed.len())
	all["CreatedTimestamp"] = strconv.FormatInt(q.created.Unix(), 10)
	all["LastModifiedTimestamp"] = strconv.FormatInt(q.modified.Unix(), 10)
	all["QueueArn"] = q.arn
	return all
}

func (s *Service) setQueueAttributes(ctx context.Context, in *setQueueAttributesInput) (*wire.Nothing, error) {
	if len(in.Attributes) == 0 {
		return nil, missing("Attributes")
	}
	return nil, s.transact(ctx, func(t *transaction) error {
		q, err := t.queueByURL(in.QueueURL)
		if err != nil {
			return err
		}
		set, err := q.with(in.Attributes)
		if err != nil {
			return err
		}
		if _, named := in.Attributes["RedrivePolicy"]; named {
			if err := s.validateRedrive(q.arn, set); err != nil {
				return err
			}
		}
		q.change(t, set)
		return nil
	})
}

// change gives the queue other settings. A changed visibility timeout holds for
// later receives, a changed retention period for all messages; a changed delay
// for later messages, and on a FIFO queue also for those that are delayed now,
// so that none overtakes another.
func (q *queue) change(t *transaction, set settings) {
	before := q.settings
	q.settings = set
	q.modified = t.now
	if q.fifo && set.delayTime != before.delayTime {
		for _, m := range slices.Clone(q.delayed.messages) {
			q.lift(m)
			m.visibleAt = m.sentAt.Add(set.delayTime)
			q.redelay(m, t)
		}
	}
	q.advance(t)
	q.service.journal.putQueue(q)
}

// redelay puts a message that was never received where its delay says.
func (q *queue) redelay(m *message, t *transaction) {
	if m.visibleAt.After(t.now) {
		q.setDelayed(m)
	} else {
		q.setVisible(m)
	}
	q.service.journal.putState(q, m)
}
