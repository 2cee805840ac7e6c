package state

// Notable is what makes an event worth another look.
type Notable uint8

// What there is that is notable.
const (
	NotNotable Notable = iota
	NotableFailure
	NotableExpiry
	NotableDeath
	NotableRedrive
	NotablePurge
	NotableGap     // events are missing: more came than a reader could be kept
	NotablePicture // it has a thumbnail
)

// Notables are those that one goes back to, those first that one asks for.
func Notables() []Notable {
	return []Notable{NotableDeath, NotableFailure, NotableExpiry, NotableRedrive, NotablePurge, NotableGap}
}

// String is the word for it.
func (n Notable) String() string {
	switch n {
	case NotableFailure:
		return "failure"
	case NotableExpiry:
		return "timeout"
	case NotableDeath:
		return "death"
	case NotableRedrive:
		return "redrive"
	case NotablePurge:
		return "purge"
	case NotableGap:
		return "gap"
	case NotNotable, NotablePicture:
	}
	return ""
}
