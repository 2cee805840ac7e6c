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

// lostRace speaks of a message whose visibility timeout ran out while a worker
// held it: that it may be done twice, until somebody has received it again; then
// by whom; and then, whether work was repeated.
func lostRace(s *State, now time.Time) string {
	m, lost := s.latestRace()
	if m == nil || now.Sub(m.lastMoment()) >= raceFor {
		return ""
	}
	ran := fmt.Sprintf("The visibility timeout of %s ran out after %s while worker %s held it",
		event.OneLine(m.Name(), 40), wholeOrTenths(lost.Expired.Sub(lost.At)), event.OneLine(lost.Worker, 20))
	return ran + s.raceSoFar(m, lost) + s.raceAdvice(lost)
}

// latestRace is the message whose timeout last ran out while a worker held it,
// and that receive; nil where there is none.
func (s *State) latestRace() (m *Message, lost *Receive) {
	for i := range s.Races.Len() {
		for k := range s.Races.At(i).Receives {
			if r := &s.Races.At(i).Receives[k]; !r.Expired.IsZero() && (lost == nil || !r.Expired.Before(lost.Expired)) {
				m, lost = s.Races.At(i), r
			}
		}
	}
	return m, lost
}

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
	again := ""
	if next != nil {
		again = "worker " + event.OneLine(next.Worker, 20)
		if next.Worker == event.Outside {
			again = "somebody outside"
		}
		again = fmt.Sprintf(", and %s received it %s later", again, wholeOrTenths(max(next.At.Sub(lost.Expired), 0)))
	}
	switch {
	case m.repeatedSince(m.firstExpiry()):
		return again + ": work was done twice."
	case m.phase == Done && !m.redone && s.whole(m):
		return again + ". It was done in the end, and nothing was done twice."
	case m.phase == Done:
		return again + ". It was done in the end."
	case m.phase == Dead:
		return again + ". Its receives are used up: it is in the dead-letter queue."
	case m.phase == Purged:
		return again + ". A purge threw it away."
	case next != nil:
		return again + ": it may be done twice."
	case !lost.Ended.IsZero():
		return ". The worker has put it down since."
	}
	return ": it may be done twice."
}

// whole tells whether all of the message's life was told: no events of it, or of
// what it was before, are missing.
func (s *State) whole(m *Message) bool {
	return s.Count.Dropped == 0 || m.PreviousID == "" && len(m.Receives) > 0 && m.Receives[0].Try == 1 && m.Receives[0].At.After(s.gapAt)
}

// firstExpiry is when the message's timeout first ran out while a worker held it.
func (m *Message) firstExpiry() time.Time {
	for i := range m.Receives {
		if at := m.Receives[i].Expired; !at.IsZero() {
			return at
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
func (s *State) raceAdvice(lost *Receive) string {
	if lost.Heartless {
		return " Its heartbeat was left out on purpose: that is what comes of work that takes longer than the timeout."
	}
	if s.Setup.Heartbeat {
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
