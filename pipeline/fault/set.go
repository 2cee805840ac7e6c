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
	case h.Kind != "":
		return h.Kind + " " + by
	}
	return by
}

// Active is a fault that is on.
type Active struct {
	Spec

	Hits  int
	Until time.Time // zero: until it is switched off
}

// Change is a fault that was turned on, or off.
type Change struct {
	Active

	On  bool
	Why string // it is off
}

// Why a fault is off.
const (
	hitOnce     = "it was for one hit"
	timeOver    = "its time is over"
	switchedOff = "it was switched off"
)

// Set are the faults that are on. The zero value has none; it is safe for use by many
// goroutines. Clock, Report, Switched and Seed do not change once it is used. Close
// it.
type Set struct {
	Clock clock.Clock
	// Report hears of each hit, on the goroutine that is hit, and Switched of what is
	// turned on and off; each hears it in the order in which it came to be so, and
	// must not call back. nil is nobody.
	Report   func(Hit)
	Switched func(Change)
	// Seed fixes the chance of what has a rate.
	Seed uint64

	armed atomic.Bool // whether any is on: asking costs nothing while none is

	mu     sync.Mutex
	on     []*lit
	chance *rand.Rand // nil until it is needed
}

// lit is a fault that is on, and what ends it with its time.
type lit struct {
	Active

	end clock.Timer // nil: nothing
}

// Switch turns a fault on, in place of one of the same name and filter.
func (s *Set) Switch(spec Spec) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expire()
	a := &lit{Active: Active{Spec: spec}}
	if spec.For > 0 {
		a.Until = s.Clock.Now().Add(spec.For)
		a.end = s.Clock.AfterFunc(spec.For, func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.expire()
		})
	}
	s.put(a)
	s.armed.Store(true)
	s.tell(Change{Active: a.Active, On: true})
}

// put puts a fault in the place of the one that is like it.
func (s *Set) put(a *lit) {
	for i, old := range s.on {
		if old.is(a.Name, a.Filter) {
			a.Hits = old.Hits
			old.stop()
			s.on[i] = a
			return
		}
	}
	s.on = append(s.on, a)
}

// is tells whether that is meant.
func (a *lit) is(n Name, f Filter) bool { return a.Name == n && a.Filter == f }

// stop has nothing happen when its time is over.
func (a *lit) stop() {
	if a.end != nil {
		a.end.Stop()
	}
}

// tell says that a fault was turned on or off.
func (s *Set) tell(c Change) {
	if s.Switched != nil {
		s.Switched(c)
	}
}

// Off turns off the fault of that name and filter. It reports whether it was on.
func (s *Set) Off(n Name, f Filter) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expire()
	return s.drop(switchedOff, func(a *lit) bool { return a.is(n, f) }) > 0
}

// Clear turns all off, and returns which were on.
func (s *Set) Clear() []Active {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expire()
	was := s.active()
	s.drop(switchedOff, func(*lit) bool { return true })
	return was
}

// Close turns all off, and says nothing.
func (s *Set) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.on {
		a.stop()
	}
	s.on = nil
	s.armed.Store(false)
}

// Active are the faults that are on, in the order they were turned on.
func (s *Set) Active() []Active {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expire()
	return s.active()
}

func (s *Set) active() []Active {
	var all []Active
	for _, a := range s.on {
		all = append(all, a.Active)
	}
	return all
}

// Hits decides whether the fault hits that, and reports it if so. A nil Set hits
// nothing.
func (s *Set) Hits(n Name, t Target) bool {
	_, hit := s.strike(n, t, true)
	return hit
}

// Quiet is Hits where the caller reports it himself: by says which fault it is.
func (s *Set) Quiet(n Name, t Target) (by string, hit bool) {
	spec, hit := s.strike(n, t, false)
	if !hit {
		return "", false
	}
	return "by " + spec.String(), true
}

// strike decides whether a fault hits that, and reports it before that it is off.
func (s *Set) strike(n Name, t Target, report bool) (spec Spec, hit bool) {
	if s == nil || !s.armed.Load() {
		return Spec{}, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expire()
	for _, a := range s.on {
		if a.Name != n || !a.Filter.admits(t) || !s.draw(a.Rate) {
			continue
		}
		a.Hits++
		if report {
			s.report(a.Spec, t)
		}
		if a.Once {
			s.drop(hitOnce, func(o *lit) bool { return o == a })
		}
		return a.Spec, true
	}
	return Spec{}, false
}

// report reports a hit.
func (s *Set) report(spec Spec, t Target) {
	if s.Report != nil {
		s.Report(Hit{Name: spec.Name, Target: t, Asked: spec.String()})
	}
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

// expire turns off what was on for long enough. Whoever asks finds it off at that
// moment, also before its timer has come.
func (s *Set) expire() {
	now := time.Time{}
	for _, a := range s.on {
		if now.IsZero() && !a.Until.IsZero() {
			now = s.Clock.Now()
		}
	}
	if !now.IsZero() {
		s.drop(timeOver, func(a *lit) bool { return !a.Until.IsZero() && !now.Before(a.Until) })
	}
}

// drop turns those off for which it is so, and reports how many.
func (s *Set) drop(why string, so func(*lit) bool) int {
	var left []*lit
	var off []Change
	for _, a := range s.on {
		if !so(a) {
			left = append(left, a)
			continue
		}
		a.stop()
		off = append(off, Change{Active: a.Active, Why: why})
	}
	s.on = left
	s.armed.Store(len(left) > 0)
	for _, c := range off {
		s.tell(c)
	}
	return len(off)
}
