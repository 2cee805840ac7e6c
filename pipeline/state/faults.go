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
	Worker         string // that made the call, or is at work; empty: none, or somebody else
}

// keepHits is how many of the last hits are kept.
const keepHits = 6

// Hits are the last that faults hit, the latest first: also those which no message has in
// its life, such as a receive that was not answered.
func (s *State) Hits() []Struck { return s.hits }

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
	s.Struck = Struck{At: e.Time, Fault: b.Fault, Reason: b.Reason, MessageID: e.MessageID, Key: e.Key, Worker: e.Worker}
	s.hits = slices.Concat([]Struck{s.Struck}, s.hits[:min(len(s.hits), keepHits-1)]) // a snapshot may have what was
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
		s.awaitStruck(e, b.Fault, at)
		return
	}
	m.hit(b.Fault, at)
	if m.phase != InFlight || e.Worker == "" { // it is about to be received
		m.struckTry++
	}
}

// hit takes that a fault hit the message, or its next receive.
func (m *Message) hit(fault string, at Moment) {
	m.note(at)
	m.struck, m.struckTry = fault, m.Try
	m.dying = fault == event.WorkerDies
}

// killed tells whether the fault that hit the message is that the worker dies which
// receives it now. How often others have received it meanwhile need not be known.
func (m *Message) killed(worker string, try int) bool {
	if !m.dying || !event.Works(worker) {
		return false
	}
	m.dying, m.struckTry = false, try
	return true
}

// awaited is a fault that hit a message which no event has told of yet: where nobody
// reports what is sent, its first receive is the first that is heard of it.
type awaited struct {
	messageID, fault string
	at               Moment
}

// keepAwaited is how many are kept: more than are received at once.
const keepAwaited = 16

// awaitStruck keeps what hit a message that is not known, until it is.
func (s *State) awaitStruck(e *event.Event, fault string, at Moment) {
	if e.MessageID == "" || s.over.get(s.over.hash(e.MessageID)) > 0 {
		return
	}
	if len(s.awaited) == keepAwaited {
		s.awaited = s.awaited[1:]
	}
	s.awaited = append(slices.Clip(s.awaited), awaited{e.MessageID, fault, at}) // a snapshot may have what was
}

// struckBefore takes what hit the message before it was known.
func (s *State) struckBefore(m *Message) {
	for i := 0; i < len(s.awaited); i++ {
		if a := s.awaited[i]; a.messageID == m.ID {
			s.awaited = slices.Concat(s.awaited[:i], s.awaited[i+1:])
			m.hit(a.fault, a.at)
			i--
		}
	}
}

// dies takes that the worker is dead, if the fault has it that it dies with a message: it
// has that in hand, and is none that receives for others.
func (w *Worker) dies(m *Message, at time.Time) bool {
	if m == nil || w.Receives() {
		return false
	}
	r := m.HeldBy(w.Name)
	if r == nil || !r.Dead {
		return false
	}
	w.enter(at, Died)
	return true
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
