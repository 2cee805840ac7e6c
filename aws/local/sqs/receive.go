package sqs

import (
	"context"
	"slices"
	"time"

	"inflight/aws/local/wire"
)

// maxWait is how many seconds a receive may wait.
const maxWait = 20

type receiveMessageInput struct {
	QueueURL                    string   `json:"QueueUrl"`
	AttributeNames              []string `json:"AttributeNames"              query:"AttributeName"`
	MessageSystemAttributeNames []string `json:"MessageSystemAttributeNames" query:"MessageSystemAttributeName"`
	MessageAttributeNames       []string `json:"MessageAttributeNames"       query:"MessageAttributeName"`
	MaxNumberOfMessages         *int     `json:"MaxNumberOfMessages"`
	VisibilityTimeout           *int     `json:"VisibilityTimeout"`
	WaitTimeSeconds             *int     `json:"WaitTimeSeconds"`
	ReceiveRequestAttemptID     string   `json:"ReceiveRequestAttemptId"`
}

type receiveMessageOutput struct {
	Messages []receivedMessage `json:"Messages,omitempty" query:"Message"`
}

func (in *receiveMessageInput) validate() error {
	if err := inRange("MaxNumberOfMessages", in.MaxNumberOfMessages, 1, maxBatch); err != nil {
		return err
	}
	if err := inRange("VisibilityTimeout", in.VisibilityTimeout, 0, maxVisibility); err != nil {
		return err
	}
	if n := in.WaitTimeSeconds; n != nil && (*n < 0 || *n > maxWait) {
		return invalidValue("WaitTimeSeconds", *n, "Must be >= 0 and <= 20, if provided.")
	}
	for _, name := range append(in.AttributeNames, in.MessageSystemAttributeNames...) {
		if !slices.Contains(systemAttributes, name) {
			return wire.Errorf("InvalidAttributeName", "Unknown Attribute %s.", name)
		}
	}
	if in.ReceiveRequestAttemptID == "" {
		return nil
	}
	return validateToken("ReceiveRequestAttemptId", in.ReceiveRequestAttemptID)
}

func (s *Service) receiveMessage(ctx context.Context, in *receiveMessageInput) (*receiveMessageOutput, error) {
	if err := in.validate(); err != nil {
		return nil, err
	}
	c := &receiveCall{in: in, max: 1}
	if in.MaxNumberOfMessages != nil {
		c.max = *in.MaxNumberOfMessages
	}
	got, err := s.poll(ctx, c)
	if err != nil {
		return nil, err
	}
	out := &receiveMessageOutput{Messages: make([]receivedMessage, len(got))}
	for i := range got {
		out.Messages[i] = got[i].answer(in)
	}
	return out, nil
}

// receiveCall is one ReceiveMessage from its first look to its end.
type receiveCall struct {
	in      *receiveMessageInput
	max     int
	queue   *queue
	waiter  *waiter // nil until it waits
	wait    time.Duration
	expired bool // it has waited long enough
}

// poll receives, and waits for a message as long as the call is to wait.
func (s *Service) poll(ctx context.Context, c *receiveCall) ([]received, error) {
	var got []received
	look := func(t *transaction) (err error) {
		got, err = c.look(t)
		return err
	}
	err := s.transact(ctx, look)
	if err != nil || c.waiter == nil {
		return got, err
	}
	expired, stop := s.waited(ctx, c.wait)
	defer stop()
	for !c.expired && len(got) == 0 && err == nil {
		select {
		case <-c.waiter.woken:
		case <-expired:
			c.expired = true
		case <-ctx.Done():
		case <-s.done:
		}
		err = s.transact(ctx, look)
	}
	return got, err
}

// waited returns a channel that gets something when a call has waited long enough,
// and what ends that. Whoever waits over a network has its own time limit, which goes
// by the wall clock, whether ours runs slower or stands; in process either will do.
func (s *Service) waited(ctx context.Context, d time.Duration) (enough <-chan struct{}, stop func()) {
	over := make(chan struct{}, 1)
	ring := func() {
		select {
		case over <- struct{}{}:
		default:
		}
	}
	wall := time.AfterFunc(d, ring)
	if wire.CallerFrom(ctx) == wire.Outside {
		return over, func() { wall.Stop() }
	}
	own := s.clock.AfterFunc(d, ring)
	return over, func() {
		wall.Stop()
		own.Stop()
	}
}

