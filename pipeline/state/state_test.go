package state_test

import (
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

// story folds events that happen at the given seconds.
type story struct {
	state *state.State
	begin time.Time
	seq   uint64
}

func newStory() *story {
	s := &story{state: state.NewState(), begin: time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)}
	s.at(0, event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{
		Queue: "practiceQ", DeadLetterQueue: "practiceDLQ", Workers: 2, Visibility: 30, MaxReceives: 3,
	}}})
	return s
}

func (s *story) time(sec float64) time.Time {
	return s.begin.Add(time.Duration(sec * float64(time.Second)))
}

func (s *story) at(sec float64, e event.Event) {
	s.seq++
	e.Seq, e.Time = s.seq, s.time(sec)
	s.state.Apply(e)
}

func (s *story) received(sec float64, id string, try int) {
	s.at(sec, event.Event{
		MessageID: id, Key: id + ".jpg", Worker: "1",
		Body: &event.MessageReceived{
			ReceiveCount: try, SentAt: s.begin, VisibleAt: s.time(sec + 30),
		},
	})
}

func TestAMessagesPhaseFollowsFromItsEventsAndTheTime(t *testing.T) {
	s := newStory()
	s.at(1, event.Event{MessageID: "m", Key: "m.jpg", Body: &event.MessageSent{Queue: "practiceQ", VisibleAt: s.time(3)}})
	phase := func(sec float64, want state.Phase) {
		t.Helper()
		if got := s.state.Message("m").Phase(s.time(sec)); got != want {
			t.Errorf("at %v s it is %s, want %s", sec, got, want)
		}
	}
	phase(2, state.Delayed)
	phase(3, state.Waiting)
	s.received(4, "m", 1)
	phase(33, state.InFlight)
	phase(34, state.Waiting) // the countdown ran out
	s.at(19, event.Event{MessageID: "m", Worker: "1", Body: &event.MessageExtended{VisibleAt: s.time(49)}})
	phase(48, state.InFlight)
	s.at(20, event.Event{MessageID: "m", Worker: "1", Body: &event.MessageReturned{ReceiveCount: 1, VisibleAt: s.time(22), Reason: "r"}})
	phase(21, state.Returned)
	phase(22, state.Waiting)
	s.at(50, event.Event{MessageID: "m", Body: &event.MessageDead{ReceiveCount: 3, Reason: "why"}})
	phase(51, state.Dead)
	s.at(60, event.Event{MessageID: "n", Body: &event.MessageRedriven{PreviousID: "m"}})
	phase(61, state.Redriven)
	n := s.state.Message("n")
	if n.Key != "m.jpg" || n.Phase(s.time(61)) != state.Waiting || len(n.History) < 5 {
		t.Errorf("the redriven message is %+v", n)
	}
	s.at(70, event.Event{MessageID: "n", Worker: "1", Body: &event.MessageDeleted{}})
	if got := s.state.Message("n").Phase(s.time(70)); got != state.Done || len(s.state.Live()) != 0 {
		t.Errorf("it is %s with %d alive", got, len(s.state.Live()))
	}
}

func TestTheCountdownRunsFromTheReceiveOrTheLastHeartbeat(t *testing.T) {
	s := newStory()
	s.received(0, "m", 1)
	m := s.state.Message("m")
	if left, part := m.Left(s.time(15)); left != 15*time.Second || part != 0.5 {
		t.Errorf("after 15 s %s are left, %v of it", left, part)
	}
	s.at(15, event.Event{MessageID: "m", Worker: "1", Body: &event.MessageExtended{VisibleAt: s.time(45)}})
	if left, part := m.Left(s.time(15)); left != 30*time.Second || part != 1 {
		t.Errorf("after the heartbeat %s are left, %v of it", left, part)
	}
	if left, part := m.Left(s.time(99)); left != 0 || part != 0 {
		t.Errorf("at the end %s are left, %v of it", left, part)
	}
}

func TestAPurgeEndsWhatTheQueueHeldAndLeavesTheOther(t *testing.T) {
	s := newStory()
	for i := range 200 {
		s.received(1, fmt.Sprintf("m%d", i), 1)
	}
	s.at(2, event.Event{MessageID: "m7", Body: &event.MessageDead{ReceiveCount: 3}})
	s.at(3, event.Event{Body: &event.QueuePurged{Queue: "practiceQ"}})
	if live := s.state.Live(); len(live) != 1 || live[0].ID != "m7" {
		t.Errorf("%d messages are alive after the purge", len(live))
	}
	s.at(4, event.Event{Body: &event.QueuePurged{Queue: "practiceDLQ"}})
	if n := len(s.state.Live()); n != 0 || s.state.Count.Purged != 200 {
		t.Errorf("%d are alive, %d purged", n, s.state.Count.Purged)
	}
}

