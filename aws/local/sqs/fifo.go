package sqs

import (
	"container/list"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"
)

// group is the messages of a FIFO queue with one message group id.
type group struct {
	name     string
	line     line
	inFlight []uint64      // the places in the line of those in flight; few, since they hold the rest back
	ready    *list.Element // in groupOrder.ready; nil if nothing of it may be received
}

// groupOrder is the order of a FIFO queue: each group in the order of arrival,
// and nothing of it that came after a message in flight. Groups take turns.
//
// Visibility is a matter of each message, as AWS was recorded to answer: of
// several that were received together, one that is visible again comes out again
// though later ones are in flight, and none does that an earlier one holds back.
//
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
type groupOrder struct {
	groups map[string]*group
	ready  list.List // of *group: those that have something to receive
	count  int
}

func newGroupOrder() *groupOrder { return &groupOrder{groups: map[string]*group{}} }

func (o *groupOrder) length() int     { return o.count }
func (o *groupOrder) receivable() int { return o.ready.Len() }

func (o *groupOrder) add(m *message) {
	g := o.groupOf(m)
	g.line.insert(m)
	o.count++
	o.review(g)
}

func (o *groupOrder) remove(m *message) {
	g := m.queueGroup
	g.line.remove(m)
	o.count--
	o.review(g)
}

func (o *groupOrder) launched(m *message) {
	g := o.groupOf(m)
	g.inFlight = append(g.inFlight, m.seq)
	o.review(g)
}

func (o *groupOrder) landed(m *message) {
	g := m.queueGroup
	i := slices.Index(g.inFlight, m.seq)
	g.inFlight = slices.Delete(g.inFlight, i, i+1)
	o.review(g)
}

// next takes as many as it can from one group before it goes on to the next,
// as SQS does.
func (o *groupOrder) next(n int) []*message {
	var taken []*message
	for e := o.ready.Front(); e != nil && len(taken) < n; {
		g := e.Value.(*group) //nolint:forcetypeassert // the list holds nothing else
		e = e.Next()
		for len(taken) < n && g.gives() {
			m := g.line.head
			o.remove(m)
			m.place = gone
			taken = append(taken, m)
		}
	}
	return taken
}

// gives tells whether the first message that waits may be received: it came
// before all that are in flight.
func (g *group) gives() bool {
	return g.line.head != nil && !slices.ContainsFunc(g.inFlight, func(seq uint64) bool { return seq < g.line.head.seq })
}

// groupOf is the group a message belongs to in this queue.
func (o *groupOrder) groupOf(m *message) *group {
	g := o.groups[m.group]
	if g == nil {
		g = &group{name: m.group}
		o.groups[m.group] = g
	}
	m.queueGroup = g
	return g
}

// review puts a group among the ready ones or takes it away, and forgets it
// when nothing of it is left.
func (o *groupOrder) review(g *group) {
	ready := g.gives()
	switch {
	case ready && g.ready == nil:
		g.ready = o.ready.PushBack(g)
	case !ready && g.ready != nil:
		o.ready.Remove(g.ready)
		g.ready = nil
	}
	if len(g.inFlight) == 0 && g.line.length == 0 {
		delete(o.groups, g.name)
	}
}

// dedupPeriod is how long a FIFO queue knows a deduplication id.
const dedupPeriod = 5 * time.Minute

// dedupWindow is what a FIFO queue has accepted in the last five minutes.
type dedupWindow struct {
	seen  map[string]*accepted
	order list.List // of *accepted, oldest first
}

// accepted is one message that was accepted.
type accepted struct {
	key   string
	id    messageID
	seq   uint64
	until time.Time
}

func newDedupWindow() *dedupWindow { return &dedupWindow{seen: map[string]*accepted{}} }

func (w *dedupWindow) remember(a *accepted) {
	w.seen[a.key] = a
	w.order.PushBack(a)
}

// forget drops what is older than the window, and calls dropped with it.
func (w *dedupWindow) forget(now time.Time, dropped func(*accepted)) {
	for e := w.order.Front(); e != nil; e = w.order.Front() {
		a := e.Value.(*accepted) //nolint:forcetypeassert // the list holds nothing else
		if a.until.After(now) {
			return
		}
		w.order.Remove(e)
		delete(w.seen, a.key)
		dropped(a)
	}
}

// dedupKey is what must not be seen twice: the deduplication id, in the scope
// the queue has.
func (q *queue) dedupKey(m *message) string {
	if q.dedupByGroup {
		return m.group + "\x00" + m.dedup
	}
	return m.dedup
}

// contentDedupID is the deduplication id of a message that has none of its own,
// on a queue that deduplicates by content.
func contentDedupID(body string) string {
	sum := sha256.Sum256([]byte(body))
	return hex.EncodeToString(sum[:])
}

// sequenceNumber is how SQS writes the order of arrival: twenty digits.
func sequenceNumber(seq uint64) string {
	const base, step = 10_000_000_000_000_000_000, 256
	return fmt.Sprintf("%020d", uint64(base)+seq*step)
}
