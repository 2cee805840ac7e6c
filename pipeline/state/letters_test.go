package state_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
	"inflight/pipeline/redrive"
	"inflight/pipeline/state"
)

// dead lets messages die, a second apart.
func (s *story) dead(sec float64, ids ...string) {
	for i, id := range ids {
		s.at(sec+float64(i), event.Event{MessageID: id, Key: id + ".jpg", Body: &event.MessageDead{ReceiveCount: 3, Reason: "broken"}})
	}
}

// letters are the ids of the dead letters known.
func (s *story) letters() (ids []string) {
	for _, m := range s.state.Live() {
		if m.Phase(s.state.Now) == state.Dead {
			ids = append(ids, m.ID)
		}
	}
	return ids
}

func TestALetterFromBeforeIsKnownOnceItHasBeenSeen(t *testing.T) {
	s := newStory()
	s.dead(1, "a")
	sample := func(sec float64, visible, inFlight int) {
		s.at(sec, event.Event{Body: &event.QueueSampled{Queue: "practiceDLQ", Visible: visible, InFlight: inFlight}})
	}
	untold := func(want int) {
		t.Helper()
		if got := s.state.LettersUntold(len(s.letters())); got != want {
			t.Errorf("%d letters are in the queue and not known, want %d", got, want)
		}
	}
	sample(0.5, 2, 0)
	untold(0) // the queue was asked before the death
	sample(2, 3, 0)
	untold(2)
	seen := event.Event{
		MessageID: "old", Key: "old.jpg",
		Body: &event.LetterSeen{Queue: "practiceDLQ", ReceiveCount: 4, SentAt: s.begin.Add(-time.Hour), Body: "b"},
	}
	s.at(3, seen)
	untold(0) // the queue has not been asked since
	sample(4, 1, 2)
	untold(1) // one that is in hand still lies in the queue
	if s.state.LettersSettled() {
		t.Error("what an account's queue said a second after is held against what is known")
	}
	m := s.state.Message("old")
	if m.Phase(s.time(4)) != state.Dead || m.Try != 3 || m.Key != "old.jpg" || !m.EndedAt.IsZero() || m.Body != "b" {
		t.Errorf("the letter from before is %+v", m)
	}
	pipelinetest.As[event.LetterSeen](seen).ReceiveCount++
	s.at(5, seen)
	s.at(6, event.Event{MessageID: "a", Body: &event.LetterSeen{ReceiveCount: 4}})
	if a := s.state.Message("a"); m.Try != 3 || a.Try != 3 || a.Reason != "broken" {
		t.Errorf("a second look changed them: %+v, %+v", m, a)
	}
	s.at(7, event.Event{MessageID: "old", Body: &event.LetterDeleted{}})
	if got := s.letters(); !slices.Equal(got, []string{"a"}) || s.state.Count.Deleted != 0 || s.state.Count.Purged != 1 {
		t.Errorf("left are %q, counted %+v", got, s.state.Count)
	}
}

func TestALetterRedrivenToAnotherQueueIsNotInOurs(t *testing.T) {
	s := newStory()
	s.dead(1, "a")
	s.at(2, event.Event{MessageID: "n", Key: "a.jpg", Body: &event.MessageRedriven{PreviousID: "a", Queue: "other"}})
	if len(s.state.Live()) != 0 || s.state.Message("n") != nil || s.state.Message("a").NextID != "n" || s.state.Count.Redriven != 1 {
		t.Errorf("alive are %d, counted %+v", len(s.state.Live()), s.state.Count)
	}
	if last := s.state.Moves.At(s.state.Moves.Len() - 1); last.From == state.DeadLetterNode {
		t.Errorf("it is drawn on its way into ours: %+v", last)
	}
}

func TestARedriveToldOfLateDoesNotUndoWhatCameOfIt(t *testing.T) {
	s := newStory()
	s.dead(1, "a", "b")
	redriven := func(id, was string) {
		s.at(9, event.Event{MessageID: id, Body: &event.MessageRedriven{PreviousID: was, Queue: "practiceQ"}})
	}
	s.received(5, "na", 1)
	redriven("na", "a")
	if m := s.state.Message("na"); m.Phase(s.time(9)) != state.InFlight || m.PreviousID != "a" || m.History[0].Kind != event.KindOf[event.MessageDead]() {
		t.Errorf("received before it was told of: %+v", m)
	}
	s.received(6, "nb", 1)
	s.at(7, event.Event{MessageID: "nb", Worker: "1", Body: &event.MessageDeleted{}})
	redriven("nb", "b")
	if m := s.state.Message("nb"); m.Phase(s.time(9)) != state.Done || len(s.letters()) != 0 {
		t.Errorf("done before it was told of: %+v, dead are %q", m, s.letters())
	}
}

