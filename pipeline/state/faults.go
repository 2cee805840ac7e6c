package state

import (
	"slices"
	"strings"
	"time"

	"inflight/pipeline/event"
)

// Fault is something that goes wrong on purpose while it is on.
type Fault struct {
	Name         string
	Asked        string // with its rate and filter, as --fault takes it
	Says         string // what it does
	Since, Until time.Time
	Hits         int
}

// over tells whether its time is over: that it is off may be told of a moment later.
func (f *Fault) over(now time.Time) bool { return !f.Until.IsZero() && !now.Before(f.Until) }

// Struck is what a fault hit.
type Struck struct {
	At             time.Time
	Fault, Reason  string
	MessageID, Key string // empty: not known
}

// keepFaults is how many faults are kept that are on: more than there are, each with
// several filters.
const keepFaults = 100

// FaultsOn are the faults that are on at a moment, in the order they were turned on.
func (s *State) FaultsOn(now time.Time) []Fault {
	var on []Fault
	for i := range s.faults {
		if f := &s.faults[i]; !f.over(now) {
			on = append(on, *f)
		}
	}
	return on
}

// switched takes a fault that was turned on or off.
func (s *State) switched(e *event.Event, b *event.FaultSwitched) {
	same := func(f Fault) bool { return f.Name == b.Fault && filterOf(f.Asked) == filterOf(b.Asked) }
	at := slices.IndexFunc(s.faults, same)
	s.faults = slices.Clone(s.faults) // a snapshot may have what was
	switch {
	case !b.On && at >= 0:
		s.faults = slices.Delete(s.faults, at, at+1)
	case !b.On:
	case at >= 0:
		hits := s.faults[at].Hits
		s.faults[at] = Fault{Name: b.Fault, Asked: b.Asked, Says: b.Text, Since: e.Time, Until: b.Until, Hits: hits}
	case len(s.faults) < keepFaults:
		s.faults = append(s.faults, Fault{Name: b.Fault, Asked: b.Asked, Says: b.Text, Since: e.Time, Until: b.Until})
	}
}

// filterOf is what a fault hits, of how it was asked for.
func filterOf(asked string) string {
	_, filter, _ := strings.Cut(asked, "@")
	return filter
}

// faulted takes trouble that was made on purpose.
func (s *State) faulted(e *event.Event, b *event.FaultInjected) {
	s.Struck = Struck{At: e.Time, Fault: b.Fault, Reason: b.Reason, MessageID: e.MessageID, Key: e.Key}
	for i := range s.faults {
		if f := &s.faults[i]; f.Name == b.Fault && strings.HasSuffix(b.Reason, "by "+f.Asked) {
			s.faults = slices.Clone(s.faults) // a snapshot may have what was
			s.faults[i].Hits++
			break
		}
	}
	s.faultOn(e, b)
	if w := s.workerNamed(e.Worker); w != nil {
		w.struck = e.Time
	}
	if b.Fault == event.HeartbeatLost {
		if m := s.alive(e.MessageID); m != nil && len(m.Receives) > 0 && m.Receives[len(m.Receives)-1].Worker == e.Worker {
			m.Receives[len(m.Receives)-1].heartless = true
		}
		s.Heartless = Heartless{At: e.Time, MessageID: e.MessageID, worker: e.Worker}
	}
}

// faultOn writes a hit into the life of the message, or of the image that is none
// yet.
func (s *State) faultOn(e *event.Event, b *event.FaultInjected) {
	what := b.Fault
	if b.Reason != "" {
		what += ", " + b.Reason
	}
	at := Moment{Time: e.Time, Kind: e.Kind(), Worker: e.Worker, Text: what}
	if e.MessageID == "" && e.Key != "" && s.Picture(e.Key) == nil { // of one that is done no message comes
		const most = 4
		if a := s.arrivalOf(e.Key); len(a.struck) < most {
			s.arrivals.writes(a)
			a.struck = append(slices.Clip(a.struck), at)
		}
		return
	}
	m := s.alive(e.MessageID)
	if m == nil {
		return
	}
	m.note(at)
	m.struck, m.struckTry = b.Fault, m.Try
	if m.phase != InFlight || e.Worker == "" { // it is about to be received
		m.struckTry++
	}
}

// kills tells whether the fault that hit a receive of the message is that its worker
// dies.
func (m *Message) kills(worker string, try int) bool {
	return m.struck == event.WorkerDies && m.struckTry == try && event.Works(worker)
}

// Struck is the fault that hit the message's present receive, or the image that it is
// about; empty: none did.
func (m *Message) Struck() string {
	if m.struckTry != 0 && m.struckTry != m.Try {
		return ""
	}
	return m.struck
}

// befell takes what hit the image before it was a message: every receive has to do
// with that.
func (m *Message) befell(struck []Moment) {
	if n := len(struck); n > 0 && m.struck == "" {
		m.struck, _, _ = strings.Cut(struck[n-1].Text, ",")
		m.struckTry = 0
	}
}
