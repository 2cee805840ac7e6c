package cli

import (
	"context"
	"io"
	"sync"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/recording"
	"inflight/ui"
)

// playback hands out the events of a recording at the pace at which they
// happened, times speed, or without waiting where speed is 0. Its time is the
// recorded one: countdowns that are drawn at now run as they did then.
type playback struct {
	speed  float64
	begins func() func(*event.Event) bool // tells of each event whether it is played; nil: all are
	giveUp func()                         // has reading wait for nothing any more; nil: it never waits

	mu    sync.Mutex
	first time.Time // of the recording
	began time.Time // when the first was played
	last  time.Time // where the recording has got to
	ended bool
}

// play hands each event to yield when it is due. It returns the error of
// reading, that of yield, or that of ctx when it ends.
func (p *playback) play(ctx context.Context, file io.Reader, yield func(event.Event) error) error {
	var failed error
	played := func(*event.Event) bool { return true }
	if p.begins != nil {
		played = p.begins()
	}
	if p.giveUp != nil {
		defer context.AfterFunc(ctx, p.giveUp)()
	}
	err := recording.Read(file, func(e event.Event) bool {
		if !played(&e) {
			return true
		}
		if failed = p.until(ctx, e.Time); failed == nil {
			failed = yield(e)
		}
		return failed == nil
	})
	p.mu.Lock()
	p.ended = true
	p.mu.Unlock()
	switch {
	case failed != nil:
		return failed
	case ctx.Err() != nil && err != nil: // what was not waited for is no damage
		return ctx.Err()
	}
	return err
}

// until waits until what happened at t is due.
func (p *playback) until(ctx context.Context, t time.Time) error {
	wait := p.reach(t)
	if wait <= 0 {
		return ctx.Err()
	}
	due := time.NewTimer(wait)
	defer due.Stop()
	select {
	case <-due.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// reach notes that the recording has got to t, and says how long it is until
// then.
func (p *playback) reach(t time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.first.IsZero() {
		p.first, p.began = t, time.Now()
	}
	p.last = t
	if p.speed == 0 {
		return 0
	}
	due := p.began.Add(time.Duration(float64(t.Sub(p.first)) / p.speed))
	return time.Until(due)
}

// now is the recorded time that is being played. It stands still at the end.
func (p *playback) now() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.first.IsZero():
		return time.Now()
	case p.ended, p.speed == 0:
		return p.last
	}
	now := p.first.Add(time.Duration(float64(time.Since(p.began)) * p.speed))
	if now.After(p.last) { // the next event is not read yet
		return p.last
	}
	return now
}

// playing is where the recording has got to, for the screen.
func (p *playback) playing() ui.Playing {
	now := p.now()
	p.mu.Lock()
	defer p.mu.Unlock()
	at := ui.Playing{Speed: p.speed, Ended: p.ended}
	if !p.first.IsZero() {
		at.At = now.Sub(p.first)
	}
	return at
}
