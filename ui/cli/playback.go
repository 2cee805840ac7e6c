package cli

import (
	"bufio"
	"context"
	"encoding/json"
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
	length time.Duration // of the recording; 0: it is not known

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
	err := recording.Read(file, func(e event.Event) bool {
		if failed = p.until(ctx, e.Time); failed == nil {
			failed = yield(e)
		}
		return failed == nil
	})
	p.mu.Lock()
	p.ended = true
	p.mu.Unlock()
	if failed != nil {
		return failed
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
	at := ui.Playing{Speed: p.speed, Length: p.length, Ended: p.ended}
	if !p.first.IsZero() {
		at.At = now.Sub(p.first)
	}
	return at
}

// lengthOf is how long a recording is, by its first and its last line; 0 where
// these do not tell, as while it is still being written.
func lengthOf(f io.ReadSeeker) time.Duration {
	const tail = 256 << 10 // no line is longer, but for one with a large body
	first, ok := firstTime(f)
	if !ok {
		return 0
	}
	if _, err := f.Seek(-tail, io.SeekEnd); err != nil { // it is shorter than that
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return 0
		}
	}
	var last time.Time
	lines := bufio.NewScanner(f)
	lines.Buffer(make([]byte, 64<<10), 2*tail)
	for lines.Scan() {
		var e event.Event
		if json.Unmarshal(lines.Bytes(), &e) == nil && !e.Time.IsZero() { // the first line may be cut
			last = e.Time
		}
	}
	return max(last.Sub(first), 0)
}

// firstTime is when a recording begins.
func firstTime(f io.Reader) (time.Time, bool) {
	var first time.Time
	err := recording.Read(f, func(e event.Event) bool {
		first = e.Time
		return false
	})
	return first, err == nil && !first.IsZero()
}
