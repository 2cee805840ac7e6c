package state

import (
	"fmt"
	"slices"
	"time"

	"inflight/pipeline/event"
)

// raceFor is how long a lost race is spoken of after the latest thing that
// happened in it.
const raceFor = time.Minute

// What a name may be long in the news of a lost race, so that the news is read
// on a screen of 80 columns; the reason comes after it.
const (
	raceName   = 18
	raceFault  = 20
	raceWorker = 12
)

// lostRace speaks of a message whose visibility timeout ran out while a worker
// held it: that it may be done twice, until somebody has received it again; then
// by whom; and then, whether work was repeated.
func lostRace(s *State, now time.Time) string {
	m, lost := s.latestRace()
	if m == nil || now.Sub(m.lastMoment()) >= raceFor {
		return ""
	}
	ran := fmt.Sprintf(" Worker %s held it when its timeout ran out after %s",
		event.OneLine(lost.Worker, 20), wholeOrTenths(lost.Expired.Sub(lost.At)))
	if next := m.try(lost.Try + 1); next != nil {
		ran += fmt.Sprintf(", and %s received it %s later", receiver(next, 20), wholeOrTenths(max(next.At.Sub(lost.Expired), 0)))
	}
	return event.OneLine(m.Name(), raceName) + s.raceSoFar(m, lost) + ran + "." + s.raceAdvice(m, lost)
}

// receiver is who received a message.
func receiver(r *Receive, limit int) string {
	switch {
	case r.Worker == event.Outside:
		return "somebody outside"
	case event.ByHand(r.Worker):
		return event.OneLine(r.Worker, limit)
	}
	return "worker " + event.OneLine(r.Worker, limit)
}

// latestRace is the message whose timeout last ran out while a worker held it,
// and that receive; nil where there is none.
func (s *State) latestRace() (m *Message, lost *Receive) {
	for i := range s.races.Len() {
		for k := range s.races.At(i).Receives {
			if r := &s.races.At(i).Receives[k]; r.raced() && (lost == nil || !r.Expired.Before(lost.Expired)) {
				m, lost = s.races.At(i), r
			}
		}
	}
	return m, lost
}

// raced tells whether the timeout of a receive ran out while a worker was at it: a person
// is at nothing.
func (r *Receive) raced() bool { return !r.Expired.IsZero() && event.Works(r.Worker) }

// lastMoment is when something was last heard of the message.
func (m *Message) lastMoment() time.Time {
	if len(m.History) == 0 {
		return m.ReceivedAt
	}
	return m.History[len(m.History)-1].Time
}

// raceSoFar says what has come of a lost race so far: that the message may be
// done twice until somebody is seen to receive it again, and then what is so.
func (s *State) raceSoFar(m *Message, lost *Receive) string {
	next := m.try(lost.Try + 1)
	switch {
	case m.repeatedSince(m.firstExpiry()):
		return ": work was done twice, for its visibility timeout ran out."
	case m.phase == Done && !m.redone && s.whole(m):
		return " is done, and only once, though its timeout ran out."
	case m.phase == Done:
		return " is done, though its visibility timeout ran out in work."
	case m.phase == Dead:
		return " is in the dead-letter queue: its receives are used up."
	case m.phase == Redriven:
		return " was redriven: its receives were used up."
	case m.phase == Purged:
		return " was thrown away after its visibility timeout ran out."
	case lost.Dead && next != nil:
		return " came back, for its worker had died: " + receiver(next, raceWorker) + " received it."
	case lost.Dead:
		return " can be received again: its worker has died."
	case !lost.Ended.IsZero() && (next == nil || !next.At.Before(lost.Ended)):
		return " overran its timeout; its worker has put it down since."
	case next != nil:
		return " may be done twice: " + receiver(next, raceWorker) + " received it too."
	}
	return " may be done twice: its visibility timeout ran out."
}

// whole tells whether all of the message's life was told: no events of it, or of
// what it was before, are missing.
func (s *State) whole(m *Message) bool {
	return s.Count.Dropped == 0 || m.PreviousID == "" && len(m.Receives) > 0 && m.Receives[0].Try == 1 && m.Receives[0].At.After(s.gapAt)
}

// firstExpiry is when the message's timeout first ran out while a worker held it.
func (m *Message) firstExpiry() time.Time {
	for i := range m.Receives {
		if m.Receives[i].raced() {
			return m.Receives[i].Expired
		}
	}
	return m.lastMoment()
}

// repeatedSince tells whether a stage was done again after a time.
func (m *Message) repeatedSince(t time.Time) bool {
	for _, at := range slices.Backward(m.History) {
		if at.Repeated && !at.Time.Before(t) {
			return true
		}
	}
	return false
}

// raceAdvice says how not to lose.
func (s *State) raceAdvice(m *Message, lost *Receive) string {
	if lost.heartless {
		return " Its heartbeat was left out on purpose: that is what comes of work that takes longer than the timeout."
	}
	if m.struck != "" && m.struckTry == lost.Try {
		return fmt.Sprintf(" The fault %s had hit that receive, on purpose.", event.OneLine(m.struck, raceFault))
	}
	if lost.stood {
		return " Our work was frozen then, and AWS's clock went on: no heartbeat extended it."
	}
	if s.Setup.Heartbeat && lost.turnedOff {
		return " The heartbeat was off then: it has been turned on since."
	}
	if !lost.turnedOff {
		return fmt.Sprintf(" Its heartbeat did not come in time: a --visibility-timeout above %.0f s leaves it more.", s.Setup.Visibility)
	}
	return fmt.Sprintf(" The heartbeat is off: --heartbeat extends the timeout while work goes on, and a --visibility-timeout above %.0f s gives it longer.", s.Setup.Visibility)
}

// wholeOrTenths is a length of time in whole seconds, or in tenths below ten.
func wholeOrTenths(d time.Duration) string {
	if d < 10*time.Second {
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return fmt.Sprintf("%.0f s", d.Seconds())
}
