package state

// Versions is how many versions of a message are kept beside what it is.
func Versions(m *Message) int {
	n := 0
	for v := m.before; v != nil; v = v.before {
		n++
	}
	return n
}
