package consume

import (
	"context"
	"fmt"
	"time"

	"inflight/pipeline/event"
)

// stop waits until nothing waits any more, ctx or the work ends, or what waits
// would go out only after that. What is left is given up.
func (a *announcing) stop(ctx, work context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(work, cancel)()
	a.outwait(ctx, func(*desk) time.Time {
		deadline, ok := ctx.Deadline()
		if !ok {
			return time.Now().Add(announceFor)
		}
		return deadline
	})
	a.end()
	a.running.Wait()
	for _, d := range a.desks {
		d.close()
	}
}

// lastWord is how long the end of a drain waits for a channel that takes nothing.
const lastWord = 90 * time.Second

// finish waits, at the end of a drain, for the announcements that wait, and says so:
// as long as their channel takes one now and then.
func (a *announcing) finish(ctx context.Context) {
	for _, d := range a.desks {
		if n := d.waits(); n > 0 {
			a.log.Emit(event.Event{Type: event.ActionTaken, Text: fmt.Sprintf("waiting for %s on %s: %s",
				event.Numbered(int64(n), "announcement", "announcements"), d.publisher.Channel(), d.why())})
		}
	}
	begun := time.Now()
	a.outwait(ctx, func(d *desk) time.Time { return later(begun, d.lastSent()).Add(lastWord) })
}

// outwait waits until no desk has anything that would go out by its time.
func (a *announcing) outwait(ctx context.Context, until func(*desk) time.Time) {
	for _, d := range a.desks {
		for {
			changed, next, waits := d.pending()
			limit := until(d)
			if !waits || next.After(limit) || pauseUntil(ctx, changed, limit) != nil || !time.Now().Before(limit) {
				break
			}
		}
	}
}

// pauseUntil waits for a change, or until the limit.
func pauseUntil(ctx context.Context, changed <-chan struct{}, limit time.Time) error {
	t := time.NewTimer(time.Until(limit))
	defer t.Stop()
	select {
	case <-changed:
	case <-t.C:
	case <-ctx.Done():
	}
	return ctx.Err()
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
