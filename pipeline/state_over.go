package pipeline

// keepOver is of how many messages at least it is remembered that their life is
// over, so that an event that comes late brings none back.
const keepOver = 16_384

// over remembers which messages have ended, and as the how-manieth: the last of
// them are in State.Ended, and found there by that number.
type over struct{ ended generations[string, int64] }

// add remembers that a message has ended, and that so many have, with it.
func (o *over) add(id string, total int64) { o.ended.put(id, total, keepOver) }

// knows tells whether a message has ended.
func (o *over) knows(id string) bool {
	_, ended := o.ended.get(id)
	return ended
}

// endedMessage finds a message that ended not long ago; nil if it is not kept.
func (s *State) endedMessage(id string) *Message {
	if n, ended := s.over.ended.get(id); ended {
		if m, kept := s.Ended.Nth(n); kept && m.ID == id {
			return m
		}
	}
	return nil
}
