package pipelinetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"inflight/pipeline"
	"inflight/pipeline/clock"
	"inflight/pipeline/consume"
	"inflight/pipeline/event"
)

// MemoryQueue is a queue "q" with visibility timeouts and a dead-letter queue
// "dlq", as strict as SQS (see pipelinetest) and as small as the tests need it.
// In a synctest bubble its time is virtual, unless it is given a clock.
type MemoryQueue struct {
	Clock    clock.Clock
	Mu       sync.Mutex
	Max      int  // receives before a message is dead
	Fifo     bool // receipts of receives that are over do nothing
	Messages []*memoryMessage
	Dead     []*memoryMessage
	gone     map[string]bool // ids of messages that were deleted or purged
	OnDead   func(id string, count int)
	Refuse   error         // of ChangeVisibility
	Lose     error         // what the caller hears of a ChangeVisibility that was obeyed
	Broken   error         // of Receive
	Stale    int           // changes of visibility by who had the message no more
	Asked    int           // changes of visibility, also those that did not arrive
	Batches  []int         // how many messages each batch of them was for
	Transit  time.Duration // of a change of visibility, there and back
	purged   map[string]time.Time
}

type memoryMessage struct {
	id, body, receipt string // of the latest receive
	Count             int
	sent, Visible     time.Time
	received          time.Time
	wrote             map[string]string
}

// inFlight tells whether somebody has the message.
func (m *memoryMessage) inFlight(now time.Time) bool { return m.receipt != "" && m.Visible.After(now) }

func (q *MemoryQueue) Send(id, body string) { q.SendLater(id, body, 0, nil) }

// SendLater sends a message that is visible after a delay.
func (q *MemoryQueue) SendLater(id, body string, delay time.Duration, wrote map[string]string) {
	q.Mu.Lock()
	defer q.Mu.Unlock()
	q.Messages = append(q.Messages, &memoryMessage{id: id, body: body, sent: q.Clock.Now(), Visible: q.Clock.Now().Add(delay), wrote: wrote})
}

func (q *MemoryQueue) Receive(ctx context.Context, limit int, wait, visibility time.Duration) ([]consume.Message, error) {
	if limit < 1 || limit > 10 || wait < 0 || wait > 20*time.Second || visibility <= 0 {
		return nil, fmt.Errorf("received with limit %d, wait %s, visibility %s", limit, wait, visibility)
	}
	for end := q.Clock.Now().Add(wait); ; {
		if err := ctx.Err(); err != nil { // a call that is given up before it begins is never made
			return nil, err
		}
		if d, err := q.take(limit, visibility); len(d) > 0 || err != nil {
			return d, err
		}
		if !q.Clock.Now().Before(end) {
			return nil, nil
		}
		if err := q.Clock.Wait(ctx, 50*time.Millisecond); err != nil {
			return nil, err
		}
	}
}

func (q *MemoryQueue) take(limit int, visibility time.Duration) (got []consume.Message, err error) {
	q.Mu.Lock()
	defer q.Mu.Unlock()
	if q.Broken != nil {
		return nil, q.Broken
	}
	for _, m := range slices.Clone(q.Messages) {
		if len(got) == limit || m.Visible.After(q.Clock.Now()) {
			continue
		}
		if m.Count++; m.Count > q.Max {
			q.Messages = slices.DeleteFunc(q.Messages, func(o *memoryMessage) bool { return o == m })
			q.Dead = append(q.Dead, m)
			if q.OnDead != nil {
				q.OnDead(m.id, m.Count-1)
			}
			continue
		}
		m.received, m.Visible = q.Clock.Now(), q.Clock.Now().Add(visibility)
		m.receipt = fmt.Sprintf("%s/%d", m.id, m.Count)
		got = append(got, consume.Message{
			MessageID: m.id, Receipt: m.receipt, Body: m.body, ReceiveCount: m.Count, SentAt: m.sent, MessageAttributes: m.wrote,
		})
	}
	return got, nil
}

// find is the message of a receipt: nil where there is none any more.
func (q *MemoryQueue) find(receipt string) (*memoryMessage, error) {
	id, _, whole := strings.Cut(receipt, "/")
	for _, m := range q.Messages {
		if whole && m.id == id {
			return m, nil
		}
	}
	if !whole || !q.gone[id] {
		return nil, errors.New("ReceiptHandleIsInvalid")
	}
	return nil, nil
}

func (q *MemoryQueue) ChangeVisibility(ctx context.Context, receipt string, d time.Duration) error {
	q.Mu.Lock()
	q.Asked++
	q.Mu.Unlock()
	if err := travel(ctx, q.Transit); err != nil {
		return err
	}
	if err := q.changed(receipt, d); err != nil {
		return err
	}
	return travel(ctx, q.Transit)
}

