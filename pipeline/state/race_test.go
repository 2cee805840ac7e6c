package state_test

import (
	"fmt"
	"strings"
	"testing"

	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
	"inflight/pipeline/state"
)

// race is a story of one message, m, that workers 1 and 2 receive for 3 s each.
type race struct{ *story }

func newRace() race {
	r := race{newStory()}
	for _, w := range []string{"1", "2"} {
		r.at(0, event.Event{Worker: w, Body: &event.WorkerStarted{}})
	}
	r.at(0, event.Event{MessageID: "m", Key: "storm.jpg", Body: &event.MessageSent{ETag: "e", Queue: "practiceQ"}})
	return r
}

func (r race) receive(sec float64, worker string, try int) {
	r.at(sec, event.Event{
		MessageID: "m", Key: "storm.jpg", Worker: worker,
		Body: &event.MessageReceived{ReceiveCount: try, VisibleAt: r.time(sec + 3)},
	})
}

func (r race) die(sec float64, worker string) {
	r.at(sec, event.Event{MessageID: "m", Key: "storm.jpg", Body: &event.MessageSent{}})
	r.at(sec, event.Event{MessageID: "m", Key: "storm.jpg", Worker: worker, Body: &event.FaultInjected{Fault: event.WorkerDies, Reason: "by worker-dies=once"}})
}

func (r race) stage(sec float64, worker string, stage event.Stage, kept bool, err string) {
	r.at(sec, event.Event{MessageID: "m", Key: "storm.jpg", Worker: worker, Body: &event.StageStarted{Stage: stage}})
	r.at(sec+0.1, event.Event{MessageID: "m", Key: "storm.jpg", Worker: worker, Body: &event.StageFinished{Stage: stage, Kept: kept, Error: err}})
}

func (r race) expire(sec float64, worker string, try int) {
	r.at(sec, event.Event{MessageID: "m", Worker: worker, Body: &event.MessageExpired{ReceiveCount: try}})
}

func (r race) giveBack(sec float64, worker string, try int, until float64) {
	r.at(sec, event.Event{
		MessageID: "m", Worker: worker,
		Body: &event.MessageReturned{ReceiveCount: try, VisibleAt: r.time(until), Reason: "bad SOI marker"},
	})
}

func (r race) remove(sec float64, worker string) {
	r.at(sec, event.Event{MessageID: "m", Worker: worker, Key: "storm.jpg", Body: &event.MessageDeleted{}})
}

