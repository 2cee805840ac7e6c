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

func TestTheNarrationTellsWhatIsRarestOfWhatJustHappened(t *testing.T) {
	begin := sample.Begin.Truncate(time.Minute)
	at := func(sec float64) time.Time { return begin.Add(time.Duration(sec * float64(time.Second))) }
	received := event.Event{
		MessageID: "m", Key: "storm-0127.jpg", Worker: "3",
		Body: &event.MessageReceived{ReceiveCount: 2, VisibleAt: at(30)},
	}
	third := event.Event{MessageID: "m", Key: "storm-0127.jpg", Worker: "1", Body: &event.MessageReceived{ReceiveCount: 3, VisibleAt: at(30)}}
	back := func(try int, until time.Time, reason string) event.Event {
		return event.Event{MessageID: "m", Body: &event.MessageReturned{ReceiveCount: try, VisibleAt: until, Reason: reason}}
	}
	for _, c := range []struct {
		name, want string
		then       []event.Event
	}{
		{"an upload", "storm-0127 was uploaded: its event goes via EventBridge to practiceQ", []event.Event{{Key: "storm-0127.jpg", Body: &event.ObjectUploaded{}}}},
		{"a second receive", "storm-0127 was received for the 2nd time of 3, by worker 3", []event.Event{received}},
		{"a heartbeat", "storm-0127 has 27 s left: a heartbeat extended its timeout", []event.Event{
			{Worker: "3", Body: &event.WorkerStarted{}}, received, {MessageID: "m", Worker: "3", Body: &event.MessageExtended{VisibleAt: at(31)}},
		}},
		{"a failure", "storm-0127 failed in its 2nd receive: it backs off for 4 s, then it waits again", []event.Event{
			received, back(2, at(8), "r"),
		}},
		{"a failure of which the receive was never told", "storm-0127 failed", []event.Event{
			{MessageID: "m", Key: "storm-0127.jpg", Worker: "3", Body: &event.MessageReturned{VisibleAt: at(8), Reason: "r"}},
		}},
		{"a failure of something that has no name", "msg-0123abcd failed in its 2nd receive", []event.Event{
			{MessageID: "0123abcd-0000-0000", Worker: "3", Body: &event.MessageReturned{ReceiveCount: 2, VisibleAt: at(8), Reason: "r"}},
		}},
		{"the last failure", "storm-0127 goes to the dead-letter queue: its last receive failed", []event.Event{
			received, third, back(3, at(1), "r"),
		}},
		{"an interrupt", "storm-0127 was given back: it is visible again", []event.Event{received, back(2, at(1), event.Interrupted)}},
		{"a timeout that ran out", "storm-0127 may be received again: its timeout ran out at worker 3", []event.Event{
			received, {MessageID: "m", Worker: "3", Body: &event.MessageExpired{ReceiveCount: 2}},
		}},
		{"a timeout that ran out, and who received it then", "storm-0127 was received again by worker 1: its timeout ran out at worker 3", []event.Event{
			received, {MessageID: "m", Worker: "3", Body: &event.MessageExpired{ReceiveCount: 2}}, third,
		}},
		{"the last timeout that ran out", "storm-0127 goes to the dead-letter queue: its last receive timed out at worker 1", []event.Event{
			received, third, {MessageID: "m", Worker: "1", Body: &event.MessageExpired{ReceiveCount: 3}},
		}},
		{"a timeout that ran out after a failure", "storm-0127 failed in its 2nd receive: it is visible again", []event.Event{
			received, back(2, at(1), "r"), {MessageID: "m", Worker: "3", Body: &event.MessageExpired{ReceiveCount: 2}},
		}},
		{"a death of which nobody knows the cause", "storm-0127 is a dead letter now: its 3rd and last receive is over", []event.Event{
			received, {MessageID: "m", Body: &event.MessageDead{ReceiveCount: 3}},
		}},
		{"a death by failure", "storm-0127 is a dead letter now: its 3rd and last receive failed", []event.Event{
			third, back(3, at(1), "r"), {MessageID: "m", Body: &event.MessageDead{ReceiveCount: 3, Reason: "r"}},
		}},
		{"a death by timeout", "storm-0127 is a dead letter now: its 3rd and last receive timed out", []event.Event{
			third, {MessageID: "m", Worker: "1", Body: &event.MessageExpired{ReceiveCount: 3}}, {MessageID: "m", Body: &event.MessageDead{ReceiveCount: 3}},
		}},
		{"nothing of what comes after the end", "storm-0127 was received for the 2nd time", []event.Event{
			received,
			{Body: &event.QueuePurged{Queue: "practiceQ"}},
			{MessageID: "m", Worker: "3", Body: &event.MessageExpired{ReceiveCount: 2}},
			back(2, at(1), "r"), third,
		}},
		{"a heartbeat left out", "storm-0127 gets no heartbeat, on purpose: its timeout runs out", []event.Event{
			received, {MessageID: "m", Worker: "3", Body: &event.FaultInjected{Fault: event.HeartbeatLost}},
		}},
		{"another fault", "storm-0127 was received for the 2nd time", []event.Event{
			received, {MessageID: "m", Key: "storm-0127.jpg", Body: &event.FaultInjected{Fault: "slow"}},
		}},
		{"a delay", "storm-0127 was sent with a delay of 5 s: nobody receives it before", []event.Event{
			{MessageID: "m", Key: "storm-0127.jpg", Body: &event.MessageSent{Queue: "practiceQ", VisibleAt: at(6)}},
		}},
		{"an event that no rule matched", "EventBridge drops the event Object Deleted of storm-0127: no rule matches (bus default)", []event.Event{
			{Key: "storm-0127.jpg", Body: &event.EventUnmatched{Bus: "default", Text: "Object Deleted"}},
		}},
		{"an event of nothing that no rule matched", "EventBridge drops an event: no rule matches (bus own)", []event.Event{
			{Body: &event.EventUnmatched{Bus: "own"}},
		}},
		{"a redrive", "storm-0127 was redriven", []event.Event{
			{MessageID: "n", Key: "storm-0127.jpg", Body: &event.MessageRedriven{PreviousID: "m"}},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := state.NewState()
			s.Apply(event.Event{Time: begin, Body: &event.PipelineStarted{Setup: &event.Setup{Queue: "practiceQ", MaxReceives: 3, Visibility: 30}}})
			for _, e := range c.then {
				e.Time = at(1)
				s.Apply(e)
			}
			got := panel.Narration(s, at(4), panel.Keys{})
			if !strings.HasPrefix(got, c.want) {
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

func TestAHeartbeatThatSavesAMessageIsSaidToDoSo(t *testing.T) {
	begin := sample.Begin.Truncate(time.Minute)
	for _, c := range []struct {
		beat time.Duration // after the receive
		want string
	}{
		{time.Second, "storm has 3 s left: a heartbeat extended"},
		{2 * time.Second, "storm stays with worker 3: heartbeats outlast its timeout of 2 s"},
	} {
		s := state.NewState()
		s.Apply(
			event.Event{Time: begin, Body: &event.PipelineStarted{Setup: &event.Setup{Queue: "practiceQ", Visibility: 2, Heartbeat: true}}},
			event.Event{Time: begin, Worker: "3", Body: &event.WorkerStarted{}},
			event.Event{Time: begin, MessageID: "m", Key: "storm.jpg", Worker: "3", Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: begin.Add(2 * time.Second)}},
			event.Event{Time: begin.Add(c.beat), MessageID: "m", Worker: "3", Body: &event.MessageExtended{VisibleAt: begin.Add(6 * time.Second)}},
		)
		if got := panel.Narration(s, begin.Add(3*time.Second), panel.Keys{}); !strings.HasPrefix(got, c.want) {
			t.Errorf("after %v: got %q, want %q", c.beat, got, c.want)
		}
	}
}

func TestWhatIsTooFastIsToldAsARate(t *testing.T) {
	s, begin := state.NewState(), sample.Begin.Truncate(time.Minute)
	for range 100 {
		s.Apply(event.Event{Key: "k", Time: begin, Body: &event.ObjectUploaded{}})
	}
	if got := panel.Narration(s, begin.Add(4*time.Second), panel.Keys{}); !strings.Contains(got, "too many to follow") {
		t.Errorf("got %q", got)
	}
}
