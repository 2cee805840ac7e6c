package consume

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"inflight/pipeline/event"
)

// AnnounceAgain announces the thumbnail of an image once more: on the channels
// that have not heard of it, or on all if they have. A channel that took nothing
// any more is tried, too. The message's id is for the events alone.
func (c *Consumers) AnnounceAgain(ctx context.Context, messageID string, ref event.ImageRef) error {
	c.mu.Lock()
	runs := c.intake != nil && c.intake.Err() == nil
	c.mu.Unlock()
	if !runs {
		return ErrNotRunning
	}
	key := ThumbnailKey(ref.Key)
	info, err := c.Store.Head(ctx, c.ThumbnailBucket, key)
	if errors.Is(err, ErrNoObject) {
		return fmt.Errorf("there is no thumbnail of %s that could be announced", ref.Key)
	}
	if err != nil {
		return fmt.Errorf("look at the thumbnail of %s: %w", ref.Key, err)
	}
	v, _ := versionIn(info.Metadata) // else it has none, and the tags have none
	ref.Sequencer, ref.ETag, ref.Time = v.sequencer, v.etag, v.at
	tags, err := c.Store.Tags(ctx, c.ThumbnailBucket, key)
	if err != nil {
		return fmt.Errorf("look where the thumbnail of %s was announced: %w", ref.Key, err)
	}
	return c.announceWhere(ctx, messageID, ref, channelsIn(tags, v))
}

// announceWhere announces on the channels that have not heard of the image, or on
// all.
func (c *Consumers) announceWhere(ctx context.Context, messageID string, ref event.ImageRef, heard []string) error {
	unlock, err := c.announced.lock(ctx, ref.Identity())
	if err != nil {
		return err
	}
	defer unlock()
	desks := slices.DeleteFunc(slices.Clone(c.announcer.desks), func(d *desk) bool {
		return slices.Contains(heard, d.publisher.Channel())
	})
	if len(desks) == 0 {
		desks = c.announcer.desks
	}
	told := false
	for _, d := range desks {
		d.reopen()
		sent, err := d.take(ctx, &notice{messageID: messageID, ref: ref, byHand: true})
		if err != nil {
			return err
		}
		if ch := d.publisher.Channel(); sent && !slices.Contains(heard, ch) {
			heard, told = append(heard, ch), true
		}
	}
	if told {
		c.rememberAnnounced(ctx, ref, heard)
	}
	return nil
}
