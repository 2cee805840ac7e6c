package event

// Bytes is how much memory an event takes, about: itself and what it points at.
func (e *Event) Bytes() int { return e.bytes() }
