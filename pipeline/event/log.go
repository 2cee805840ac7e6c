package event

import (
	"context"
	"math"
	"sync"
	"time"

	"inflight/pipeline/clock"
)

// chunkSize is how many events lie beside each other in memory.
const chunkSize = 512

// maxKept is how many bytes of events a Log keeps for readers that do not read,
// 100,000 events of a run or so. What is older is taken from them, and counted.
const maxKept = 64 << 20

// Log is where everything that happens is written, once, in order. Emit never
// waits for a reader: each reader follows the log from its own place, and what
// all of them have passed is let go of. So that a reader which does not read
// cannot fill the memory, no more than 64 MB are kept: see NewReader for what it
// gets in place of the rest, and NewWholeReader for who is spared. The zero Log
// is ready for use, and it is safe for use by many goroutines.
type Log struct {
	// Process is the one whose workers write here: Emit puts it into their events.
	// nil: nobody wants to know.
	Process *Process
	// Clock is what the events of this log go by, and all who write them. It does
	// not change after the first.
	Clock clock.Clock

	mu      sync.Mutex
	head    *chunk // the oldest that is kept
	tail    *chunk
	kept    int // bytes from head to tail, without those of tail
	readers map[*Reader]struct{}
	seq     uint64
	last    time.Time
	wake    chan struct{} // closed and forgotten when an event comes; nil when nobody waits
	done    bool
}

// chunk is a link of the log's chain. Events are written once, and what is there
// never changes; the rest is guarded by the log's lock. A link that the log has
// let go of has no next, so that a reader that holds it holds no more than it.
type chunk struct {
	events []Event // with room for more, until it is full
	full   bool
	first  uint64 // number of the event before its first
	bytes  int
	next   *chunk
}

// Emit appends an event, giving it its number and, where it has none, the
// present time. Events of one log never go back in time: one that comes with
// an earlier time than the last is given the last one's. Events after Close
// are dropped.
func (l *Log) Emit(e Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.done {
		return
	}
	if e.Time.IsZero() {
		e.Time = l.Clock.Now()
	}
	if e.Time.Before(l.last) {
		e.Time = l.last
	}
	l.last = e.Time
	if e.Worker != "" && e.Worker != Outside && e.Process == nil {
		e.Process = l.Process
	}
	l.append(e)
	l.notify()
}

// TellAction reports that something a person asked for was done, or why it was
// not, and hands the error on.
func (l *Log) TellAction(text string, err error) error {
	l.Emit(Event{Body: &ActionTaken{Text: text, Error: Reason(err)}})
	return err
}

// append numbers the event and keeps it. The lock is held.
func (l *Log) append(e Event) {
	t := l.end()
	l.seq++
	e.Seq = l.seq
	if t.events == nil {
		t.events = make([]Event, 0, chunkSize)
	}
	t.events = append(t.events, e)
	t.bytes += e.bytes()
	if len(t.events) == cap(t.events) {
		l.link()
	}
}

// link ends the last chunk and begins another. The lock is held.
func (l *Log) link() {
	t := l.tail
	t.full = true
	t.next = &chunk{first: l.seq}
	l.tail = t.next
	l.kept += t.bytes
	l.letGo()
}

// end is the last chunk. The lock is held.
func (l *Log) end() *chunk {
	if l.tail == nil {
		l.tail = &chunk{first: l.seq}
		l.head = l.tail
	}
	return l.tail
}

// letGo lets go of the chunks that every reader has passed, and of the oldest
// where they are too many, but for what a whole reader has still to read. The
// lock is held.
func (l *Log) letGo() {
	all, whole := l.seq, l.seq // how far all readers have come, and all whole ones
	for r := range l.readers {
		all = min(all, r.seq)
		if r.whole {
			whole = min(whole, r.seq)
		}
	}
	for l.head != l.tail {
		last := l.head.next.first
		if last > all && (l.kept <= maxKept || last > whole) {
			return
		}
		l.kept -= l.head.bytes
		l.head, l.head.next = l.head.next, nil
	}
}

// notify wakes the readers that wait. The lock is held.
func (l *Log) notify() {
	if l.wake != nil {
		close(l.wake)
		l.wake = nil
	}
}

// Close says that no more events will come: readers get what is left and then
// the end. It may be called more than once.
func (l *Log) Close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.done = true
	l.notify()
}

