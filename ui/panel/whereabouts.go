package panel

import (
	"fmt"
	"time"

	"inflight/pipeline"
)

// Whereabouts says in a sentence where a message is, for somebody who follows it
// from its upload to its end.
func Whereabouts(s *pipeline.State, now time.Time, m *pipeline.Message) string {
	name, left := m.Name(), countdown(m.VisibleAt.Sub(now))
	try := "try " + tryOf(m, s.Setup.MaxReceives)
	switch m.Phase(now) {
	case pipeline.Waiting:
		if m.Working {
			return fmt.Sprintf("%s: its time is up, and worker %s works on: another may receive it", name, m.Worker)
		}
		if m.Try > 0 {
			return fmt.Sprintf("%s: waits in the queue again, after %s", name, try)
		}
		return name + ": waits in the queue for a worker"
	case pipeline.Delayed:
		return fmt.Sprintf("%s: delayed, to be had in %s", name, left)
	case pipeline.InFlight:
		work := "has it"
		if m.Stage != "" {
			work = "is at " + stageWord(m.Stage, s.Setup.Engine)
		}
		return fmt.Sprintf("%s: in flight, %s; worker %s %s; visible again in %s", name, try, m.Worker, work, left)
	case pipeline.Returned:
		return fmt.Sprintf("%s: %s failed; invisible for %s more, then it comes back", name, try, left)
	case pipeline.Dead:
		return fmt.Sprintf("%s: in the dead-letter queue after %s: %s", name, plural(m.Try, "receive"), m.Reason)
	case pipeline.Done:
		return fmt.Sprintf("%s: done by worker %s, and deleted", name, m.Worker)
	case pipeline.Purged:
		return name + ": purged, unworked"
	case pipeline.Redriven:
		return name + ": redriven, on its way back under a new id"
	}
	return name
}
