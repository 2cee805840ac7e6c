package consume

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"inflight/pipeline/clock"
	"inflight/pipeline/event"
	"inflight/pipeline/freeze"
)

// Limits of an announcement.
const (
	announceFor  = 15 * time.Minute // from its first try to its last
	announceTime = 20 * time.Second // of one try
	mostNotices  = 1000             // that wait at one desk
	firstRest    = time.Second      // after a failure that may pass; it doubles
	longestRest  = time.Minute
)

// desk makes the announcements of one channel. A worker tries at once where nothing
// waits; what the channel does not take then waits here, and goes out one by one,
// as slowly as the channel asks. Its loop runs on a goroutine of its own; the rest is
// called by many.
type desk struct {
	log        *event.Log
	world      *freeze.World
	clock      clock.Clock
	thumbnails *thumbnails
	announced  *announced // shared by all desks
	publisher  Publisher

	mu      sync.Mutex
	changed chan struct{} // closed, and another made, when anything below changes
	waiting []*notice
	busy    bool      // one of those that waited is being tried
	rest    time.Time // nothing is tried before
	backoff time.Duration
	reason  string    // of the last failure
	sent    time.Time // the last that went out
	shut    string    // why the channel takes nothing any more; empty: it does
	closed  bool      // the run is over
}

func newDesk(log *event.Log, world *freeze.World, t *thumbnails, a *announced, p Publisher) *desk {
	return &desk{log: log, world: world, clock: log.Clock, thumbnails: t, announced: a, publisher: p, changed: make(chan struct{})}
}

// announce makes an announcement, or keeps it until the channel takes it. It reports
// whether it has been made. The only error is that of ctx.
func (d *desk) announce(ctx context.Context, n *notice) (sent bool, err error) {
	n.begun = d.clock.Now()
	d.mu.Lock()
	switch {
	case d.shut != "":
		d.mu.Unlock()
		d.giveUp(n, d.publisher.Channel()+" takes nothing any more")
		return false, nil
	case len(d.waiting) > 0 || d.busy || d.clock.Now().Before(d.rest):
		d.mu.Unlock()
		d.keep(n)
		return false, nil
	}
	d.mu.Unlock()
	if n.byHand { // no stage of a message catches a panic
		err = careful(func() error { return d.try(ctx, n) })
	} else {
		err = d.try(ctx, n)
	}
	if ctx.Err() != nil && err != nil {
		return false, ctx.Err()
	}
	return d.conclude(n, err), nil
}

// try announces once.
func (d *desk) try(ctx context.Context, n *notice) error {
	once, cancel := context.WithTimeout(ctx, announceTime)
	defer cancel()
	a, err := d.thumbnails.announcement(once, n)
	if err == nil {
		err = d.publisher.Publish(once, a)
	}
	if err != nil && once.Err() != nil && ctx.Err() == nil {
		err = &PassingError{Err: fmt.Errorf("no answer within %s: %w", announceTime, err)}
	}
	return err
}

// conclude reports what became of a try, and keeps what may be tried again.
func (d *desk) conclude(n *notice, err error) (sent bool) {
	ch, reason := d.publisher.Channel(), event.Reason(err)
	if err == nil {
		d.announced.mark(n.ref.Identity(), ch)
		d.update(func() { d.sent, d.backoff, d.reason, d.rest = d.clock.Now(), 0, "", time.Time{} })
		d.log.Emit(event.Event{MessageID: n.messageID, Key: n.ref.Key, Body: &event.NotificationSent{Channel: ch}})
		return true
	}
	failed := &event.NotificationFailed{Channel: ch, Error: reason, Missing: event.MissingIn(err)}
	emit := func() { d.log.Emit(event.Event{MessageID: n.messageID, Key: n.ref.Key, Body: failed}) }
	var shut *ShutError
	switch p := Passing(err); {
	case errors.As(err, &shut):
		emit()
		d.shutDown(reason)
		d.giveUp(n, reason)
	case p != nil:
		failed.Took = d.pause(p.After, reason)
		if d.clock.Since(n.begun)+failed.Took > announceFor {
			failed.Took = 0
		}
		emit()
		d.keep(n)
		d.sweep()
	default:
		emit()
		d.giveUp(n, reason)
	}
	return false
}