func TestOnARealAccountTheOldestLettersAreTakenForMoved(t *testing.T) {
	s := newStory() // its setup is not that of the embedded AWS
	s.dead(1, "a", "b", "c")
	s.at(5, event.Event{Body: &event.RedriveStarted{Queue: "practiceDLQ", Rate: 1, Text: "all"}})
	s.dead(5.5, "later")
	s.at(6, event.Event{Body: &event.RedriveProgressed{Moved: 2, Total: 3}})
	if got := s.letters(); !slices.Equal(got, []string{"c", "later"}) {
		t.Errorf("left are %q", got)
	}
	r := s.state.Redrive
	if left, ok := r.Left(s.time(6)); !r.Running() || !ok || left != 500*time.Millisecond || r.Speed(s.time(6)) != 2 {
		t.Errorf("left are %v, %v of %+v", left, ok, r)
	}
	s.at(7, event.Event{Body: &event.RedriveEnded{Moved: 3, Total: 3, Text: "completed"}})
	s.at(8, event.Event{MessageID: "na", Body: &event.MessageRedriven{PreviousID: "a"}})
	if got := s.letters(); !slices.Equal(got, []string{"later"}) || s.state.Count.Redriven != 3 || s.state.Redrive.Running() {
		t.Errorf("left are %q, redriven %d, %+v", got, s.state.Count.Redriven, s.state.Redrive)
	}
	if m := s.state.Message("na"); m == nil || m.Key != "a.jpg" || s.state.Message("a").NextID != "na" {
		t.Errorf("what a became is %+v", m)
	}
}

func TestTheSpeedOfARedriveFromBeforeIsThatSinceItIsKnown(t *testing.T) {
	s := newStory()
	s.at(1, event.Event{Body: &event.RedriveStarted{Moved: 50, Total: 100, Rate: 2, Text: "all"}})
	if left, ok := s.state.Redrive.Left(s.time(1)); !ok || left != 25*time.Second {
		t.Errorf("at its rate %v are left, %v", left, ok)
	}
	s.at(11, event.Event{Body: &event.RedriveProgressed{Moved: 60, Total: 100}})
	r := s.state.Redrive
	if left, ok := r.Left(s.time(11)); r.Speed(s.time(11)) != 1 || !ok || left != 40*time.Second {
		t.Errorf("it moves %v a second, %v are left, %v", r.Speed(s.time(11)), left, ok)
	}
}

func TestAChosenLetterIsToldOfOnceWhereDeathsAreInferred(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, b := pipelinetest.NewRig(), pipelinetest.NewLetterBox(0)
		r.DeathsReported = false
		r.Memory.OnDead = nil
		b.OnSend = func(_, id string, l *redrive.Letter) {
			r.Buckets.Set("source/a.jpg", "photo")
			r.Memory.Send(id, l.Body)
		}
		r.Image("a.jpg", "broken")
		p := &pipeline.Pipeline{
			Log: r.Log, Consumers: r.Consumers, Queues: r.Memory, DeadLetters: redrive.DeadLetters{Log: r.Log, Name: "dlq", Source: "q", Queue: b, Moves: b, Leaves: r.Leaves}, Workers: 1,
			Setup: event.Setup{Queue: "q", DeadLetterQueue: "dlq", MaxReceives: 3},
		}
		go p.Run(t.Context())
		time.Sleep(20 * time.Second) // it dies
		b.Put("id-a.jpg", pipelinetest.Body("a.jpg", "1"))
		if err := p.RedriveLetters(t.Context(), redrive.RedriveOrder{Letters: []string{"id-a.jpg"}}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		events := r.Told(event.KindOf[event.MessageDead](), event.KindOf[event.MessageRedriven](), event.KindOf[event.MessageDeleted]())
		want := []event.Kind{event.KindOf[event.MessageDead](), event.KindOf[event.MessageRedriven](), event.KindOf[event.MessageDeleted]()}
		if got := pipelinetest.KindsOf(events); !slices.Equal(got, want) || pipelinetest.As[event.MessageRedriven](events[1]).PreviousID != "id-a.jpg" {
			t.Errorf("told %+v", events)
		}
	})
}
