package panel

import (
	"fmt"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

// Whereabouts says in a sentence where a message is, for somebody who follows it
// from its upload to its end.
func Whereabouts(s *state.State, now time.Time, m *state.Message) string {
	name, left := m.Name(), countdown(m.VisibleAt.Sub(now))
	try := "receive " + tryOf(m, s.Setup.MaxReceives)
	switch m.Phase(now) {
	case state.Waiting:
		if m.Working(now) && m.Worker != event.Outside {
			return fmt.Sprintf("%s: visible again, its timeout ran out, and worker %s works on: it may be received again", name, m.Worker)
		}
		if m.Try > 0 {
			return fmt.Sprintf("%s: visible again, after %s", name, try)
		}
		return name + ": visible, waits in the queue for a worker"
	case state.Delayed:
		return fmt.Sprintf("%s: delayed, visible in %s", name, left)
	case state.InFlight:
		work := "has it"
		switch {
		case m.Stage != "" && m.StageDone:
			work = "has it, after " + stageWord(m.Stage)
		case m.Stage != "":
			work = "is at " + stageWord(m.Stage)
		}
		return fmt.Sprintf("%s: in flight, %s; %s %s; visible again in %s", name, try, holder(m.Worker), work, left)
	case state.Returned:
		why := "failed"
		if m.Reason == event.Interrupted {
			why = "was interrupted"
		}
		return fmt.Sprintf("%s: %s %s; backing off, visible again in %s", name, try, why, left)
	case state.Dead:
		return joined(fmt.Sprintf("%s: in the dead-letter queue after %s", name, plural(m.Try, "receive")), m.Reason)
	case state.Done:
		return fmt.Sprintf("%s: done by %s, and deleted", name, holder(m.DoneBy()))
	case state.Purged:
		if m.EndedBy == event.MessageDropped {
			return name + ": gone, its queue keeps no message longer than its retention period"
		}
		return name + ": thrown away, and not done"
	case state.Redriven:
		return name + ": redriven, on its way back under a new id"
	}
	return name
}

// holder is who received a message.
func holder(worker string) string {
	if worker == event.Outside {
		return "somebody outside"
	}
	return "worker " + worker
}
