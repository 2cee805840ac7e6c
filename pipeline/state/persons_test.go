package state_test

import (
	"slices"
	"testing"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

// hold has the person at the keys receive a message for 3 s.
func hold(s *story, sec float64, id string, try int) {
	s.at(sec, event.Event{
		MessageID: id, Key: id + ".jpg", Worker: event.You,
		Body: &event.MessageReceived{ReceiveCount: try, VisibleAt: s.time(sec + 3)},
	})
}

// inHand are the ids of what a person holds.
func inHand(s *state.State) (ids []string) {
	for _, m := range s.InHand() {
		ids = append(ids, m.ID)
	}
	return ids
}

func TestAPersonWhoHoldsMessagesIsNoWorkerAndNeverBusy(t *testing.T) {
	s := newStory()
	s.at(0, event.Event{Worker: "1", Body: &event.WorkerStarted{}})
	hold(s, 1, "a", 1)
	hold(s, 2, "b", 1)
	st := s.state
	if len(st.Workers) != 1 || st.Hands() != 1 || len(st.All()) != 2 || st.All()[0].Name != event.You {
		t.Errorf("%d workers, %d hands, %d lanes", len(st.Workers), st.Hands(), len(st.All()))
	}
	if r := st.Rates(s.time(2.5)); r.InHand != 0 || r.Busy != 0 {
		t.Errorf("%d workers have something in hand, %.2f are busy", r.InHand, r.Busy)
	}
	if n := st.Standing(s.time(2.5)); n.NotVisible() != 2 || n.Late != 0 {
		t.Errorf("not visible: %d, late %d", n.NotVisible(), n.Late)
	}
	if got := inHand(st); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("in hand: %v", got)
	}
}

func TestHowAMessageLeavesAHandWithoutAWord(t *testing.T) {
	for name, c := range map[string]struct {
		happens event.Event
		phase   state.Phase
	}{
		"its timeout runs out":       {event.Event{MessageID: "a", Worker: event.You, Body: &event.MessageExpired{ReceiveCount: 1}}, state.Waiting},
		"it is given back":           {event.Event{MessageID: "a", Worker: event.You, Body: &event.MessageReturned{ReceiveCount: 1, Reason: event.GivenBack}}, state.Waiting},
		"it is deleted by hand":      {event.Event{MessageID: "a", Worker: event.You, Body: &event.MessageDeleted{}}, state.Purged},
		"somebody outside deletes":   {event.Event{MessageID: "a", Worker: event.Outside, Body: &event.MessageDeleted{}}, state.Done},
		"the queue is purged":        {event.Event{Body: &event.QueuePurged{Queue: "practiceQ"}}, state.Purged},
		"its queue keeps it no more": {event.Event{MessageID: "a", Body: &event.MessageDropped{Queue: "practiceQ"}}, state.Purged},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStory()
			s.at(0, event.Event{Worker: "1", Body: &event.WorkerStarted{}})
			hold(s, 1, "a", 1)
			s.at(2, c.happens)
			if got := inHand(s.state); len(got) != 0 {
				t.Errorf("in hand: %v", got)
			}
			you := s.state.Persons[0]
			if you.Activity != state.Idle || you.MessageID != "" {
				t.Errorf("the lane shows %s of %q", you.Activity, you.MessageID)
			}
			if got := s.state.Message("a").Phase(s.time(2)); got != c.phase {
				t.Errorf("it is %s", got)
			}
			n := &s.state.Count
			if n.ExpiredHeld != 0 || n.ReceivedAgain != 0 || n.Extended != 0 || n.DeletedLate != 0 {
				t.Errorf("counted as work: %+v", n)
			}
			if said := state.Insights(s.state, s.time(2)); len(said) > 0 {
				t.Errorf("it says %v", said)
			}
			wins := n.Deleted
			if c.phase != state.Done && wins != 0 {
				t.Errorf("%d are said to be done", wins)
			}
		})
	}
}

