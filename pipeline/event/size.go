package event

import "unsafe"

// bytes is how much memory an event takes, about: itself and what it points at.
// Texts that many events share are counted for each.
func (e *Event) bytes() int {
	n := int(unsafe.Sizeof(*e)) + len(e.PNG) + len(e.Body) + len(e.Text) + len(e.Error) + len(e.Reason) + len(e.URL) +
		len(e.Key) + len(e.SourceKey) + len(e.MessageID) + len(e.PreviousID) + len(e.ETag) + len(e.Request) + len(e.Answer) + len(e.Subject) + len(e.To)
	for name, value := range e.Attributes {
		const entry = 48
		n += entry + len(name) + len(value)
	}
	return n
}