// look takes what there is, or has the call wait. A caller that has hung up
// gets nothing, and so takes nothing with it.
func (c *receiveCall) look(t *transaction) ([]received, error) {
	again := c.waiter != nil
	if again {
		c.queue.waiters.leave(c.waiter)
		t.touchIfThere(c.queue)
	}
	if t.ctx.Err() != nil {
		return nil, wire.Errorf("RequestCanceled", "the caller hung up")
	}
	q, err := t.queueByURL(c.in.QueueURL)
	if err != nil {
		return nil, err
	}
	c.wait = q.waitTime
	if c.in.WaitTimeSeconds != nil {
		c.wait = time.Duration(*c.in.WaitTimeSeconds) * time.Second
	}
	timeout := q.visibility
	if c.in.VisibilityTimeout != nil {
		timeout = time.Duration(*c.in.VisibilityTimeout) * time.Second
	}
	if !q.fifo && c.wait == 0 && q.inFlight.len() >= maxInFlight {
		return nil, errOverLimit
	}
	got := q.duplicate(t, timeout, again)
	got = append(got, q.receive(t, c.max-len(got), timeout)...)
	if len(got) == 0 && c.wait > 0 && !c.expired {
		if !again {
			c.waiter = &waiter{woken: make(chan struct{}, 1), max: c.max}
		}
		c.queue = q
		q.waiters.add(c.waiter, again)
	}
	return got, nil
}

// Duplicate is a message in flight that a receive may hand out once more.
type Duplicate struct{ Queue, MessageID, Body string }

// duplicate is a message in flight, handed out once more where that is to happen:
// a standard queue delivers at least once. A FIFO queue does not, nor does one whose
// next receive would move the message to the dead-letter queue.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues-at-least-once-delivery.html
func (q *queue) duplicate(t *transaction, timeout time.Duration, again bool) []received {
	m := q.inFlight.first()
	if q.service.duplicates == nil || again || q.fifo || m == nil || timeout == 0 || q.exhausted(m) {
		return nil
	}
	if !q.service.duplicates(t.ctx, Duplicate{Queue: q.name, MessageID: m.id.String(), Body: m.body}) {
		return nil
	}
	q.lift(m)
	return []received{q.launch(t, m, timeout)}
}

// receive takes up to n messages out for the length of the timeout. Those that
// were received too often go to the dead-letter queue instead.
func (q *queue) receive(t *transaction, n int, timeout time.Duration) []received {
	n = min(n, maxInFlight-q.inFlight.len())
	var got []received
	var back []*message
	for len(got) < n {
		batch := q.order.next(n - len(got))
		if len(batch) == 0 {
			break
		}
		for _, m := range batch {
			if q.deadLetter(t, m) {
				continue
			}
			got = append(got, q.launch(t, m, timeout))
			if timeout == 0 {
				back = append(back, m)
			}
		}
	}
	for _, m := range back {
		q.lift(m)
		q.setVisible(m)
	}
	return got
}

// launch puts a message in flight.
func (q *queue) launch(t *transaction, m *message, timeout time.Duration) received {
	m.receives++
	m.receivedAt, m.visibleAt = t.now, t.now.Add(timeout)
	if m.firstReceivedAt.IsZero() {
		m.firstReceivedAt = t.now
	}
	q.setInFlight(m)
	q.service.journal.putState(q, m)
	notify(t, Observer.MessageReceived, MessageReceived{
		QueueName: q.name, QueueARN: q.arn, MessageID: m.id.String(), Body: m.body, SentAt: m.sentAt,
		ReceiveCount: m.receives, VisibleAt: m.visibleAt,
	})
	return received{message: *m, handle: string(appendHandle(nil, q.uid, m.id, m.receives)), fifo: q.fifo}
}
