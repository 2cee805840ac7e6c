package eventbridge

import (
	"context"
	"fmt"
	"sync/atomic"
)

// PutServiceEvent puts an event of a service of AWS, such as aws.s3, on the
// default bus. It returns when the rules have been looked at and delivery has
// been handed over; with a Config.Dir, when every target has had its first try,
// so that what was acknowledged because of it is not lost with the process. It
// fails if the detail is not JSON or ctx ends first.
func (s *Service) PutServiceEvent(ctx context.Context, e Event) error {
	return s.put(ctx, defaultBus, s.complete(e))
}

// put archives an event, holds it against the rules of a bus, and waits as
// PutServiceEvent says.
func (s *Service) put(ctx context.Context, bus string, e Event) error {
	found, name := s.busy(bus)
	if !found {
		s.unmatched(ctx, name, e)
		return nil
	}
	p, err := parcel(e)
	if err != nil {
		return err
	}
	return s.putParcel(ctx, name, p)
}

// putParcel is put for an event that has been written.
func (s *Service) putParcel(ctx context.Context, bus string, p *parsedEvent) error {
	s.keep(bus, p)
	found := s.matching(bus, p)
	if len(found) == 0 {
		s.unmatched(ctx, bus, p.event)
	}
	return s.handOver(ctx, bus, p, found)
}

// unmatched reports an event that no rule of a bus matched. A bus that is not
// there has no name, and nobody is told.
func (s *Service) unmatched(ctx context.Context, bus string, e Event) {
	if bus != "" {
		s.cfg.Observer.EventUnmatched(ctx, EventUnmatched{Bus: bus, Event: e})
	}
}

// handOver gives an event to the rules that matched it, and waits as
// PutServiceEvent says.
func (s *Service) handOver(ctx context.Context, bus string, p *parsedEvent, found []match) error {
	if s.cfg.Dir == "" {
		s.dispatch(ctx, bus, p, found, nil)
		return nil
	}
	r := newReceipt()
	s.dispatch(ctx, bus, p, found, r)
	r.sign()
	select {
	case <-r.done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("deliver the event %s: %w", p.event.ID, ctx.Err())
	}
}

// busy tells whether a bus is there and has rules or archives that look at
// events, and what its name is, "" if it is not there.
func (s *Service) busy(nameOrARN string) (yes bool, name string) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	b, err := s.bus(nameOrARN)
	if err != nil {
		return false, ""
	}
	return len(b.watching) > 0 || s.archived(b.Name), b.Name
}

// match is a rule that matched, with its targets at that moment.
type match struct {
	rule, arn string
	targets   []target
}

// match is what a rule that matched sends to. The lock is held.
func (r *rule) match() match { return match{rule: r.Name, arn: r.ARN, targets: r.sortedTargets()} }

// matching are the enabled rules of a bus that match an event, in the order of
// their names.
func (s *Service) matching(bus string, p *parsedEvent) (found []match) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	b := s.buses[bus]
	if b == nil {
		return nil
	}
	for _, r := range b.watching {
		if r.pattern.matches(p.fields) {
			found = append(found, r.match())
		}
	}
	return found
}

// dispatch reports the rules that matched and hands the event to their
// targets. The receipt may be nil.
func (s *Service) dispatch(ctx context.Context, bus string, p *parsedEvent, found []match, r *receipt) {
	now := s.cfg.Clock.Now()
	for _, m := range found {
		s.cfg.Observer.EventMatched(ctx, EventMatched{Rule: m.rule, Bus: bus, Event: p.event})
		for _, t := range m.targets {
			r.expect()
			p.ending.expect()
			s.out.add(&delivery{rule: m.rule, ruleARN: m.arn, bus: bus, target: t, parsedEvent: p, since: now, receipt: r})
		}
	}
}

// receipt is signed when every delivery of an event has been tried once. A nil
// receipt is nobody's.
type receipt struct {
	open atomic.Int64 // signatures to come
	done chan struct{}
}

// newReceipt waits for the signature of whoever made it.
func newReceipt() *receipt {
	r := &receipt{done: make(chan struct{})}
	r.expect()
	return r
}

// expect waits for one signature more.
func (r *receipt) expect() {
	if r != nil {
		r.open.Add(1)
	}
}

// sign gives one signature.
func (r *receipt) sign() {
	if r != nil && r.open.Add(-1) == 0 {
		close(r.done)
	}
}
