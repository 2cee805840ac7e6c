package fault

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"inflight/pipeline/clock"
)

// Hit is one time that a fault went wrong on purpose.
type Hit struct {
	Name Name
	Target
	// Asked is the fault as it was asked for: aws-500=0.1@sqs.
	Asked string
}

// Why says in a few words what was hit, and which fault did it.
func (h *Hit) Why() string {
	by := "by " + h.Asked
	switch {
	case h.Operation != "":
		return h.Service + " " + h.Operation + " " + by
	case h.Stage != "":
		return string(h.Stage) + " " + by
	}
	return by
}

// Active is a fault that is on.
type Active struct {
	Spec

	Hits  int
	Until time.Time // zero: until it is switched off
}

// Set are the faults that are on. The zero value has none; it is safe for use by many
// goroutines. Clock, Report and Seed do not change once it is used.
type Set struct {
	Clock clock.Clock
	// Report hears of each hit, on the goroutine that is hit; nil is nobody.
	Report func(Hit)
	// Seed fixes the chance of what has a rate.
	Seed uint64

	armed atomic.Bool // whether any is on: asking costs nothing while none is

	mu     sync.Mutex
	on     []Active
	chance *rand.Rand // nil until it is needed
}

// Switch turns a fault on, in place of one of the same name and filter.
func (s *Set) Switch(spec Spec) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.armed.Store(true)
	a := Active{Spec: spec}
	if spec.For > 0 {
		a.Until = s.Clock.Now().Add(spec.For)
	}
	for i := range s.on {
		if s.on[i].Name == spec.Name && s.on[i].Filter == spec.Filter {
			a.Hits = s.on[i].Hits
			s.on[i] = a
			return
		}
	}
	s.on = append(s.on, a)
}

// Off turns off every fault of that name. It reports whether one was on.
func (s *Set) Off(n Name) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expire()
	was := len(s.on)
	s.keep(func(a *Active) bool { return a.Name != n })
	return len(s.on) < was
}

// Clear turns all off, and returns which were on.
func (s *Set) Clear() []Active {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expire()
	was := s.on
	s.on = nil
	s.armed.Store(false)
	return was
}

// Active are the faults that are on, in the order they were turned on.
func (s *Set) Active() []Active {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expire()
	return append([]Active(nil), s.on...)
}

// Hits decides whether the fault hits that, and reports it if so. A nil Set hits
// nothing.
func (s *Set) Hits(n Name, t Target) bool {
	if s == nil {
		return false
	}
	spec, hit := s.decide(n, t)
	if hit && s.Report != nil {
		s.Report(Hit{Name: n, Target: t, Asked: spec.String()})
	}
	return hit
}

// Quiet is Hits where the caller reports it himself.
func (s *Set) Quiet(n Name, t Target) bool {
	if s == nil {
		return false
	}
	_, hit := s.decide(n, t)
	return hit
}

// damage tells whether the next image is to be damaged, and of which kind; "" is
// any. Whoever uploads it reports it.
func (s *Set) damage() (kind string, hit bool) {
	spec, hit := s.decide(BrokenImage, Target{})
	return spec.Filter.Kind, hit
}

// decide is Hits without the report, which is made while nothing is locked.
func (s *Set) decide(n Name, t Target) (spec Spec, hit bool) {
	if !s.armed.Load() {
		return Spec{}, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expire()
	for i := range s.on {
		a := &s.on[i]
		if a.Name != n || !a.Filter.admits(t) || !s.draw(a.Rate) {
			continue
		}
		a.Hits++
		spec = a.Spec
		if a.Once {
			s.on = append(s.on[:i:i], s.on[i+1:]...)
			s.armed.Store(len(s.on) > 0)
		}
		return spec, true
	}
	return Spec{}, false
}

// draw is true for a share of the times it is called.
func (s *Set) draw(rate float64) bool {
	if rate >= 1 {
		return true
	}
	if s.chance == nil {
		s.chance = rand.New(rand.NewPCG(s.Seed, 0)) //nolint:gosec // chance that a seed fixes is wanted
	}
	return s.chance.Float64() < rate
}

// expire turns off what was on for long enough.
func (s *Set) expire() {
	now := time.Time{}
	for i := range s.on {
		if s.on[i].Until.IsZero() {
			continue
		}
		if now.IsZero() {
			now = s.Clock.Now()
		}
		if !now.Before(s.on[i].Until) {
			s.keep(func(a *Active) bool { return a.Until.IsZero() || now.Before(a.Until) })
			return
		}
	}
}

// keep leaves those on for which it is so.
func (s *Set) keep(so func(*Active) bool) {
	var left []Active
	for i := range s.on {
		if so(&s.on[i]) {
			left = append(left, s.on[i])
		}
	}
	s.on = left
	s.armed.Store(len(left) > 0)
}
