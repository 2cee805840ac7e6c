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
	patience := announceFor
	if deadline, ok := ctx.Deadline(); ok {
		patience = time.Until(deadline) // of whoever stops: wall time
	}
	limit := a.clock.Now().Add(patience)
	a.outwait(ctx, func(*desk) time.Time { return limit })
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
			a.log.Emit(event.Event{Body: &event.ActionTaken{Text: fmt.Sprintf("waiting for %s on %s: %s",
				event.Numbered(int64(n), "announcement", "announcements"), d.publisher.Channel(), d.why())}})
		}
	}
	begun := a.clock.Now()
	a.outwait(ctx, func(d *desk) time.Time { return later(begun, d.lastSent()).Add(lastWord) })
}

// outwait waits until no desk has anything that would go out by its time.
func (a *announcing) outwait(ctx context.Context, until func(*desk) time.Time) {
	for _, d := range a.desks {
		for {
			changed, next, waits := d.pending()
			limit := until(d)
			if !waits || next.After(limit) || a.clock.WaitFor(ctx, changed, a.clock.Until(limit)) != nil || !a.clock.Now().Before(limit) {
				break
			}
		}
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
