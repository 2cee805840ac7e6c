package state_test

import (
	"testing"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

func TestAdviceWaitsUntilItCanKnow(t *testing.T) {
	for name, change := range map[string]event.Event{
		"a pause that ended":  {Body: &event.ConsumingResumed{}},
		"a purge":             {Body: &event.QueuePurged{Queue: "practiceQ"}},
		"a change of workers": {Body: &event.ModelChanged{Model: "pool", Workers: 4}},
	} {
		t.Run(name, func(t *testing.T) {
			s := flood(40, 2, func(sec int) int { return 3 * sec })
			s.at(0, event.Event{Key: "k", Body: &event.ObjectUploaded{}})
			if got := s.state.Trend(s.time(40)); got.Direction != state.Growing || got.More == 0 {
				t.Fatalf("before it the trend is %+v", got)
			}
			s.at(40, change)
			s.at(40.1, event.Event{Body: &event.QueueSampled{Queue: "practiceQ", Visible: 120, InFlight: 4}})
			for sec := 41.0; sec < 50; sec++ {
				if got := s.state.Trend(s.time(sec)); got.More != 0 || got.Direction == state.Growing || got.Direction == state.Draining {
					t.Errorf("%.0f s after it the advice is %+v", sec-40, got)
				}
			}
		})
	}
}

func TestPausedWorkersPollNoMore(t *testing.T) {
	for _, embedded := range []bool{true, false} {
		s := newStory()
		s.at(0, event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{Queue: "practiceQ", Embedded: embedded}}})
		s.at(0, event.Event{Worker: "1", Body: &event.WorkerStarted{}})
		s.at(1, event.Event{Worker: "1", Body: &event.WorkerPolling{}})
		s.at(2, event.Event{Body: &event.ConsumingPaused{}})
		want := state.Polling // elsewhere the call under way ends by itself
		if embedded {
			want = state.Idle
		}
		if got := s.state.Workers[0].Activity; got != want {
			t.Errorf("embedded %v: the worker is %s, want %s", embedded, got, want)
		}
	}
}

func TestOneStandingForAllThatIsSaid(t *testing.T) {
	s := newStory()
	s.at(0, event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{Queue: "practiceQ", DeadLetterQueue: "practiceDLQ", Embedded: true, MaxReceives: 3}}})
	for _, id := range []string{"a", "b", "c", "d", "e", "f"} {
		sent := &event.MessageSent{Queue: "practiceQ"}
		if id == "f" {
			sent.VisibleAt = s.time(9)
		}
		s.at(1, event.Event{MessageID: id, Key: id, Body: sent})
	}
	s.received(2, "a", 1)
	s.received(2, "b", 1)
	s.received(2, "c", 3)
	s.at(3, event.Event{MessageID: "b", Worker: "1", Body: &event.MessageReturned{ReceiveCount: 1, VisibleAt: s.time(6), Reason: "r"}})
	s.at(3, event.Event{MessageID: "c", Body: &event.MessageDead{ReceiveCount: 3}})
	for sec, want := range map[float64]state.Standing{
		4:  {Visible: 2, InWork: 1, BackingOff: 1, Delayed: 1, Dead: 1},
		6:  {Visible: 3, InWork: 1, Delayed: 1, Dead: 1},
		9:  {Visible: 4, InWork: 1, Dead: 1},
		33: {Visible: 5, Dead: 1, Late: 1},
	} {
		if got := s.state.Standing(s.time(sec)); got != want {
			t.Errorf("at %.0f s it is %+v, want %+v", sec, got, want)
		}
	}
	sample := func(sec float64, visible int) {
		s.at(sec, event.Event{Body: &event.QueueSampled{Queue: "practiceQ", Visible: visible, InFlight: 2, Delayed: 1}})
	}
	sample(4, 9) // one sample may have been taken a moment before what was told since
	if got := s.state.Standing(s.time(4)); got.Untold.Visible != 0 {
		t.Errorf("one sample is believed: %+v", got)
	}
	sample(4.2, 9)
	sample(4.4, 8)
	if got := s.state.Standing(s.time(4.5)); got.Visible != 8 || got.Untold.Visible != 6 {
		t.Errorf("three samples are not: %+v", got)
	}
	s.received(5, "from before", 1)
	if got := s.state.Standing(s.time(5)); got.Visible != 7 || got.InWork != 2 {
		t.Errorf("when one of them is received it is %+v", got)
	}
}

func TestTheChartAndTheListAgreeOnTheDeadAfterARedrive(t *testing.T) {
	s := newStory()
	for _, id := range []string{"a", "b", "c"} {
		s.at(1, event.Event{MessageID: id, Key: id, Body: &event.MessageSent{Queue: "practiceQ"}})
		s.received(2, id, 1)
		s.at(3, event.Event{MessageID: id, Body: &event.MessageDead{ReceiveCount: 3}})
	}
	s.at(4, event.Event{MessageID: "a2", Body: &event.MessageRedriven{PreviousID: "a"}})
	s.received(5, "a2", 1)
	last := s.state.Series.Last(s.time(5), 1)[0]
	if st := s.state.Standing(s.time(5)); int(last.TotalDead) != st.Dead || st.Dead != 2 {
		t.Errorf("the chart has %d dead, the list %d", last.TotalDead, st.Dead)
	}
	if inWork := last.TotalReceived - last.TotalDone - last.TotalDead; inWork != 1 {
		t.Errorf("the chart has %d in work, want the one that was redriven", inWork)
	}
}

func TestSettingUpTheStackIsNoPriceOfAMonth(t *testing.T) {
	s := &story{state: state.NewState(), begin: newStory().begin}
	s.at(0, event.Event{Body: &event.APICalled{Service: "s3", Operation: "CreateBucket", Status: 200, USD: 0.5}})
	s.at(1, event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{Queue: "practiceQ", Wait: 20, Embedded: true}}})
	if p := s.state.Price(s.time(30)); !p.Known || p.Month != 0 || p.SoFar != 0.5 {
		t.Errorf("the price is %+v", p)
	}
	s.at(2, event.Event{Body: &event.APICalled{Service: "s3", Operation: "PutObject", Status: 200, USD: 0.5}})
	if p := s.state.Price(s.time(30)); p.Month == 0 || p.SoFar != 1 {
		t.Errorf("with a call of the run it is %+v", p)
	}
}