func TestWhatElseIsInAHandShowsWhenTheLatestLeavesIt(t *testing.T) {
	s := newStory()
	for _, id := range []string{"a", "b", "c"} {
		hold(s, 1, id, 1)
	}
	for _, step := range []struct {
		id   string
		want []string
	}{{"b", []string{"a", "c"}}, {"c", []string{"a"}}, {"a", nil}} {
		s.at(2, event.Event{MessageID: step.id, Worker: event.You, Body: &event.MessageReturned{ReceiveCount: 1, Reason: event.GivenBack}})
		if got := inHand(s.state); !slices.Equal(got, step.want) {
			t.Errorf("without %s: %v, want %v", step.id, got, step.want)
		}
	}
	if busy := s.state.Persons[0].Activity; busy != state.Idle {
		t.Errorf("the lane shows %s", busy)
	}
}

func TestAWorkerThatReceivesAfterAPersonsTimeoutRacesNobody(t *testing.T) {
	s := newStory()
	s.at(0, event.Event{Worker: "1", Body: &event.WorkerStarted{}})
	hold(s, 1, "a", 1)
	s.at(4, event.Event{MessageID: "a", Worker: event.You, Body: &event.MessageExpired{ReceiveCount: 1}})
	s.at(5, event.Event{MessageID: "a", Key: "a.jpg", Worker: "1", Body: &event.MessageReceived{ReceiveCount: 2, VisibleAt: s.time(8)}})
	s.at(6, event.Event{MessageID: "a", Key: "a.jpg", Worker: "1", Body: &event.MessageDeleted{}})
	m, n := s.state.Message("a"), &s.state.Count
	if m.Phase(s.time(7)) != state.Done || n.Deleted != 1 || n.ReceivedAgain != 0 || n.DeletedLate != 0 || m.Again != 0 {
		t.Errorf("%s, %+v", m.Phase(s.time(7)), n)
	}
	if said := state.Insights(s.state, s.time(7)); len(said) > 0 {
		t.Errorf("it says %v", said)
	}
}

func TestAWorkerFinishesWhatAPersonDeletedByAnOldReceipt(t *testing.T) {
	s := newStory()
	s.at(0, event.Event{Worker: "1", Body: &event.WorkerStarted{}})
	hold(s, 1, "a", 1)
	s.at(4, event.Event{MessageID: "a", Worker: event.You, Body: &event.MessageExpired{ReceiveCount: 1}})
	s.at(5, event.Event{MessageID: "a", Key: "a.jpg", Worker: "1", Body: &event.MessageReceived{ReceiveCount: 2, VisibleAt: s.time(8)}})
	s.at(5.5, event.Event{MessageID: "a", Key: "a.jpg", Worker: event.You, Body: &event.MessageDeleted{Late: true}})
	if n := &s.state.Count; n.Deleted != 0 || n.Purged != 1 {
		t.Errorf("while the worker is at it: %d done, %d thrown away", n.Deleted, n.Purged)
	}
	s.at(6, event.Event{MessageID: "a", Key: "a.jpg", Worker: "1", Body: &event.MessageDeleted{}})
	if n := &s.state.Count; n.Deleted != 1 || n.Purged != 0 || s.state.Message("a").Phase(s.time(7)) != state.Done {
		t.Errorf("after it: %d done, %d thrown away, %s", n.Deleted, n.Purged, s.state.Message("a").Phase(s.time(7)))
	}
}

func TestASnapshotKeepsWhatWasInAHand(t *testing.T) {
	s := newStory()
	hold(s, 1, "a", 1)
	hold(s, 1, "b", 1)
	kept := s.state.Snapshot()
	s.at(2, event.Event{MessageID: "a", Worker: event.You, Body: &event.MessageReturned{ReceiveCount: 1, Reason: event.GivenBack}})
	s.at(2, event.Event{MessageID: "b", Worker: event.You, Body: &event.MessageDeleted{}})
	if got := inHand(kept.State()); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("the snapshot has %v", got)
	}
	if got := inHand(s.state); len(got) != 0 {
		t.Errorf("in hand: %v", got)
	}
}

func TestAnExtensionByHandIsNoHeartbeat(t *testing.T) {
	s := newStory()
	hold(s, 1, "a", 1)
	s.at(2, event.Event{MessageID: "a", Worker: event.You, Body: &event.MessageExtended{VisibleAt: s.time(5)}})
	m := s.state.Message("a")
	if left, _ := m.Left(s.time(3)); left != 2*time.Second || s.state.Count.Extended != 0 || len(m.Beats()) != 0 {
		t.Errorf("%s left, %d heartbeats", left, s.state.Count.Extended)
	}
}
