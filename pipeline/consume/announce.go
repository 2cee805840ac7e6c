package consume

import (
	"context"
	"slices"
	"strings"
	"time"

	"inflight/pipeline/event"
)

// notify announces the thumbnail on every channel that has not heard of it. What
// a channel does not take now waits for it at its desk: the message does not wait,
// nor does it fail, for the image is done. An image that a newer one has replaced
// is not announced.
func (s *stages) notify(ctx context.Context, w *imageWork) error {
	if w.verdict == superseded {
		w.kept = true
		return nil
	}
	identity := w.ref.Identity()
	unlock, err := s.announcing.done.lock(ctx, identity)
	if err != nil {
		return err
	}
	defer unlock()
	heard := channelsIn(w.found.tags, versionOf(w.ref))
	before := len(heard)
	w.kept = len(s.announcing.desks) > 0
	for _, desk := range s.announcing.desks {
		ch := desk.publisher.Channel()
		if slices.Contains(heard, ch) || s.announcing.done.was(identity, ch) {
			s.log.Emit(event.Event{MessageID: w.messageID, Key: w.ref.Key, Body: &event.NotificationKept{Channel: ch}})
			continue
		}
		w.kept = false
		sent, err := desk.announce(ctx, s.notice(w))
		if err != nil {
			return err
		}
		if sent {
			heard = append(heard, ch)
		}
	}
	if len(heard) > before {
		s.announcing.thumbnails.rememberAnnounced(ctx, w.ref, heard)
	}
	return nil
}

// notice is what there is to announce of a thumbnail.
func (s *stages) notice(w *imageWork) *notice {
	n := &notice{messageID: w.messageID, ref: w.ref, png: w.png}
	if w.verdict == toMake {
		n.engine, n.took, n.since = s.engine.Name(), w.worked, w.stored.Sub(w.uploadedAt())
	}
	return n
}

// uploadedAt is when the image was uploaded, as far as that is known. The times of
// events are whole seconds, and a redriven message was sent much later.
func (w *imageWork) uploadedAt() time.Time {
	if at := w.ref.Time; !at.IsZero() && w.sentAt.Sub(at) > time.Second {
		return at
	}
	return w.sentAt
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

// announcement is what a channel is to say, with a URL that is signed now.
func (t *thumbnails) announcement(ctx context.Context, n *notice) (Announcement, error) {
	key := ThumbnailKey(n.ref.Key)
	link, err := t.link(ctx, key)
	if err != nil {
		return Announcement{}, err
	}
	if n.png == nil { // made by an earlier try
		if n.png, err = t.read(ctx, key); err != nil {
			return Announcement{}, err
		}
	}
	return Announcement{
		SourceKey: n.ref.Key, SourceBytes: n.ref.Size, ThumbnailKey: key, PNG: n.png,
		Link: link, Engine: n.engine, Took: n.took, Since: n.since,
	}, nil
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
func (t *thumbnails) rememberAnnounced(ctx context.Context, ref event.ImageRef, heard []string) {
	_ = t.store.SetTags(ctx, t.bucket, ThumbnailKey(ref.Key), map[string]string{
		tagSource: versionOf(ref).tag(), tagAnnounced: strings.Join(heard, " "),
	})
}