// update changes the desk, and wakes whoever waits for a change.
func (d *desk) update(change func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	change()
	close(d.changed)
	d.changed = make(chan struct{})
}

// pause lets the channel rest, for as long as it asks or else for a time that
// doubles. It returns for how long.
func (d *desk) pause(asked time.Duration, reason string) (rest time.Duration) {
	d.update(func() {
		d.backoff = min(max(2*d.backoff, firstRest), longestRest)
		rest = d.backoff
		if asked > 0 {
			rest = asked
		}
		d.rest, d.reason = later(d.rest, d.clock.Now().Add(rest)), reason
		rest = d.clock.Until(d.rest)
	})
	return rest
}

// keep has an announcement wait, and gives it up where that would be too long or
// too many wait.
func (d *desk) keep(n *notice) {
	reason := ""
	d.update(func() {
		switch {
		case d.closed:
			reason = "the run is over"
		case d.rest.After(n.begun.Add(announceFor)):
			reason = d.reason + "; that is too long to wait for"
		case len(d.waiting) >= mostNotices:
			reason = fmt.Sprintf("%d announcements wait already", len(d.waiting))
		default:
			d.waiting = append(d.waiting, n)
			d.announced.mark(n.ref.Identity(), d.publisher.Channel()) // the same image again does not wait twice
		}
	})
	if reason != "" {
		d.giveUp(n, reason)
	}
}

// sweep gives up what would wait for too long.
func (d *desk) sweep() {
	var gone []*notice
	reason := ""
	d.update(func() {
		reason = d.reason
		d.waiting = slices.DeleteFunc(d.waiting, func(n *notice) bool {
			late := d.rest.After(n.begun.Add(announceFor))
			if late {
				gone = append(gone, n)
			}
			return late
		})
	})
	for _, n := range gone {
		d.giveUp(n, reason+"; that is too long to wait for")
	}
}

// giveUp says that an announcement is not tried again on its own.
func (d *desk) giveUp(n *notice, reason string) {
	ch := d.publisher.Channel()
	d.announced.unmark(n.ref.Identity(), ch)
	d.log.Emit(event.Event{MessageID: n.messageID, Key: n.ref.Key, Body: &event.NotificationGivenUp{Channel: ch, Error: reason}})
}

// shutDown takes nothing any more, and gives up what waits.
func (d *desk) shutDown(reason string) {
	var gone []*notice
	first := false
	d.update(func() {
		first = d.shut == ""
		d.shut, gone, d.waiting = reason, d.waiting, nil
	})
	if first {
		d.log.Emit(event.Event{Body: &event.ChannelOff{Channel: d.publisher.Channel(), Error: reason}})
	}
	for _, n := range gone {
		d.giveUp(n, reason)
	}
}

// close gives up what still waits, at the end of the run.
func (d *desk) close() {
	var gone []*notice
	reason := ""
	d.update(func() { gone, reason, d.waiting, d.closed = d.waiting, d.reason, nil, true })
	for _, n := range gone {
		d.giveUp(n, "the run ended while it waited: "+reason)
	}
}

// pending tells whether anything waits or is being tried, and when the next try is.
func (d *desk) pending() (changed <-chan struct{}, next time.Time, waits bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.changed, later(d.rest, time.Time{}), len(d.waiting) > 0 || d.busy
}

// waits is how many announcements wait.
func (d *desk) waits() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.waiting)
}

// why is what the channel said last.
func (d *desk) why() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.reason
}

// lastSent is when the last announcement went out.
func (d *desk) lastSent() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.sent
}

// reopen lets a channel that was shut take announcements again.
func (d *desk) reopen() { d.update(func() { d.shut = "" }) }
