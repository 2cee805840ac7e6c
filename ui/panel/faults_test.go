package panel_test

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/panel"
)

// faultOn is a fault that is turned on, until then; 0: until it is switched off.
func faultOn(sec float64, asked string, end float64) event.Event {
	name, _, _ := strings.Cut(asked, "@")
	name, _, _ = strings.Cut(name, "=")
	b := &event.FaultSwitched{Fault: name, Asked: asked, On: true, Text: "it goes wrong"}
	if end > 0 {
		b.Until = until(end)
	}
	return event.Event{Time: until(sec), Body: b}
}

// running is a state of a run on the embedded AWS after these events.
func running(events ...event.Event) *state.State {
	s := state.NewState()
	s.Apply(event.Event{Time: until(0), Body: &event.PipelineStarted{Setup: &event.Setup{
		Embedded: true, Account: "000000000000", Region: "us-east-1", Endpoint: "http://127.0.0.1:4566", Model: "pool", Workers: 4, MaxReceives: 3, Queue: "practiceQ",
	}}}, event.Event{Time: until(0), Worker: "1", Body: &event.WorkerStarted{}})
	s.Apply(events...)
	return s
}

func header(s *state.State, sec float64, width int) string {
	return strings.TrimRight(ansi.Strip(panel.Header(panel.View{State: s, Now: until(sec), Width: width, Model: "pool", Workers: 4})), " ")
}

// TestTheHeaderSaysWhatGoesWrongOnPurposeAndForHowLong: in as many words as there is
// room for, and never in place of where this is and whether it runs.
func TestTheHeaderSaysWhatGoesWrongOnPurposeAndForHowLong(t *testing.T) {
	one := []event.Event{faultOn(1, "expired-credentials=0.25@sqs.DeleteMessage+ours", 21)}
	three := append(one[:1:1], faultOn(2, "panic=once@upload", 0), faultOn(3, "slow-work", 10))
	for _, c := range []struct {
		events []event.Event
		at     float64
		width  int
		want   string // empty: nothing is on
	}{
		{one, 4, 160, "◈ expired-credentials=0.25@sqs.DeleteMessage+ours 17 s"},
		{one, 4, 80, "◈ expired-credentials 17 s   0.0 img/s"},
		{one, 4, 60, "◈ fault 17 s"},
		{one, 21, 160, ""},
		{three, 4, 160, "◈ slow-work 6 s  expired-credentials=0.25@sqs.DeleteMessage+ours 17 s  panic=once@upload"},
		{three, 4, 80, "◈ slow-work 6 s +2"},
		{three, 4, 60, "◈ slow-work 6 s +2"},
		{three, 12, 80, "◈ expired-credentials 9 s +1"},
		{three, 30, 80, "◈ panic   "},
		{append(three[:3:3], event.Event{Time: until(4), Body: &event.FaultSwitched{Fault: "panic", Asked: "panic=once@upload"}}), 30, 160, ""},
		{append(three[:3:3], event.Event{Time: until(4), Body: &event.RunFinished{}}), 5, 160, ""},
	} {
		got := header(running(c.events...), c.at, c.width)
		if c.want == "" && strings.Contains(got, "◈") || !strings.Contains(got, c.want) {
			t.Errorf("at %d: %q, want %q", c.width, got, c.want)
		}
		if !strings.Contains(got, "LOCAL") || !strings.HasSuffix(got, "live") && !strings.HasSuffix(got, "done") || ansi.StringWidth(got) > c.width {
			t.Errorf("at %d it lacks what matters most: %q", c.width, got)
		}
	}
	lost := running(one...)
	lost.Apply(event.Event{Time: until(3), Body: &event.NetworkLost{}}, event.Event{Time: until(3), Body: &event.EventsDropped{Count: 12}})
	if got := header(lost, 4, 60); !strings.Contains(got, "◈ fault") || !strings.Contains(got, "no network") || !strings.Contains(got, "dropped 12") || ansi.StringWidth(got) > 60 {
		t.Errorf("it is %q", got)
	}
}

