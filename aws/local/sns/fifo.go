package sns

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"
)

// dedupWindow is how long a FIFO topic remembers a message.
const dedupWindow = 5 * time.Minute

// fifo is what a FIFO topic remembers of its messages. The service's lock
// guards it. It is not kept in the file: a sequence number begins with the
// time, so it rises over a restart, and the deduplication starts again.
type fifo struct {
	sequence uint64
	seen     map[string]publishOutput // by deduplication id
	order    []seenID                 // oldest first
}

type seenID struct {
	id string
	at time.Time
}

// number gives a message of a FIFO topic its sequence number, or tells the
// message of the last five minutes that it repeats. For a standard topic it
// only checks.
//
// https://docs.aws.amazon.com/sns/latest/dg/fifo-message-dedup.html
func (t *topic) number(n *notification) (earlier *publishOutput, err error) {
	if err := t.checkOrder(n.group, n.dedup); err != nil || !t.isFIFO() {
		return nil, err
	}
	if n.dedup == "" {
		sum := sha256.Sum256([]byte(n.text))
		n.dedup = hex.EncodeToString(sum[:])
	}
	id := n.dedup
	if t.Attributes["FifoThroughputScope"] == "MessageGroup" {
		id = n.group + "\x00" + id
	}
	return t.fifo.number(n, id), nil
}

// checkOrder says what is missing for the order of a FIFO topic, or is there though
// the topic is none.
func (t *topic) checkOrder(group, dedup string) error {
	switch {
	case !t.isFIFO() && dedup != "":
		return invalid("MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter " +
			"that is not valid for this topic type")
	case !t.isFIFO():
		return nil
	case group == "":
		return invalid("The MessageGroupId parameter is required for FIFO topics")
	case dedup == "" && t.Attributes["ContentBasedDeduplication"] != "true":
		return invalid("The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly")
	}
	return nil
}

func (f *fifo) number(n *notification, id string) (earlier *publishOutput) {
	f.forget(n.at.Add(-dedupWindow))
	if out, ok := f.seen[id]; ok {
		return &out
	}
	f.sequence = max(f.sequence+1, uint64(max(n.at.UnixNano(), 0)))
	n.sequence = fmt.Sprintf("1%019d", f.sequence)
	if f.seen == nil {
		f.seen = map[string]publishOutput{}
	}
	f.seen[id] = publishOutput{MessageID: n.id, SequenceNumber: n.sequence}
	f.order = append(f.order, seenID{id: id, at: n.at})
	return nil
}

// forget drops what was seen at or before a time.
func (f *fifo) forget(until time.Time) {
	for len(f.order) > 0 && !f.order[0].at.After(until) {
		delete(f.seen, f.order[0].id)
		f.order = f.order[1:]
	}
}
