package event_test

import (
	"slices"
	"testing"

	"inflight/pipeline/event"
)

// TestWhatOnlyLooksIsNoStep: samples, calls, polls, insights and pictures, what is said of
// the world and its clock, and what a scene says. Whatever else happens is a step.
func TestWhatOnlyLooksIsNoStep(t *testing.T) {
	want := []event.Kind{
		"api.called", "clock.changed", "events.dropped", "insight.cleared", "insight.raised", "queue.sampled",
		"scene.decided", "scene.ended", "scene.opened", "scene.told", "thumbnail.pictured",
		"worker.polling", "worker.waiting", "world.freezing", "world.frozen", "world.running", "world.stepping",
	}
	var got []event.Kind
	for _, kind := range event.Kinds() {
		if !kind.IsStep() {
			got = append(got, kind)
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("no steps are %q, want %q", got, want)
	}
}
