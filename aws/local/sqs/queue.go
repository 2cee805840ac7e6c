package sqs

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"time"

	"inflight/aws/local/clock"
)

// maxInFlight is how many messages of a queue can be in flight. Beyond it a
// standard queue answers OverLimit to a short poll; a FIFO queue gives nothing,
// and no error.
//
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/avoid-backlog-with-the-same-message-group-id.html
const maxInFlight = 120_000

// queue is one queue and its messages. The service's lock guards all of it.
type queue struct {
	service *Service
	name    string
	arn     string
	uid     uint64 // tells it from an earlier queue of the same name
	settings
	tags              map[string]string
	created, modified time.Time
	purged            time.Time // last
	seq               uint64    // of the message that arrived last

	messages map[messageID]*message
	delayed  dueMessages
	inFlight dueMessages
	expiry   dueMessages // all messages, by when they were sent
	order    order
	dedup    *dedupWindow // FIFO only
	waiters  waiters

	timer   clock.Timer
	timerAt time.Time // what the timer is set to; zero if it is not set
}

// order is the waiting messages of a queue and decides which a receive gets.
type order interface {
	add(m *message)
	remove(m *message)
	// next takes out up to n messages that may be received now.
	next(n int) []*message
	// launched and landed say that a message is in flight, and no longer.
	launched(m *message)
	landed(m *message)
	// length counts the waiting messages; receivable is 0 if none of them may
	// be received now, and at most the number of messages that may.
	length() int
	receivable() int
}

// newQueue makes a queue without messages.
func newQueue(s *Service, name string, set settings, now time.Time) *queue {
	var uid [8]byte
	_, _ = rand.Read(uid[:]) // crypto/rand.Read never fails
	q := &queue{
		service: s, name: name, arn: s.arnOf(name), uid: binary.BigEndian.Uint64(uid[:]), settings: set,
		tags: map[string]string{}, created: now, modified: now,
	}
	q.empty()
	return q
}

// empty forgets all messages and, in a FIFO queue, whom it has seen.
func (q *queue) empty() {
	q.messages = map[messageID]*message{}
	q.delayed, q.inFlight, q.expiry = newDueByVisibility(), newDueByVisibility(), newDueByExpiry()
	q.order = &standardOrder{}
	if q.fifo {
		q.order, q.dedup = newGroupOrder(), newDedupWindow()
	}
}

// enter takes in a message that arrives now, visible at m.visibleAt.
func (q *queue) enter(t *transaction, m *message) {
	q.seq++
	m.seq = q.seq
	q.keep(m, t.now)
	q.service.journal.putMessage(q, m)
}

// keep puts a message in its place as of now.
func (q *queue) keep(m *message, now time.Time) {
	q.messages[m.id] = m
	q.expiry.add(m)
	switch {
	case !m.visibleAt.After(now):
		q.setVisible(m)
	case m.receivedAt.IsZero():
		q.setDelayed(m)
	default:
		q.setInFlight(m)
	}
}

// drop takes a message out of the queue for good.
func (q *queue) drop(m *message) {
	q.lift(m)
	q.expiry.remove(m)
	delete(q.messages, m.id)
	q.service.journal.dropMessage(q, m)
}

// lift takes a message out of its place in the queue.
func (q *queue) lift(m *message) {
	switch m.place {
	case waiting:
		q.order.remove(m)
	case delayed:
		q.delayed.remove(m)
	case inFlight:
		q.inFlight.remove(m)
		q.order.landed(m)
	case gone:
	}
	m.place = gone
}

func (q *queue) setVisible(m *message) {
	m.place = waiting
	q.order.add(m)
}

func (q *queue) setDelayed(m *message) {
	m.place = delayed
	q.delayed.add(m)
}

func (q *queue) setInFlight(m *message) {
	m.place = inFlight
	q.inFlight.add(m)
	q.order.launched(m)
}

// advance brings the queue to the present: delays and visibility timeouts that
// have run out make messages visible, and messages past the retention period
// are gone.
func (q *queue) advance(t *transaction) {
	for m := q.delayed.firstBy(t.now); m != nil; m = q.delayed.firstBy(t.now) {
		q.lift(m)
		q.setVisible(m)
	}
	for m := q.inFlight.firstBy(t.now); m != nil; m = q.inFlight.firstBy(t.now) {
		q.lift(m)
		q.setVisible(m)
	}
	for m := q.expiry.firstBy(t.now.Add(-q.retention)); m != nil; m = q.expiry.firstBy(t.now.Add(-q.retention)) {
		q.drop(m)
		notify(t, Observer.MessageDropped, MessageDropped{QueueName: q.name, QueueARN: q.arn, MessageID: m.id.String(), Body: m.body})
	}
	if q.dedup != nil {
		q.dedup.forget(t.now, func(a *accepted) { q.service.journal.dropAccepted(q, a) })
	}
}

// settle wakes the receivers that have something to receive, and sets the
// timer to when the next message falls due.
func (q *queue) settle(t *transaction) {
	if q.service.queues[q.name] != q {
		return // deleted in this transaction
	}
	q.waiters.wake(min(q.order.receivable(), maxInFlight-q.inFlight.len()))
	next := q.nextDue()
	if next.IsZero() || !q.timerAt.IsZero() && !next.Before(q.timerAt) {
		return // a timer that is too early sets itself again
	}
	q.timerAt = next
	wait := max(next.Sub(t.now), 0)
	if q.timer == nil {
		q.timer = q.service.clock.AfterFunc(wait, q.ring)
		return
	}
	q.timer.Reset(wait)
}

// nextDue is when the earliest message falls due; zero if none will.
func (q *queue) nextDue() (next time.Time) {
	earlier := func(at time.Time) {
		if next.IsZero() || at.Before(next) {
			next = at
		}
	}
	if m := q.delayed.first(); m != nil {
		earlier(m.visibleAt)
	}
	if m := q.inFlight.first(); m != nil {
		earlier(m.visibleAt)
	}
	if m := q.expiry.first(); m != nil {
		earlier(m.sentAt.Add(q.retention))
	}
	return next
}

// ring is what the timer calls.
func (q *queue) ring() {
	err := q.service.transact(context.Background(), func(t *transaction) error {
		q.timerAt = time.Time{}
		t.touchIfThere(q)
		return nil
	})
	q.service.complain(err)
}

// stop ends the timer and wakes all waiting receivers, who will find that the
// queue or the service is no more.
func (q *queue) stop() {
	if q.timer != nil {
		q.timer.Stop()
	}
	q.waiters.wakeAll()
}

// standardOrder is the line of a standard queue: whoever became visible first.
type standardOrder struct{ line line }

func (o *standardOrder) add(m *message)    { o.line.push(m) }
func (o *standardOrder) remove(m *message) { o.line.remove(m) }
func (o *standardOrder) launched(*message) {}
func (o *standardOrder) landed(*message)   {}
func (o *standardOrder) length() int       { return o.line.length }
func (o *standardOrder) receivable() int   { return o.line.length }

func (o *standardOrder) next(n int) []*message {
	taken := make([]*message, 0, min(n, o.line.length))
	for len(taken) < cap(taken) {
		m := o.line.head
		o.line.remove(m)
		m.place = gone
		taken = append(taken, m)
	}
	return taken
}
