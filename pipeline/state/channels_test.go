package state_test

import (
	"strings"
	"testing"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

// fold applies events a second apart, of one message.
func fold(events ...event.Event) *state.State {
	s, at := state.NewState(), time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	s.Setup.DeadLetterQueue = "dlq"
	for i, e := range events {
		e.Seq, e.Time = uint64(i+1), at.Add(time.Duration(i)*time.Second)
		if !event.Is[event.WorkerStarted](&e) && !event.Is[event.WorkerWaiting](&e) && !event.Is[event.ModelChanged](&e) {
			e.MessageID, e.Key = "m", "a.jpg"
		}
		switch b := e.Body.(type) {
		case *event.MessageReceived:
			b.ReceiveCount, b.VisibleAt = 1, e.Time.Add(time.Minute)
		case *event.MessageHeld:
			b.ReceiveCount = 1
		case *event.MessageTaken:
			b.ReceiveCount = 1
		case *event.MessageReturned:
			b.ReceiveCount = 1
		}
		s.Apply(e)
	}
	return s
}

func TestAMessageGoesFromHandToHand(t *testing.T) {
	all := []event.Event{
		{Worker: "receiver", Body: &event.WorkerStarted{}},
		{Worker: "1", Body: &event.WorkerStarted{}},
		{Worker: "receiver", Body: &event.MessageReceived{}},
		{Worker: "receiver", Body: &event.MessageHeld{Stage: event.Download, Count: 1, Total: 4}},
		{Worker: "receiver", Body: &event.WorkerWaiting{Reason: event.ForPlace}},
		{Worker: "1", Body: &event.MessageTaken{Stage: event.Download, Count: 0, Total: 4}},
		{Worker: "1", Body: &event.StageStarted{Stage: event.Download}},
		{Worker: "1", Body: &event.MessageDeleted{}},
	}
	for n, want := range map[int]struct {
		held, fill          int
		receiver, one, hand string
	}{
		3: {0, 0, "holding", "idle", "receiver"},
		4: {1, 1, "idle", "idle", "receiver"},
		5: {1, 1, "no place", "idle", "receiver"},
		6: {0, 0, "no place", "holding", "1"},
		7: {0, 0, "no place", "download", "1"},
		8: {0, 0, "no place", "idle", ""},
	} {
		s := fold(all[:n]...)
		hand := ""
		if m := s.MessageAlive("m"); m != nil {
			hand = m.Worker
		}
		one, receiver := s.Workers[0], s.Receivers[0]
		if s.Prefetched != want.held || s.Before(event.Download).Fill != want.fill || string(receiver.Activity) != want.receiver || string(one.Activity) != want.one || hand != want.hand {
			t.Errorf("after %d: %d held, channel %+v, the receiver %s, worker 1 %s, in the hand of %q; want %+v",
				n, s.Prefetched, s.Before(event.Download), receiver.Activity, one.Activity, hand, want)
		}
	}
	if s := fold(all...); s.Count.DeletedLate != 0 || s.Workers[0].Done != 1 {
		t.Errorf("%d late, worker 1 has done %d", s.Count.DeletedLate, s.Workers[0].Done)
	}
}

// Without workers nobody waits for a core; on a line the images do, before the thumbnail
// stage, where all that compute there do and there are permits for more.
func TestTheCoresAreFullWhereSomebodyWaitsForOne(t *testing.T) {
	begin := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	if state.NewState().CoresFull(begin) {
		t.Error("nobody is there, and waits")
	}
	s := state.NewState()
	add := func(worker string, b event.Body) {
		s.Apply(event.Event{Time: begin, Worker: worker, MessageID: "of " + worker, Body: b})
	}
	add("", &event.ModelChanged{Model: "staged", Workers: 3})
	for _, w := range []string{"download-1", "thumbnail-1", "thumbnail-2"} {
		add(w, &event.WorkerStarted{})
		add(w, &event.MessageReceived{ReceiveCount: 1, VisibleAt: begin.Add(time.Minute)})
	}
	full := []struct {
		says string
		do   func()
		want bool
	}{
		{"one computes, and the channel is full", func() {
			add("thumbnail-1", &event.StageStarted{Stage: event.Thumbnail})
			add("download-1", &event.MessageHeld{ReceiveCount: 1, Stage: event.Thumbnail, Count: 3, Total: 3})
		}, false},
		{"both compute", func() { add("thumbnail-2", &event.StageStarted{Stage: event.Thumbnail}) }, true},
		{"there are two permits, and they have both", func() { add("", &event.ModelChanged{Model: "staged", Workers: 2}) }, false},
		{"the channel has a place", func() {
			add("", &event.ModelChanged{Model: "staged", Workers: 3})
			add("download-1", &event.MessageHeld{ReceiveCount: 1, Stage: event.Thumbnail, Count: 2, Total: 3})
		}, false},
	}
	for _, row := range full {
		row.do()
		if got := s.CoresFull(begin.Add(time.Second)); got != row.want {
			t.Errorf("%s: full is %v", row.says, got)
		}
	}
}

// On a line the first of each stage stands before the second of any, and 2 before 10.
func TestWorkersStandInAnOrderThatShowsEachStage(t *testing.T) {
	s := state.NewState()
	for _, w := range []string{"download-2", "notify-1", "download-10", "receiver", "thumbnail-1", "download-1", "2", "10", "1"} {
		s.Apply(event.Event{Worker: w, Body: &event.WorkerStarted{}})
	}
	var names []string
	for _, w := range s.All() {
		names = append(names, w.Name)
	}
	if got := strings.Join(names, " "); got != "receiver 1 download-1 thumbnail-1 notify-1 2 download-2 10 download-10" {
		t.Errorf("they stand as %s", got)
	}
}

// What one receives and another takes is in the hand of the other alone: the one who
// received it waits for a permit, and is not at work.
func TestWhatAnotherTakesIsInNoHandButHis(t *testing.T) {
	s := fold(
		event.Event{Worker: "receiver", Body: &event.WorkerStarted{}},
		event.Event{Worker: "1", Body: &event.WorkerStarted{}},
		event.Event{Worker: "receiver", Body: &event.MessageReceived{}},
		event.Event{Worker: "receiver", Body: &event.WorkerWaiting{Reason: event.ForPermit}},
		event.Event{Worker: "1", Body: &event.MessageTaken{Stage: event.Download}},
	)
	if r := s.Receivers[0]; r.MessageID != "" || r.Activity != state.NoPermit || s.Workers[0].MessageID != "m" {
		t.Errorf("the receiver has %q and is %s, worker 1 has %q", r.MessageID, r.Activity, s.Workers[0].MessageID)
	}
}

// Of two goroutines of a line with a message in hand, one cannot put it into the next
// channel: that one is not at work. How many could be is the number of permits.
func TestWhoIsBlockedWithAMessageInHandIsNotAtWork(t *testing.T) {
	begin := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	s := state.NewState()
	at := func(second int, e event.Event) {
		e.Time = begin.Add(time.Duration(second) * time.Second)
		s.Apply(e)
	}
	at(0, event.Event{Body: &event.ModelChanged{Model: "staged", Workers: 2}})
	for _, w := range []string{"download-1", "download-2", "upload-1"} {
		at(0, event.Event{Worker: w, Body: &event.WorkerStarted{}})
	}
	for i, w := range []string{"download-1", "upload-1"} {
		id := []string{"a", "b"}[i]
		at(0, event.Event{Worker: w, MessageID: id, Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: begin.Add(time.Minute)}})
		at(0, event.Event{Worker: w, MessageID: id, Body: &event.StageStarted{Stage: event.Upload}})
	}
	at(5, event.Event{Worker: "download-1", Body: &event.WorkerWaiting{Reason: event.ForPlace}})
	now := begin.Add(10 * time.Second)
	r := s.Rates(now)
	if s.Hands() != 2 || r.InHand != 1 || r.Busy < 0.74 || r.Busy > 0.76 {
		t.Errorf("%d of %d are at work, %.0f %% of the time; want 1 of 2, one always and one for half of it", r.InHand, s.Hands(), 100*r.Busy)
	}
	at(10, event.Event{Worker: "download-1", Body: &event.WorkerWaiting{Reason: event.ForMessage}})
	if u := s.Workers[0].Utilisation(now, 10*time.Second); u < 0.49 || u > 0.51 {
		t.Errorf("download-1 was at work for %.0f %%, want half", 100*u)
	}
}

