package state

// Versions is how many versions of a message are kept beside what it is.
func Versions(m *Message) int {
	n := 0
	for v := m.before; v != nil; v = v.before {
		n++
	}
	return n
}

// Alike returns two empty states that hash alike, so that they are equal where they
// were told the same.
func Alike() (*State, *State) {
	a, b := NewState(), NewState()
	b.over.seed, b.works.seed = a.over.seed, a.works.seed
	return a, b
}

// Differ is where two states differ first; empty: nowhere.
func Differ(a, b *State) string { return differ(dumpOf(a), dumpOf(b)) }
