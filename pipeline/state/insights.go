package state

import (
	"time"

	"inflight/pipeline/event"
)

// insight is a rule that looks at the state and says what is worth knowing,
// or nothing.
type insight struct {
	name string
	look func(s *State, now time.Time) string
}

// allInsights are the rules there are, those first whose word matters most:
// what is broken before what is slow, and what is slow before what is to be
// done some time. Each sentence says what is so, and what one could do.
func allInsights() []insight {
	return []insight{
		{"resource-gone", resourceGone},
		{"not-delivered", notDelivered},
		{"not-matched", notMatched},
		{"api-errors", apiErrors},
		{"channel-off", channelOff},
		{"lost-race", lostRace},
		{"nobody-consumes", nobodyConsumes},
		{"backlog-grows", backlogGrows},
		{"scaled", scaled},
		{DeadLettersInsight, deadLetters},
	}
}

// rank is the place of an insight among all; one that is not known, as in the
// recording of another version, comes last.
func rank(name string) int {
	all := allInsights()
	for i := range all {
		if all[i].name == name {
			return i
		}
	}
	return len(all)
}

// Insights are what is worth knowing of a state at now, the most important
// first. It changes nothing.
func Insights(s *State, now time.Time) []Insight {
	var out []Insight
	for _, rule := range allInsights() {
		if text := rule.look(s, now); text != "" {
			out = append(out, Insight{Name: rule.name, Text: text, Since: now})
		}
	}
	return out
}

// InsightTeller remembers what was raised, to clear it when it no longer holds. The
// zero value is ready for use by one goroutine.
type InsightTeller struct {
	raised map[string]string
}

// Tell raises and clears insights as events.
func (i *InsightTeller) Tell(log *event.Log, s *State, now time.Time) {
	if i.raised == nil {
		i.raised = map[string]string{}
	}
	holds := map[string]bool{}
	for _, in := range Insights(s, now) {
		holds[in.Name] = true
		if i.raised[in.Name] != in.Text {
			i.raised[in.Name] = in.Text
			log.Emit(event.Event{Body: &event.InsightRaised{Insight: in.Name, Text: in.Text}})
		}
	}
	for _, rule := range allInsights() {
		if _, was := i.raised[rule.name]; was && !holds[rule.name] {
			delete(i.raised, rule.name)
			log.Emit(event.Event{Body: &event.InsightCleared{Insight: rule.name}})
		}
	}
}
