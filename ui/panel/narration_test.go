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
		Type: event.MessageReceived, MessageID: "m", Key: "storm-0127.jpg", Worker: "3", ReceiveCount: 2, VisibleAt: at(30),
	}
	third := received
	third.ReceiveCount, third.Worker = 3, "1"
	back := func(try int, until time.Time, reason string) event.Event {
		return event.Event{Type: event.MessageReturned, MessageID: "m", ReceiveCount: try, VisibleAt: until, Reason: reason}
	}
	for _, c := range []struct {
		name, want string
		then       []event.Event
	}{
		{"an upload", "storm-0127 was uploaded: its event goes via EventBridge to practiceQ", []event.Event{{Type: event.ObjectUploaded, Key: "storm-0127.jpg"}}},
		{"a second receive", "storm-0127 was received for the 2nd time of 3, by worker 3", []event.Event{received}},
		{"a heartbeat", "storm-0127 has 27 s left: a heartbeat extended its timeout", []event.Event{
			{Type: event.WorkerStarted, Worker: "3"}, received, {Type: event.MessageExtended, MessageID: "m", Worker: "3", VisibleAt: at(31)},
		}},
		{"a failure", "storm-0127 failed in its 2nd receive: it backs off for 4 s, then it waits again", []event.Event{
			received, back(2, at(8), "r"),
		}},
		{"a failure of which the receive was never told", "storm-0127 failed", []event.Event{
			{Type: event.MessageReturned, MessageID: "m", Key: "storm-0127.jpg", Worker: "3", VisibleAt: at(8), Reason: "r"},
		}},
		{"a failure of something that has no name", "msg-0123abcd failed in its 2nd receive", []event.Event{
			{Type: event.MessageReturned, MessageID: "0123abcd-0000-0000", Worker: "3", ReceiveCount: 2, VisibleAt: at(8), Reason: "r"},
		}},
		{"the last failure", "storm-0127 goes to the dead-letter queue: its last receive failed", []event.Event{
			received, third, back(3, at(1), "r"),
		}},
		{"an interrupt", "storm-0127 was given back: it is visible again", []event.Event{received, back(2, at(1), event.Interrupted)}},
		{"a timeout that ran out", "storm-0127 may be received again: its timeout ran out at worker 3", []event.Event{
			received, {Type: event.MessageExpired, MessageID: "m", Worker: "3", ReceiveCount: 2},
		}},
		{"a timeout that ran out, and who received it then", "storm-0127 was received again by worker 1: its timeout ran out at worker 3", []event.Event{
			received, {Type: event.MessageExpired, MessageID: "m", Worker: "3", ReceiveCount: 2}, third,
		}},
		{"the last timeout that ran out", "storm-0127 goes to the dead-letter queue: its last receive timed out at worker 1", []event.Event{
			received, third, {Type: event.MessageExpired, MessageID: "m", Worker: "1", ReceiveCount: 3},
		}},
		{"a timeout that ran out after a failure", "storm-0127 failed in its 2nd receive: it is visible again", []event.Event{
			received, back(2, at(1), "r"), {Type: event.MessageExpired, MessageID: "m", Worker: "3", ReceiveCount: 2},
		}},
		{"a death of which nobody knows the cause", "storm-0127 is a dead letter now: its 3rd and last receive is over", []event.Event{
			received, {Type: event.MessageDead, MessageID: "m", ReceiveCount: 3},
		}},
		{"a death by failure", "storm-0127 is a dead letter now: its 3rd and last receive failed", []event.Event{
			third, back(3, at(1), "r"), {Type: event.MessageDead, MessageID: "m", ReceiveCount: 3, Reason: "r"},
		}},
		{"a death by timeout", "storm-0127 is a dead letter now: its 3rd and last receive timed out", []event.Event{
			third, {Type: event.MessageExpired, MessageID: "m", Worker: "1", ReceiveCount: 3}, {Type: event.MessageDead, MessageID: "m", ReceiveCount: 3},
		}},
		{"nothing of what comes after the end", "storm-0127 was received for the 2nd time", []event.Event{
			received,
			{Type: event.QueuePurged, Queue: "practiceQ"},
			{Type: event.MessageExpired, MessageID: "m", Worker: "3", ReceiveCount: 2},
			back(2, at(1), "r"), third,
		}},
		{"a heartbeat left out", "storm-0127 gets no heartbeat, on purpose: its timeout runs out", []event.Event{
			received, {Type: event.FaultInjected, Fault: event.HeartbeatLost, MessageID: "m", Worker: "3"},
		}},
		{"another fault", "storm-0127 was received for the 2nd time", []event.Event{
			received, {Type: event.FaultInjected, Fault: "slow", MessageID: "m", Key: "storm-0127.jpg"},
		}},
		{"a delay", "storm-0127 was sent with a delay of 5 s: nobody receives it before", []event.Event{
			{Type: event.MessageSent, MessageID: "m", Key: "storm-0127.jpg", Queue: "practiceQ", VisibleAt: at(6)},
		}},
		{"an event that no rule matched", "EventBridge drops the event Object Deleted of storm-0127: no rule matches (bus default)", []event.Event{
			{Type: event.EventUnmatched, Bus: "default", Key: "storm-0127.jpg", Text: "Object Deleted"},
		}},
		{"an event of nothing that no rule matched", "EventBridge drops an event: no rule matches (bus own)", []event.Event{
			{Type: event.EventUnmatched, Bus: "own"},
		}},
		{"a redrive", "storm-0127 was redriven", []event.Event{
			{Type: event.MessageRedriven, MessageID: "n", PreviousID: "m", Key: "storm-0127.jpg"},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := state.NewState()
			s.Apply(event.Event{Type: event.PipelineStarted, Time: begin, Setup: &event.Setup{Queue: "practiceQ", MaxReceives: 3, Visibility: 30}})
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
			event.Event{Type: event.PipelineStarted, Time: begin, Setup: &event.Setup{Queue: "practiceQ", Visibility: 2, Heartbeat: true}},
			event.Event{Type: event.WorkerStarted, Time: begin, Worker: "3"},
			event.Event{Type: event.MessageReceived, Time: begin, MessageID: "m", Key: "storm.jpg", Worker: "3", ReceiveCount: 1, VisibleAt: begin.Add(2 * time.Second)},
			event.Event{Type: event.MessageExtended, Time: begin.Add(c.beat), MessageID: "m", Worker: "3", VisibleAt: begin.Add(6 * time.Second)},
		)
		if got := panel.Narration(s, begin.Add(3*time.Second), panel.Keys{}); !strings.HasPrefix(got, c.want) {
			t.Errorf("after %v: got %q, want %q", c.beat, got, c.want)
		}
	}
}

func TestWhatIsTooFastIsToldAsARate(t *testing.T) {
	s, begin := state.NewState(), sample.Begin.Truncate(time.Minute)
	for range 100 {
		s.Apply(event.Event{Type: event.ObjectUploaded, Key: "k", Time: begin})
	}
	if got := panel.Narration(s, begin.Add(4*time.Second), panel.Keys{}); !strings.Contains(got, "too many to follow") {
		t.Errorf("got %q", got)
	}
}
