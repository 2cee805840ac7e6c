package panel_test

import (
	"strings"
	"testing"
	"time"

	"inflight/pipeline"
	"inflight/ui/panel"
	"inflight/ui/sample"
)

func TestTheNarrationTellsWhatIsRarestOfWhatJustHappened(t *testing.T) {
	begin := sample.Begin.Truncate(time.Minute)
	at := func(sec float64) time.Time { return begin.Add(time.Duration(sec * float64(time.Second))) }
	received := pipeline.Event{
		Type: pipeline.MessageReceived, MessageID: "m", Key: "storm-0127.jpg", Worker: "3", ReceiveCount: 2, VisibleAt: at(30),
	}
	for _, c := range []struct {
		name, want string
		then       []pipeline.Event
	}{
		{"an upload", "storm-0127 was uploaded: S3 tells EventBridge", []pipeline.Event{{Type: pipeline.ObjectUploaded, Key: "storm-0127.jpg"}}},
		{"a second try", "storm-0127 is tried for the 2nd time of 3, by worker 3", []pipeline.Event{received}},
		{"a heartbeat", "storm-0127 takes long: a heartbeat extended its timeout, 27 s left", []pipeline.Event{
			{Type: pipeline.WorkerStarted, Worker: "3"}, received, {Type: pipeline.MessageExtended, MessageID: "m", Worker: "3", VisibleAt: at(31)},
		}},
		{"a failure", "storm-0127 failed its 2nd try: invisible for 4 s more, then it comes back", []pipeline.Event{
			received, {Type: pipeline.MessageReturned, MessageID: "m", Worker: "3", ReceiveCount: 2, VisibleAt: at(8), Reason: "r"},
		}},
		{"a countdown that won", "storm-0127 took too long", []pipeline.Event{
			received, {Type: pipeline.MessageExpired, MessageID: "m", Worker: "3", ReceiveCount: 2},
		}},
		{"a death", "storm-0127 failed its 3rd and last try", []pipeline.Event{
			received, {Type: pipeline.MessageDead, MessageID: "m", ReceiveCount: 3},
		}},
		{"a redrive", "storm-0127 was redriven", []pipeline.Event{
			{Type: pipeline.MessageRedriven, MessageID: "n", PreviousID: "m", Key: "storm-0127.jpg"},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := pipeline.NewState()
			s.Apply(pipeline.Event{Type: pipeline.PipelineStarted, Time: begin, Setup: &pipeline.Setup{Queue: "practiceQ", MaxReceives: 3, Visibility: 30}})
			for _, e := range c.then {
				e.Time = at(1)
				s.Apply(e)
			}
			if got := panel.Narration(s, at(4), panel.Keys{}); !strings.HasPrefix(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if panel.Narration(s, at(4), panel.Keys{}) != panel.Narration(s, at(4.3), panel.Keys{}) && c.name == "an upload" {
				t.Error("a sentence does not stand long enough to be read")
			}
			if got := panel.Narration(s, at(60), panel.Keys{}); got != "" {
				t.Errorf("a minute later it still says %q", got)
			}
		})
	}
}

func TestWhatIsTooFastIsToldAsARate(t *testing.T) {
	s, begin := pipeline.NewState(), sample.Begin.Truncate(time.Minute)
	for range 100 {
		s.Apply(pipeline.Event{Type: pipeline.ObjectUploaded, Key: "k", Time: begin})
	}
	if got := panel.Narration(s, begin.Add(4*time.Second), panel.Keys{}); !strings.Contains(got, "too many to tell") {
		t.Errorf("got %q", got)
	}
}
