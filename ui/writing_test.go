package ui

import (
	"io"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/event"
	"inflight/ui/picture"
	"inflight/ui/ticker"
)

// fakeTicker remembers what it was set to.
type fakeTicker struct{ set atomic.Int64 }

func (f *fakeTicker) Reset(d time.Duration) { f.set.Store(int64(d)) }

func (f *fakeTicker) every() time.Duration { return time.Duration(f.set.Load()) }

func TestAtRestItIsSeldomLookedWhetherThereIsSomethingToWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, fake := play(t), &fakeTicker{}
		s.m.Join(ticker.New(func() ticker.Resetter { return fake }))
		s.goOn(5 * time.Second)
		if fake.every() != ticker.Rest {
			t.Errorf("at rest it looks every %s", fake.every())
		}
		s.take(tea.KeyPressMsg{Code: '?', Text: "?"})
		if fake.every() != ticker.Brisk {
			t.Errorf("after a key it looks every %s", fake.every())
		}
		s.goOn(ticker.Awake / 2)
		if fake.every() != ticker.Brisk {
			t.Errorf("while what a key did may still come it looks every %s", fake.every())
		}
		s.goOn(5 * time.Second)
		if fake.every() != ticker.Rest {
			t.Errorf("long after a key it looks every %s", fake.every())
		}
		s.image(1) // a token is on its way
		s.goOn(150 * time.Millisecond)
		if fake.every() != ticker.Brisk {
			t.Errorf("while something moves it looks every %s", fake.every())
		}
		s.log.Emit(event.Event{
			MessageID: "slow", Key: "slow.jpg", Worker: "1",
			Body: &event.MessageReceived{
				ReceiveCount: 1,
				VisibleAt:    time.Now().Add(time.Minute),
			},
		})
		s.goOn(10 * time.Second)
		if fake.every() != ticker.Calm {
			t.Errorf("while a countdown runs it looks every %s", fake.every())
		}
	})
}

// TestWhileTheWorldStandsItIsLookedSeldomAlsoAfterAKey: no frame comes that would say so.
func TestWhileTheWorldStandsItIsLookedSeldomAlsoAfterAKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, fake := play(t), &fakeTicker{}
		s.m.Join(ticker.New(func() ticker.Resetter { return fake }))
		s.started()
		s.log.Emit(event.Event{Body: &event.WorldFreezing{}})
		s.log.Emit(event.Event{Body: &event.WorldFrozen{}})
		looks := func(d, want time.Duration, when string) {
			t.Helper()
			if s.goOn(d); fake.every() != want {
				t.Errorf("%s it looks every %s, want %s", when, fake.every(), want)
			}
		}
		looks(5*time.Second, ticker.Still, "frozen")
		s.take(tea.KeyPressMsg{Code: '?', Text: "?"})
		looks(ticker.Awake/2, ticker.Brisk, "after a key")
		looks(ticker.Awake, ticker.Still, "long after it")
		s.log.Emit(event.Event{Body: &event.APICalled{Caller: event.Outside}})
		looks(gather+ticker.Brisk, ticker.Brisk, "when somebody else's call has been drawn")
		looks(time.Second, ticker.Still, "when it is written")
		s.log.Emit(event.Event{Body: &event.WorldRunning{}})
		looks(5*time.Second, ticker.Rest, "when the world goes on")
	})
}

// TestTheTickerOfBubbleTeaIsFound fails when a new version has it no more: then
// ticker.Of has to look elsewhere, or can go.
func TestTheTickerOfBubbleTeaIsFound(t *testing.T) {
	var log event.Log
	var out watched
	in, typist := io.Pipe()
	defer typist.Close()
	m := newModel(t.Context(), Options{Events: log.NewReader(), Control: &fakeControl{}, Pictures: picture.Off, input: in, output: &out})
	program := m.program(t.Context(), tea.WithWindowSize(120, 36), tea.WithEnvironment([]string{"TERM=xterm-256color"}))
	ready := out.until("EventBridge")
	var running sync.WaitGroup
	running.Go(func() { program.Run() })
	<-ready
	program.Quit()
	running.Wait()
	if m.writing.Every() == 0 {
		t.Error("it was never set")
	}
}