// ChangeVisibilities is one call for up to ten, as ChangeMessageVisibilityBatch.
func (q *MemoryQueue) ChangeVisibilities(ctx context.Context, receipts []string, d time.Duration) []error {
	errs := make([]error, len(receipts))
	q.Mu.Lock()
	q.Batches = append(q.Batches, len(receipts))
	q.Mu.Unlock()
	err := travel(ctx, q.Transit)
	if n := len(receipts); n == 0 || n > 10 {
		err = fmt.Errorf("%d entries in a batch", n)
	}
	for i, r := range receipts {
		if errs[i] = err; err == nil {
			errs[i] = q.changed(r, d)
		}
	}
	if err == nil {
		if err = travel(ctx, q.Transit); err != nil { // obeyed, and nobody hears of it
			for i := range errs {
				errs[i] = err
			}
		}
	}
	return errs
}

// travel is the way of a request, or of its answer.
func travel(ctx context.Context, d time.Duration) error {
	if d == 0 {
		return ctx.Err()
	}
	select {
	case <-time.After(d):
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// changed does what ChangeVisibility asks for, when it has arrived.
func (q *MemoryQueue) changed(receipt string, d time.Duration) error {
	q.Mu.Lock()
	defer q.Mu.Unlock()
	if q.Refuse != nil {
		return q.Refuse
	}
	m, err := q.find(receipt)
	switch {
	case err != nil:
		return err
	case m == nil:
		return fmt.Errorf("change: %w", consume.ErrNoMessage)
	case d < 0 || q.Clock.Now().Add(d).After(m.received.Add(12*time.Hour)):
		return errors.New("InvalidParameterValue: VisibilityTimeout")
	}
	held := m.receipt == receipt && m.inFlight(q.Clock.Now())
	if !held {
		q.Stale++
	}
	switch {
	case !held && q.Fifo:
		return fmt.Errorf("change: %w", consume.ErrNotInFlight)
	case m.inFlight(q.Clock.Now()): // a standard queue asks for no more than a receipt of the message
		m.Visible = q.Clock.Now().Add(d)
	}
	return q.Lose
}

func (q *MemoryQueue) Delete(ctx context.Context, receipt string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	q.Mu.Lock()
	defer q.Mu.Unlock()
	m, err := q.find(receipt)
	switch {
	case err != nil:
		return err
	case m == nil:
		return nil
	case q.Fifo && (m.receipt != receipt || !m.inFlight(q.Clock.Now())):
		return fmt.Errorf("delete: %w", consume.ErrNotInFlight)
	}
	q.end(m)
	return nil
}

// end takes a message away for good.
func (q *MemoryQueue) end(m *memoryMessage) {
	if q.gone == nil {
		q.gone = map[string]bool{}
	}
	q.gone[m.id] = true
	q.Messages = slices.DeleteFunc(q.Messages, func(o *memoryMessage) bool { return o == m })
}

func (q *MemoryQueue) Counts(ctx context.Context, queue string) (c pipeline.Counts, err error) {
	if err := ctx.Err(); err != nil {
		return c, err
	}
	q.Mu.Lock()
	defer q.Mu.Unlock()
	switch queue {
	case "dlq":
		return pipeline.Counts{Visible: len(q.Dead)}, nil
	case "q":
	default:
		return c, consume.As(consume.ErrRefused, event.Missing("queue", queue))
	}
	for _, m := range q.Messages {
		switch {
		case m.inFlight(q.Clock.Now()):
			c.InFlight++
		case m.Visible.After(q.Clock.Now()):
			c.Delayed++
		default:
			c.Visible++
		}
	}
	return c, nil
}

func (q *MemoryQueue) Purge(ctx context.Context, queue string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	q.Mu.Lock()
	defer q.Mu.Unlock()
	if queue != "q" && queue != "dlq" {
		return consume.As(consume.ErrRefused, event.Missing("queue", queue))
	}
	if at, before := q.purged[queue]; before && q.Clock.Since(at) < time.Minute {
		return errors.New("PurgeQueueInProgress")
	}
	if q.purged == nil {
		q.purged = map[string]time.Time{}
	}
	q.purged[queue] = q.Clock.Now()
	if queue == "dlq" {
		q.Dead = nil
		return nil
	}
	for _, m := range slices.Clone(q.Messages) {
		q.end(m)
	}
	return nil
}

// Left tells how many messages there are at all.
func (q *MemoryQueue) Left() int {
	q.Mu.Lock()
	defer q.Mu.Unlock()
	return len(q.Messages)
}

// Visible tells how many messages can be received now.
func (q *MemoryQueue) Visible() int {
	c, _ := q.Counts(context.Background(), "q")
	return c.Visible
}

// Break has each Receive fail from now on.
func (q *MemoryQueue) Break(err error) {
	q.Mu.Lock()
	defer q.Mu.Unlock()
	q.Broken = err
}

// Heal ends what goes wrong.
func (q *MemoryQueue) Heal() {
	q.Mu.Lock()
	defer q.Mu.Unlock()
	q.Refuse, q.Lose, q.Broken = nil, nil, nil
}
