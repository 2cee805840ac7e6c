package consume

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"

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

// there is the thumbnail that is stored under the image's thumbnail key.
type there struct {
	ObjectInfo
	found bool
	tags  map[string]string // read where they are needed
}

// look finds out which thumbnail is there, and what that means for this upload.
func (j *job) look(ctx context.Context) (verdict, error) {
	key := ThumbnailKey(j.ref.Key)
	info, err := j.Store.Head(ctx, j.ThumbnailBucket, key)
	if errors.Is(err, ErrNoObject) {
		j.there = there{}
		return toMake, nil
	}
	if err != nil {
		return toMake, fmt.Errorf("look for an earlier thumbnail of %s: %w", j.ref.Key, err)
	}
	j.there = there{ObjectInfo: info, found: true}
	stored, known := versionIn(info.Metadata)
	mine := versionOf(j.ref)
	if !known || stored.same(mine) { // the tags say what is missing: of which upload it is, or where it was announced
		if j.there.tags, err = j.Store.Tags(ctx, j.ThumbnailBucket, key); err != nil && !errors.Is(err, ErrNoObject) {
			return toMake, fmt.Errorf("look for an earlier thumbnail of %s: %w", j.ref.Key, err)
		}
		if !known {
			stored, known = versionInTag(j.there.tags[tagSource])
		}
	}
	switch {
	case known && stored.same(mine):
		return made, nil
	case known && stored.compare(mine) > 0:
		return superseded, nil
	}
	return toMake, nil
}

// mostWrites is how often a thumbnail is written before it is given up, when
// others keep writing to the same key meanwhile.
const mostWrites = 10

// store puts the thumbnail into its bucket, unless that of a newer upload is there
// or comes meanwhile. It reports what it found to be so.
func (j *job) store(ctx context.Context) (verdict, error) {
	key, v := ThumbnailKey(j.ref.Key), versionOf(j.ref)
	put := rand.Text()
	j.png = stamped(j.png, v)
	unconditional := false
	for range mostWrites {
		o := NewObject{
			Bucket: j.ThumbnailBucket, Key: key, Body: bytes.NewReader(j.png), ContentType: "image/png", Metadata: v.metadata(put),
		}
		if !unconditional {
			o.OnlyNew, o.IfMatch = !j.there.found, j.there.ETag
		}
		_, err := j.Store.Put(ctx, o)
		switch {
		case err == nil:
			return toMake, nil
		case errors.Is(err, ErrNoConditions):
			unconditional = true
			j.sayUnconditional()
		case !errors.Is(err, ErrChanged):
			return toMake, fmt.Errorf("store the thumbnail %s: %w", key, err)
		}
		found, err := j.look(ctx)
		switch {
		case err != nil:
			return toMake, err
		case j.there.found && j.there.Metadata[metaPut] == put: // it was stored, and the answer lost
			return toMake, nil
		case found != toMake:
			return found, nil
		}
	}
	return toMake, fmt.Errorf("store the thumbnail %s: others wrote to it %d times meanwhile", key, mostWrites)
}

// sayUnconditional says once that the endpoint writes without conditions.
func (c *Consumers) sayUnconditional() {
	c.unconditional.Do(func() {
		c.Log.Emit(event.Event{
			Type: event.ActionTaken, Text: "this endpoint does not write under conditions (If-Match): when two uploads under the same key " +
				"are worked on at the same moment, the thumbnail of the older may stay",
		})
	})
}

// HasThumbnail tells whether this upload of an image has a thumbnail, or needs none
// because a newer upload under its key has one.
func (c *Consumers) HasThumbnail(ctx context.Context, ref event.ImageRef) (bool, error) {
	j := &job{Consumers: c, ref: ref}
	found, err := j.look(ctx)
	if found != toMake || err != nil || ref.Sequencer != "" {
		return found != toMake, err
	}
	// Nobody has told of its message: its content says which upload it is.
	stored, known := versionIn(j.there.Metadata)
	if !known {
		stored, known = versionInTag(j.there.tags[tagSource])
	}
	return known && ref.ETag != "" && stored.etag == ref.ETag, nil
}