func TestAWorkersLaneShowsWhatItDidAndHowBusyItWas(t *testing.T) {
	s := newStory()
	s.at(0, event.Event{Worker: "1", Body: &event.WorkerStarted{}})
	s.at(0, event.Event{Worker: "1", Body: &event.WorkerPolling{}})
	s.received(10, "m", 1)
	s.at(10, event.Event{MessageID: "m", Worker: "1", Body: &event.StageStarted{Stage: event.Download}})
	s.at(15, event.Event{MessageID: "m", Worker: "1", Body: &event.StageStarted{Stage: event.Thumbnail}})
	s.at(20, event.Event{MessageID: "m", Worker: "1", Body: &event.MessageDeleted{}})
	w := s.state.Workers[0]
	if w.Done != 1 || w.MessageID != "" {
		t.Errorf("the worker is %+v", w)
	}
	if u := w.Utilisation(s.time(20), 20*time.Second); u < 0.49 || u > 0.51 {
		t.Errorf("it was busy %v of the time, want a half", u)
	}
	s.at(21, event.Event{Worker: "1", Body: &event.WorkerStopped{}})
	if len(s.state.Workers) != 0 {
		t.Error("it is still there")
	}
}

func TestAWorkerThatWaitsForACoreIsSeenToUntilItsStageBegins(t *testing.T) {
	s := newStory()
	s.at(0, event.Event{Worker: "1", Body: &event.WorkerStarted{}})
	s.received(10, "m", 1)
	s.at(10, event.Event{MessageID: "m", Worker: "1", Body: &event.StageStarted{Stage: event.Download}})
	s.at(11, event.Event{MessageID: "m", Worker: "1", Body: &event.StageFinished{Stage: event.Download, Took: time.Second}})
	s.at(12, event.Event{MessageID: "m", Worker: "1", Body: &event.StageWaiting{Stage: event.Thumbnail}})
	w := s.state.Workers[0]
	if w.Activity != state.NoCore || w.MessageID != "m" {
		t.Errorf("the worker is %+v", w)
	}
	s.at(15, event.Event{MessageID: "m", Worker: "1", Body: &event.StageStarted{Stage: event.Thumbnail}})
	if w.Activity != state.Activity(event.Thumbnail) {
		t.Errorf("with a core it does %q", w.Activity)
	}
	if span := w.Spans.At(w.Spans.Len() - 1); span.Activity != state.NoCore || span.To.Sub(span.From) != 3*time.Second {
		t.Errorf("its lane ends with %+v", span)
	}
}

func TestWhatAStateKeepsIsBounded(t *testing.T) {
	s := newStory()
	for i := range 20_000 {
		id := fmt.Sprint(i)
		s.received(float64(i)/1000, id, 1)
		s.at(float64(i)/1000, event.Event{Key: id + ".png", MessageID: id, Body: &event.ThumbnailCreated{SourceKey: id}})
		s.at(float64(i)/1000, event.Event{Body: &event.APICalled{Service: "sqs"}})
		s.at(float64(i)/1000, event.Event{MessageID: id, Worker: "1", Body: &event.MessageDeleted{}})
	}
	st := s.state
	if st.Ended.Len() > 2000 || st.Calls.Len() > 1000 || st.Thumbnails.Len() > 400 || len(st.Live()) != 0 {
		t.Errorf("it keeps %d ended, %d calls, %d thumbnails, %d alive",
			st.Ended.Len(), st.Calls.Len(), st.Thumbnails.Len(), len(st.Live()))
	}
	if st.Count.Deleted != 20_000 || st.Count.Calls != 20_000 {
		t.Errorf("counters: %+v", st.Count)
	}
}

func TestTheSeriesCarryLevelsForwardAndForgetNothingRecent(t *testing.T) {
	s := newStory()
	s.at(1, event.Event{Key: "a", Body: &event.ObjectUploaded{}})
	s.at(1, event.Event{Body: &event.QueueSampled{Queue: "practiceQ", Visible: 7}})
	s.at(5, event.Event{Key: "b", Body: &event.ObjectUploaded{}})
	last := s.state.Series.Last(s.time(8), 120)
	if len(last) != 9 {
		t.Fatalf("%d seconds, want 9", len(last))
	}
	if last[3].Visible != 7 || last[8].Visible != 7 || last[8].TotalUploaded != 2 || last[1].Uploaded != 1 || last[2].Uploaded != 0 {
		t.Errorf("got %+v", last)
	}
	if r := s.state.Series.Rate(s.time(8), 8, func(x state.Second) int { return x.Uploaded }); r != 0.25 {
		t.Errorf("the rate is %v a second, want 2 in 8", r)
	}
}

