package pipeline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Engine makes a thumbnail of an image: a 64x64 PNG.
type Engine interface {
	// Name says which engine it is, for events.
	Name() string
	// Shrink returns the PNG, or an error that says what is wrong with the
	// image.
	Shrink(ctx context.Context, image []byte) (png []byte, err error)
}

// maxImageBytes is the largest object that is downloaded: a hundred megapixels
// of uncompressed TIFF stay below it.
const maxImageBytes = 512 << 20

// Tags of a thumbnail. They remember, across processes, of which upload it was
// made and where that was announced.
const (
	tagSource    = "inflight-source"    // sequencer and ETag of the source
	tagAnnounced = "inflight-announced" // channels
)

// ThumbnailKey is the key under which the thumbnail of an image is stored. Two
// images that differ only in their extension have two thumbnails.
func ThumbnailKey(sourceKey string) string { return sourceKey + ".png" }

// job is the work on one message by one worker.
type job struct {
	*Consumers
	worker string
	id     string // of the message
	sentAt time.Time
	ref    ImageRef

	image []byte
	etag  string // of the image that was downloaded
	png   []byte
	tags  map[string]string // of a thumbnail that is there already
}

// run does the four stages.
func (j *job) run(ctx context.Context) error {
	steps := []struct {
		stage Stage
		do    func(context.Context) error
	}{
		{Download, j.download},
		{Thumbnail, j.shrink},
		{Upload, j.upload},
		{Notify, j.notify},
	}
	for _, step := range steps {
		if err := j.stage(ctx, step.stage, step.do); err != nil {
			return err
		}
	}
	return nil
}

// stage does one stage, tells when it began and ended, and makes it last at
// least as long as the pace asks.
func (j *job) stage(ctx context.Context, stage Stage, do func(context.Context) error) (err error) {
	begun := time.Now()
	j.Log.Emit(Event{Type: StageStarted, MessageID: j.id, Worker: j.worker, Stage: stage, Key: j.ref.Key})
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%s: a fault in the program: %v", stage, p)
		}
		j.Log.Emit(Event{
			Type: StageFinished, MessageID: j.id, Worker: j.worker, Stage: stage, Key: j.ref.Key,
			Took: time.Since(begun), Error: stageError(err),
		})
	}()
	err = do(ctx)
	if pause(ctx, j.Pace-time.Since(begun)) != nil && err == nil {
		err = ctx.Err()
	}
	return err
}

// stageError is the reason of a stage that failed; one that was interrupted did
// not fail.
func stageError(err error) string {
	if errors.Is(err, context.Canceled) {
		return "interrupted"
	}
	return Reason(err)
}

// pause waits for d, or until the context ends.
func pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// download reads the image, unless its thumbnail is there already.
func (j *job) download(ctx context.Context) error {
	tags, err := j.Store.Tags(ctx, j.ThumbnailBucket, ThumbnailKey(j.ref.Key))
	switch {
	case err == nil && tags[tagSource] == j.sourceTag() && j.ref.ETag != "":
		j.tags = tags
		return nil
	case err != nil && !errors.Is(err, ErrNoObject):
		return fmt.Errorf("look for an earlier thumbnail of %s: %w", j.ref.Key, err)
	}
	o, err := j.Store.Get(ctx, j.ref.Bucket, j.ref.Key)
	if errors.Is(err, ErrNoObject) {
		return fmt.Errorf("the image %s is not in the bucket %s any more", j.ref.Key, j.ref.Bucket)
	}
	if err != nil {
		return fmt.Errorf("download %s: %w", j.ref.Key, err)
	}
	defer o.Body.Close() //nolint:errcheck // it was only read
	if o.Size > maxImageBytes {
		return fmt.Errorf("the image %s has %d MB; the limit is %d MB", j.ref.Key, o.Size>>20, maxImageBytes>>20)
	}
	j.etag = o.ETag
	j.image, err = readBody(o)
	if err != nil {
		return fmt.Errorf("download %s: %w", j.ref.Key, err)
	}
	return nil
}

// readBody reads an object of known size into a buffer of that size.
func readBody(o Object) ([]byte, error) {
	buf := bytes.NewBuffer(make([]byte, 0, max(o.Size, 0)+bytes.MinRead))
	if _, err := io.Copy(buf, io.LimitReader(o.Body, maxImageBytes)); err != nil {
		return nil, err
	}
	if o.Size >= 0 && int64(buf.Len()) != o.Size {
		return nil, fmt.Errorf("got %d of %d bytes: %w", buf.Len(), o.Size, io.ErrUnexpectedEOF)
	}
	return buf.Bytes(), nil
}

// sourceTag says of which upload a thumbnail was made.
func (j *job) sourceTag() string { return j.ref.Sequencer + "/" + j.ref.ETag }

// shrink makes the thumbnail.
func (j *job) shrink(ctx context.Context) error {
	if j.tags != nil {
		return nil
	}
	png, err := j.Engine.Shrink(ctx, j.image)
	if err != nil {
		return err
	}
	j.png = png
	return nil
}

