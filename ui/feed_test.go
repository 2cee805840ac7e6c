package ui

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
	"inflight/ui/dialog"
	"inflight/ui/picture"
	"inflight/ui/sample"
	"inflight/ui/ticker"
)

// stage runs a model as Bubble Tea does, in virtual time: commands beside it,
// messages one after the other, a View after each Update.
type stage struct {
	m      *model
	log    *event.Log
	inbox  chan tea.Msg
	ctx    context.Context //nolint:containedctx // of the test: ends the commands
	frames int             // drawn because it was time
}

// play starts a model on a log, and ends it with the test. It must be called
// in a bubble of synctest.
func play(t *testing.T) *stage {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	log := &event.Log{}
	s := &stage{log: log, inbox: make(chan tea.Msg), ctx: ctx}
	s.m = newModel(ctx, Options{Events: log.NewReader(), Control: &fakeControl{}, Pictures: picture.Off})
	t.Cleanup(func() {
		cancel()
		synctest.Wait()
	})
	s.run(s.m.tick(0))
	s.take(tea.WindowSizeMsg{Width: 120, Height: 36})
	return s
}

// run starts a command.
func (s *stage) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		msg := cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for _, cmd := range batch {
				s.run(cmd)
			}
			return
		}
		select {
		case s.inbox <- msg:
		case <-s.ctx.Done():
		}
	}()
}

// take is one round of the program.
func (s *stage) take(msg tea.Msg) {
	drawn := s.m.drawn
	_, cmd := s.m.Update(msg)
	s.run(cmd)
	if s.m.drawn != drawn {
		s.frames++
	}
	s.m.View()
}

// goOn lets the program run for a time, and returns how many frames it drew.
func (s *stage) goOn(d time.Duration) int {
	before, end := s.frames, time.After(d)
	for {
		select {
		case msg := <-s.inbox:
			s.take(msg)
		case <-end:
			return s.frames - before
		}
	}
}

// started is the beginning of a run with four workers.
func (s *stage) started() {
	events, _ := sample.Empty()
	s.log.Emit(event.Event{Body: &event.PipelineStarted{Setup: pipelinetest.As[event.PipelineStarted](events[0]).Setup}})
}

// image sends an image through the first part of the pipeline.
func (s *stage) image(i int) {
	key := fmt.Sprintf("storm-%05d.jpg", i)
	s.log.Emit(event.Event{Bucket: "naa-hd-image-source", Key: key, Body: &event.ObjectUploaded{Size: 1000}})
	s.log.Emit(event.Event{MessageID: key, Key: key, Body: &event.MessageSent{Queue: "practiceQ"}})
}

func TestNothingIsDrawnOftenWhileNothingMoves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := play(t)
		s.started()
		s.goOn(5 * time.Second)
		if n := s.goOn(time.Minute); n > 61 {
			t.Errorf("%d frames in a minute in which nothing happened, want one a second at most", n)
		}
	})
}

func TestFramesComeThirtyTimesASecondWhileSomethingMoves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := play(t)
		s.started()
		s.goOn(time.Second)
		s.image(1)
		if n := s.goOn(500 * time.Millisecond); n < 10 || n > 17 {
			t.Errorf("%d frames in half a second in which an image was on its way, want about 15", n)
		}
		s.goOn(5 * time.Second)
		if n := s.goOn(10 * time.Second); n > 45 {
			t.Errorf("%d frames in ten seconds in which a message only waited", n)
		}
	})
}

// TestAPipeThatIsWaitedForIsNotDrawnAsIfSomethingMoved: the time that is played stands,
// while an image is on its way.
func TestAPipeThatIsWaitedForIsNotDrawnAsIfSomethingMoved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, at := play(t), time.Now()
		playing := Playing{Speed: 1}
		s.m.options.Playing, s.m.clock = func() Playing { return playing }, func() time.Time { return at }
		s.started()
		s.image(1)
		s.goOn(time.Second)
		if n := s.goOn(10 * time.Second); n > 41 {
			t.Errorf("%d frames in ten seconds in which nothing was read", n)
		}
		s.image(2)
		if n := s.goOn(200 * time.Millisecond); n == 0 || s.m.state.Count.Uploaded != 2 {
			t.Errorf("%d frames when it went on, with %d uploads", n, s.m.state.Count.Uploaded)
		}
		playing.Ended = true
		s.goOn(time.Second)
		if n := s.goOn(10 * time.Second); n > 0 {
			t.Errorf("%d frames in ten seconds after the end", n)
		}
	})
}

func TestAKeyIsAnsweredAtOnceWhileEventsPourIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := play(t)
		s.started()
		const second = 2500 // of images, two events each
		for i := range 2 * second {
			s.image(i)
			s.goOn(time.Second / second)
			if i%500 != 499 {
				continue
			}
			before, at := s.m.View().Content, time.Now()
			s.take(pressOf("?"))
			if s.m.View().Content == before {
				t.Fatalf("after %d images a key changes nothing on the screen", i)
			}
			if took := time.Since(at); took > 0 {
				t.Errorf("a key waited %v for a frame", took)
			}
			s.take(pressOf("esc"))
		}
		if rate := s.frames / 2; rate > ticker.FramesASecond+1 {
			t.Errorf("%d frames a second, want %d at most", rate, ticker.FramesASecond)
		}
	})
}

func TestTheScreenCatchesUpWithEveryEvent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := play(t)
		s.started()
		for i := range 20_000 {
			s.image(i)
		}
		s.goOn(time.Second)
		if got := s.m.state.Count.Uploaded; got != 20_000 {
			t.Errorf("%d uploads on the screen, want 20000", got)
		}
	})
}

func TestToastsGoAwayByThemselves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := play(t)
		s.started()
		s.goOn(time.Second)
		s.take(dialog.Done{Text: "uploaded one image"})
		s.goOn(time.Second)
		if !s.m.toasts.Some() {
			t.Fatal("the toast is gone too soon")
		}
		s.goOn(3 * time.Second)
		if s.m.toasts.Some() {
			t.Error("the toast is still there")
		}
	})
}