func TestWhatIsDoneTwiceIsToldFromWhatOnlyMayBe(t *testing.T) {
	for _, c := range []struct {
		name     string
		happens  func(r race)
		expired  int64 // while held
		again    int64 // received again while held
		repeated int64
		late     int64 // deletes
		phase    state.Phase
		says     string // the insight; empty: none
	}{
		{"failed and given back", func(r race) {
			r.receive(1, "1", 1)
			r.stage(1.1, "1", event.Thumbnail, false, "bad SOI marker")
			r.giveBack(2, "1", 1, 4)
		}, 0, 0, 0, 0, state.Waiting, ""},
		{"failed, given back, and received before that was told", func(r race) {
			r.receive(1, "1", 1)
			r.receive(2, "2", 2)
			r.giveBack(2.1, "1", 1, 2)
		}, 0, 0, 0, 0, state.Waiting, ""}, // of the second receive nothing more is told, and its 3 s are over
		{"failed and left to its timeout, which then runs out", func(r race) {
			r.receive(1, "1", 1)
			r.giveBack(2, "1", 1, 4)
			r.expire(4, "1", 1)
		}, 0, 0, 0, 0, state.Waiting, ""},
		{"expired while held", func(r race) {
			r.receive(1, "1", 1)
			r.expire(4, "1", 1)
		}, 1, 0, 0, 0, state.Waiting, "storm may be done twice: its visibility timeout ran out. Worker 1 held it when its timeout ran out after 3.0 s."},
		{"expired while held, told twice", func(r race) {
			r.receive(1, "1", 1)
			r.expire(4, "1", 1)
			r.expire(4, "1", 1)
		}, 1, 0, 0, 0, state.Waiting, "storm may be done twice: its visibility timeout ran out."},
		{"expired while held, put down after", func(r race) {
			r.receive(1, "1", 1)
			r.expire(4, "1", 1)
			r.giveBack(5, "1", 1, 5)
		}, 1, 0, 0, 0, state.Waiting, "storm overran its timeout; its worker has put it down since."},
		{"expired while held, received again", func(r race) {
			r.receive(1, "1", 1)
			r.expire(4, "1", 1)
			r.receive(4.5, "2", 2)
		}, 1, 1, 0, 0, state.Waiting, "storm may be done twice: worker 2 received it too. Worker 1 held it when its timeout ran out after 3.0 s, and worker 2 received it 0.5 s later."},
		{"expired while held, and done twice by who was late, before and after another deletes it", func(r race) {
			r.receive(1, "1", 1)
			r.expire(4, "1", 1)
			r.receive(4.5, "2", 2)
			r.stage(5, "1", event.Thumbnail, false, "")
			r.remove(6, "2")
			r.stage(6.5, "1", event.Thumbnail, false, "")
		}, 1, 1, 0, 0, state.Done, "storm is done, and only once, though its timeout ran out."},
		{"expired in a dead worker's hand", func(r race) {
			r.die(1, "1")
			r.receive(1, "1", 1)
			r.expire(4, "1", 1)
		}, 1, 0, 0, 0, state.Waiting, "storm can be received again: its worker has died. Worker 1 held it when its timeout ran out after 3.0 s."},
		{"expired in a dead worker's hand, received again", func(r race) {
			r.die(1, "1")
			r.receive(1, "1", 1)
			r.expire(4, "1", 1)
			r.receive(4, "2", 2)
			r.giveBack(5, "1", 1, 5) // as another stands in its place
		}, 1, 1, 0, 0, state.Waiting, "storm came back, for its worker had died: worker 2 received it. Worker 1 held it when its timeout ran out after 3.0 s, and worker 2 received it 0.0 s later."},
		{"expired while held, received again by somebody outside", func(r race) {
			r.receive(1, "1", 1)
			r.expire(4, "1", 1)
			r.receive(5, event.Outside, 2)
		}, 1, 1, 0, 0, state.Waiting, "storm may be done twice: somebody outside received it too."},
		{"received again while held, the expiry told late", func(r race) {
			r.receive(1, "1", 1)
			r.receive(4, "2", 2)
			r.expire(4.1, "1", 1)
		}, 1, 1, 0, 0, state.Waiting, "storm may be done twice: worker 2 received it too."},
		{"received again while held, and the expiry never told: the worker goes on", func(r race) {
			r.receive(1, "1", 1)
			r.receive(4, "2", 2)
			r.stage(4.5, "1", event.Upload, false, "")
		}, 0, 1, 0, 0, state.Waiting, ""},
		{"done in time by the second, found done by the first", func(r race) {
			r.receive(1, "1", 1)
			r.stage(1, "1", event.Download, false, "")
			r.expire(4, "1", 1)
			r.receive(4.2, "2", 2)
			r.stage(4.3, "1", event.Upload, false, "")
			r.remove(4.5, "1")
			r.stage(4.6, "2", event.Download, true, "")
			r.stage(4.8, "2", event.Upload, true, "")
			r.remove(5, "2")
		}, 1, 1, 0, 1, state.Done, "storm is done, and only once, though its timeout ran out."},
		{"work repeated", func(r race) {
			r.receive(1, "1", 1)
			r.stage(1, "1", event.Download, false, "")
			r.expire(4, "1", 1)
			r.receive(4.2, "2", 2)
			r.stage(4.3, "2", event.Download, false, "")
		}, 1, 1, 1, 0, state.Waiting, "storm: work was done twice, for its visibility timeout ran out."},
		{"tried again after a failure: expected, and no work repeated", func(r race) {
			r.receive(1, "1", 1)
			r.stage(1, "1", event.Download, false, "")
			r.stage(1.5, "1", event.Thumbnail, false, "bad")
			r.giveBack(2, "1", 1, 3)
			r.receive(3, "2", 2)
			r.stage(3.1, "2", event.Download, false, "")
			r.remove(4, "2")
		}, 0, 0, 0, 0, state.Done, ""},
		{"what a lost race did is repeated, though a failure comes between", func(r race) {
			r.receive(1, "1", 1)
			r.stage(1, "1", event.Download, false, "")
			r.expire(4, "1", 1)
			r.receive(4.2, "2", 2)
			r.stage(4.3, "2", event.Download, false, "")
			r.giveBack(4.4, "2", 2, 5)
			r.receive(5, "1", 3)
			r.stage(5.1, "1", event.Download, false, "")
		}, 1, 1, 2, 0, state.Waiting, "storm: work was done twice, for its visibility timeout ran out."},
		{"done by the second first, and then by the worker that had lost it", func(r race) {
			r.receive(1, "1", 1)
			r.expire(4, "1", 1)
			r.receive(4.2, "2", 2)
			r.stage(4.3, "2", event.Thumbnail, false, "")
			r.stage(4.4, "1", event.Thumbnail, false, "")
		}, 1, 1, 1, 0, state.Waiting, "storm: work was done twice, for its visibility timeout ran out."},
		{"two messages of one image at work at a time", func(r race) {
			r.receive(1, "1", 1)
			r.stage(1, "1", event.Download, false, "")
			r.at(1.1, event.Event{MessageID: "n", Key: "storm.jpg", Worker: "2", Body: &event.MessageReceived{ETag: "e", ReceiveCount: 1, VisibleAt: r.time(9)}})
			r.at(1.2, event.Event{MessageID: "n", Key: "storm.jpg", Worker: "2", Body: &event.StageFinished{Stage: event.Download}})
		}, 0, 0, 1, 0, state.Waiting, ""},
		{"deleted by a late worker", func(r race) {
			r.receive(1, "1", 1)
			r.expire(4, "1", 1)
			r.remove(5, "1")
		}, 1, 0, 0, 1, state.Done, "storm is done, and only once, though its timeout ran out."},
		{"expired after it was deleted", func(r race) {
			r.receive(1, "1", 1)
			r.remove(2, "1")
			r.expire(4, "1", 1)
		}, 0, 0, 0, 0, state.Done, ""},
		{"expired on the last receive, and dead", func(r race) {
			r.receive(1, "1", 3)
			r.expire(4, "1", 3)
			r.at(4.1, event.Event{MessageID: "m", Body: &event.MessageDead{ReceiveCount: 3, Reason: "time"}})
		}, 1, 0, 0, 0, state.Dead, "storm is in the dead-letter queue: its receives are used up."},
		{"dead, and deleted late by the worker that held it", func(r race) {
			r.receive(1, "1", 3)
			r.expire(4, "1", 3)
			r.at(4.1, event.Event{MessageID: "m", Body: &event.MessageDead{ReceiveCount: 3, Reason: "time"}})
			r.remove(5, "1")
		}, 1, 0, 0, 0, state.Dead, "storm is in the dead-letter queue: its receives are used up."},
		{"believed to be dead, and deleted late", func(r race) {
			r.receive(1, "1", 3)
			r.expire(4, "1", 3)
			r.at(4.1, event.Event{MessageID: "m", Body: &event.MessageDead{ReceiveCount: 3, Reason: "time", Inferred: true}})
			r.remove(5, "1")
		}, 1, 0, 0, 1, state.Done, "storm is done, "},
		{"received by somebody outside, who never says a word more", func(r race) {
			r.receive(1, event.Outside, 1)
			r.receive(5, "1", 2)
		}, 0, 0, 0, 0, state.Waiting, ""},
		{"received after a purge, and expired", func(r race) {
			r.at(1, event.Event{Body: &event.QueuePurged{Queue: "practiceQ"}})
			r.receive(1.1, "1", 1)
			r.expire(4.1, "1", 1)
		}, 0, 0, 0, 0, state.Purged, ""},
		{"a receive told twice", func(r race) {
			r.receive(1, "1", 1)
			r.receive(1, "1", 1)
		}, 0, 0, 0, 0, state.Waiting, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRace()
			c.happens(r)
			n := &r.state.Count
			if n.ExpiredHeld != c.expired || n.ReceivedAgain != c.again || n.Repeated != c.repeated || n.DeletedLate != c.late {
				t.Errorf("expired while held %d, received again %d, repeated %d, deleted late %d; want %d, %d, %d, %d",
					n.ExpiredHeld, n.ReceivedAgain, n.Repeated, n.DeletedLate, c.expired, c.again, c.repeated, c.late)
			}
			if got := r.state.Message("m").Phase(r.time(20)); got != c.phase {
				t.Errorf("in the end it is %s, want %s", got, c.phase)
			}
			said := ""
			for _, in := range state.Insights(r.state, r.time(6)) {
				if in.Name == "lost-race" {
					said = in.Text
				}
			}
			if (said == "") != (c.says == "") || !strings.Contains(said, c.says) {
				t.Errorf("it says %q, want %q", said, c.says)
			}
		})
	}
}

