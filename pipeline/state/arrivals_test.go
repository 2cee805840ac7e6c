package state_test

import (
	"slices"
	"testing"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

func TestAnImageIsMatchedOnceHoweverManyRulesAndBusesItMeets(t *testing.T) {
	for name, c := range map[string]struct {
		bus                string
		matches            [][2]string // bus and rule
		matched, forwarded int64
	}{
		"the default bus":                {"default", [][2]string{{"default", "images"}}, 1, 0},
		"a bus of our own":               {"own", [][2]string{{"default", "images-to-own"}, {"own", "images"}}, 1, 1},
		"forwarded, and not matched":     {"own", [][2]string{{"default", "images-to-own"}}, 0, 1},
		"somebody's rule beside ours":    {"default", [][2]string{{"default", "audit"}, {"default", "images"}}, 1, 0},
		"somebody's rule on our bus":     {"own", [][2]string{{"default", "images-to-own"}, {"own", "audit"}, {"own", "images"}}, 1, 1},
		"somebody's rule before our bus": {"own", [][2]string{{"default", "audit"}, {"default", "images-to-own"}, {"own", "images"}}, 1, 1},
		"a recording that names no bus":  {"own", [][2]string{{"", "images"}}, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s := state.NewState()
			s.Apply(event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{Bus: c.bus, Rule: "images", Embedded: true}}})
			s.Apply(event.Event{Key: "a.jpg", Body: &event.ObjectUploaded{}})
			for _, m := range c.matches {
				s.Apply(event.Event{Key: "a.jpg", Body: &event.EventMatched{Bus: m[0], Rule: m[1]}})
			}
			if n := &s.Count; n.Matched != c.matched || n.Forwarded != c.forwarded {
				t.Errorf("matched %d, forwarded %d; want %d, %d", n.Matched, n.Forwarded, c.matched, c.forwarded)
			}
		})
	}
}

func TestAnEventThatNoRuleMatchedIsCountedAndNoMatch(t *testing.T) {
	s := state.NewState()
	s.Apply(event.Event{Key: "a.jpg", Body: &event.EventUnmatched{Bus: "default", Text: "Object Deleted"}})
	if s.Count.Unmatched != 1 || s.Count.Matched != 0 || s.Unmatched.Key != "a.jpg" || s.Unmatched.Type != "Object Deleted" {
		t.Errorf("counted %+v, last %+v", s.Count, s.Unmatched)
	}
}

func TestAMessagesLifeBeginsWithItsUploadHoweverLateThatIsTold(t *testing.T) {
	// The message is on its way before the answer to its upload has come.
	steps := []event.Event{
		{Bucket: "b", Key: "a.jpg", Body: &event.EventMatched{Bus: "default", Rule: "images"}},
		{MessageID: "m", Bucket: "b", Key: "a.jpg", Body: &event.MessageSent{Queue: "practiceQ"}},
		{MessageID: "m", Bucket: "b", Key: "a.jpg", Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1}},
	}
	for after := range len(steps) + 1 {
		s := newStory()
		s.at(0, event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{Queue: "practiceQ", Rule: "images", Embedded: true}}})
		for i := range len(steps) + 1 {
			if i == after {
				s.at(float64(i), event.Event{Bucket: "b", Key: "a.jpg", Body: &event.ObjectUploaded{Size: 7}})
				if m := s.state.Message("m"); m != nil && m.History[0].Kind != event.KindOf[event.ObjectUploaded]() {
					t.Errorf("told after %d others, its life begins with %s as long as it waits", after, m.History[0].Kind)
				}
			}
			if i < len(steps) {
				s.at(float64(i), steps[i])
			}
		}
		s.at(5, event.Event{MessageID: "m", Bucket: "b", Key: "a.jpg", Worker: "1", Body: &event.MessageReceived{ReceiveCount: 2}})
		var kinds []event.Kind
		for i, h := range s.state.Message("m").History {
			kinds = append(kinds, h.Kind)
			if i > 0 && h.Time.Before(s.state.Message("m").History[i-1].Time) {
				t.Errorf("told after %d others, its life goes back in time at %d", after, i)
			}
		}
		want := []event.Kind{event.KindOf[event.ObjectUploaded](), event.KindOf[event.EventMatched](), event.KindOf[event.MessageSent](), event.KindOf[event.MessageReceived](), event.KindOf[event.MessageReceived]()}
		if !slices.Equal(kinds, want) {
			t.Errorf("told after %d others, its life is %v, want %v", after, kinds, want)
		}
	}
}
