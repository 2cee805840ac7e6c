package state

import (
	"slices"
	"sync/atomic"
	"unsafe"
)

// epoch numbers the time between two snapshots of a State.
type epoch struct {
	now    uint64
	oldest uint64 // of the snapshots that are kept
	copied int    // bytes, since the last snapshot, of what has changed since
	made   uint64 // how many States were made of its snapshots, and of theirs
	root   *epoch // of the State of which this one's was made; nil: it was not
}

// epochBits are those of a number that count within a State; the ones above them tell
// the States that were made of one.
const epochBits = 32

// child is the first epoch of a State that is made of a snapshot.
func (e *epoch) child() *epoch {
	if e.root != nil {
		e = e.root
	}
	e.made++
	first := e.made<<epochBits | 1
	return &epoch{now: first, oldest: first, root: e}
}

// begin is before all epochs of a State: what is of then changes as if a snapshot had it,
// so that it has its own stages first.
func (e *epoch) begin() uint64 { return e.now >> epochBits << epochBits }

// version is what an object that a snapshot speaks of was before it changed. A
// snapshot has but pointers, so that it costs little: the first change after it
// copies the object, and whoever looks at the snapshot finds the copy. The objects
// are where they were, and so is what points at them.
type version[T any] struct {
	since  uint64 // epoch in which it came to be as it is
	before *T     // as it was in an earlier epoch; nil: nobody has it so
}

func newVersion[T any](e *epoch) version[T] { return version[T]{since: e.now} }

// stale tells whether a snapshot may have the object as it is now.
func (v *version[T]) stale(e *epoch) bool { return v.since != e.now }

// its is the version of what it is embedded in.
func (v *version[T]) its() *version[T] { return v }

// preserve takes what the object is before it changes, and lets go of what it was before
// the first of the snapshots that are kept.
func (v *version[T]) preserve(e *epoch, old *T, its func(*T) *version[T]) {
	v.before = old
	atomic.StoreUint64(&v.since, e.now) // a State that was made of a snapshot asks whose it is: see mine
	for was := its(old); was.before != nil; was = its(was.before) {
		if was.since <= e.oldest { // no snapshot is older than it
			was.before = nil
			break
		}
	}
	e.copied += int(unsafe.Sizeof(*old))
}

// writes is called before a message changes.
func (s *State) writes(m *Message) {
	if m.stale(s.epoch) {
		old := &Message{}
		m.copyTo(old)
		for i := range m.Receives { // what changes in its place is the message's own
			m.Receives[i].Stages = slices.Clone(m.Receives[i].Stages)
			s.epoch.copied += len(m.Receives[i].Stages) * int(unsafe.Sizeof(StageSpan{}))
		}
		m.preserve(s.epoch, old, (*Message).its)
	}
}

// copyTo makes a copy of a message that does not change with it, if the stages of
// the message itself are not changed in their place any more.
func (m *Message) copyTo(c *Message) {
	*c = *m
	c.History = m.History[:len(m.History):len(m.History)]
	switch {
	case len(m.Receives) == 0:
	case len(m.Receives) == 1:
		c.first[0] = m.Receives[0]
		c.Receives = c.first[:1:1]
	default:
		c.Receives = slices.Clone(m.Receives)
	}
	for i := range c.Receives {
		r := &c.Receives[i]
		r.Stages = r.Stages[:len(r.Stages):len(r.Stages)]
		r.Beats = r.Beats[:len(r.Beats):len(r.Beats)]
	}
}

// writesWorker is called before a worker changes.
func (s *State) writesWorker(w *Worker) {
	if w.stale(s.epoch) {
		old := *w
		old.Spans = w.Spans.Share()
		w.preserve(s.epoch, &old, (*Worker).its)
	}
}

// letGoOf takes that a picture is not among the last any more: a snapshot that has
// it goes without its pixels, which are most of what it is.
func (s *State) letGoOf(p *Picture) {
	if !p.stale(s.epoch) && p.before == nil { // none has it
		return
	}
	for ; p != nil; p = p.before {
		p.PNG = nil
	}
}
