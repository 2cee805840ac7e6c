package fault

import "time"

// How long the faults of AWS last that take time.
const (
	// GoneFor is how long AWS is gone.
	GoneFor = 20 * time.Second
	// Unanswered is how long a call waits that gets no answer.
	Unanswered = 30 * time.Second
	// LateBy is how late a slow answer comes.
	LateBy = 2 * time.Second
)
