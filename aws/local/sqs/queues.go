package sqs

import (
	"context"
	"encoding/base64"
	"maps"
	"slices"
	"strings"
	"time"

	"inflight/aws/local/wire"
)

// nameRest is how long the name of a deleted queue cannot be used.
const nameRest = time.Minute

type createQueueInput struct {
	QueueName  string            `json:"QueueName"`
	Attributes map[string]string `json:"Attributes" query:"Attribute,Name,Value"`
	Tags       map[string]string `json:"tags"       query:"Tag,Key,Value"`
}

type getQueueURLInput struct {
	QueueName              string `json:"QueueName"`
	QueueOwnerAWSAccountID string `json:"QueueOwnerAWSAccountId"`
}

type queueURLOutput struct {
	QueueURL string `json:"QueueUrl"`
}

type listQueuesInput struct {
	QueueNamePrefix string `json:"QueueNamePrefix"`
	NextToken       string `json:"NextToken"`
	MaxResults      *int   `json:"MaxResults"`
}

type listQueuesOutput struct {
	QueueURLs []string `json:"QueueUrls,omitempty" query:"QueueUrl"`
	NextToken string   `json:"NextToken,omitempty"`
}

// urlOf is the queue's URL by the host that the caller used.
func (s *Service) urlOf(ctx context.Context, name string) string {
	path := "/" + s.account + "/" + name
	if call := wire.CallFrom(ctx); call != nil {
		return call.BaseURL() + path
	}
	return "http://localhost" + path
}

// createQueue makes a queue. Asked again for what is there already, it answers
// in the same way.
func (s *Service) createQueue(ctx context.Context, in *createQueueInput) (*queueURLOutput, error) {
	if err := refuseAtQueue(ctx); err != nil {
		return nil, err
	}
	fifo := strings.EqualFold(in.Attributes["FifoQueue"], "true")
	if err := validateName(in.QueueName, fifo); err != nil {
		return nil, err
	}
	if err := validateTags(in.Tags); err != nil {
		return nil, err
	}
	set, err := newSettings(fifo).with(in.Attributes)
	if err != nil {
		return nil, err
	}
	err = s.transact(ctx, func(t *transaction) error {
		if q := s.queues[in.QueueName]; q != nil {
			return q.sameAs(set, in.Attributes)
		}
		if err := s.validateRedrive(s.arnOf(in.QueueName), set); err != nil {
			return err
		}
		return t.addQueue(in.QueueName, set, in.Tags)
	})
	if err != nil {
		return nil, err
	}
	return &queueURLOutput{QueueURL: s.urlOf(ctx, in.QueueName)}, nil
}

func (t *transaction) addQueue(name string, set settings, tags map[string]string) error {
	s := t.service
	if at, ok := s.deleted[name]; ok && t.now.Sub(at) < nameRest {
		return errDeletedRecently
	}
	delete(s.deleted, name)
	q := newQueue(s, name, set, t.now)
	maps.Copy(q.tags, tags)
	s.queues[name] = q
	s.journal.putQueue(q)
	return nil
}

// sameAs says which of the attributes that a caller names is not what the
// queue's is now.
func (q *queue) sameAs(set settings, named map[string]string) error {
	for _, name := range slices.Sorted(maps.Keys(named)) {
		if set.text[name] != q.text[name] {
			return wire.Errorf("QueueNameExists", "A queue already exists with the same name and a different value for attribute %s", name).
				WithQueryCode("QueueAlreadyExists")
		}
	}
	return nil
}

func (s *Service) deleteQueue(ctx context.Context, in *queueInput) (*wire.Nothing, error) {
	return nil, s.transact(ctx, func(t *transaction) error {
		q, err := t.queueByURL(in.QueueURL)
		if err != nil {
			return err
		}
		maps.DeleteFunc(s.deleted, func(_ string, at time.Time) bool { return t.now.Sub(at) >= nameRest })
		delete(s.queues, q.name)
		s.deleted[q.name] = t.now
		s.journal.dropQueue(q, t.now)
		q.stop()
		return nil
	})
}

func (s *Service) getQueueURL(ctx context.Context, in *getQueueURLInput) (*queueURLOutput, error) {
	if in.QueueName == "" {
		return nil, missing("QueueName")
	}
	s.mu.Lock()
	_, ok := s.queues[in.QueueName]
	s.mu.Unlock()
	if !ok || in.QueueOwnerAWSAccountID != "" && in.QueueOwnerAWSAccountID != s.account {
		return nil, errNoQueue
	}
	return &queueURLOutput{QueueURL: s.urlOf(ctx, in.QueueName)}, nil
}

func (s *Service) listQueues(ctx context.Context, in *listQueuesInput) (*listQueuesOutput, error) {
	if err := refuseAtQueue(ctx); err != nil {
		return nil, err
	}
	s.mu.Lock()
	names := slices.Sorted(maps.Keys(s.queues))
	s.mu.Unlock()
	names = slices.DeleteFunc(names, func(name string) bool { return !strings.HasPrefix(name, in.QueueNamePrefix) })
	urls, next, err := s.pageOf(ctx, names, in.NextToken, in.MaxResults)
	return &listQueuesOutput{QueueURLs: urls, NextToken: next}, err
}

// maxPage is how many queues an answer lists at most.
const maxPage = 1000

// pageOf is the URLs of one page of names, and the token of the next page if
// the caller wants pages.
func (s *Service) pageOf(ctx context.Context, names []string, token string, size *int) (urls []string, next string, err error) {
	if err := inRange("MaxResults", size, 1, maxPage); err != nil {
		return nil, "", err
	}
	after, err := base64.StdEncoding.DecodeString(token)
	if err != nil || token != "" && size == nil {
		return nil, "", invalidValue("NextToken", token, "Invalid or expired next token.")
	}
	limit := maxPage
	if size != nil {
		limit = *size
	}
	for i, name := range names {
		if token != "" && name <= string(after) {
			continue
		}
		if len(urls) == limit {
			if size != nil {
				next = base64.StdEncoding.EncodeToString([]byte(names[i-1]))
			}
			break
		}
		urls = append(urls, s.urlOf(ctx, name))
	}
	return urls, next, nil
}
