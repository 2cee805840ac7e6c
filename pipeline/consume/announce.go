package consume

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"inflight/pipeline/event"
)

// notify announces the thumbnail on every channel that has not heard of it. What
// a channel does not take now waits for it at its desk: the message does not wait,
// nor does it fail, for the image is done. An image that a newer one has replaced
// is not announced.
func (j *job) notify(ctx context.Context) error {
	if j.verdict == superseded {
		j.kept = true
		return nil
	}
	identity := j.ref.Identity()
	unlock, err := j.announced.lock(ctx, identity)
	if err != nil {
		return err
	}
	defer unlock()
	heard := channelsIn(j.there.tags, versionOf(j.ref))
	before := len(heard)
	j.kept = len(j.announcer.desks) > 0
	for _, desk := range j.announcer.desks {
		ch := desk.publisher.Channel()
		if slices.Contains(heard, ch) || j.announced.was(identity, ch) {
			j.Log.Emit(event.Event{Type: event.NotificationKept, Channel: ch, MessageID: j.id, Key: j.ref.Key})
			continue
		}
		j.kept = false
		sent, err := desk.take(ctx, j.notice())
		if err != nil {
			return err
		}
		if sent {
			heard = append(heard, ch)
		}
	}
	if len(heard) > before {
		j.rememberAnnounced(ctx, j.ref, heard)
	}
	return nil
}

// notice is what there is to announce of the job's thumbnail.
func (j *job) notice() *notice {
	n := &notice{messageID: j.id, ref: j.ref, png: j.png}
	if j.verdict == toMake {
		n.engine, n.took, n.since = j.Engine.Name(), j.worked, j.stored.Sub(j.uploadedAt())
	}
	return n
}

// uploadedAt is when the image was uploaded, as far as that is known. The times of
// events are whole seconds, and a redriven message was sent much later.
func (j *job) uploadedAt() time.Time {
	if at := j.ref.Time; !at.IsZero() && j.sentAt.Sub(at) > time.Second {
		return at
	}
	return j.sentAt
}

// notice is an announcement that is to be made on one channel.
type notice struct {
	messageID string
	ref       event.ImageRef
	png       []byte // nil: the stored one is read
	engine    string
	took      time.Duration
	since     time.Duration
	begun     time.Time // when it was tried first
	byHand    bool      // a person asked for it, whoever has heard of it
}

// announcement is what is told, with a URL that is signed now.
func (c *Consumers) announcement(ctx context.Context, n *notice) (Announcement, error) {
	key := ThumbnailKey(n.ref.Key)
	link, err := c.Store.PresignGet(ctx, c.ThumbnailBucket, key, c.URLExpiry)
	if err != nil {
		return Announcement{}, fmt.Errorf("sign a URL for %s: %w", key, err)
	}
	if n.png == nil { // made by an earlier try
		if n.png, err = c.storedThumbnail(ctx, key); err != nil {
			return Announcement{}, err
		}
	}
	return Announcement{
		SourceKey: n.ref.Key, SourceBytes: n.ref.Size, ThumbnailKey: key, PNG: n.png,
		Link: link, Engine: n.engine, Took: n.took, Since: n.since,
	}, nil
}

// storedThumbnail reads a thumbnail that was stored before.
func (c *Consumers) storedThumbnail(ctx context.Context, key string) ([]byte, error) {
	o, err := c.Store.Get(ctx, c.ThumbnailBucket, key)
	if err != nil {
		return nil, fmt.Errorf("read the thumbnail %s: %w", key, err)
	}
	png, err := readBody(o)
	if err := errors.Join(err, o.Body.Close()); err != nil {
		return nil, fmt.Errorf("read the thumbnail %s: %w", key, &PassingError{Err: err})
	}
	return png, nil
}

// channelsIn are the channels that have heard of the upload, by the tags of its
// thumbnail.
func channelsIn(tags map[string]string, v version) []string {
	if tags[tagSource] != v.tag() {
		return nil
	}
	return strings.Fields(tags[tagAnnounced])
}

// rememberAnnounced writes the channels that have heard of the thumbnail into
// its tags, for another process to find. Should that fail, the call's event says
// so; the image is announced once more if its message comes again, and no more
// than that.
func (c *Consumers) rememberAnnounced(ctx context.Context, ref event.ImageRef, heard []string) {
	_ = c.Store.SetTags(ctx, c.ThumbnailBucket, ThumbnailKey(ref.Key), map[string]string{
		tagSource: versionOf(ref).tag(), tagAnnounced: strings.Join(heard, " "),
	})
}
