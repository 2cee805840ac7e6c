package state_test

import (
	"fmt"
	"testing"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

func TestUpToTwelveImagesHaveTwelveHues(t *testing.T) {
	s := newStory()
	sent := func(id string) {
		s.at(1, event.Event{MessageID: id, Key: id + ".jpg", Body: &event.MessageSent{Queue: "practiceQ"}})
	}
	apart := func(ids ...string) {
		t.Helper()
		seen := map[int]string{}
		for _, id := range ids {
			hue := s.state.Hue(id + ".jpg")
			if other, taken := seen[hue]; taken || hue < 0 {
				t.Fatalf("%s has the hue %d, and so has %q", id, hue, other)
			}
			seen[hue] = id
		}
	}
	var all []string
	for i := range state.Hues {
		all = append(all, fmt.Sprintf("storm-%04d", 12*i)) // numbers that a modulo would make alike
		sent(all[i])
	}
	apart(all...)
	was := s.state.Hue(all[11] + ".jpg")
	for i := range 6 { // half of them end, and others come
		s.received(2, all[i], 1)
		s.at(3, event.Event{MessageID: all[i], Worker: "1", Body: &event.MessageDeleted{}})
	}
	for i := range 6 {
		all[i] = fmt.Sprintf("dune-%d", i)
		sent(all[i])
	}
	apart(all...)
	if s.state.Hue(all[11]+".jpg") != was {
		t.Error("an image changed its hue")
	}
	s.at(4, event.Event{MessageID: all[0], Body: &event.MessageDead{ReceiveCount: 3}}) // red now
	sent("late")
	apart(append(all[1:], "late")...)
}

func TestAnImageThatComesBackSharesItsHueWithNoOther(t *testing.T) {
	s := newStory()
	sent := func(id string) {
		s.at(1, event.Event{MessageID: id, Key: id + ".jpg", Body: &event.MessageSent{Queue: "practiceQ"}})
	}
	sent("dead")
	s.at(2, event.Event{MessageID: "dead", Body: &event.MessageDead{ReceiveCount: 3}})
	was := s.state.Hue("dead.jpg")
	var others []string
	for i := range state.Hues { // they go round, until one has its hue
		id := fmt.Sprintf("other-%d", i)
		sent(id)
		others = append(others, id)
	}
	s.at(3, event.Event{MessageID: others[0], Worker: "1", Body: &event.MessageDeleted{}})
	s.at(4, event.Event{MessageID: "again", Key: "dead.jpg", Body: &event.MessageRedriven{PreviousID: "dead"}})
	shared := false
	for _, id := range others[1:] {
		shared = shared || s.state.Hue(id+".jpg") == was
		if s.state.Hue(id+".jpg") == s.state.Hue("dead.jpg") {
			t.Errorf("it has the hue of %s, though one is free", id)
		}
	}
	if !shared {
		t.Error("nothing has the hue that it had: this tests nothing")
	}
}

func TestAReplayGivesTheSameHues(t *testing.T) {
	events := []event.Event{}
	for i := range 100 {
		id := fmt.Sprintf("m%d", i)
		events = append(events, event.Event{MessageID: id, Key: id, Body: &event.MessageSent{Queue: "q"}})
		if i%3 > 0 {
			events = append(events, event.Event{MessageID: id, Body: &event.MessageDeleted{}})
		}
	}
	a, b := state.NewState(), state.NewState()
	a.Apply(events...)
	for _, e := range events {
		b.Apply(e)
	}
	for i := range 100 {
		if id := fmt.Sprintf("m%d", i); a.Hue(id) != b.Hue(id) || a.Hue(id) < 0 {
			t.Fatalf("%s is %d and %d", id, a.Hue(id), b.Hue(id))
		}
	}
}
