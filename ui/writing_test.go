package ui

import (
	"io"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/event"
	"inflight/ui/picture"
	"inflight/ui/ticker"
)

// fakeTicker remembers what it was set to.
type fakeTicker struct{ every time.Duration }

func (f *fakeTicker) Reset(d time.Duration) { f.every = d }

func TestAtRestItIsSeldomLookedWhetherThereIsSomethingToWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, fake := play(t), &fakeTicker{}
		s.m.writing = ticker.Pace{Find: func() ticker.Resetter { return fake }}
		s.goOn(5 * time.Second)
		if fake.every != ticker.Rest {
			t.Errorf("at rest it looks every %s", fake.every)
		}
		s.take(tea.KeyPressMsg{Code: '?', Text: "?"})
		if fake.every != ticker.Brisk {
			t.Errorf("after a key it looks every %s", fake.every)
		}
		s.goOn(ticker.Awake / 2)
		if fake.every != ticker.Brisk {
			t.Errorf("while what a key did may still come it looks every %s", fake.every)
		}
		s.goOn(5 * time.Second)
		if fake.every != ticker.Rest {
			t.Errorf("long after a key it looks every %s", fake.every)
		}
		s.image(1) // a token is on its way
		s.goOn(150 * time.Millisecond)
		if fake.every != ticker.Brisk {
			t.Errorf("while something moves it looks every %s", fake.every)
		}
		s.log.Emit(event.Event{
			MessageID: "slow", Key: "slow.jpg", Worker: "1",
			Body: &event.MessageReceived{
				ReceiveCount: 1,
				VisibleAt:    time.Now().Add(time.Minute),
			},
		})
		s.goOn(10 * time.Second)
		if fake.every != ticker.Calm {
			t.Errorf("while a countdown runs it looks every %s", fake.every)
		}
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
	if m.writing.Find() != nil {
		t.Error("there is one before the program runs")
	}
	ready := out.until("EventBridge")
	var running sync.WaitGroup
	running.Go(func() { program.Run() })
	<-ready
	program.Quit()
	running.Wait()
	if m.writing.Find() == nil || m.writing.Every == 0 {
		t.Errorf("the ticker %v was set to %s", m.writing.Find(), m.writing.Every)
	}
}
