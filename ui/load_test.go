package ui

import (
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline/event"
	"inflight/ui/graphics"
)

// loaded is a load after five seconds of frames with so many events a second,
// each frame at a cost.
func loaded(events float64, cost time.Duration) load {
	var l load
	now := time.Unix(1, 0)
	l.came(0, now)
	for end := now.Add(5 * time.Second); now.Before(end); {
		l.spent(cost)
		next := l.interval()
		now = now.Add(next)
		l.came(int(events*next.Seconds()), now)
	}
	return l
}

func TestFramesTakeASmallShareOfTheProcessorsWhileMuchHappens(t *testing.T) {
	for _, cost := range []time.Duration{2 * time.Millisecond, 4 * time.Millisecond} {
		cost *= time.Duration(runtime.GOMAXPROCS(0)) // the more processors, the more they pay for
		cost /= 2
		l := loaded(5000, cost)
		if got := float64(cost) / float64(l.interval()) / float64(runtime.GOMAXPROCS(0)); got > 1.1*share {
			t.Errorf("frames of %v come every %v: %.1f %% of the processors, want %.1f %%", cost, l.interval(), 100*got, 100*share)
		}
	}
}

func TestFramesComeAsOftenAsTheEyeCanUseThem(t *testing.T) {
	for name, l := range map[string]load{
		"while little happens, whatever they cost": loaded(100, 20*time.Millisecond),
		"while much happens, where they are cheap": loaded(5000, 100*time.Microsecond),
		"at first": {},
	} {
		if got := l.interval(); got != fastFrame {
			t.Errorf("%s: one every %v, want one every %v", name, got, fastFrame)
		}
	}
}

func TestThereAreFramesHoweverMuchTheyCost(t *testing.T) {
	l := loaded(5000, 10*time.Second)
	if got := l.interval(); got != busiest {
		t.Errorf("one every %v, want one every %v", got, busiest)
	}
}

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
	m.load = loaded(5000, time.Millisecond)
	m.dirty = false
	m.Update(graphics.Drawn{})
	if m.dirty {
		t.Error("the screen is drawn again for them alone")
	}
	m.load = load{}
	m.Update(graphics.Drawn{})
	if !m.dirty {
		t.Error("they are not shown while little happens")
	}
}
