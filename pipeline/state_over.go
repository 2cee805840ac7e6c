package pipeline

import "hash/maphash"

// keepOver is of how many messages at least it is remembered that their life is
// over, so that an event that comes late brings none back.
const keepOver = 16_384

// over remembers which messages have ended.
type over struct {
	seed  maphash.Seed
	ended generations[ended]
}

// ended is a message that has ended, as the nth: the last of them are in
// State.Ended, and found there by that number.
type ended struct {
	id string
	n  int64
}

func newOver() over { return over{seed: maphash.MakeSeed()} }

// add remembers that a message has ended, as the nth.
func (o *over) add(m *Message, n int64) { o.ended.put(m.hash, ended{m.ID, n}, keepOver) }

// knows tells whether a message has ended, and which hash it has.
func (o *over) knows(id string) (hash uint64, known bool) {
	hash = hashOf(o.seed, id)
	e, known := o.ended.get(hash)
	return hash, known && e.id == id
}

// endedMessage finds a message that ended not long ago; nil if it is not kept.
func (s *State) endedMessage(id string) *Message {
	if e, known := s.over.ended.get(hashOf(s.over.seed, id)); known && e.id == id {
		if m, kept := s.Ended.Nth(e.n); kept && m.ID == id {
			return m
		}
	}
	return nil
}
