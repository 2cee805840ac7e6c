package consume

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"inflight/pipeline/event"
)

// loop makes the announcements that wait, one by one, until ctx ends; none while the
// world is frozen.
func (d *desk) loop(ctx context.Context) {
	for {
		n, err := d.next(ctx)
		if err != nil {
			return
		}
		if err := d.world.Enter(ctx); err != nil {
			d.back(n)
			d.update(func() { d.busy = false })
			return
		}
		d.again(ctx, n)
		d.world.Leave()
		d.update(func() { d.busy = false })
	}
}

// next waits for an announcement that can be tried.
func (d *desk) next(ctx context.Context) (*notice, error) {
	for ctx.Err() == nil {
		changed, next, waits := d.pending()
		if waits && !d.clock.Now().Before(next) {
			if n := d.longest(); n != nil {
				return n, nil
			}
			continue
		}
		if !waits {
			next = d.clock.Now().Add(announceFor)
		}
		if err := d.clock.WaitFor(ctx, changed, d.clock.Until(next)); err != nil {
			return nil, err
		}
	}
	return nil, ctx.Err()
}

// longest takes the announcement that has waited longest.
func (d *desk) longest() *notice {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.waiting) == 0 {
		return nil
	}
	n := d.waiting[0]
	d.waiting, d.busy = d.waiting[1:], true
	return n
}

// again tries an announcement that waited, unless its thumbnail is another by now.
func (d *desk) again(ctx context.Context, n *notice) {
	var heard []string
	err := careful(func() (err error) {
		heard, err = d.stands(ctx, n)
		return err
	})
	if !n.byHand && slices.Contains(heard, d.publisher.Channel()) { // its message came again, to another process
		d.log.Emit(event.Event{MessageID: n.messageID, Key: n.ref.Key, Body: &event.NotificationKept{Channel: d.publisher.Channel()}})
		return
	}
	if err == nil {
		err = careful(func() error { return d.try(ctx, n) })
	}
	if err != nil && ctx.Err() != nil { // the run ends: close says so
		d.back(n)
		return
	}
	if !d.conclude(n, err) {
		return
	}
	unlock, err := d.announced.lock(ctx, n.ref.Identity())
	if err != nil {
		return
	}
	defer unlock()
	if heard, err = d.stands(ctx, n); err == nil && !slices.Contains(heard, d.publisher.Channel()) {
		d.thumbnails.rememberAnnounced(ctx, n.ref, append(heard, d.publisher.Channel()))
	}
}

// careful makes an error of a panic. A worker's is its message's failure; here nobody
// but the program would have it.
func careful(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("announce: a fault in the program: %v", p)
		}
	}()
	return f()
}

// back puts an announcement that was taken back to the front.
func (d *desk) back(n *notice) {
	d.update(func() { d.waiting = append([]*notice{n}, d.waiting...) })
}

// stands tells whether the thumbnail is still the one that is to be announced, and
// which channels have heard of it.
func (d *desk) stands(ctx context.Context, n *notice) (heard []string, err error) {
	key := ThumbnailKey(n.ref.Key)
	info, err := d.thumbnails.store.Head(ctx, d.thumbnails.bucket, key)
	switch v, known := versionIn(info.Metadata); {
	case errors.Is(err, ErrNoObject):
		return nil, errors.New("its thumbnail is not there any more")
	case err != nil:
		return nil, fmt.Errorf("look at the thumbnail of %s: %w", n.ref.Key, err)
	case known && v.compare(versionOf(n.ref)) > 0:
		return nil, errors.New("a newer upload under the same key has taken its place")
	}
	tags, err := d.thumbnails.store.Tags(ctx, d.thumbnails.bucket, key)
	if err != nil {
		return nil, fmt.Errorf("look where the thumbnail of %s was announced: %w", n.ref.Key, err)
	}
	return channelsIn(tags, versionOf(n.ref)), nil
}
