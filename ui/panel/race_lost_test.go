package panel_test

import (
	"strings"
	"testing"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/panel"
	"inflight/ui/sample"
)

// lostRace is a message that worker 1 received, and overran: it makes the thumbnail
// since second 1. Worker 2 received it at second 4.
func lostRace() (s *state.State, at func(float64) time.Time, happen func(float64, string, event.Body)) {
	at = func(sec float64) time.Time { return sample.Begin.Add(time.Duration(sec * float64(time.Second))) }
	s = state.NewState()
	happen = func(sec float64, worker string, b event.Body) {
		s.Apply(event.Event{Time: at(sec), MessageID: "m", Key: "heron.jpg", Worker: worker, Body: b})
	}
	s.Apply(event.Event{Time: at(0), Body: &event.PipelineStarted{Setup: &event.Setup{
		Queue: "practiceQ", DeadLetterQueue: "practiceDLQ", Workers: 2, MaxReceives: 3,
	}}})
	for _, name := range []string{"1", "2"} {
		s.Apply(event.Event{Time: at(0), Worker: name, Body: &event.WorkerStarted{}})
	}
	happen(0, "", &event.MessageSent{})
	happen(0, "1", &event.MessageReceived{ReceiveCount: 1, VisibleAt: at(4)})
	happen(0, "1", &event.StageStarted{Stage: event.Download})
	happen(1, "1", &event.StageFinished{Stage: event.Download})
	happen(1, "1", &event.StageStarted{Stage: event.Thumbnail})
	happen(4, "1", &event.MessageExpired{ReceiveCount: 1})
	happen(4, "2", &event.MessageReceived{ReceiveCount: 2, VisibleAt: at(8)})
	return s, at, happen
}

// thumbnailCells is how many cells of a race show that a worker makes a thumbnail.
func thumbnailCells(s *state.State, now time.Time, worker string) int {
	lines := panel.Message().Draw(panel.View{State: s, Now: now, MessageID: "m", Width: pageWidth, Height: 400})
	return strings.Count(raceLine(strings.Join(section(lines, "its receives:"), "\n"), worker), "▓")
}

func TestWhoLostTheRaceIsDrawnAtWorkUntilItIsTold(t *testing.T) {
	for _, c := range []struct {
		name    string
		happens func(happen func(float64, string, event.Body))
		until   float64 // of the thumbnail of worker 1, as drawn at second 10
		axis    float64 // when the axis ends
	}{
		{"deleted by who received it next", func(happen func(float64, string, event.Body)) {
			happen(6, "2", &event.MessageDeleted{})
		}, 10, 10},
		{"dead meanwhile", func(happen func(float64, string, event.Body)) {
			happen(6, "", &event.MessageDead{ReceiveCount: 2})
		}, 10, 10},
		{"dead, and redriven", func(happen func(float64, string, event.Body)) {
			happen(6, "", &event.MessageDead{ReceiveCount: 2})
			happen(7, "", &event.MessageRedriven{PreviousID: "m", Queue: "practiceQ"})
		}, 10, 10},
		{"gave up", func(happen func(float64, string, event.Body)) {
			happen(6, "2", &event.MessageDeleted{})
			happen(8, "1", &event.StageFinished{Stage: event.Thumbnail, Error: event.Interrupted})
			happen(8, "1", &event.MessageReturned{ReceiveCount: 1, Late: true})
		}, 8, 8},
		{"was through with it too", func(happen func(float64, string, event.Body)) {
			happen(6, "2", &event.MessageDeleted{})
			happen(8, "1", &event.StageFinished{Stage: event.Thumbnail})
			happen(8, "1", &event.MessageDeleted{Late: true})
		}, 8, 8},
		{"purged", func(happen func(float64, string, event.Body)) {
			happen(6, "", &event.QueuePurged{Queue: "practiceQ"})
		}, 1, 6},
		{"deleted by hand", func(happen func(float64, string, event.Body)) {
			happen(6, event.You, &event.MessageDeleted{Late: true})
		}, 1, 6},
		{"its worker has stopped", func(happen func(float64, string, event.Body)) {
			happen(6, "2", &event.MessageDeleted{})
			happen(8, "1", &event.WorkerStopped{})
		}, 1, 6},
		{"its worker is at something else", func(happen func(float64, string, event.Body)) {
			happen(6, "2", &event.MessageDeleted{})
			happen(8, "1", &event.WorkerWaiting{Reason: event.ForMessage})
		}, 1, 6},
		{"events are missing since", func(happen func(float64, string, event.Body)) {
			happen(6, "2", &event.MessageDeleted{})
			happen(8, "", &event.EventsDropped{Count: 1})
		}, 1, 6},
		{"another stage was told of after events were missing", func(happen func(float64, string, event.Body)) {
			happen(6, "2", &event.MessageDeleted{})
			happen(8, "", &event.EventsDropped{Count: 1})
			happen(8.5, "1", &event.StageStarted{Stage: event.Upload})
		}, 8.5, 10},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, at, happen := lostRace()
			c.happens(happen)
			cells := thumbnailCells(s, at(10), "1")
			least, most := int((c.until-1)/c.axis*raceCells)-2, int((c.until-1)/c.axis*raceCells)+2
			if cells < least || cells > most {
				t.Errorf("%d of %d cells show its thumbnail, it should be %d to %d", cells, raceCells, least, most)
			}
		})
	}
}

func TestWhoHasPutTheMessageDownIsNotDrawnAtWorkByAnEarlierReceive(t *testing.T) {
	s, at, happen := lostRace()
	happen(5, "1", &event.MessageReturned{ReceiveCount: 1, Late: true})
	happen(6, "2", &event.MessageDeleted{})
	s.Apply(event.Event{Time: at(7), MessageID: "other", Key: "wren.jpg", Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: at(11)}})
	if a, b := thumbnailCells(s, at(8), "1"), thumbnailCells(s, at(20), "1"); a != b || a == 0 {
		t.Errorf("%d cells show its thumbnail, and %d later", a, b)
	}
}
