package eventbridge

import (
	"context"
	"sync/atomic"
)

// PutServiceEventThen puts an event as PutServiceEvent does, and calls settled,
// which must be quick, once every target has it, or it was given up for those that
// have not. It is not called if the service is closed before, nor after an error.
func (s *Service) PutServiceEventThen(ctx context.Context, e Event, settled func()) error {
	found, name := s.busy(defaultBus)
	if !found {
		s.unmatched(ctx, name, s.complete(e))
		settled()
		return nil
	}
	p, err := parcel(s.complete(e))
	if err != nil {
		return err
	}
	p.ending = newEnding(settled)
	if err := s.putParcel(ctx, name, p); err != nil {
		return err
	}
	p.ending.sign()
	return nil
}

// ending is told by each delivery of an event that it will not be tried again. A
// nil ending is nobody's.
type ending struct {
	open    atomic.Int64
	settled func()
}

// newEnding waits for the signature of whoever made it, too.
func newEnding(settled func()) *ending {
	e := &ending{settled: settled}
	e.expect()
	return e
}

// expect waits for one signature more.
func (e *ending) expect() {
	if e != nil {
		e.open.Add(1)
	}
}

// sign gives one signature.
func (e *ending) sign() {
	if e != nil && e.open.Add(-1) == 0 {
		e.settled()
	}
}
