package pipeline_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"inflight/pipeline"
)

// memoryQueue is a queue "q" with visibility timeouts and a dead-letter queue
// "dlq", as strict as SQS (see pipelinetest) and as small as the tests need it.
// In a synctest bubble its time is virtual.
type memoryQueue struct {
	mu       sync.Mutex
	max      int  // receives before a message is dead
	fifo     bool // receipts of receives that are over do nothing
	messages []*memoryMessage
	dead     []*memoryMessage
	gone     map[string]bool // ids of messages that were deleted or purged
	onDead   func(id string, count int)
	extended int
	refuse   error         // of ChangeVisibility
	lose     error         // what the caller hears of a ChangeVisibility that was obeyed
	broken   error         // of Receive
	stale    int           // changes of visibility by who had the message no more
	asked    int           // changes of visibility, also those that did not arrive
	transit  time.Duration // of a change of visibility, there and back
	purged   map[string]time.Time
}

type memoryMessage struct {
	id, body, receipt string // of the latest receive
	count             int
	sent, visible     time.Time
	received          time.Time
	wrote             map[string]string
}

// flies tells whether somebody has the message.
func (m *memoryMessage) flies() bool { return m.receipt != "" && m.visible.After(time.Now()) }

func (q *memoryQueue) send(id, body string) { q.sendLater(id, body, 0, nil) }

// sendLater sends a message that is visible after a delay.
func (q *memoryQueue) sendLater(id, body string, delay time.Duration, wrote map[string]string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.messages = append(q.messages, &memoryMessage{id: id, body: body, sent: time.Now(), visible: time.Now().Add(delay), wrote: wrote})
}

func (q *memoryQueue) Receive(ctx context.Context, limit int, wait, visibility time.Duration) ([]pipeline.Delivery, error) {
	if limit < 1 || limit > 10 || wait < 0 || wait > 20*time.Second || visibility <= 0 {
		return nil, fmt.Errorf("received with limit %d, wait %s, visibility %s", limit, wait, visibility)
	}
	for end := time.Now().Add(wait); ; {
		if d, err := q.take(limit, visibility); len(d) > 0 || err != nil {
			return d, err
		}
		if !time.Now().Before(end) {
			return nil, nil
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (q *memoryQueue) take(limit int, visibility time.Duration) (got []pipeline.Delivery, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.broken != nil {
		return nil, q.broken
	}
	for _, m := range slices.Clone(q.messages) {
		if len(got) == limit || m.visible.After(time.Now()) {
			continue
		}
		if m.count++; m.count > q.max {
			q.messages = slices.DeleteFunc(q.messages, func(o *memoryMessage) bool { return o == m })
			q.dead = append(q.dead, m)
			if q.onDead != nil {
				q.onDead(m.id, m.count-1)
			}
			continue
		}
		m.received, m.visible = time.Now(), time.Now().Add(visibility)
		m.receipt = fmt.Sprintf("%s/%d", m.id, m.count)
		got = append(got, pipeline.Delivery{
			MessageID: m.id, Receipt: m.receipt, Body: m.body, ReceiveCount: m.count, SentAt: m.sent, MessageAttributes: m.wrote,
		})
	}
	return got, nil
}

// find is the message of a receipt: nil where there is none any more.
func (q *memoryQueue) find(receipt string) (*memoryMessage, error) {
	id, _, whole := strings.Cut(receipt, "/")
	for _, m := range q.messages {
		if whole && m.id == id {
			return m, nil
		}
	}
	if !whole || !q.gone[id] {
		return nil, errors.New("ReceiptHandleIsInvalid")
	}
	return nil, nil
}

func (q *memoryQueue) ChangeVisibility(ctx context.Context, receipt string, d time.Duration) error {
	q.mu.Lock()
	q.asked++
	q.mu.Unlock()
	if err := travel(ctx, q.transit); err != nil {
		return err
	}
	if err := q.changed(receipt, d); err != nil {
		return err
	}
	return travel(ctx, q.transit)
}

// travel is the way of a request, or of its answer.
func travel(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// changed does what ChangeVisibility asks for, when it has arrived.
func (q *memoryQueue) changed(receipt string, d time.Duration) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.refuse != nil {
		return q.refuse
	}
	m, err := q.find(receipt)
	switch {
	case err != nil:
		return err
	case m == nil:
		return fmt.Errorf("change: %w", pipeline.ErrNoMessage)
	case d < 0 || time.Now().Add(d).After(m.received.Add(12*time.Hour)):
		return errors.New("InvalidParameterValue: VisibilityTimeout")
	}
	held := m.receipt == receipt && m.flies()
	if !held {
		q.stale++
	}
	switch {
	case !held && q.fifo:
		return fmt.Errorf("change: %w", pipeline.ErrNotInFlight)
	case m.flies(): // a standard queue asks for no more than a receipt of the message
		m.visible = time.Now().Add(d)
		q.extended++
	}
	return q.lose
}

func (q *memoryQueue) Delete(_ context.Context, receipt string) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	m, err := q.find(receipt)
	switch {
	case err != nil:
		return err
	case m == nil:
		return nil
	case q.fifo && (m.receipt != receipt || !m.flies()):
		return fmt.Errorf("delete: %w", pipeline.ErrNotInFlight)
	}
	q.end(m)
	return nil
}

// end takes a message away for good.
func (q *memoryQueue) end(m *memoryMessage) {
	if q.gone == nil {
		q.gone = map[string]bool{}
	}
	q.gone[m.id] = true
	q.messages = slices.DeleteFunc(q.messages, func(o *memoryMessage) bool { return o == m })
}

func (q *memoryQueue) Counts(_ context.Context, queue string) (c pipeline.Counts, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch queue {
	case "dlq":
		return pipeline.Counts{Visible: len(q.dead)}, nil
	case "q":
	default:
		return c, pipeline.As(pipeline.ErrRefused, pipeline.Missing("queue", queue))
	}
	for _, m := range q.messages {
		switch {
		case m.flies():
			c.InFlight++
		case m.visible.After(time.Now()):
			c.Delayed++
		default:
			c.Visible++
		}
	}
	return c, nil
}

func (q *memoryQueue) Purge(_ context.Context, queue string) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if queue != "q" && queue != "dlq" {
		return pipeline.As(pipeline.ErrRefused, pipeline.Missing("queue", queue))
	}
	if at, before := q.purged[queue]; before && time.Since(at) < time.Minute {
		return errors.New("PurgeQueueInProgress")
	}
	if q.purged == nil {
		q.purged = map[string]time.Time{}
	}
	q.purged[queue] = time.Now()
	if queue == "dlq" {
		q.dead = nil
		return nil
	}
	for _, m := range slices.Clone(q.messages) {
		q.end(m)
	}
	return nil
}

// left tells how many messages there are at all.
func (q *memoryQueue) left() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.messages)
}

// visible tells how many messages can be received now.
func (q *memoryQueue) visible() int {
	c, _ := q.Counts(context.Background(), "q")
	return c.Visible
}

// heal ends what goes wrong.
func (q *memoryQueue) heal() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.refuse, q.lose, q.broken = nil, nil, nil
}