func TestQuantilesAreRightWithinATenth(t *testing.T) {
	var h state.Histogram
	for ms := 1; ms <= 1000; ms++ {
		h.Add(time.Duration(ms) * time.Millisecond)
	}
	for q, want := range map[float64]float64{0.5: 500, 0.95: 950, 0.99: 990, 1: 1000} {
		got := float64(h.Quantile(q)) / float64(time.Millisecond)
		if got < want*0.95 || got > want*1.1 {
			t.Errorf("the quantile %v is %v ms, want about %v", q, got, want)
		}
	}
}

func TestTheShortNameIsTheFilesWithoutItsExtension(t *testing.T) {
	for key, want := range map[string]string{
		"garden-0131.jpg": "garden-0131", "a/b/c.tar.gz": "c.tar", ".jpg": ".jpg", "plain": "plain", "dir/": "dir",
	} {
		if got := event.ShortName(key); got != want {
			t.Errorf("ShortName(%q) = %q, want %q", key, got, want)
		}
	}
}

// BenchmarkApply folds the events of one image's life.
func BenchmarkApply(b *testing.B) {
	s := newStory()
	s.at(0, event.Event{Worker: "1", Body: &event.WorkerStarted{}})
	life := []event.Event{
		{Key: "k", Body: &event.ObjectUploaded{}},
		{Key: "k", Body: &event.MessageSent{Queue: "practiceQ"}},
		{Worker: "1", Key: "k", Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: s.time(60)}},
		{Worker: "1", Body: &event.StageStarted{Stage: event.Download}},
		{Worker: "1", Body: &event.StageFinished{Stage: event.Download}},
		{Body: &event.APICalled{Service: "s3", Operation: "GetObject", Status: 200, Attempts: 1}},
		{Worker: "1", Body: &event.MessageDeleted{}},
	}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		e := life[n%len(life)]
		e.MessageID = fmt.Sprint(n / len(life))
		e.Seq, e.Time = uint64(n), s.begin.Add(time.Duration(n)*time.Millisecond)
		s.state.Apply(e)
		n++
	}
}

func TestALaneCoversTwoMinutesHoweverFastTheWorkerIs(t *testing.T) {
	s := state.NewState()
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	s.Apply(event.Event{Time: at, Worker: "1", Body: &event.WorkerStarted{}})
	begun := at
	for n := range 12_000 { // a message each 10 ms: half of it polling, half of it work
		id := strconv.Itoa(n)
		s.Apply(
			event.Event{Time: at, Worker: "1", Body: &event.WorkerPolling{}},
			event.Event{Time: at.Add(5 * time.Millisecond), MessageID: id, Key: id, Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: at.Add(time.Minute)}},
			event.Event{Time: at.Add(10 * time.Millisecond), MessageID: id, Worker: "1", Body: &event.MessageDeleted{}},
		)
		at = at.Add(10 * time.Millisecond)
	}
	w := s.Workers[0]
	if covered := at.Sub(w.Spans.At(0).From); covered < 110*time.Second || at.Sub(begun) < covered {
		t.Errorf("the lane covers %s of two minutes", covered)
	}
	if u := w.Utilisation(at, time.Minute); u < 0.48 || u > 0.52 {
		t.Errorf("the worker was busy for %.2f of the time, want a half", u)
	}
}

func TestALifeBeginsWithTheUploadWhateverIsToldFirst(t *testing.T) {
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	uploaded := event.Event{Time: at.Add(time.Millisecond), Bucket: "b", Key: "k.jpg", Body: &event.ObjectUploaded{Size: 5}}
	matched := event.Event{Time: at, Key: "k.jpg", Body: &event.EventMatched{Rule: "r"}}
	sent := event.Event{Time: at, MessageID: "1", Key: "k.jpg", Bucket: "b", Body: &event.MessageSent{}}
	received := event.Event{Time: at.Add(2 * time.Millisecond), MessageID: "1", Key: "k.jpg", Bucket: "b", Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: at.Add(time.Minute)}}
	for name, events := range map[string][]event.Event{
		"as it happens":            {uploaded, matched, sent, received},
		"the match first":          {matched, uploaded, sent, received},
		"the upload after sending": {matched, sent, uploaded, received},
	} {
		t.Run(name, func(t *testing.T) {
			s := state.NewState()
			s.Apply(events...)
			var got []event.Kind
			last := time.Time{}
			for _, moment := range s.Message("1").History {
				got = append(got, moment.Kind)
				if moment.Time.Before(last) {
					t.Errorf("%s goes back in time", moment.Kind)
				}
				last = moment.Time
			}
			want := []event.Kind{event.KindOf[event.ObjectUploaded](), event.KindOf[event.EventMatched](), event.KindOf[event.MessageSent](), event.KindOf[event.MessageReceived]()}
			if !slices.Equal(got, want) {
				t.Errorf("its life is %v, want %v", got, want)
			}
		})
	}
}
