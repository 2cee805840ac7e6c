package ui

import (
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline/event"
	"inflight/ui/graphics"
	"inflight/ui/ticker"
)

func TestAKeyIsTakenBetweenTheEventsOfABacklog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := play(t)
		s.started()
		s.goOn(time.Second)
		for i := range 10 * batch {
			s.image(i)
		}
		before := s.m.state.Seq
		s.take(<-s.inbox) // there are events
		s.take(<-s.inbox) // a frame
		if folded := s.m.state.Seq - before; folded == 0 || folded > 2*batch {
			t.Errorf("%d events were folded at once, want some %d", folded, batch)
		}
		s.take(pressOf("?"))
		if s.m.windows.Top() == nil {
			t.Error("the key was not answered")
		}
		s.goOn(time.Second)
		if got, want := s.m.state.Seq, s.log.Len(); got != want {
			t.Errorf("%d of %d events are on the screen a second later", got, want)
		}
	})
}

func TestPicturesWaitForTheNextFrameWhileMuchHappens(t *testing.T) {
	var log event.Log
	m := newModel(t.Context(), Options{Events: log.NewReader(), Control: &fakeControl{}})
	for now := time.Unix(1, 0); !m.load.Busy(); now = now.Add(time.Second) {
		m.load.Came(5000, now)
	}
	m.dirty = false
	m.Update(graphics.Drawn{})
	if m.dirty {
		t.Error("the screen is drawn again for them alone")
	}
	m.load = ticker.Load{}
	m.Update(graphics.Drawn{})
	if !m.dirty {
		t.Error("they are not shown while little happens")
	}
}
