package state_test

import (
	"strings"
	"testing"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

// saysOfTheRace is what the insight says of a lost race.
func saysOfTheRace(r race, sec float64) string {
	for _, in := range state.Insights(r.state, r.time(sec)) {
		if in.Name == "lost-race" {
			return in.Text
		}
	}
	return ""
}

func TestAStageThatIsToldOfTwiceIsDoneOnce(t *testing.T) {
	r := newRace()
	r.receive(1, "1", 1)
	r.stage(1.1, "1", event.Download, false, "")
	r.at(1.2, event.Event{MessageID: "m", Key: "storm.jpg", Worker: "1", Body: &event.StageFinished{Stage: event.Download}})
	if n := r.state.Count.Repeated; n != 0 {
		t.Errorf("%d stages were repeated, want none", n)
	}
}

func TestAnExpiryThatIsToldBeforeItsReceiveCountsOnce(t *testing.T) {
	r := newRace()
	r.expire(4, "1", 1)
	r.expire(4, "1", 1)
	r.receive(1, "1", 1)
	r.receive(4.5, "2", 2)
	if n := r.state.Count; n.ExpiredHeld != 1 || n.ReceivedAgain != 1 {
		t.Errorf("expired while held %d, received again %d; want 1 and 1", n.ExpiredHeld, n.ReceivedAgain)
	}
}

func TestWhatWasPutDownBeforeItWasReceivedAgainWasNotHeldThen(t *testing.T) {
	r := newRace()
	r.receive(1, "1", 1)
	r.expire(4, "1", 1)
	r.receive(5, "2", 2)
	r.at(4.5, event.Event{MessageID: "m", Worker: "1", Body: &event.MessageReturned{ReceiveCount: 1, Reason: "r", Late: true}})
	if n := r.state.Count.ReceivedAgain; n != 0 || r.state.Message("m").Again != 0 {
		t.Errorf("received again while held %d, want 0", n)
	}
}

func TestWhatAWorkerDidBeforeTheNextReceiveDoesNotShowThatItGoesOn(t *testing.T) {
	r := newRace()
	r.receive(1, "1", 1)
	r.receive(4, "2", 2)
	r.stage(3, "1", event.Download, false, "") // told late
	if n := r.state.Count.ReceivedAgain; n != 0 {
		t.Errorf("received again while held %d, want 0", n)
	}
}

func TestARaceLostTwiceSaysWhatWasRepeatedBetween(t *testing.T) {
	r := newRace()
	r.receive(1, "1", 1)
	r.stage(1, "1", event.Download, false, "")
	r.expire(4, "1", 1)
	r.receive(4.2, "2", 2)
	r.stage(4.3, "2", event.Download, false, "")
	r.expire(7.2, "2", 2)
	r.remove(8, "2")
	if said := saysOfTheRace(r, 9); !strings.Contains(said, "work was done twice") {
		t.Errorf("it says %q", said)
	}
}

func TestWorkRepeatedBeforeTheRaceIsNotSaidToBeDoneOnce(t *testing.T) {
	r := newRace()
	r.receive(1, "1", 1)
	r.stage(1, "1", event.Download, false, "")
	r.giveBack(2, "1", 1, 2)
	r.receive(3, "2", 2)
	r.stage(3.1, "2", event.Download, false, "")
	r.expire(6, "2", 2)
	r.remove(7, "2")
	if said := saysOfTheRace(r, 8); !strings.Contains(said, "is done, though its visibility timeout ran out in work.") || strings.Contains(said, "twice") {
		t.Errorf("it says %q", said)
	}
}

func TestNobodyReceivesAMessageBeforeItsTimeoutRanOut(t *testing.T) {
	r := newRace()
	r.receive(1, "1", 1)
	r.receive(4, "2", 2)
	r.expire(4.1, "1", 1)
	if said := saysOfTheRace(r, 5); !strings.Contains(said, "worker 2 received it 0.0 s later") {
		t.Errorf("it says %q", said)
	}
}

func TestAGapInTheEventsLeavesNoGhostsInTheCounts(t *testing.T) {
	r := newRace()
	r.receive(1, "1", 1)
	r.expire(4, "1", 1)
	r.at(5, event.Event{Body: &event.EventsDropped{Count: 7}})
	st, listed := r.state.Standing(r.time(6)), 0
	for range r.state.InQueue() {
		listed++
	}
	if st.Visible+st.NotVisible()+st.Delayed != 0 || st.Late != 0 || listed != 0 {
		t.Errorf("after the gap %+v stand, and %d are listed", st, listed)
	}
	if said := saysOfTheRace(r, 6); said != "" {
		t.Errorf("of a race of which the end is not known it says %q", said)
	}
	r.receive(7, "2", 2)
	r.expire(10, "2", 2)
	r.remove(11, "2")
	if said := saysOfTheRace(r, 12); !strings.Contains(said, "is done, though its visibility timeout ran out in work.") || strings.Contains(said, "twice") {
		t.Errorf("of a life of which a part is missing it says %q", said)
	}
}

func TestATimeoutRanOutWhileAWorkerHeldItThoughThatIsToldAfterThePuttingDown(t *testing.T) {
	r := newRace()
	r.receive(1, "1", 1)
	r.at(4.5, event.Event{MessageID: "m", Worker: "1", Body: &event.MessageReturned{ReceiveCount: 1, Reason: "r", Late: true}})
	r.expire(4, "1", 1) // told late
	if n := r.state.Count.ExpiredHeld; n != 1 {
		t.Errorf("expired while held %d, want 1", n)
	}
}

func TestARedriveThatIsToldTwiceIsOneInTheLifeOfItsMessage(t *testing.T) {
	r := newRace()
	r.at(1, event.Event{MessageID: "m", Body: &event.MessageDead{ReceiveCount: 3, Reason: "r"}})
	told := func() []state.Moment {
		r.at(2, event.Event{MessageID: "n", Key: "storm.jpg", Body: &event.MessageRedriven{PreviousID: "m"}})
		return r.state.Message("n").History
	}
	if once := len(told()); len(told()) != once {
		t.Errorf("its life has %d moments, then %d", once, len(told()))
	}
}

func TestALetterThatWasThrownAwayIsNotDoneWhicheverIsToldFirst(t *testing.T) {
	dead := event.Event{MessageID: "m", Body: &event.MessageDead{ReceiveCount: 3}}
	gone := event.Event{MessageID: "m", Body: &event.LetterDeleted{}}
	deleted := event.Event{MessageID: "m", Worker: "1", Body: &event.MessageDeleted{Late: true}}
	for name, told := range map[string][]event.Event{"the letter": {dead, gone, deleted}, "the delete": {dead, deleted, gone}} {
		t.Run(name, func(t *testing.T) {
			r := newRace()
			r.receive(1, "1", 3)
			r.expire(4, "1", 3)
			for i, e := range told {
				r.at(5+float64(i), e)
			}
			m := r.state.Message("m")
			if c := r.state.Count; m.Phase(r.time(9)) != state.Purged || c.Purged != 1 || c.Deleted != 0 || m.Receives[0].Deleted {
				t.Errorf("it is %s; purged %d, done %d", m.Phase(r.time(9)), c.Purged, c.Deleted)
			}
		})
	}
}

// TestWhatAWorkerDeletesIsDoneThoughItsReceiveIsToldOfAfterAPersonsDelete: who deletes by an
// old receipt handle and who receives are two goroutines.
func TestWhatAWorkerDeletesIsDoneThoughItsReceiveIsToldOfAfterAPersonsDelete(t *testing.T) {
	for _, late := range []bool{false, true} {
		r := newRace()
		r.receive(1, event.You, 1)
		r.expire(4, event.You, 1)
		byHand := event.Event{MessageID: "m", Key: "storm.jpg", Worker: event.You, Body: &event.MessageDeleted{Late: true}}
		if !late {
			r.receive(4.5, "2", 2)
		}
		r.at(5, byHand)
		if late {
			r.receive(4.5, "2", 2)
		}
		if c := r.state.Count; c.Purged != 1 || c.Deleted != 0 {
			t.Errorf("receive told late %t: %d are thrown away and %d done before the worker is through", late, c.Purged, c.Deleted)
		}
		r.at(5.5, event.Event{MessageID: "m", Key: "storm.jpg", Worker: event.Outside, Body: &event.MessageDeleted{}})
		if c := r.state.Count; c.Purged != 1 || c.Deleted != 0 {
			t.Errorf("receive told late %t: what somebody outside deletes once more is done: %d thrown away, %d done", late, c.Purged, c.Deleted)
		}
		r.remove(6, "2")
		r.remove(6, "2") // told twice
		if c, m := r.state.Count, r.state.Message("m"); c.Purged != 0 || c.Deleted != 1 || m.Phase(r.time(7)) != state.Done {
			t.Errorf("receive told late %t: %d are thrown away, %d done, and it is %s", late, c.Purged, c.Deleted, m.Phase(r.time(7)))
		}
	}
}
