package plain_test

import (
	"strings"
	"testing"

	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
	"inflight/pipeline/state"
	"inflight/ui/plain"
)

func TestEveryStepIsASentence(t *testing.T) {
	for _, kind := range event.Kinds() {
		if !kind.IsStep() {
			continue
		}
		e := pipelinetest.FullEvent(kind)
		text := plain.Step(state.NewState(), &e)
		if text == "" || strings.Contains(text, string(kind)) || strings.HasSuffix(text, ": ") {
			t.Errorf("%s is told as %q", kind, text)
		}
	}
}

func TestStagesAreToldAsTheyWent(t *testing.T) {
	on := func(kind event.Kind, stage event.Stage, change func(*event.Event)) string {
		e := event.Event{Type: kind, Key: "dune.jpg", Worker: "2", Stage: stage, Took: 800_000_000}
		if change != nil {
			change(&e)
		}
		return plain.Step(state.NewState(), &e)
	}
	for want, got := range map[string]string{
		"dune: worker 2 begins to download it":                             on(event.StageStarted, event.Download, nil),
		"dune: worker 2 has made the thumbnail, in 0.8 s":                  on(event.StageFinished, event.Thumbnail, nil),
		"dune: the upload of worker 2 failed: no":                          on(event.StageFinished, event.Upload, func(e *event.Event) { e.Error = "no" }),
		"dune: worker 2 finds that there is nothing to do in the download": on(event.StageFinished, event.Download, func(e *event.Event) { e.Kept = true }),
		"dune: worker 2 waits for a core to make the thumbnail":            on(event.StageWaiting, event.Thumbnail, nil),
	} {
		if got != want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
}

func TestThatTheWorldStandsIsToldOnceHoweverManyStepsFollow(t *testing.T) {
	var events []event.Event
	for _, kind := range []event.Kind{
		event.WorldFreezing, event.WorldFrozen, event.WorldStepping, event.ConsumingPaused, event.WorldFreezing, event.WorldFrozen, event.WorldRunning,
	} {
		events = append(events, event.Event{Type: kind, Time: noon})
	}
	events = append(events, event.Event{Type: event.ClockChanged, Time: noon, Speed: 0.25})
	lines, _ := holding(t, events...)
	begins(t, lines(), "the world is frozen", "consuming paused", "the world goes on", "the clock runs at 1/4×")
}
