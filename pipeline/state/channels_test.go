package state_test

import (
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
		if e.Type != event.WorkerStarted && e.Type != event.WorkerWaiting && e.Type != event.ModelChanged {
			e.MessageID, e.Key, e.ReceiveCount = "m", "a.jpg", 1
		}
		if e.Type == event.MessageReceived {
			e.VisibleAt = e.Time.Add(time.Minute)
		}
		s.Apply(e)
	}
	return s
}

func TestAMessageGoesFromHandToHand(t *testing.T) {
	all := []event.Event{
		{Type: event.WorkerStarted, Worker: "receiver"},
		{Type: event.WorkerStarted, Worker: "1"},
		{Type: event.MessageReceived, Worker: "receiver"},
		{Type: event.MessageHeld, Worker: "receiver", Stage: event.Download, Count: 1, Total: 4},
		{Type: event.WorkerWaiting, Worker: "receiver", Reason: event.ForPlace},
		{Type: event.MessageTaken, Worker: "1", Stage: event.Download, Count: 0, Total: 4},
		{Type: event.StageStarted, Worker: "1", Stage: event.Download},
		{Type: event.MessageDeleted, Worker: "1"},
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
		if m := s.Messages["m"]; m != nil {
			hand = m.Worker
		}
		one, receiver := s.Workers[0], s.Workers[1]
		if s.Prefetched != want.held || s.Before(event.Download).Fill != want.fill || string(receiver.Activity) != want.receiver || string(one.Activity) != want.one || hand != want.hand {
			t.Errorf("after %d: %d held, channel %+v, the receiver %s, worker 1 %s, in the hand of %q; want %+v",
				n, s.Prefetched, s.Before(event.Download), receiver.Activity, one.Activity, hand, want)
		}
	}
	if s := fold(all...); s.Count.DeletedLate != 0 || s.Workers[0].Done != 1 {
		t.Errorf("%d late, worker 1 has done %d", s.Count.DeletedLate, s.Workers[0].Done)
	}
}

// A message that ends while it is held is held no more.
func TestWhatEndsIsHeldNoMore(t *testing.T) {
	held := []event.Event{
		{Type: event.MessageReceived, Worker: "1"},
		{Type: event.MessageHeld, Worker: "1", Stage: event.Download},
	}
	for _, end := range []event.Kind{event.MessageReturned, event.MessageDeleted, event.QueuePurged} {
		if s := fold(append(held[:2:2], event.Event{Type: end, Worker: "1", Queue: "q"})...); s.Prefetched != 0 {
			t.Errorf("after %s %d are held", end, s.Prefetched)
		}
	}
	if s := fold(held...); s.Prefetched != 1 {
		t.Errorf("%d are held", s.Prefetched)
	}
}

func TestAnotherModelHasNoneOfTheChannelsBefore(t *testing.T) {
	s := fold(
		event.Event{Type: event.ModelChanged, Model: "dispatch", Workers: 2},
		event.Event{Type: event.MessageReceived, Worker: "receiver"},
		event.Event{Type: event.MessageHeld, Worker: "receiver", Stage: event.Download, Count: 1, Total: 2},
		event.Event{Type: event.ModelChanged, Model: "dispatch", Workers: 3},
	)
	if s.Before(event.Download) != (state.Channel{Fill: 1, Size: 2}) {
		t.Errorf("with one worker more the channel is %+v", s.Before(event.Download))
	}
	s.Apply(event.Event{Type: event.ModelChanged, Model: "pool", Workers: 3})
	if s.Before(event.Download) != (state.Channel{}) || s.Prefetched != 1 {
		t.Errorf("the pool has the channel %+v, and %d are held", s.Before(event.Download), s.Prefetched)
	}
}
