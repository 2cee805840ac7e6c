package state_test

import (
	"fmt"
	"strings"
	"testing"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

// flood is a run of so many seconds, with as many messages received a second
// by 4 workers, and waiting told by the queue as a function of the second.
func flood(seconds, received int, waiting func(sec int) int) *story {
	s := newStory()
	for i := range 4 {
		s.at(0, event.Event{Worker: fmt.Sprint(i), Body: &event.WorkerStarted{}})
	}
	for sec := range seconds {
		at := float64(sec)
		for i := range received {
			s.at(at, event.Event{MessageID: fmt.Sprint(sec-2, "-", i), Worker: "0", Body: &event.MessageDeleted{}})
			s.at(at, event.Event{MessageID: fmt.Sprint(sec, "-", i), Worker: "0", Body: &event.MessageReceived{ReceiveCount: 1}})
		}
		s.at(at, event.Event{Body: &event.QueueSampled{Queue: "practiceQ", Visible: waiting(sec), InFlight: 4}})
	}
	return s
}

func TestATrendTellsWhereTheQueueIsGoing(t *testing.T) {
	for _, c := range []struct {
		name     string
		seconds  int
		received int
		waiting  func(sec int) int
		want     state.Direction
		left     float64 // s
		more     int
	}{
		{"workers that fill are no backlog", 5, 1, func(int) int { return 0 }, state.KeepsUp, 0, 0},
		{"a few that wait are none", 40, 2, func(sec int) int { return sec % 3 }, state.KeepsUp, 0, 0},
		{"too early", 8, 1, func(sec int) int { return 10 * sec }, state.Unclear, 0, 0},
		{"growing", 40, 2, func(sec int) int { return 3 * sec }, state.Growing, 0, 6}, // 5/s at 0.5/s a worker: 10 workers
		{"draining", 40, 2, func(sec int) int { return 280 - 2*sec }, state.Draining, 101, 0},
		{"steady", 40, 2, func(int) int { return 50 }, state.Steady, 25, 0},
		{"growing by less than ten seconds can tell", 70, 2, func(sec int) int { return 10 + sec*3/10 }, state.Growing, 0, 1},
		{"draining by less than ten seconds can tell", 70, 2, func(sec int) int { return 60 - sec*3/10 }, state.Draining, 141.176470588, 0},
		{"a minute that changes little", 70, 2, func(sec int) int { return 50 + sec/10 }, state.Steady, 28, 0},
		{"stuck", 40, 0, func(int) int { return 50 }, state.Stuck, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := flood(c.seconds, c.received, c.waiting)
			s.at(0, event.Event{Key: "k", Body: &event.ObjectUploaded{}})
			got := s.state.Trend(s.time(float64(c.seconds)))
			if got.Direction != c.want || got.More != c.more || got.Left.Seconds() != c.left {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestAGrowingQueueIsExplained(t *testing.T) {
	s := flood(40, 2, func(sec int) int { return 3 * sec })
	found := state.Insights(s.state, s.time(40))
	want := "The queue grows by 3.0 a second: 6 workers more would hold it. " +
		"5.0 messages a second come or come back, and 4 workers take 2.0, for each keeps a worker busy for 2.0 s. Or let it grow"
	if len(found) != 1 || !strings.HasPrefix(found[0].Text, want) {
		t.Errorf("got %+v", found)
	}
}

func TestASlowTrendForgetsWhatWasBeforeAChange(t *testing.T) {
	// It grew for half a minute, then somebody changed the workers, and it grows no more.
	s := flood(80, 2, func(sec int) int { return 10 + min(sec, 30) })
	s.at(30, event.Event{Body: &event.ConsumingResumed{}})
	if got := s.state.Trend(s.time(80)); got.Direction != state.Steady || got.Over != 0 {
		t.Errorf("with the growth before the change it is %+v", got)
	}
}

func TestASlowTrendIsTooEarlyToTellForTwentySeconds(t *testing.T) {
	for seconds, want := range map[int]state.Direction{18: state.Unclear, 24: state.Growing} {
		s := flood(seconds, 2, func(sec int) int { return 17 + min(sec, 8)*10/8 })
		if got := s.state.Trend(s.time(float64(seconds))); got.Direction != want {
			t.Errorf("after %d s it is %+v", seconds, got)
		}
	}
}

func TestASlowlyGrowingQueueIsExplained(t *testing.T) {
	s := flood(70, 2, func(sec int) int { return 10 + sec*3/10 })
	found := state.Insights(s.state, s.time(70))
	want := "The queue grows slowly: 1 worker more would hold it. 30 messages wait now, 17 more than 60 s ago. Or let it grow"
	if len(found) != 1 || !strings.HasPrefix(found[0].Text, want) {
		t.Errorf("got %+v", found)
	}
}
