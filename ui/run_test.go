package ui

import (
	"context"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"inflight/pipeline/event"
)

// written is a terminal that only remembers.
type written struct {
	mu sync.Mutex
	b  strings.Builder
}

func (w *written) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.Write(p)
}

func (w *written) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.String()
}

// Sequences that enter and leave the screen of a program.
const (
	enterScreen = "\x1b[?1049h"
	leaveScreen = "\x1b[?1049l"
	showCursor  = "\x1b[?25h"
)

// requireLeft fails the test unless the terminal was given back.
func requireLeft(t *testing.T, out string) {
	t.Helper()
	if strings.Count(out, enterScreen) == 0 || strings.LastIndex(out, leaveScreen) < strings.LastIndex(out, enterScreen) {
		t.Errorf("the program did not leave its screen: %q", out)
	}
	if !strings.Contains(out, showCursor) {
		t.Errorf("the cursor stays hidden: %q", out)
	}
}

func TestTheTerminalIsGivenBackAfterAPanic(t *testing.T) {
	var log event.Log
	var out written
	var calls atomic.Int32
	in, typist := io.Pipe()
	defer typist.Close()
	err := Run(context.Background(), Options{
		Events: log.NewReader(), Control: &fakeControl{}, input: in, output: &out,
		Now: func() time.Time {
			if calls.Add(1) > 3 && strings.Contains(out.String(), enterScreen) {
				panic("as a test")
			}
			log.Emit(event.Event{Body: &event.ConsumingPaused{}}) // for another frame
			return time.Now()
		},
	})
	if err == nil {
		t.Fatal("Run says nothing of a panic")
	}
	requireLeft(t, out.String())
}

func TestTheEndOfTheContextEndsTheScreen(t *testing.T) {
	var log event.Log
	var out written
	in, typist := io.Pipe()
	defer typist.Close()
	ctx, cancel := context.WithCancel(context.Background())
	err := Run(ctx, Options{
		Events: log.NewReader(), Control: &fakeControl{}, input: in, output: &out,
		Now: func() time.Time {
			if strings.Contains(out.String(), enterScreen) {
				cancel()
			}
			log.Emit(event.Event{Body: &event.ConsumingPaused{}}) // for another frame
			return time.Now()
		},
	})
	cancel()
	if err != nil {
		t.Error(err)
	}
	requireLeft(t, out.String())
}