func TestWhatWasDoneIsRememberedAfterItsMessageIsForgotten(t *testing.T) {
	for name, c := range map[string]struct {
		ends     func(r race)
		repeated int64
	}{
		"done":                  {func(r race) { r.remove(2, "1") }, 1},
		"taken by its timeout":  {func(r race) { r.expire(2, "1", 1) }, 1},
		"failed, and then gone": {func(r race) { r.giveBack(2, "1", 1, 9) }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRace()
			r.receive(1, "1", 1)
			r.stage(1, "1", event.Download, false, "")
			c.ends(r)
			r.at(3, event.Event{Body: &event.QueuePurged{Queue: "practiceQ"}})
			for i := range 2100 { // more than are kept
				id := fmt.Sprintf("other-%d", i)
				r.at(4, event.Event{MessageID: id, Body: &event.MessageSent{Queue: "practiceQ"}})
				r.at(4, event.Event{MessageID: id, Worker: "1", Body: &event.MessageDeleted{}})
			}
			if r.state.Message("m") != nil {
				t.Fatal("it is kept still")
			}
			r.at(5, event.Event{MessageID: "n", Key: "storm.jpg", Worker: "2", Body: &event.MessageReceived{ETag: "e", ReceiveCount: 1, VisibleAt: r.time(9)}})
			r.at(6, event.Event{MessageID: "n", Key: "storm.jpg", Worker: "2", Body: &event.StageFinished{Stage: event.Download}})
			if n := r.state.Count.Repeated; n != c.repeated {
				t.Errorf("%d stages were repeated, want %d", n, c.repeated)
			}
		})
	}
}

