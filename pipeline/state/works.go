package state

import "inflight/pipeline/event"

// keepWorks is of how many images at least it is remembered which stages were done.
const keepWorks = 20_000

// works remembers which stages were done for which image, and by which receive,
// so that work that is repeated can be told from work that is done once, and from
// work that is tried again. An image is followed across redrives and events
// delivered twice: by bucket, key and entity tag.
type works struct {
	generations[*doings]
	epoch *epoch
	lent  *lent // nil: all are the State's own
}

// get are the doings of a hash; nil where there are none.
func (w *works) get(hash uint64) *doings {
	d := w.generations.get(hash)
	if w.lent != nil {
		return w.lent.done(d)
	}
	return d
}

// image is the hash of an image as it was uploaded, or where that is not known, of an
// image of a message.
func (w *works) image(m *Message, key string) uint64 {
	if key == m.Key && m.Key != "" && m.ETag != "" {
		return w.hash("uploaded", m.Bucket, m.Key, m.ETag)
	}
	return w.hash("of a message", m.ID, key)
}

// doings are which stages were done for an image.
type doings struct {
	lasting uint8                 // a bit a stage: it was done in a receive that did not just fail
	again   uint8                 // a bit a stage: two receives have done it
	by      [maxStages]receiveRef // who did it last
	version[doings]
}

// maxStages is how many stages there are.
const maxStages = 4

// receiveRef names a receive; the zero one is none.
type receiveRef struct {
	message string
	try     int
}

func newWorks(e *epoch) works {
	return works{generations: newGenerations[*doings](keepWorks), epoch: e}
}

// writes is called before doings change.
func (w *works) writes(d *doings) {
	if d.stale(w.epoch) {
		old := *d
		d.preserve(w.epoch, &old, (*doings).its)
	}
}

// of are the doings for an image. A message that names several images has but one
// of them for its own.
func (w *works) of(m *Message, key string) *doings {
	if m.doings != nil && key == m.Key {
		return m.doings
	}
	image := w.image(m, key)
	d := w.get(image)
	if d == nil {
		d = &doings{version: newVersion[doings](w.epoch)}
		w.put(image, d)
	}
	if key == m.Key {
		m.doings = d
	}
	return d
}

// did takes that a receive of a message has done a stage for an image. It tells
// whether an earlier receive had done it, and whether that is work repeated: it is
// not where that receive failed, for then it has to be done again.
func (s *State) did(m *Message, r *Receive, key string, stage event.Stage) (again, repeated bool) {
	at := stage.Place()
	if r == nil || at < 0 {
		return false, false
	}
	d, me, bit := s.works.of(m, key), receiveRef{m.ID, r.Try}, uint8(1)<<at
	s.works.writes(d)
	before := d.by[at]
	d.by[at] = me
	if before != me && before != (receiveRef{}) {
		d.again |= bit
		if d.lasting&bit == 0 && s.lasts(before, me, r) {
			d.lasting |= bit
		}
	}
	again = d.again&bit != 0 // else one receive alone has done it, be it twice
	return again, again && d.lasting&bit != 0
}

// lasts tells whether what a receive did was not lost by its failing: the message
// was taken from it, or another was at work on the image at the same time, or it
// deleted the message. Where nothing says so it is not claimed.
func (s *State) lasts(before, me receiveRef, r *Receive) bool {
	m := s.Message(before.message)
	if m == nil {
		return false
	}
	earlier := m.exactly(before.try)
	switch {
	case earlier == nil:
		return false
	case earlier.Deleted, earlier.lost(), r.lost():
		return true
	}
	return earlier.Ended.IsZero() && before.message != me.message
}

// lost tells whether the message was taken from a worker that held it.
func (r *Receive) lost() bool { return r != nil && (!r.Expired.IsZero() || !r.again.IsZero()) }

// remember keeps what a message did that is about to be forgotten, or that was deleted.
func (s *State) remember(m *Message) {
	d := m.doings
	if d == nil {
		d = s.works.get(s.works.hash("uploaded", m.Bucket, m.Key, m.ETag))
	}
	if d == nil {
		return
	}
	for i := range m.Receives {
		r := &m.Receives[i]
		if !r.Deleted && !r.lost() {
			continue
		}
		for at := range d.by {
			if d.lasting&(1<<at) == 0 && d.by[at] == (receiveRef{m.ID, r.Try}) {
				s.works.writes(d)
				d.lasting |= 1 << at
			}
		}
	}
}
