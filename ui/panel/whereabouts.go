package panel

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// whereName is what a name may be long before the whereabouts of its message, so
// that on a screen of 80 columns who holds it and for how long is not cut.
const whereName = 14

// Whereabouts says in a sentence where a message is, for somebody who follows it
// from its upload to its end.
func Whereabouts(s *state.State, now time.Time, m *state.Message) string {
	name, left := draw.CutMiddle(draw.Escape(m.Name()), whereName), countdown(m.VisibleAt.Sub(now))
	try := "receive " + tryOf(m, s.Setup.MaxReceives)
	switch m.Phase(now) {
	case state.Waiting:
		if m.Working(now) && event.Works(m.Worker) {
			return fmt.Sprintf("%s: visible again, though %s works on: its timeout ran out", name, workerCalled(m.Worker))
		}
		if m.InDeadHands() {
			return fmt.Sprintf("%s: visible again, for %s died with it", name, workerCalled(m.Worker))
		}
		if m.Try > 0 {
			return fmt.Sprintf("%s: visible again, after %s", name, try)
		}
		return name + ": visible, waits in the queue for a worker"
	case state.Delayed:
		return fmt.Sprintf("%s: delayed, visible in %s", name, left)
	case state.InFlight:
		return inHand(s, m, name, left, try)
	case state.Returned:
		why := "failed"
		if m.Reason == event.Interrupted {
			why = "was interrupted"
		}
		return fmt.Sprintf("%s: %s %s; backing off, visible in %s", name, try, why, left)
	case state.Dead:
		return joined(fmt.Sprintf("%s: in the dead-letter queue after %s", name, plural(m.Try, "receive")), m.Reason)
	case state.Done:
		return fmt.Sprintf("%s: done by %s, and deleted", name, holder(m.DoneBy()))
	case state.Purged:
		if m.EndedBy == event.KindOf[event.MessageDropped]() {
			return name + ": gone, its queue keeps no message longer than its retention period"
		}
		if m.EndedBy == event.KindOf[event.MessageDeleted]() {
			return name + ": deleted by hand, and not done"
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
	return workerCalled(worker)
}

// handOf is where a message is that a person received.
func handOf(person string) string {
	if person == event.You {
		return "in your hand"
	}
	return "in the hand of " + newsWorker(person) // of another process
}

// workerCalled is a goroutine as a sentence calls it: worker 2, the receiver, or one of
// a stage by its name.
func workerCalled(name string) string {
	kind, _, _ := strings.Cut(name, "-")
	switch {
	case event.ByHand(name):
		return newsWorker(name)
	case kind == "receiver":
		return "the " + newsWorker(name)
	case event.Stage(kind).Place() >= 0:
		return newsWorker(name)
	}
	return "worker " + newsWorker(name)
}

// whatNext says what happens to a message next, and by which key what waits for a
// person; nothing where all is over.
func whatNext(s *state.State, now time.Time, m *state.Message, k *Keys) string {
	last := s.Setup.MaxReceives > 0 && m.Try >= s.Setup.MaxReceives
	receive := "a worker receives it"
	if last {
		receive = "the queue moves it to the dead-letter queue, for its receives are used up"
	}
	switch m.Phase(now) {
	case state.Waiting:
		return receive
	case state.Delayed:
		return "when its delay is over, " + receive
	case state.InFlight:
		if event.ByHand(m.Worker) {
			return "extended, given back or deleted by hand; else it is visible again, and " + receive
		}
		if m.InDeadHands() {
			return "nobody works on it: when its timeout has run out it is visible again, and " + receive
		}
		if m.FailedAt() != "" {
			return "it is put down; when it is visible again, " + receive
		}
		return "if deleted in time it is done, else it is visible again, and " + receive
	case state.Returned:
		return "when it is visible again, " + receive
	case state.Dead:
		how := ""
		if !k.Past {
			how = " (" + k.Redrive + " in the list)"
		}
		return "it stays there until it is redriven" + how + ", deleted, or its retention is over"
	case state.Done, state.Purged, state.Redriven:
	}
	return ""
}

// inHand says who has a message that is in flight, and what becomes of it.
func inHand(s *state.State, m *state.Message, name, left, try string) string {
	work := "has it"
	switch {
	case event.ByHand(m.Worker):
		return fmt.Sprintf("%s: %s, visible in %s; in flight, %s", name, handOf(m.Worker), left, try)
	case m.InDeadHands():
		work = "died with it"
	case waitsForCore(s, m):
		work = "waits for a core"
	case m.Held == event.Download:
		return fmt.Sprintf("%s: received and not begun, visible in %s; in flight, %s", name, left, try)
	case m.Held != "":
		return fmt.Sprintf("%s: waits in the channel for %s, visible in %s; in flight, %s", name, m.Held, left, try)
	case m.FailedAt() != "":
		work = "failed at " + stageWord(m.FailedAt())
	case m.Stage != "" && m.StageDone:
		work = "has it, after " + stageWord(m.Stage)
	case m.Stage != "":
		work = "is at " + stageWord(m.Stage)
	}
	return fmt.Sprintf("%s: %s %s, visible in %s; in flight, %s", name, holder(m.Worker), work, left, try)
}

// waitsForCore tells whether the worker that has a message waits for a core.
func waitsForCore(s *state.State, m *state.Message) bool {
	return slices.ContainsFunc(s.Workers, func(w *state.Worker) bool {
		return w.Name == m.Worker && w.MessageID == m.ID && w.Activity == state.NoCore
	})
}
