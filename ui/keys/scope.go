package keys

// Scope is where an action applies: the panels that have the focus, or a question.
type Scope uint16

// The places that can have the focus.
const (
	Flow Scope = 1 << iota // the diagram
	InFlight
	Workers
	Dead
	Thumbnails
	Calls
	Charts
	Inbox
	Rates
	Queue
	Timeline
	Question // a window that asks

	// Everywhere is the screen, whatever has the focus.
	Everywhere = Flow | InFlight | Workers | Dead | Thumbnails | Calls | Charts | Inbox | Rates | Queue | Timeline
	// Lists are the panels with rows that can be filtered.
	Lists = InFlight | Dead | Thumbnails | Calls | Inbox | Queue
)

// meets tells whether there is a place where both apply.
func (s Scope) meets(o Scope) bool { return s&o != 0 }
