package pipeline

import (
	"context"
	"sync"
	"time"
)

// chunkSize is how many events one link of a Log's chain holds.
const chunkSize = 512

// maxLag is how many events a reader may be behind before the oldest are
// passed over, and counted, instead of being kept for it.
const maxLag = 1 << 20

// Log is where everything that happens is written, once, in order. Emit never
// waits for a reader: each reader follows the log from its own place, and the
// garbage collector takes what all of them have passed. The zero Log is ready
// for use, and it is safe for use by many goroutines.
type Log struct {
	// Host and PID are of the process whose workers write here: Emit puts them
	// into their events. Empty: nobody wants to know.
	Host string
	PID  int

	mu   sync.Mutex
	tail *chunk
	seq  uint64
	last time.Time
	wake chan struct{} // closed and forgotten when an event comes; nil when nobody waits
	done bool
}

// chunk is a link of the log's chain. Slots below count are written once and
// never change; count and next are guarded by the log's lock.
type chunk struct {
	events [chunkSize]Event
	count  int
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
		e.Time = time.Now()
	}
	if e.Time.Before(l.last) {
		e.Time = l.last
	}
	l.last = e.Time
	if e.Worker != "" && e.Worker != Outside && e.PID == 0 {
		e.Host, e.PID = l.Host, l.PID
	}
	l.seq++
	e.Seq = l.seq
	l.append(e)
	l.notify()
}

// append puts the event into the last chunk. The lock is held.
func (l *Log) append(e Event) {
	if l.tail == nil {
		l.tail = &chunk{}
	}
	l.tail.events[l.tail.count] = e
	l.tail.count++
	if l.tail.count == chunkSize {
		l.tail.next = &chunk{}
		l.tail = l.tail.next
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
// that must see everything before the first Emit.
func (l *Log) NewReader() *Reader {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.tail == nil {
		l.tail = &chunk{}
	}
	return &Reader{log: l, chunk: l.tail, next: l.tail.count, seq: l.seq}
}

// Reader follows a Log from its own place. A Reader belongs to one goroutine.
type Reader struct {
	log     *Log
	chunk   *chunk
	next    int    // place in chunk
	seq     uint64 // number of the last event taken
	dropped uint64
}

// Some returns events that have come since the last call, some of them where
// there are many, and none where there are none, without waiting and without
// copying: they are the log's own and must not be changed.
func (r *Reader) Some() []Event {
	l := r.log
	l.mu.Lock()
	defer l.mu.Unlock()
	for {
		if r.next == chunkSize {
			r.chunk, r.next = r.chunk.next, 0
		}
		if behind := l.seq - r.seq; behind <= maxLag || r.chunk.count < chunkSize {
			break
		}
		skipped := uint64(chunkSize - r.next)
		r.dropped += skipped
		r.seq += skipped
		r.next = chunkSize
	}
	events := r.chunk.events[r.next:r.chunk.count:r.chunk.count]
	r.seq += uint64(len(events))
	r.next = r.chunk.count
	return events
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

// Dropped is how many events were passed over because this reader was more
// than a million events behind.
func (r *Reader) Dropped() uint64 { return r.dropped }
