package flow_test

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
	"inflight/ui/flow"
	"inflight/ui/panel"
)

// part is a step about a part of the stack.
func part(kind, name, outcome string) event.Event {
	return event.Event{Body: &event.StackStep{Text: "x", Resource: kind, Target: name, Outcome: outcome}}
}

func TestABoxIsThereWhenWhatItStandsForIs(t *testing.T) {
	for _, size := range [][2]int{{120, 18}, {80, 10}, {40, 8}} {
		s := state.NewState()
		draw := func() string {
			v := panel.View{State: s, Styles: &draw.Styles{}, Width: size[0], Height: size[1]}
			return ansi.Strip(strings.Join(new(flow.Diagram).Draw(v, flow.None), "\n"))
		}
		set := &event.Setup{
			SourceBucket: "images", ThumbnailBucket: "thumbs", Rule: "trigger", Queue: "practiceQ", DeadLetterQueue: "practiceDLQ", Topic: "news",
		}
		s.Apply(event.Event{Body: &event.StackStep{Text: "setting up", Setup: set}})
		// count is how many nodes are there; what is in them nobody knows yet.
		count := func(picture string) int {
			if strings.Contains(picture, "visible") || strings.Contains(picture, "empty") || strings.Contains(picture, "object") {
				t.Errorf("at %v it says what is in them:\n%s", size, picture)
			}
			return strings.Count(picture, "there") - strings.Count(picture, "not there")
		}
		if n := count(draw()); n != 0 {
			t.Errorf("at %v %d are there before anything was done:\n%s", size, n, draw())
		}
		for i, p := range [][2]string{
			{"queue", "practiceQ"},
			{"dead-letter queue", "practiceDLQ"},
			{"rule", "trigger"},
			{"bucket", "images"},
			{"bucket", "thumbs"},
			{"topic", "news"},
		} {
			s.Apply(part(p[0], p[1], event.StepMissing))
			if n := count(draw()); n != i {
				t.Errorf("at %v %d are there, want %d, before the %s %s is:\n%s", size, n, i, p[0], p[1], draw())
			}
			s.Apply(part(p[0], p[1], event.StepThere), part("rule", "another", event.StepMissing), event.Event{Body: &event.StackStep{Text: "no part"}})
			if n := count(draw()); n != i+1 {
				t.Errorf("at %v %d are there, want %d, with the %s %s:\n%s", size, n, i+1, p[0], p[1], draw())
			}
		}
		s.Apply(event.Event{Time: time.Unix(1, 0), Body: &event.PipelineStarted{Setup: set}})
		if got := draw(); strings.Contains(got, "there") || strings.Contains(got, "not yet") {
			t.Errorf("at %v it says so still when it runs:\n%s", size, got)
		}
	}
}
