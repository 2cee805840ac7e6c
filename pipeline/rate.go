package pipeline

import (
	"context"
	"sync"
	"time"
)

// turns are how many images a second a producer uploads. Whoever waits for his turn hears
// of it when that changes.
type turns struct {
	mu      sync.Mutex
	rate    float64
	changed chan struct{} // closed when the rate changes; nil: it is that of the Producer
}

// perSecond is the rate in force, and what is closed when that changes.
func (p *Producer) perSecond() (rate float64, changed <-chan struct{}) {
	t := &p.turns
	t.mu.Lock()
	defer t.mu.Unlock()
	t.begin(p.Rate)
	return t.rate, t.changed
}

// begin takes the rate that a producer begins with. The lock is held.
func (t *turns) begin(rate float64) {
	if t.changed == nil {
		t.rate, t.changed = rate, make(chan struct{})
	}
}

// SetRate changes how many images a second are uploaded; 0 is as fast as it goes. It
// holds at once.
func (p *Producer) SetRate(rate float64) {
	t := &p.turns
	t.mu.Lock()
	defer t.mu.Unlock()
	t.begin(p.Rate)
	if t.rate != rate {
		close(t.changed)
		t.rate, t.changed = rate, make(chan struct{})
	}
}

// unhurried waits while there is a rate, which the first uploader keeps alone. It reports
// false when there is no more to upload.
func (p *Producer) unhurried(ctx context.Context, over <-chan struct{}) bool {
	for {
		rate, changed := p.perSecond()
		if rate == 0 {
			return ctx.Err() == nil
		}
		select {
		case <-changed:
		case <-over:
			return false
		case <-ctx.Done():
			return false
		}
	}
}

// awaitTurn waits until the next image is due by the rate, and says when that was. Who is
// late does not catch up.
func (p *Producer) awaitTurn(ctx context.Context, due *time.Time) error {
	before := *due
	for {
		rate, changed := p.perSecond()
		now := p.Log.Clock.Now()
		if rate == 0 {
			*due = now
			return ctx.Err()
		}
		every := time.Duration(float64(time.Second) / rate)
		at := before.Add(every)
		if at.Before(now.Add(-every)) {
			at = now
		}
		if !at.After(now) {
			*due = at
			return ctx.Err()
		}
		if err := p.Log.Clock.WaitFor(ctx, changed, at.Sub(now)); err != nil {
			return err
		}
	}
}
