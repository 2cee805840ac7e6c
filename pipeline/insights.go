package pipeline

import (
	"fmt"
	"time"
)

// insight is a rule that looks at the state and says what is worth knowing,
// or nothing.
type insight struct {
	name string
	look func(s *State, now time.Time) string
}

// allInsights are the rules there are. Each sentence says what is so, and what
// one could do.
func allInsights() []insight {
	return []insight{
		{"lost-race", lostRace},
		{"nobody-consumes", nobodyConsumes},
		{"backlog-grows", backlogGrows},
		{"dead-letters", deadLetters},
		{"not-delivered", notDelivered},
		{"api-errors", apiErrors},
	}
}

// insights remembers what was raised, to clear it when it no longer holds. The
// zero value is ready for use by one goroutine.
type insights struct {
	raised map[string]string
}

// tell raises and clears insights as events.
func (i *insights) tell(log *Log, s *State, now time.Time) {
	if i.raised == nil {
		i.raised = map[string]string{}
	}
	for _, rule := range allInsights() {
		text, before := rule.look(s, now), i.raised[rule.name]
		switch text {
		case before:
		case "":
			delete(i.raised, rule.name)
			log.Emit(Event{Type: InsightCleared, Insight: rule.name})
		default:
			i.raised[rule.name] = text
			log.Emit(Event{Type: InsightRaised, Insight: rule.name, Text: text})
		}
	}
}

// lostRace speaks of work that outlasted its visibility timeout.
func lostRace(s *State, now time.Time) string {
	for _, m := range s.Live() {
		if m.Overtaken > 0 && now.Sub(m.ReceivedAt) < time.Minute {
			return fmt.Sprintf("%s took longer than its visibility timeout of %s: it is done again by another worker. "+
				"Lengthen the timeout, or turn the heartbeat on.",
				oneLine(m.Name(), 40), fmt.Sprintf("%.0f s", s.Setup.Visibility))
		}
	}
	return ""
}

// nobodyConsumes speaks of messages that wait while no worker receives.
func nobodyConsumes(s *State, _ time.Time) string {
	waiting := s.Source.Visible
	switch {
	case waiting == 0:
		return ""
	case s.Paused:
		return "Consuming is paused: what is sent waits in the queue, and nothing is lost. Press space to go on."
	case len(s.Workers) == 0:
		return "There are no workers: what is sent waits in the queue, and nothing is lost. Press + to add one."
	}
	return ""
}

// backlogGrows speaks of a queue that fills faster than it empties.
func backlogGrows(s *State, now time.Time) string {
	const window = 10
	if len(s.Series.Last(now, window)) < window || s.Source.Visible < 20 || s.Paused {
		return ""
	}
	in := s.Series.Rate(now, window, func(sec Second) int { return sec.Sent })
	out := s.Series.Rate(now, window, func(sec Second) int { return sec.Done + sec.Dead })
	if in <= out*1.2 || in-out < 0.5 {
		return ""
	}
	return "The queue fills faster than it empties. Press + for another worker, or let it: a queue is there to hold what comes too fast."
}

// deadLetters speaks of what lies in the dead-letter queue.
func deadLetters(s *State, _ time.Time) string {
	if s.DeadLetter.Visible == 0 {
		return ""
	}
	n := "1 message lies"
	if s.DeadLetter.Visible > 1 {
		n = fmt.Sprintf("%d messages lie", s.DeadLetter.Visible)
	}
	return fmt.Sprintf("%s in the dead-letter queue after %d receives. Look at the reason, then press r to redrive.", n, s.Setup.MaxReceives)
}

// notDelivered speaks of events that no queue got.
func notDelivered(s *State, _ time.Time) string {
	if s.Count.MatchFailed == 0 {
		return ""
	}
	return fmt.Sprintf("EventBridge could not deliver %d events to the queue. Does the queue's policy let the rule send?", s.Count.MatchFailed)
}

// apiErrors speaks of AWS calls that fail now.
func apiErrors(s *State, now time.Time) string {
	failed := 0
	var last Call
	for i := s.Calls.Len() - 1; i >= 0; i-- {
		c := s.Calls.At(i)
		if now.Sub(c.At) > 10*time.Second {
			break
		}
		if c.Status >= 500 || c.Status == 403 {
			failed++
			last = c
		}
	}
	if failed == 0 {
		return ""
	}
	return fmt.Sprintf("%s %s fails: %s", last.Service, last.Operation, oneLine(last.Error, 80))
}
