package plain_test

import (
	"strings"
	"testing"
	"time"

	"inflight/pipeline/event"
)

func TestWhatASceneSaysIsALine(t *testing.T) {
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for want, body := range map[string]event.Body{
		"scene “The delay”: Which? The words: delayed: it was sent. in flight: a worker has it.": &event.SceneOpened{Scene: "delay", Title: "The delay", Text: "Which?", Words: "delayed: it was sent.\nin flight: a worker has it."},
		"scene “The countdown wins”: Who has it? And why?":                                       &event.SceneOpened{Scene: "countdown", Title: "The countdown wins", Text: "Who has it?\nAnd why?"},
		"see: it goes back":                            &event.SceneTold{Text: "it goes back"},
		"the answer: Both. Nobody told the first.":     &event.SceneDecided{Panel: "in flight", Text: "Both.\nNobody told the first."},
		"the scene is over":                            &event.SceneEnded{},
		"the scene did not come to its end: dead is 0": &event.SceneEnded{Error: "dead is 0"},
	} {
		if got := strings.TrimSpace(told(t, []event.Event{{Time: at, Body: body}})); got != "12:00:00.000 "+want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
}

// How the stack of a scene is set up is no part of what the scene shows, unless it fails.
func TestASceneIsToldWithoutItsStack(t *testing.T) {
	step := func(b event.StackStep) event.Event { return event.Event{Time: time.Unix(1, 0), Body: &b} }
	created, failed := event.StackStep{Text: "created the queue practiceQ"}, event.StackStep{Text: "create the queue practiceQ", Error: "no"}
	opened := event.Event{Time: time.Unix(1, 0), Body: &event.SceneOpened{Scene: "poison", Title: "A poison message", Text: "Who?"}}
	if run := told(t, []event.Event{step(created)}); !strings.Contains(run, "created the queue") {
		t.Errorf("a run says %q", run)
	}
	scene := told(t, []event.Event{opened, step(created), step(failed)})
	if strings.Contains(scene, "created") || !strings.Contains(scene, "create the queue practiceQ: no") {
		t.Errorf("a scene says %q", scene)
	}
}
