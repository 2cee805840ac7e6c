package state_test

import (
	"testing"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

func TestTimesBefore1970AreNoTrouble(t *testing.T) {
	for _, first := range []time.Time{{}, time.Unix(-7, 0), time.Unix(0, 0)} {
		s := state.NewState()
		for _, since := range []time.Duration{0, time.Second, time.Hour} {
			s.Apply(event.Event{Time: first.Add(since), Key: "a", Body: &event.ObjectUploaded{}})
		}
		s.Apply(event.Event{Time: time.Unix(1, 0), Key: "a", Body: &event.ObjectUploaded{}})
		if s.Count.Uploaded != 4 {
			t.Errorf("from %v on, %d were counted", first, s.Count.Uploaded)
		}
	}
}

func TestANodeStandsWhenItsPartOfTheStackIsThere(t *testing.T) {
	set := &event.Setup{SourceBucket: "images", ThumbnailBucket: "thumbs", Rule: "trigger", Model: "pool", Workers: 4}
	step := func(kind, name, outcome string) event.Event {
		return event.Event{Body: &event.StackStep{Resource: kind, Target: name, Outcome: outcome}}
	}
	s := state.NewState()
	if !s.Stands(state.QueueNode) || s.SettingUp() {
		t.Error("where nobody says how the stack is set up, it is as if it were not there")
	}
	s.Apply(event.Event{Body: &event.StackStep{Text: "setting up", Setup: set}})
	if s.Setup.SourceBucket != "images" || s.Wanted != 4 || !s.SettingUp() {
		t.Errorf("the names are not known: %+v", s.Setup)
	}
	for node, part := range map[state.Node][2]string{
		state.QueueNode: {"queue", "q"}, state.DeadLetterNode: {"dead-letter queue", "d"},
		state.SourceNode: {"bucket", "images"}, state.ThumbnailNode: {"bucket", "thumbs"},
		state.BusNode: {"rule", "trigger"}, state.AnnounceNode: {"topic", "t"},
	} {
		before := s.Stands(node)
		s.Apply(step(part[0], part[1], event.StepThere))
		made := s.Stands(node)
		s.Apply(step("lifecycle", part[1], event.StepMissing), step("rule", "forward", event.StepMissing))
		still := s.Stands(node)
		s.Apply(step(part[0], part[1], event.StepMissing))
		if before || !made || !still || s.Stands(node) {
			t.Errorf("node %d stands %v before it is made, %v when it is, %v after that, and %v when it is undone", node, before, made, still, s.Stands(node))
		}
	}
	s.Apply(event.Event{Time: time.Unix(100, 0), Body: &event.PipelineStarted{Setup: set}}, event.Event{Body: &event.StackStep{Setup: &event.Setup{}}})
	if s.SettingUp() || !s.Stands(state.WorkersNode) || s.Setup.SourceBucket != "images" {
		t.Error("it is being set up still, though it runs")
	}
}