func TestNothingComesBackFromTheDead(t *testing.T) {
	ends := map[string]event.Event{
		"deleted": {MessageID: "m", Worker: "1", Body: &event.MessageDeleted{}},
		"purged":  {Body: &event.QueuePurged{Queue: "practiceQ"}},
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			for _, late := range event.Kinds() {
				r := newRace()
				r.receive(1, "1", 1)
				r.at(2, end)
				e := pipelinetest.FullEvent(late)
				e.MessageID = "m"
				switch b := e.Body.(type) {
				case *event.MessageRedriven:
					b.PreviousID = "m"
				case *event.MessageSent:
					b.Queue = "practiceQ"
				case *event.QueueSampled:
					b.Queue = "practiceQ"
				}
				if late == event.KindOf[event.PipelineStarted]() {
					continue
				}
				r.at(3, e)
				if n := len(r.state.Live()); n > 0 && late != event.KindOf[event.MessageRedriven]() {
					t.Errorf("%s: %d messages are alive", late, n)
				}
				if st := r.state.Standing(r.time(9)); late != event.KindOf[event.QueueSampled]() && (st.Visible+st.NotVisible()+st.Delayed+st.Dead > 0) {
					t.Errorf("%s: the standing is %+v", late, st)
				}
			}
		})
	}
}

func TestWhatAPurgeWasSaidToHaveTakenIsDoneIfItIsDone(t *testing.T) {
	r := newRace()
	r.receive(1, "1", 1)
	r.at(2, event.Event{Body: &event.QueuePurged{Queue: "practiceQ"}})
	r.remove(3, "1")
	if n := &r.state.Count; n.Purged != 0 || n.Deleted != 1 || r.state.Message("m").Phase(r.time(4)) != state.Done {
		t.Errorf("purged %d, deleted %d, and it is %s", n.Purged, n.Deleted, r.state.Message("m").Phase(r.time(4)))
	}
}
