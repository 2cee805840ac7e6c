package consume

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"time"

	"inflight/pipeline/event"
)

// verdict is what is to be done with an image, after a look at the thumbnail that
// is there.
type verdict int

const (
	toMake     verdict = iota // there is none, or an older one
	made                      // there is one of this very upload
	superseded                // there is one of a newer upload
)

// Why a thumbnail stays that was there.
const (
	reasonMade       = "it was made of this upload before"
	reasonSuperseded = "it is of a newer upload under the same key"
)

// thumbnails are those in their bucket, each of the newest upload of its image. The
// fields do not change, and many goroutines call it at once.
type thumbnails struct {
	log       *event.Log
	store     ObjectStore
	bucket    string
	urlExpiry time.Duration

	unconditional sync.Once // said that the endpoint knows no conditions
}

// storedThumbnail is what is stored under an image's thumbnail key.
type storedThumbnail struct {
	ObjectInfo
	found bool
	tags  map[string]string // read where they are needed
}

// look finds out which thumbnail is there, and what that means for this upload.
func (t *thumbnails) look(ctx context.Context, ref event.ImageRef) (there storedThumbnail, v verdict, err error) {
	key := ThumbnailKey(ref.Key)
	info, err := t.store.Head(ctx, t.bucket, key)
	if errors.Is(err, ErrNoObject) {
		return storedThumbnail{}, toMake, nil
	}
	if err != nil {
		return storedThumbnail{}, toMake, fmt.Errorf("look for an earlier thumbnail of %s: %w", ref.Key, err)
	}
	there = storedThumbnail{ObjectInfo: info, found: true}
	stored, known := versionIn(info.Metadata)
	mine := versionOf(ref)
	if !known || stored.same(mine) { // the tags say what is missing: of which upload it is, or where it was announced
		if there.tags, err = t.store.Tags(ctx, t.bucket, key); err != nil && !errors.Is(err, ErrNoObject) {
			return there, toMake, fmt.Errorf("look for an earlier thumbnail of %s: %w", ref.Key, err)
		}
		if !known {
			stored, known = versionInTag(there.tags[tagSource])
		}
	}
	switch {
	case known && stored.same(mine):
		return there, made, nil
	case known && stored.compare(mine) > 0:
		return there, superseded, nil
	}
	return there, toMake, nil
}

// mostWrites is how often a thumbnail is written before it is given up, when
// others keep writing to the same key meanwhile.
const mostWrites = 10

// put stores the thumbnail, unless that of a newer upload is there or comes
// meanwhile. there is what a look found when the work began; afterwards it is what the
// last one found. It returns the PNG as it was stored, and what is to be done now.
func (t *thumbnails) put(ctx context.Context, ref event.ImageRef, png []byte, there *storedThumbnail) (stored []byte, v verdict, err error) {
	key, mine := ThumbnailKey(ref.Key), versionOf(ref)
	id := rand.Text()
	png = stamped(png, mine)
	unconditional := false
	for range mostWrites {
		o := NewObject{
			Bucket: t.bucket, Key: key, Body: bytes.NewReader(png), ContentType: "image/png", Metadata: mine.metadata(id),
		}
		if !unconditional {
			o.OnlyNew, o.IfMatch = !there.found, there.ETag
		}
		_, err := t.store.Put(ctx, o)
		switch {
		case err == nil:
			return png, toMake, nil
		case errors.Is(err, ErrNoConditions):
			unconditional = true
			t.sayUnconditional()
		case !errors.Is(err, ErrChanged):
			return png, toMake, fmt.Errorf("store the thumbnail %s: %w", key, err)
		}
		var found verdict
		*there, found, err = t.look(ctx, ref)
		switch {
		case err != nil:
			return png, toMake, err
		case there.found && there.Metadata[metaPut] == id: // it was stored, and the answer lost
			return png, toMake, nil
		case found != toMake:
			return png, found, nil
		}
	}
	return png, toMake, fmt.Errorf("store the thumbnail %s: others wrote to it %d times meanwhile", key, mostWrites)
}

// sayUnconditional says once that the endpoint writes without conditions.
func (t *thumbnails) sayUnconditional() {
	t.unconditional.Do(func() {
		t.log.Emit(event.Event{
			Body: &event.ActionTaken{
				Text: "this endpoint does not write under conditions (If-Match): when two uploads under the same key " +
					"are worked on at the same moment, the thumbnail of the older may stay",
			},
		})
	})
}

// has tells whether this upload of an image has a thumbnail, or needs none because a
// newer upload under its key has one.
func (t *thumbnails) has(ctx context.Context, ref event.ImageRef) (bool, error) {
	there, found, err := t.look(ctx, ref)
	if found != toMake || err != nil || ref.Sequencer != "" {
		return found != toMake, err
	}
	// Nobody reported its message: its content says which upload it is.
	stored, known := versionIn(there.Metadata)
	if !known {
		stored, known = versionInTag(there.tags[tagSource])
	}
	return known && ref.ETag != "" && stored.etag == ref.ETag, nil
}

// link is a URL of a thumbnail, signed now.
func (t *thumbnails) link(ctx context.Context, key string) (Link, error) {
	link, err := t.store.PresignGet(ctx, t.bucket, key, t.urlExpiry)
	if err != nil {
		return Link{}, fmt.Errorf("sign a URL for %s: %w", key, err)
	}
	return link, nil
}

// read reads a thumbnail that was stored before.
func (t *thumbnails) read(ctx context.Context, key string) ([]byte, error) {
	o, err := t.store.Get(ctx, t.bucket, key)
	if err != nil {
		return nil, fmt.Errorf("read the thumbnail %s: %w", key, err)
	}
	png, err := readBody(o)
	if err := errors.Join(err, o.Body.Close()); err != nil {
		return nil, fmt.Errorf("read the thumbnail %s: %w", key, &PassingError{Err: err})
	}
	return png, nil
}