// Len is how many events have been emitted.
func (l *Log) Len() uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.seq
}

// NewReader returns a reader that starts with the next event. Make the readers
// that must see everything before the first Emit. One that is so far behind that
// the log cannot keep more for it gets an EventsDropped in place of what it has
// missed, with how many that were. That is for whoever may wait for something
// that never comes: a pipe that nobody reads, a terminal that was stopped, a
// disk.
func (l *Log) NewReader() *Reader { return l.reader(false) }

// NewWholeReader returns a reader that misses nothing, for whom the log keeps
// everything however far behind it is. It is for whoever counts on every event
// and waits for nothing but the log. Close it, or the log keeps on.
func (l *Log) NewWholeReader() *Reader { return l.reader(true) }

func (l *Log) reader(whole bool) *Reader {
	l.mu.Lock()
	defer l.mu.Unlock()
	tail := l.end()
	r := &Reader{log: l, chunk: tail, next: len(tail.events), seq: l.seq, whole: whole}
	if l.readers == nil {
		l.readers = map[*Reader]struct{}{}
	}
	l.readers[r] = struct{}{}
	return r
}

// Reader follows a Log from its own place. A Reader belongs to one goroutine.
type Reader struct {
	log     *Log
	chunk   *chunk
	next    int    // place in chunk
	seq     uint64 // number of the last event taken, written under the log's lock
	whole   bool
	dropped uint64
}

// Close ends the reading: nothing is kept for it any more. It may be called
// again, and by another goroutine.
func (r *Reader) Close() {
	l := r.log
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.readers, r)
}

// Some returns events that have come since the last call, some of them where
// there are many, and none where there are none, without waiting and without
// copying: they are the log's own and must not be changed. They may be kept: with them
// as many are kept as lie beside each other.
func (r *Reader) Some() []Event {
	l := r.log
	l.mu.Lock()
	defer l.mu.Unlock()
	if r.chunk.full && r.next == len(r.chunk.events) {
		next := r.chunk.next
		if next == nil { // the log has let go of this one
			next = l.head
		}
		r.chunk, r.next = next, 0
		if missed := next.first - r.seq; missed > 0 {
			return r.miss(missed)
		}
	}
	all := len(r.chunk.events)
	events := r.chunk.events[r.next:all:all]
	r.seq += uint64(len(events))
	r.next = all
	return events
}

// miss passes over events that are not kept any more, and reports it with the
// number of the last of them. The lock is held.
func (r *Reader) miss(n uint64) []Event {
	r.seq += n
	r.dropped += n
	at := r.log.last
	if len(r.chunk.events) > 0 {
		at = r.chunk.events[0].Time
	}
	return []Event{{Seq: r.seq, Time: at, Body: &EventsDropped{Count: int(min(n, math.MaxInt))}}}
}

// Take appends the events that have come since the last call to dst and
// returns it, without waiting.
func (r *Reader) Take(dst []Event) []Event {
	for {
		events := r.Some()
		if len(events) == 0 {
			return dst
		}
		dst = append(dst, events...)
	}
}

// Next waits until there is at least one event and returns all there are. The
// slice is valid until the next call. It returns ok false when the log is
// closed and everything has been taken, or when ctx ends.
func (r *Reader) Next(ctx context.Context, buf []Event) (events []Event, ok bool) {
	for {
		if events = r.Take(buf[:0]); len(events) > 0 {
			return events, true
		}
		wake, closed := r.waiting()
		if closed {
			return nil, false
		}
		select {
		case <-wake:
		case <-ctx.Done():
			return nil, false
		}
	}
}

// waiting returns a channel that is closed when an event comes, or tells that
// none will.
func (r *Reader) waiting() (wake <-chan struct{}, closed bool) {
	l := r.log
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.seq > r.seq: // one came since Take
		ready := make(chan struct{})
		close(ready)
		return ready, false
	case l.done:
		return nil, true
	}
	if l.wake == nil {
		l.wake = make(chan struct{})
	}
	return l.wake, false
}

// Ready returns a channel that is closed as soon as there is something to
// take, for a select; it returns nil when the log is closed and read.
func (r *Reader) Ready() <-chan struct{} {
	wake, closed := r.waiting()
	if closed {
		return nil
	}
	return wake
}

// Dropped is how many events were passed over because this reader was too far
// behind.
func (r *Reader) Dropped() uint64 { return r.dropped }