// A message that ends while it is held is held no more.
func TestWhatEndsIsHeldNoMore(t *testing.T) {
	held := []event.Event{
		{Worker: "1", Body: &event.MessageReceived{}},
		{Worker: "1", Body: &event.MessageHeld{Stage: event.Download}},
	}
	for _, end := range []event.Body{&event.MessageReturned{}, &event.MessageDeleted{}, &event.QueuePurged{Queue: "q"}} {
		if s := fold(append(held[:2:2], event.Event{Worker: "1", Body: end})...); s.Prefetched != 0 {
			t.Errorf("after %T %d are held", end, s.Prefetched)
		}
	}
	if s := fold(held...); s.Prefetched != 1 {
		t.Errorf("%d are held", s.Prefetched)
	}
}

func TestAnotherModelHasNoneOfTheChannelsBefore(t *testing.T) {
	s := fold(
		event.Event{Body: &event.ModelChanged{Model: "dispatch", Workers: 2}},
		event.Event{Worker: "receiver", Body: &event.MessageReceived{}},
		event.Event{Worker: "receiver", Body: &event.MessageHeld{Stage: event.Download, Count: 1, Total: 2}},
		event.Event{Body: &event.ModelChanged{Model: "dispatch", Workers: 3}},
	)
	if s.Before(event.Download) != (state.Channel{Fill: 1, Size: 2}) {
		t.Errorf("with one worker more the channel is %+v", s.Before(event.Download))
	}
	s.Apply(event.Event{Body: &event.ModelChanged{Model: "pool", Workers: 3}})
	if s.Before(event.Download) != (state.Channel{}) || s.Prefetched != 1 {
		t.Errorf("the pool has the channel %+v, and %d are held", s.Before(event.Download), s.Prefetched)
	}
}
