package consume

import (
	"context"
	"testing"
	"time"

	"inflight/pipeline/event"
)

// TestAReceiveThatHasNotBegunWhenAWorkerStopsIsNotMade: a worker may have passed
// the gate when a stop or a pause comes; it would wait for a whole poll.
func TestAReceiveThatHasNotBegunWhenAWorkerStopsIsNotMade(t *testing.T) {
	for name, end := range map[string]func(c *Consumers, stop context.CancelFunc){
		"a stop":  func(_ *Consumers, stop context.CancelFunc) { stop() },
		"a pause": func(c *Consumers, _ context.CancelFunc) { c.Pause() },
	} {
		t.Run(name, func(t *testing.T) {
			c := &Consumers{Log: &event.Log{}, Grace: time.Minute}
			c.Start(t.Context(), 0)
			worker, stop := context.WithCancel(t.Context())
			defer stop()
			polls, err := c.parts.intake.gate(worker)
			if err != nil {
				t.Fatal(err)
			}
			end(c, stop)
			poll, done := c.parts.intake.begin(worker, polls)
			if poll.Err() == nil {
				t.Error("it is made")
			}
			done(poll.Err())
			c.Stop(t.Context())
		})
	}
}