// upload stores the thumbnail.
func (j *job) upload(ctx context.Context) error {
	key := ThumbnailKey(j.ref.Key)
	if j.tags != nil {
		j.Log.Emit(Event{Type: ThumbnailKept, Bucket: j.ThumbnailBucket, Key: key, SourceKey: j.ref.Key, MessageID: j.id})
		return nil
	}
	j.tags = map[string]string{tagSource: j.sourceTag()}
	_, err := j.Store.Put(ctx, NewObject{
		Bucket: j.ThumbnailBucket, Key: key, Body: bytes.NewReader(j.png), ContentType: "image/png", Tags: j.tags,
	})
	if err != nil {
		return fmt.Errorf("store the thumbnail %s: %w", key, err)
	}
	url, err := j.Store.PresignGet(ctx, j.ThumbnailBucket, key, j.URLExpiry)
	if err != nil {
		return fmt.Errorf("sign a URL for %s: %w", key, err)
	}
	j.Log.Emit(Event{
		Type: ThumbnailCreated, Bucket: j.ThumbnailBucket, Key: key, Size: int64(len(j.png)),
		SourceKey: j.ref.Key, Engine: j.Engine.Name(), MessageID: j.id, URL: url,
	})
	j.Log.Emit(Event{Type: ThumbnailPictured, Bucket: j.ThumbnailBucket, Key: key, SourceKey: j.ref.Key, PNG: j.png})
	return nil
}

// notify announces the thumbnail on every channel that has not heard of it.
func (j *job) notify(ctx context.Context) error {
	identity := j.ref.Identity()
	unlock, err := j.announced.lock(ctx, identity)
	if err != nil {
		return err
	}
	defer unlock()
	heard := strings.Fields(j.tags[tagAnnounced])
	before := len(heard)
	var failed error
	for _, p := range j.Publishers {
		ch := p.Channel()
		if slices.Contains(heard, ch) || j.announced.was(identity, ch) {
			j.Log.Emit(Event{Type: NotificationKept, Channel: ch, MessageID: j.id, Key: j.ref.Key})
			continue
		}
		if err := j.announce(ctx, p); err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		j.announced.mark(identity, ch)
		heard = append(heard, ch)
	}
	if len(heard) > before {
		failed = errors.Join(failed, j.rememberAnnounced(ctx, heard))
	}
	return failed
}

// announce tells one channel.
func (j *job) announce(ctx context.Context, p Publisher) error {
	a, err := j.announcement(ctx)
	if err == nil {
		err = p.Publish(ctx, a)
	}
	if err != nil {
		if ctx.Err() == nil {
			j.Log.Emit(Event{Type: NotificationFailed, Channel: p.Channel(), MessageID: j.id, Key: j.ref.Key, Error: Reason(err)})
		}
		return fmt.Errorf("announce %s on %s: %w", j.ref.Key, p.Channel(), err)
	}
	j.Log.Emit(Event{Type: NotificationSent, Channel: p.Channel(), MessageID: j.id, Key: j.ref.Key})
	return nil
}

// announcement is what is told, with a URL that is signed now.
func (j *job) announcement(ctx context.Context) (Announcement, error) {
	key := ThumbnailKey(j.ref.Key)
	url, err := j.Store.PresignGet(ctx, j.ThumbnailBucket, key, j.URLExpiry)
	if err != nil {
		return Announcement{}, fmt.Errorf("sign a URL for %s: %w", key, err)
	}
	if j.png == nil { // made by an earlier try
		if o, err := j.Store.Get(ctx, j.ThumbnailBucket, key); err == nil {
			j.png, err = readBody(o)
			if cerr := o.Body.Close(); err != nil || cerr != nil {
				return Announcement{}, fmt.Errorf("read the thumbnail %s: %w", key, errors.Join(err, cerr))
			}
		}
	}
	return Announcement{
		SourceKey: j.ref.Key, SourceBytes: j.ref.Size, ThumbnailKey: key, PNG: j.png,
		URL: url, Expires: time.Now().Add(j.URLExpiry), Engine: j.Engine.Name(), Took: time.Since(j.sentAt),
	}, nil
}

// rememberAnnounced writes the channels that have heard of the thumbnail into
// its tags, for another process to find.
func (j *job) rememberAnnounced(ctx context.Context, heard []string) error {
	tags := maps.Clone(j.tags)
	tags[tagAnnounced] = strings.Join(heard, " ")
	if err := j.Store.SetTags(ctx, j.ThumbnailBucket, ThumbnailKey(j.ref.Key), tags); err != nil {
		return fmt.Errorf("remember that %s was announced: %w", j.ref.Key, err)
	}
	return nil
}

// Preview cuts a message's body to what an event carries: 4 KiB, at a rune's end.
func Preview(body string) string {
	const limit = 4 << 10
	if len(body) <= limit {
		return body
	}
	cut := body[:limit]
	for !utf8.ValidString(cut) && len(cut) > limit-utf8.UTFMax {
		cut = cut[:len(cut)-1]
	}
	return cut
}
