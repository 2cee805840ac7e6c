package pipeline

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// loop makes the announcements that wait, one by one, until ctx ends.
func (d *desk) loop(ctx context.Context) {
	for {
		n, err := d.next(ctx)
		if err != nil {
			return
		}
		d.again(ctx, n)
		d.update(func() { d.busy = false })
	}
}

// next waits for an announcement that can be tried.
func (d *desk) next(ctx context.Context) (*notice, error) {
	for ctx.Err() == nil {
		changed, next, waits := d.pending()
		if waits && !time.Now().Before(next) {
			if n := d.first(); n != nil {
				return n, nil
			}
			continue
		}
		if !waits {
			next = time.Now().Add(announceFor)
		}
		if err := pauseUntil(ctx, changed, next); err != nil {
			return nil, err
		}
	}
	return nil, ctx.Err()
}

// first takes the announcement that has waited longest.
func (d *desk) first() *notice {
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
	err := d.stands(ctx, n)
	if err == nil {
		err = d.try(ctx, n)
	}
	if err != nil && ctx.Err() != nil { // the run ends: close says so
		d.update(func() { d.waiting = append([]*notice{n}, d.waiting...) })
		return
	}
	if !d.settle(n, err) {
		return
	}
	unlock, err := d.announced.lock(ctx, n.ref.Identity())
	if err != nil {
		return
	}
	defer unlock()
	tags, err := d.Store.Tags(ctx, d.ThumbnailBucket, ThumbnailKey(n.ref.Key))
	if err == nil {
		heard := append(channelsIn(tags, n.ref.version()), d.publisher.Channel())
		d.rememberAnnounced(ctx, n.ref, heard)
	}
}

// stands tells whether the thumbnail is still the one that is to be announced.
func (d *desk) stands(ctx context.Context, n *notice) error {
	info, err := d.Store.Head(ctx, d.ThumbnailBucket, ThumbnailKey(n.ref.Key))
	switch v, known := versionIn(info.Metadata); {
	case errors.Is(err, ErrNoObject):
		return errors.New("its thumbnail is not there any more")
	case err != nil:
		return fmt.Errorf("look at the thumbnail of %s: %w", n.ref.Key, err)
	case known && v.compare(n.ref.version()) > 0:
		return errors.New("a newer upload under the same key has taken its place")
	}
	return nil
}
