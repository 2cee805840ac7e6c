package state_test

import (
	"testing"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

func TestASettingThatIsChangedIsTheOneOfThenAndOfNow(t *testing.T) {
	s := state.NewState()
	at := time.Unix(1_000_000, 0)
	s.Apply(event.Event{Time: at, Body: &event.PipelineStarted{Setup: &event.Setup{Visibility: 30, Wait: 20, Batch: 1}}})
	then := s.Snapshot()
	s.Apply(event.Event{Time: at.Add(time.Minute), Body: &event.SettingChanged{Setting: event.VisibilitySetting, From: "30s", To: "3s", Reason: "undone"}})
	if s.Setup.Visibility != 3 || s.Turned.To != "3s" || !s.Turned.At.Equal(at.Add(time.Minute)) {
		t.Errorf("now it is %g s, after %+v", s.Setup.Visibility, s.Turned)
	}
	if was := then.State(); was.Setup.Visibility != 30 || !was.Turned.At.IsZero() {
		t.Errorf("then it was %g s, after %+v", was.Setup.Visibility, was.Turned)
	}
}

func TestReceivesAreCountedSinceWaitOrBatchWereChangedAndBeforeThat(t *testing.T) {
	s := state.NewState()
	at := func(sec int) time.Time { return time.Unix(int64(1_000_000+sec), 0) }
	call := func(sec int, caller string, empty bool) event.Event {
		return event.Event{Time: at(sec), Worker: "1", Body: &event.APICalled{Service: "sqs", Operation: "ReceiveMessage", Status: 200, USD: 4e-7, Empty: empty, Caller: caller}}
	}
	s.Apply(
		event.Event{Time: at(0), Body: &event.PipelineStarted{Setup: &event.Setup{Wait: 5}}},
		call(1, "", false), call(2, "", true), call(3, event.Outside, true), call(4, event.CallerSampler, true),
		event.Event{Time: at(2), MessageID: "m", Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: at(32)}},
		event.Event{Time: at(2), MessageID: "n", Worker: event.Outside, Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: at(32)}},
		event.Event{Time: at(5), Body: &event.SettingChanged{Setting: event.VisibilitySetting, From: "30s", To: "3s"}}, // neither of the two
	)
	if r := s.Receives; r.Calls != 2 || r.Empty != 1 || r.Messages != 1 || r.Batch != 1 || !r.Since.Equal(at(0)) || !s.ReceivesBefore.Since.IsZero() {
		t.Errorf("counted %+v, before %+v", r, s.ReceivesBefore)
	}
	if r := s.Receives; r.Known(at(9)) || !r.Known(at(10)) || r.PerMinute(r.Calls, at(60)) != 2 {
		t.Errorf("known after 9 s: %v, after 10 s: %v; %g a minute", r.Known(at(9)), r.Known(at(10)), r.PerMinute(r.Calls, at(60)))
	}
	s.Apply(event.Event{Time: at(60), Body: &event.SettingChanged{Setting: event.WaitSetting, From: "5s", To: "20s"}}, call(80, "", true))
	if r := s.ReceivesBefore; r.Calls != 2 || r.Over(at(300)) != time.Minute || r.Wait != 5*time.Second || r.Month(at(300)) != 2*4e-7*30*24*60 {
		t.Errorf("before it counted %+v, %g a month", r, r.Month(at(300)))
	}
	if r := s.Receives; r.Calls != 1 || r.Empty != 1 || r.Wait != 20*time.Second || r.Known(at(79)) || !r.Known(at(80)) {
		t.Errorf("then it counted %+v", r)
	}
}

func TestAPollThatIsUnderWayWaitsAsItBegan(t *testing.T) {
	s := state.NewState()
	at := time.Unix(1_000_000, 0)
	s.Apply(
		event.Event{Time: at, Body: &event.PipelineStarted{Setup: &event.Setup{Wait: 20}}},
		event.Event{Time: at, Worker: "1", Body: &event.WorkerStarted{}},
		event.Event{Time: at, Worker: "1", Body: &event.WorkerPolling{}},
		event.Event{Time: at.Add(time.Second), Body: &event.SettingChanged{Setting: event.WaitSetting, From: "20s", To: "1s"}},
	)
	if w := s.Workers[0]; w.Wait != 20*time.Second {
		t.Errorf("it waits %s", w.Wait)
	}
	s.Apply(event.Event{Time: at.Add(20 * time.Second), Worker: "1", Body: &event.WorkerPolling{}})
	if w := s.Workers[0]; w.Wait != time.Second {
		t.Errorf("the next waits %s", w.Wait)
	}
}
