package pipelinetest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"inflight/pipeline"
	"inflight/pipeline/consume"
	"inflight/pipeline/redrive"
)

// Queues are a queue that a dead-letter queue belongs to, as the pipeline sees
// them, and what it takes to put messages in.
type Queues struct {
	consume.Queue

	Control pipeline.QueueControl
	// Letters is nil where the fake has none.
	Letters redrive.LetterQueue
	// Name and Dead are the names of the two.
	Name, Dead string
	// MaxReceives is that of the redrive policy: 2 at least.
	MaxReceives int
	// Send puts a message in that is visible after delay, with what a sender may
	// write on it.
	Send func(ctx context.Context, body string, delay time.Duration, attributes map[string]string) (id string, err error)
}

// Times of the rows: a visibility that runs out soon, one that does not, and a
// wait that is longer than the first.
const (
	soon  = time.Second
	late  = 100 * time.Second
	ample = 5 * time.Second
)

// send sends a message with nothing on it.
func (q Queues) send(ctx context.Context, body string) error {
	_, err := q.Send(ctx, body, 0, nil)
	return err
}

// one receives the one message there is.
func (q Queues) one(ctx context.Context, wait, visibility time.Duration) (consume.Message, error) {
	got, err := q.Receive(ctx, 1, wait, visibility)
	if err == nil && len(got) != 1 {
		err = fmt.Errorf("received %d messages, not one", len(got))
	}
	if err != nil {
		return consume.Message{}, err
	}
	return got[0], nil
}

// sent sends a message and receives it.
func (q Queues) sent(ctx context.Context, visibility time.Duration) (consume.Message, error) {
	if err := q.send(ctx, "hello"); err != nil {
		return consume.Message{}, err
	}
	return q.one(ctx, ample, visibility)
}

// overtaken sends a message and receives it twice: the first receive is over.
func (q Queues) overtaken(ctx context.Context) (first, second consume.Message, err error) {
	if first, err = q.sent(ctx, soon); err != nil {
		return first, second, err
	}
	second, err = q.one(ctx, ample, late)
	return first, second, err
}

// holds is an error unless the queue says that it has so many.
func (q Queues) holds(ctx context.Context, queue string, visible, inFlight, delayed int) error {
	c, err := q.Control.Counts(ctx, queue)
	return errors.Join(err, want(queue, c, pipeline.Counts{Visible: visible, InFlight: inFlight, Delayed: delayed}))
}

// refused is an error unless err is of that kind.
func refused(err, kind error) error {
	if !errors.Is(err, kind) {
		return errors.Join(errors.New("the answer is not: "+kind.Error()), err)
	}
	return nil
}
