package panel_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
	"inflight/ui/panel"
	"inflight/ui/sample"
)

func TestHowTheStackWasSetUpIsReadAtTheStartOfARun(t *testing.T) {
	s, begin := state.NewState(), sample.Begin
	if panel.SettingUp(s, begin) {
		t.Error("a run that tells nothing of it shows something")
	}
	for i := range 13 {
		s.Apply(event.Event{Time: begin, Body: &event.StackStep{Text: fmt.Sprintf("created the thing %d\x1b", i+1)}})
	}
	s.Apply(event.Event{Time: begin, Body: &event.PipelineStarted{Setup: &event.Setup{}}})
	seen := map[string]time.Duration{}
	last := time.Duration(0)
	for d := time.Duration(0); panel.SettingUp(s, begin.Add(d)); d += 100 * time.Millisecond {
		last = d
		v := panel.View{State: s, Now: begin.Add(d), Styles: &draw.Styles{}, Width: 40, Height: 5}
		for _, line := range panel.Setup().Draw(v) {
			if line = strings.TrimSpace(line); line != "" {
				seen[line] += 100 * time.Millisecond
			}
		}
	}
	if len(seen) != 13 {
		t.Errorf("%d of 13 steps were seen", len(seen))
	}
	for line, d := range seen {
		if d < 1500*time.Millisecond || strings.Contains(line, "\x1b") {
			t.Errorf("%q was seen for %v", line, d)
		}
	}
	if last < 5*time.Second || last > 15*time.Second {
		t.Errorf("it stands for %v", last)
	}
}

// The steps stand where the thumbnails do, and give way to the first once they can
// have been read.
func TestTheStepsOfTheStackGiveWayToTheFirstThumbnail(t *testing.T) {
	for thumbnails, until := range map[int]time.Duration{0: 10 * time.Second, 1: 5500 * time.Millisecond} {
		s, begin := state.NewState(), sample.Begin
		s.Apply(event.Event{Time: begin, Body: &event.StackStep{Text: "created the queue"}})
		s.Apply(event.Event{Time: begin, Body: &event.PipelineStarted{Setup: &event.Setup{}}})
		for range thumbnails {
			s.Apply(event.Event{Time: begin.Add(time.Second), Key: "a.png", Body: &event.ThumbnailCreated{SourceKey: "a.jpg"}})
		}
		if !panel.SettingUp(s, begin.Add(until-time.Millisecond)) || panel.SettingUp(s, begin.Add(until)) {
			t.Errorf("with %d thumbnails they do not stand for %s", thumbnails, until)
		}
	}
}
