package sqs

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// redrivePolicy says where messages go that were received too often.
type redrivePolicy struct {
	target      string // ARN
	maxReceives int
}

// setRedrivePolicy reads a RedrivePolicy. maxReceiveCount may be a number or,
// as in many programs, a string.
func setRedrivePolicy(s *settings, value string) (string, error) {
	var p struct {
		DeadLetterTargetArn string
		MaxReceiveCount     json.RawMessage
	}
	if err := decodePolicy("RedrivePolicy", value, &p); err != nil {
		return "", err
	}
	count, err := strconv.Atoi(strings.Trim(string(p.MaxReceiveCount), `"`))
	switch {
	case p.DeadLetterTargetArn == "":
		return "", badRedrive(value, "Redrive policy does not contain mandatory attribute: deadLetterTargetArn.")
	case len(p.MaxReceiveCount) == 0:
		return "", badRedrive(value, "Redrive policy does not contain mandatory attribute: maxReceiveCount.")
	case err != nil || count < 1 || count > 1000:
		return "", badRedrive(value, "Invalid value for maxReceiveCount: must be between 1 and 1000.")
	}
	s.redrive = &redrivePolicy{target: p.DeadLetterTargetArn, maxReceives: count}
	return `{"deadLetterTargetArn":` + quoted(p.DeadLetterTargetArn) + `,"maxReceiveCount":` + strconv.Itoa(count) + `}`, nil
}

// redriveAllowPolicy says which queues may use a queue as their dead-letter
// queue.
type redriveAllowPolicy struct {
	Permission string   `json:"redrivePermission"`
	Sources    []string `json:"sourceQueueArns,omitempty"`
}

const maxAllowedSources = 10

func setRedriveAllowPolicy(s *settings, value string) (string, error) {
	var p redriveAllowPolicy
	if err := decodePolicy("RedriveAllowPolicy", value, &p); err != nil {
		return "", err
	}
	switch p.Permission {
	case "allowAll", "denyAll":
		if len(p.Sources) > 0 {
			return "", badValue("RedriveAllowPolicy", "sourceQueueArns is only for redrivePermission byQueue")
		}
	case "byQueue":
		if len(p.Sources) == 0 || len(p.Sources) > maxAllowedSources {
			return "", badValue("RedriveAllowPolicy", "byQueue takes 1 to 10 sourceQueueArns")
		}
	default:
		return "", badValue("RedriveAllowPolicy", "redrivePermission is allowAll, denyAll or byQueue")
	}
	s.allow = &p
	normal, err := json.Marshal(p)
	return string(normal), err
}

func (p *redriveAllowPolicy) allows(source string) bool {
	return p == nil || p.Permission == "allowAll" || p.Permission == "byQueue" && slices.Contains(p.Sources, source)
}

func decodePolicy(attribute, value string, into any) error {
	d := json.NewDecoder(bytes.NewReader([]byte(value)))
	if err := d.Decode(into); err != nil || d.More() {
		return badValue(attribute, "it is not a JSON object of the kind this attribute takes")
	}
	return nil
}

func quoted(text string) string {
	b, _ := json.Marshal(text) // a string can always be written
	return string(b)
}

func badRedrive(value, reason string) error {
	return invalidValue("RedrivePolicy", value, reason)
}

// validateRedrive checks that the dead-letter queue of a queue exists, is of the
// same kind and allows it. The lock is held.
func (s *Service) validateRedrive(source string, set settings) error {
	if set.redrive == nil {
		return nil
	}
	value := set.text["RedrivePolicy"]
	target := s.queueByARN(set.redrive.target)
	switch {
	case target == nil:
		return badRedrive(value, "Dead letter target does not exist.")
	case target.fifo && !set.fifo:
		return badRedrive(value, "Dead-letter queue must be same type of queue as the source.")
	case !target.fifo && set.fifo:
		return badRedrive(value, "Dead-letter queue must be same type of queue as the source.")
	case !target.allow.allows(source):
		return badRedrive(value, "The dead-letter queue's RedriveAllowPolicy does not allow this queue as a source.")
	default:
		return nil
	}
}

// deadLetter moves a message that has been received too often to the
// dead-letter queue, and reports whether it did. It keeps its id, what it
// carries and its receive count. On a standard queue it keeps the time it was
// sent, and with it its retention; on a FIFO queue it starts again.
//
// A message stays where it is while its dead-letter queue does not exist.
func (q *queue) deadLetter(t *transaction, m *message) bool {
	if !q.exhausted(m) {
		return false
	}
	target := t.queueByARN(q.redrive.target)
	if target == nil || target == q {
		return false
	}
	q.drop(m)
	m.source = q.arn
	m.visibleAt = t.now
	if q.fifo {
		m.sentAt = t.now
		m.dedup = m.id.String()
	}
	target.enter(t, m)
	notify(t, Observer.MessageDeadLettered, MessageDeadLettered{
		Queue: q.name, DeadLetterQueue: target.name, MessageID: m.id.String(), Body: m.body, ReceiveCount: m.receives,
	})
	return true
}

// exhausted tells whether a message was received as often as it may be.
func (q *queue) exhausted(m *message) bool {
	return q.redrive != nil && m.receives >= q.redrive.maxReceives
}

type listDeadLetterSourceQueuesInput struct {
	QueueURL   string `json:"QueueUrl"`
	NextToken  string `json:"NextToken"`
	MaxResults *int   `json:"MaxResults"`
}

type listDeadLetterSourceQueuesOutput struct {
	QueueURLs []string `json:"queueUrls" query:"QueueUrl"`
	NextToken string   `json:"NextToken,omitempty"`
}

func (s *Service) listDeadLetterSourceQueues(ctx context.Context, in *listDeadLetterSourceQueuesInput) (*listDeadLetterSourceQueuesOutput, error) {
	var names []string
	err := s.transact(ctx, func(t *transaction) error {
		q, err := t.queueByURL(in.QueueURL)
		if err == nil {
			names = s.sourcesOf(q.arn)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	urls, next, err := s.pageOf(ctx, names, in.NextToken, in.MaxResults)
	return &listDeadLetterSourceQueuesOutput{QueueURLs: urls, NextToken: next}, err
}

// sourcesOf is the names of the queues whose dead-letter queue is the one with
// an ARN. The lock is held.
func (s *Service) sourcesOf(arn string) []string {
	var names []string
	for _, q := range s.queues {
		if q.redrive != nil && q.redrive.target == arn {
			names = append(names, q.name)
		}
	}
	slices.Sort(names)
	return names
}
