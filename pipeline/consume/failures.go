package consume

import (
	"sync"

	"inflight/pipeline/ring"
)

// keepFailures bounds what failures remembers.
const keepFailures = 50_000

// defaultReason is why a message died that never failed: its receives were used
// up by countdowns that ran out.
const defaultReason = "its visibility timeout ran out on every receive"

// failures remembers why messages failed, so that the reason can be told when
// they die, and which image a dead letter was, so that it can be known again
// after a redrive. The zero value is ready for use; it is safe for use by many
// goroutines.
type failures struct {
	mu      sync.Mutex
	reasons map[string]string // by message id
	dead    map[string]string // identity of the image to message id
	seen    map[string]string // message id to identity
	old     ring.Ring[string]
}

// failed remembers why a try failed.
func (f *failures) failed(id, identity, reason string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.reasons == nil {
		f.reasons, f.dead, f.seen = map[string]string{}, map[string]string{}, map[string]string{}
		f.old = ring.New[string](keepFailures)
	}
	if _, known := f.reasons[id]; !known {
		if gone, full := f.old.Push(id); full {
			f.forget(gone)
		}
	}
	f.reasons[id], f.seen[id] = reason, identity
}

// forget drops what is known of a message. The lock is held.
func (f *failures) forget(id string) {
	if f.dead[f.seen[id]] == id {
		delete(f.dead, f.seen[id])
	}
	delete(f.reasons, id)
	delete(f.seen, id)
}

// died marks the message as dead and returns why.
func (f *failures) died(id string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	reason, known := f.reasons[id]
	if !known {
		return defaultReason
	}
	if identity := f.seen[id]; identity != "" {
		f.dead[identity] = id
	}
	return reason
}

// ended forgets a message that was deleted.
func (f *failures) ended(id string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.reasons != nil {
		f.forget(id)
	}
}

// leaves says that a dead letter with this image is about to be sent on by this
// program, which reports it itself; back is called if it was not.
func (f *failures) leaves(identity string) (back func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	id, known := f.dead[identity]
	if !known {
		return func() {}
	}
	delete(f.dead, identity)
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		if f.seen[id] == identity { // else it was forgotten meanwhile
			f.dead[identity] = id
		}
	}
}

// redriven returns the id that a dead letter with this image had, if one did.
func (f *failures) redriven(identity, id string) (previous string, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	previous, ok = f.dead[identity]
	if !ok || previous == id {
		return "", false
	}
	f.forget(previous)
	return previous, true
}
