package ui

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"go.uber.org/goleak"

	"inflight/pipeline/event"
	"inflight/ui/panel"
	"inflight/ui/picture"
)

// watched is a terminal that tells when it is shown a text.
type watched struct {
	mu    sync.Mutex
	text  string
	shown chan time.Time
	bytes int
}

// until returns a channel that gets the time at which text is written.
func (w *watched) until(text string) <-chan time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.text, w.shown = text, make(chan time.Time, 1)
	return w.shown
}

// Write implements io.Writer.
func (w *watched) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.bytes += len(p)
	if w.text != "" && strings.Contains(string(p), w.text) {
		w.shown <- time.Now()
		w.text = ""
	}
	return len(p), nil
}

// torrent emits events of images on their way, so many a second, until ctx
// ends.
func torrent(ctx context.Context, log *event.Log, rate int) {
	const beat = 10 * time.Millisecond
	tick := time.NewTicker(beat)
	defer tick.Stop()
	s := &stage{log: log}
	begun, image := time.Now(), 0
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		for due := int(time.Since(begun).Seconds() * float64(rate) / 3); image < due; image++ {
			s.image(image) // two events
			s.log.Emit(event.Event{MessageID: fmt.Sprintf("storm-%05d.jpg", image), Body: &event.MessageDeleted{}})
		}
	}
}

// rewritten is what is written of a text in the place of another: where both are as
// long, what they begin with stays as it is.
func rewritten(before, after string) string {
	for len(before) == len(after) && before != "" && before[0] == after[0] {
		before, after = before[1:], after[1:]
	}
	return after
}

// BenchmarkKey presses a key in the running program while 5,000 events come in
// a second, and waits for what it does to be written to the terminal:
//
//	go test ./ui -run '^$' -bench 'Key$' -benchtime 200x
func BenchmarkKey(b *testing.B) { benchmarkKey(b, 5000, 0) }

// BenchmarkKeyAtRest presses a key each two seconds while nothing else happens:
//
//	go test ./ui -run '^$' -bench KeyAtRest -benchtime 20x
func BenchmarkKeyAtRest(b *testing.B) { benchmarkKey(b, 0, 2*time.Second) }

// benchmarkKey presses keys, with a pause before each, while so many events come in a
// second.
func benchmarkKey(b *testing.B, events int, pause time.Duration) {
	for _, at := range []size{{120, 36}, {200, 60}} {
		b.Run(at.String(), func(b *testing.B) {
			defer goleak.VerifyNone(b, goleak.IgnoreCurrent())
			var log event.Log
			var out watched
			keys, typist := io.Pipe()
			ctx, cancel := context.WithCancel(b.Context())
			var running sync.WaitGroup
			defer running.Wait()
			defer typist.Close()
			defer cancel()
			o := Options{Events: log.NewReader(), Control: &fakeControl{}, Pictures: picture.Off, input: keys, output: &out}
			m := newModel(ctx, o)
			program := m.program(ctx, tea.WithWindowSize(at.w, at.h), tea.WithEnvironment([]string{"TERM=xterm-256color"}))
			(&stage{log: &log}).started()
			ready := out.until("EventBridge")
			running.Go(func() { program.Run() })
			<-ready
			if events > 0 {
				running.Go(func() { torrent(ctx, &log, events) })
			}
			order := panel.SortTimeLeft
			var took []time.Duration
			for b.Loop() {
				<-time.After(pause)
				before := order
				order = order.Next()
				shown, pressed := out.until(rewritten("sort: "+before.String(), "sort: "+order.String())), time.Now()
				io.WriteString(typist, "s")
				took = append(took, (<-shown).Sub(pressed))
			}
			slices.Sort(took)
			for _, q := range []int{50, 95, 99} {
				b.ReportMetric(float64(took[len(took)*q/100].Microseconds())/1000, fmt.Sprintf("ms(p%d)", q))
			}
			b.ReportMetric(float64(log.Len())/b.Elapsed().Seconds(), "events/s")
			b.ReportMetric(float64(out.bytes)/b.Elapsed().Seconds()/1000, "kB/s")
		})
	}
}
