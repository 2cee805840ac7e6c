package consume

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"inflight/pipeline/clock"
	"inflight/pipeline/event"
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

// job is the work on one image by one worker.
type job struct {
	*Consumers
	worker string
	id     string // of the message
	sentAt time.Time
	ref    event.ImageRef

	verdict verdict
	kept    bool  // the present stage had nothing to do
	there   there // the thumbnail that is there already
	image   []byte
	png     []byte
	worked  time.Duration // on the thumbnail, without what the pace adds
	stored  time.Time
	hasCore bool
}

// run does the four stages.
func (j *job) run(ctx context.Context) error {
	steps := []struct {
		stage event.Stage
		do    func(context.Context) error
	}{
		{event.Download, j.download},
		{event.Thumbnail, j.shrink},
		{event.Upload, j.upload},
		{event.Notify, j.notify},
	}
	for _, step := range steps {
		if step.stage == event.Thumbnail && j.verdict == toMake {
			if err := j.takeCore(ctx); err != nil {
				return err
			}
		}
		if err := j.stage(ctx, step.stage, step.do); err != nil {
			return err
		}
	}
	return nil
}

// stage does one stage, tells when it began and ended, and makes it last at
// least as long as the pace asks.
func (j *job) stage(ctx context.Context, stage event.Stage, do func(context.Context) error) (err error) {
	begun := time.Now()
	j.kept = false
	j.Log.Emit(event.Event{Type: event.StageStarted, MessageID: j.id, Worker: j.worker, Stage: stage, Key: j.ref.Key})
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%s: a fault in the program: %v", stage, p)
		}
		j.Log.Emit(event.Event{
			Type: event.StageFinished, MessageID: j.id, Worker: j.worker, Stage: stage, Key: j.ref.Key,
			Took: time.Since(begun), Error: stageError(err), Kept: j.kept && err == nil,
		})
	}()
	err = do(ctx)
	j.worked += time.Since(begun)
	if clock.Wait(ctx, j.Pace-time.Since(begun)) != nil && err == nil {
		err = ctx.Err()
	}
	return err
}

// stageError is the reason of a stage that failed; one that was interrupted did
// not fail.
func stageError(err error) string {
	if errors.Is(err, context.Canceled) {
		return event.Interrupted
	}
	return event.Reason(err)
}

// download reads the image, unless its thumbnail is there already, or that of a
// newer upload.
func (j *job) download(ctx context.Context) error {
	var err error
	if j.verdict, err = j.look(ctx); err != nil || j.verdict != toMake {
		j.kept = true
		return err
	}
	o, err := j.Store.Get(ctx, j.ref.Bucket, j.ref.Key)
	if errors.Is(err, ErrNoObject) {
		return j.gone(ctx)
	}
	if err != nil {
		return fmt.Errorf("download %s: %w", j.ref.Key, err)
	}
	defer o.Body.Close() //nolint:errcheck // it was only read
	if o.Size > maxImageBytes {
		return fmt.Errorf("the image %s has %d MB; the limit is %d MB", j.ref.Key, o.Size>>20, maxImageBytes>>20)
	}
	j.image, err = readBody(o)
	if err != nil {
		return fmt.Errorf("download %s: %w", j.ref.Key, err)
	}
	return nil
}

// goneError says that an image is not in its bucket any more.
type goneError struct{ bucket, key string }

// Error names the image and the bucket.
func (e *goneError) Error() string {
	return fmt.Sprintf("the image %s is not in the bucket %s any more", e.key, e.bucket)
}

// gone makes sure that an image that could not be read is not there, with a second
// call that asks for nothing else.
func (j *job) gone(ctx context.Context) error {
	_, err := j.Store.Head(ctx, j.ref.Bucket, j.ref.Key)
	switch {
	case errors.Is(err, ErrNoObject):
		return &goneError{j.ref.Bucket, j.ref.Key}
	case err != nil:
		return fmt.Errorf("look whether %s is still in %s: %w", j.ref.Key, j.ref.Bucket, err)
	}
	return fmt.Errorf("the image %s was not in the bucket %s, and then it was: it is tried again", j.ref.Key, j.ref.Bucket)
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

// shrink makes the thumbnail.
func (j *job) shrink(ctx context.Context) error {
	if j.verdict != toMake {
		j.kept = true
		return nil
	}
	defer j.freeCore() // the pace is waited for without one
	png, err := j.Engine.Shrink(ctx, j.image)
	if err != nil {
		return err
	}
	j.png, j.image = png, nil
	return nil
}

// takeCore waits for a core, and says so if there is none: who waits for the network
// keeps no core busy, and more engines than cores would only take turns.
func (j *job) takeCore(ctx context.Context) error {
	if j.cores == nil {
		return nil
	}
	if !j.cores.TryAcquire(1) {
		j.Log.Emit(event.Event{Type: event.StageWaiting, MessageID: j.id, Worker: j.worker, Stage: event.Thumbnail, Key: j.ref.Key})
		if err := j.cores.Acquire(ctx, 1); err != nil {
			return err
		}
	}
	j.hasCore = true
	return nil
}

// freeCore gives the core back, once.
func (j *job) freeCore() {
	if j.hasCore {
		j.hasCore = false
		j.cores.Release(1)
	}
}

// upload stores the thumbnail.
func (j *job) upload(ctx context.Context) error {
	if j.verdict == toMake {
		var err error
		if j.verdict, err = j.store(ctx); err != nil {
			return err
		}
	}
	if j.verdict != toMake {
		j.kept = true
		j.tellKept()
		return nil
	}
	j.stored = time.Now()
	key := ThumbnailKey(j.ref.Key)
	link, err := j.Store.PresignGet(ctx, j.ThumbnailBucket, key, j.URLExpiry)
	if err != nil {
		return fmt.Errorf("sign a URL for %s: %w", key, err)
	}
	j.Log.Emit(event.Event{
		Type: event.ThumbnailCreated, Bucket: j.ThumbnailBucket, Key: key, Size: int64(len(j.png)),
		SourceKey: j.ref.Key, Engine: j.Engine.Name(), MessageID: j.id, URL: link.URL,
	})
	j.Log.Emit(event.Event{Type: event.ThumbnailPictured, Bucket: j.ThumbnailBucket, Key: key, SourceKey: j.ref.Key, PNG: j.png})
	return nil
}

// tellKept tells that the thumbnail that is there stays, and why.
func (j *job) tellKept() {
	j.png = nil // whoever announces takes the stored one
	reason := reasonMade
	if j.verdict == superseded {
		reason = reasonSuperseded
	}
	j.Log.Emit(event.Event{
		Type: event.ThumbnailKept, Bucket: j.ThumbnailBucket, Key: ThumbnailKey(j.ref.Key), SourceKey: j.ref.Key, MessageID: j.id,
		Reason: reason,
	})
}