// TestAHitIsMarkedWhereTheImageIsAndTheWorker: in its row while that receive lasts, in
// the lane at its moment, and with its reason on the page.
func TestAHitIsMarkedWhereTheImageIsAndTheWorker(t *testing.T) {
	hit := on(2, event.Event{Worker: "1", Key: "storm.jpg", Body: &event.FaultInjected{Fault: "panic", Reason: "upload by panic=once@upload"}})
	begun := on(1.5, event.Event{Worker: "1", Body: &event.StageStarted{Stage: event.Upload}})
	ended := on(3, event.Event{Worker: "1", Body: &event.StageFinished{Stage: event.Upload, Error: "it panicked"}})
	see := func(sec float64, events ...event.Event) (row, lane, page string) {
		v := panel.View{State: running(events...), Now: until(sec), Width: 89, Height: 40, MessageID: "m"}
		return strings.Join(panel.InFlight().Draw(v), "\n"), strings.Join(panel.Workers().Draw(v), "\n"), strings.Join(panel.Message().Draw(v), "\n")
	}
	const mark = "◈"
	row, lane, page := see(3, got(1, "1", 1), begun, hit)
	if !strings.Contains(row, "●"+mark+"storm") && !strings.Contains(row, mark+"storm") || strings.Count(lane, mark) != 2 || !strings.Contains(page, "trouble made on purpose: panic, upload by panic=once@upload") {
		t.Errorf("while it goes on:\n%s\n%s\n%s", row, lane, page)
	}
	row, lane, _ = see(5, got(1, "1", 1), begun, hit, ended, gaveBack(3, 1, 4), got(4, "1", 2))
	if strings.Contains(row, mark) || strings.Count(lane, mark) != 2 {
		t.Errorf("in the receive after it:\n%s\n%s", row, lane)
	}
	row, lane, _ = see(3, got(1, "1", 1), begun)
	if strings.Contains(row+lane, mark) {
		t.Errorf("nothing hit it:\n%s\n%s", row, lane)
	}
	// Before it is received: a worker that dies, an image that is damaged.
	dies := on(1, event.Event{Worker: "1", Key: "storm.jpg", Body: &event.FaultInjected{Fault: "worker-dies", Reason: "by worker-dies=once"}})
	if row, _, _ := see(2, sent(0.5), dies, got(1, "1", 1)); !strings.Contains(row, mark+"storm") {
		t.Errorf("a worker that dies:\n%s", row)
	}
	damaged := []event.Event{
		{Time: until(0.1), Key: "storm.jpg", Body: &event.FaultInjected{Fault: "broken-image", Reason: "giant by broken-image"}},
		{Time: until(0.2), Key: "storm.jpg", Body: &event.ObjectUploaded{Size: 9}},
		sent(0.3), got(1, "1", 1),
	}
	row, _, page = see(2, damaged...)
	if !strings.Contains(row, mark+"storm") || !strings.Contains(page, "trouble made on purpose: broken-image, giant by broken-image") {
		t.Errorf("a damaged image:\n%s\n%s", row, page)
	}
	if row, _, _ = see(6, append(damaged, gaveBack(2, 1, 4), got(5, "1", 2))...); !strings.Contains(row, mark+"storm") {
		t.Errorf("a damaged image, received again:\n%s", row)
	}
	if row, _, _ = see(6, append(damaged, on(3, event.Event{Worker: "1", Body: &event.MessageDeleted{}}),
		event.Event{Time: until(4), Key: "storm.jpg", Body: &event.ObjectUploaded{Size: 9}}, event.Event{Time: until(4.1), MessageID: "n", Key: "storm.jpg", Body: &event.MessageSent{Queue: "practiceQ"}},
		event.Event{Time: until(5), MessageID: "n", Key: "storm.jpg", Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: until(9)}})...); strings.Contains(row, mark) {
		t.Errorf("another image of the same key:\n%s", row)
	}
}

func TestTheNarrationSaysWhatAFaultHit(t *testing.T) {
	for want, e := range map[string]event.Event{
		"storm is hit on purpose by the fault panic: upload":                   on(1, event.Event{Worker: "1", Body: &event.FaultInjected{Fault: "panic", Reason: "upload by panic=once@upload"}}),
		"dune is hit on purpose by the fault event-twice":                      {Time: until(1), Key: "dune.jpg", Body: &event.FaultInjected{Fault: "event-twice", Reason: "by event-twice"}},
		"a call is hit on purpose by the fault throttle: sqs GetQueueUrl":      {Time: until(1), Body: &event.FaultInjected{Fault: "throttle", Reason: "sqs GetQueueUrl by throttle"}},
		"garden is hit on purpose by the fault broken-image: giant":            {Time: until(1), Key: "garden.jpg", Body: &event.FaultInjected{Fault: "broken-image", Reason: "giant by broken-image"}},
		"storm gets no heartbeat, on purpose: its timeout runs out":            on(1, event.Event{Worker: "1", Body: &event.FaultInjected{Fault: event.HeartbeatLost, Reason: "by heartbeat-lost"}}),
		"storm is hit on purpose by the fault slow-answers: s3 GetObject":      on(1, event.Event{Worker: "1", Body: &event.FaultInjected{Fault: "slow-answers", Reason: "s3 GetObject by slow-answers"}}),
		"\\u{1b}[2J is hit on purpose by the fault event-twice\\u{1b}[2J: sqs": {Time: until(1), Key: "\x1b[2J.jpg", Body: &event.FaultInjected{Fault: "event-twice\x1b[2J", Reason: "sqs by x"}},
	} {
		s := running(got(0.5, "1", 1), e)
		if said := panel.Narration(s, until(3).Add(time.Millisecond), panel.Keys{}); said != want && !strings.HasPrefix(want, "\\") || strings.Contains(said, "\x1b") {
			t.Errorf("it says %q, want %q", said, want)
		}
	}
}

// TestOfAHeartbeatLeftOutItIsToldWhatCameOfIt: the sentence stands for seconds, and is made
// of what is known when it is read.
func TestOfAHeartbeatLeftOutItIsToldWhatCameOfIt(t *testing.T) {
	lost := on(1, event.Event{Worker: "1", Body: &event.FaultInjected{Fault: event.HeartbeatLost, Reason: "by heartbeat-lost"}})
	for want, then := range map[string][]event.Event{
		"its timeout runs out": nil,
		"its timeout ran out":  {ranOut(3.2, "1", 1), got(3.3, "2", 2)},
		"it was done in time":  {on(3.2, event.Event{Worker: "1", Body: &event.MessageDeleted{}})},
	} {
		s := running(append(all(got(0.5, "1", 1), lost), then...)...)
		want = "storm gets no heartbeat, on purpose: " + want
		if said := panel.Narration(s, until(3.4), panel.Keys{}); said != want {
			t.Errorf("it says %q, want %q", said, want)
		}
	}
}
