package state

// keepOver is of how many messages at least it is remembered that their life is
// over, so that an event that comes late brings none back.
const keepOver = 16_384

// over remembers which messages have ended, and as the how-manieth: the last of
// them are in State.Ended, and found there by that number.
type over struct{ generations[int64] }

func newOver() over { return over{newGenerations[int64](keepOver)} }

// endedMessage finds a message that ended not long ago; nil if it is not kept.
func (s *State) endedMessage(id string) *Message {
	if m, kept := s.Ended.Nth(s.over.get(s.over.hash(id))); kept && m.ID == id {
		return m
	}
	return nil
}
