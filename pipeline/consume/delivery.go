package consume

import (
	"sync"
	"time"

	"inflight/pipeline/event"
)

// delivery is one receive of a message, from there to its end: first it is held,
// then it is worked on.
type delivery struct {
	Message
	content  event.Content
	ref      event.ImageRef // its first image
	invalid  error          // why nothing can be done with its body
	received time.Time

	owner     *crew          // who may begin it; nil: whichever model takes it up. held guards it
	extending sync.WaitGroup // calls that extend it with others, begun while it was held

	mu     sync.Mutex
	worker string // who has it in hand, as the events say
	inHand bool   // and it waits there
}

// tell tells something of the delivery, with the worker that has it in hand: the
// order of the events is that of the hands it goes through.
func (d *delivery) tell(emit func(worker string)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	emit(d.worker)
}

// goTo puts the delivery into the hand of a worker, to wait there or not, and tells it.
func (d *delivery) goTo(worker string, waits bool, emit func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.worker, d.inHand = worker, waits
	emit()
}

// inHandOf is who has it in hand.
func (d *delivery) inHandOf() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.worker
}

// heldInHand tells whether it waits in a hand, as the events say.
func (d *delivery) heldInHand() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.inHand
}
