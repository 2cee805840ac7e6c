package consume

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"inflight/pipeline/clock"
	"inflight/pipeline/event"
	"inflight/pipeline/freeze"
)

// announcing is what there is of announcements: a desk a channel, and what has been
// announced. Consumers own it, start it before the workers and stop it after them;
// in between many goroutines call it at once.
type announcing struct {
	log        *event.Log
	clock      clock.Clock
	thumbnails *thumbnails
	done       announced
	desks      []*desk
	running    sync.WaitGroup
	end        context.CancelFunc
}

// newAnnouncing has a desk for each channel.
func newAnnouncing(log *event.Log, world *freeze.World, t *thumbnails, channels []Publisher) *announcing {
	a := &announcing{log: log, clock: log.Clock, thumbnails: t}
	for _, p := range channels {
		a.desks = append(a.desks, newDesk(log, world, t, &a.done, p))
	}
	return a
}

// start starts a goroutine for each desk, which stop ends.
func (a *announcing) start(ctx context.Context) {
	ctx, a.end = context.WithCancel(ctx)
	for _, d := range a.desks {
		a.running.Go(func() { d.loop(ctx) })
	}
}

// again announces the thumbnail of an image once more, because a person asked.
func (a *announcing) again(ctx context.Context, messageID string, ref event.ImageRef) error {
	key := ThumbnailKey(ref.Key)
	info, err := a.thumbnails.store.Head(ctx, a.thumbnails.bucket, key)
	if errors.Is(err, ErrNoObject) {
		return fmt.Errorf("there is no thumbnail of %s that could be announced", ref.Key)
	}
	if err != nil {
		return fmt.Errorf("look at the thumbnail of %s: %w", ref.Key, err)
	}
	v, _ := versionIn(info.Metadata) // else it has none, and the tags have none
	ref.Sequencer, ref.ETag, ref.Time = v.sequencer, v.etag, v.at
	tags, err := a.thumbnails.store.Tags(ctx, a.thumbnails.bucket, key)
	if err != nil {
		return fmt.Errorf("look where the thumbnail of %s was announced: %w", ref.Key, err)
	}
	return a.where(ctx, messageID, ref, channelsIn(tags, v))
}

// where announces on the channels that have not heard of the image, or on
// all.
func (a *announcing) where(ctx context.Context, messageID string, ref event.ImageRef, heard []string) error {
	unlock, err := a.done.lock(ctx, ref.Identity())
	if err != nil {
		return err
	}
	defer unlock()
	desks := slices.DeleteFunc(slices.Clone(a.desks), func(d *desk) bool {
		return slices.Contains(heard, d.publisher.Channel())
	})
	if len(desks) == 0 {
		desks = a.desks
	}
	told := false
	for _, d := range desks {
		d.reopen()
		sent, err := d.announce(ctx, &notice{messageID: messageID, ref: ref, byHand: true})
		if err != nil {
			return err
		}
		if ch := d.publisher.Channel(); sent && !slices.Contains(heard, ch) {
			heard, told = append(heard, ch), true
		}
	}
	if told {
		a.thumbnails.rememberAnnounced(ctx, ref, heard)
	}
	return nil
}
