package pipeline

// keepOver is of how many messages it is remembered that their life is over, so
// that an event that comes late brings none back.
const keepOver = 32_768

// over remembers which messages have ended.
type over struct {
	known map[string]*Message // by id; nil for one of which only that is remembered
	old   Ring[string]
}

func newOver() over {
	return over{known: map[string]*Message{}, old: NewRing[string](keepOver)}
}

// add remembers that a message has ended.
func (o *over) add(m *Message) {
	_, again := o.known[m.ID]
	o.known[m.ID] = m
	if again {
		return
	}
	if gone, full := o.old.Push(m.ID); full {
		delete(o.known, gone)
	}
}

// fade forgets all of a message but that it has ended.
func (o *over) fade(id string) {
	if _, there := o.known[id]; there {
		o.known[id] = nil
	}
}

// knows tells whether a message has ended.
func (o *over) knows(id string) bool {
	_, ended := o.known[id]
	return ended
}
