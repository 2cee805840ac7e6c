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
		"scene “The countdown wins”: Who has it? And why?": &event.SceneOpened{Scene: "countdown", Title: "The countdown wins", Text: "Who has it?\nAnd why?"},
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
