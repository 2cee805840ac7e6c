package sqs

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"inflight/aws/local/wire"
)

// transaction is one change of the service, made under its lock at one moment.
type transaction struct {
	ctx     context.Context //nolint:containedctx // a transaction lives for one call and carries the caller to the Observer
	now     time.Time
	service *Service
	touched []*queue // by this transaction; settled at its end
	room    [2]*queue
}

// transact makes f's changes under the lock. It returns when they are durable and
// the Observer has heard of them and of all that came before. Changes that f
// made before it returned an error stay.
func (s *Service) transact(ctx context.Context, f func(t *transaction) error) error {
	receipt, err := s.change(ctx, f)
	if lost := receipt.wait(); lost != nil {
		return wire.Errorf("ServiceUnavailable", "%v", lost).WithStatus(http.StatusServiceUnavailable)
	}
	s.outbox.deliver()
	return err
}

// change is the part of a transaction that holds the lock.
func (s *Service) change(ctx context.Context, f func(t *transaction) error) (receipt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return receipt{}, errClosed
	}
	t := &transaction{ctx: ctx, now: s.clock.Now(), service: s}
	t.touched = t.room[:0]
	err := f(t)
	for _, q := range t.touched {
		q.settle(t)
	}
	return s.journal.seal(), err
}

// touch brings a queue to the present and has it settled at the transaction's end.
func (t *transaction) touch(q *queue) *queue {
	if !slices.Contains(t.touched, q) {
		t.touched = append(t.touched, q)
		q.advance(t)
	}
	return q
}

// touchIfThere touches a queue unless it has been deleted.
func (t *transaction) touchIfThere(q *queue) {
	if t.service.queues[q.name] == q {
		t.touch(q)
	}
}

// queueByURL is the queue a request is about: the one its QueueUrl names, or
// else the one whose URL it was sent to. Only the path of a URL counts, since
// the same server is reached by many hosts. A name alone is one of the account's.
func (t *transaction) queueByURL(url string) (*queue, error) {
	if url == "" {
		if call := wire.CallFrom(t.ctx); call != nil && len(call.Request.URL.Path) > 1 {
			url = call.Request.URL.Path
		} else {
			return nil, missing("QueueUrl")
		}
	}
	account, name, ok := t.service.account, url, true
	if strings.Contains(url, "/") {
		account, name, ok = splitURL(url)
	}
	if !ok {
		return nil, wire.Errorf("InvalidAddress", "The address %s is not valid for this endpoint.", url).WithStatus(http.StatusNotFound)
	}
	q := t.service.queues[name]
	if q == nil || account != t.service.account {
		return nil, errNoQueue
	}
	return t.touch(q), nil
}

// queueByARN is the queue with an ARN, nil if there is none.
func (t *transaction) queueByARN(arn string) *queue {
	q := t.service.queueByARN(arn)
	if q == nil {
		return nil
	}
	return t.touch(q)
}

// queueByARN is the queue with an ARN as it was when last touched. The lock is
// held.
func (s *Service) queueByARN(arn string) *queue {
	q := s.queues[nameInARN(arn)]
	if q == nil || q.arn != arn {
		return nil
	}
	return q
}
