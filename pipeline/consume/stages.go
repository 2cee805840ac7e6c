package consume

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"golang.org/x/sync/semaphore"

	"inflight/pipeline/clock"
	"inflight/pipeline/event"
	"inflight/pipeline/freeze"
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

// stages are what is done to an image, one after the other. The fields do not
// change, and many goroutines call it at once, each with an image of its own.
type stages struct {
	log        *event.Log
	world      *freeze.World
	clock      clock.Clock
	engine     Engine
	cores      *semaphore.Weighted // nil: no limit
	images     ObjectStore         // where the images are
	thumbnails *thumbnails
	announcing *announcing
	knobs      *knobs
}

// imageWork is how far the work on one image has come. It belongs to the goroutine
// that has the image in hand.
type imageWork struct {
	worker    string
	messageID string
	sentAt    time.Time
	ref       event.ImageRef

	verdict verdict
	kept    bool            // the present stage had nothing to do
	found   storedThumbnail // the thumbnail that is there already
	image   []byte
	png     []byte
	engine  string        // that made it
	worked  time.Duration // on the thumbnail, without what the pace adds
	stored  time.Time
	hasCore bool
}

// run does the four stages.
func (s *stages) run(ctx context.Context, w *imageWork) error {
	for _, stage := range []event.Stage{event.Download, event.Thumbnail, event.Upload, event.Notify} {
		if err := s.do(ctx, w, stage); err != nil {
			return err
		}
	}
	return nil
}

// work is what is done in a stage.
func (s *stages) work(stage event.Stage) func(context.Context, *imageWork) error {
	switch stage {
	case event.Download:
		return s.download
	case event.Thumbnail:
		return s.shrink
	case event.Upload:
		return s.upload
	case event.Notify:
	}
	return s.notify
}

// do does one stage, reports when it began and ended, and makes it last at
// least as long as the pace asks. A panic in it is its failure. A stage that computes
// waits for a core before it begins. In a frozen world none begins, and none ends for
// which only the pace was waited.
func (s *stages) do(ctx context.Context, w *imageWork, stage event.Stage) (err error) {
	if stage == event.Thumbnail && w.verdict == toMake {
		if err := s.takeCore(ctx, w); err != nil {
			return err
		}
	}
	if err := s.world.Enter(ctx); err != nil {
		s.freeCore(w)
		return err
	}
	inside := true
	begun, pace := s.clock.Now(), s.knobs.now().Pace
	w.kept = false
	s.log.Emit(event.Event{MessageID: w.messageID, Worker: w.worker, Key: w.ref.Key, Body: &event.StageStarted{Stage: stage}})
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%s: a fault in the program: %v", stage, p)
		}
		s.log.Emit(event.Event{
			MessageID: w.messageID, Worker: w.worker, Key: w.ref.Key,
			Body: &event.StageFinished{
				Stage: stage,
				Took:  s.clock.Since(begun), Error: stageError(err), Kept: w.kept && err == nil,
			},
		})
		if inside {
			s.world.Leave()
		}
	}()
	err = s.work(stage)(ctx, w)
	w.worked += s.clock.Since(begun)
	if rest := pace - s.clock.Since(begun); rest > 0 {
		s.world.Leave()
		waited := s.clock.Wait(ctx, rest)
		inside = s.world.Enter(ctx) == nil
		if (waited != nil || !inside) && err == nil {
			err = ctx.Err()
		}
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
func (s *stages) download(ctx context.Context, w *imageWork) error {
	var err error
	if w.found, w.verdict, err = s.thumbnails.look(ctx, w.ref); err != nil || w.verdict != toMake {
		w.kept = true
		return err
	}
	o, err := s.images.Get(ctx, w.ref.Bucket, w.ref.Key)
	if errors.Is(err, ErrNoObject) {
		return s.gone(ctx, w)
	}
	if err != nil {
		return fmt.Errorf("download %s: %w", w.ref.Key, err)
	}
	defer o.Body.Close() //nolint:errcheck // it was only read
	if o.Size > maxImageBytes {
		return fmt.Errorf("the image %s has %d MB; the limit is %d MB", w.ref.Key, o.Size>>20, maxImageBytes>>20)
	}
	w.image, err = readBody(o)
	if err != nil {
		return fmt.Errorf("download %s: %w", w.ref.Key, err)
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
func (s *stages) gone(ctx context.Context, w *imageWork) error {
	_, err := s.images.Head(ctx, w.ref.Bucket, w.ref.Key)
	switch {
	case errors.Is(err, ErrNoObject):
		return &goneError{w.ref.Bucket, w.ref.Key}
	case err != nil:
		return fmt.Errorf("look whether %s is still in %s: %w", w.ref.Key, w.ref.Bucket, err)
	}
	return fmt.Errorf("the image %s was not in the bucket %s, and then it was: it is tried again", w.ref.Key, w.ref.Bucket)
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
func (s *stages) shrink(ctx context.Context, w *imageWork) error {
	if w.verdict != toMake {
		w.kept = true
		return nil
	}
	defer s.freeCore(w)        // the pace is waited for without one
	w.engine = s.engine.Name() // another may take its place meanwhile
	png, err := s.engine.Shrink(ctx, w.image)
	if err != nil {
		return err
	}
	w.png, w.image = png, nil
	return nil
}

// upload stores the thumbnail.
func (s *stages) upload(ctx context.Context, w *imageWork) error {
	if w.verdict == toMake {
		var err error
		if w.png, w.verdict, err = s.thumbnails.put(ctx, w.ref, w.png, &w.found); err != nil {
			return err
		}
	}
	if w.verdict != toMake {
		w.kept = true
		s.reportKept(w)
		return nil
	}
	w.stored = s.clock.Now()
	key := ThumbnailKey(w.ref.Key)
	link, err := s.thumbnails.link(ctx, key)
	if err != nil {
		return err
	}
	s.log.Emit(event.Event{
		Bucket: s.thumbnails.bucket, Key: key, MessageID: w.messageID,
		Body: &event.ThumbnailCreated{
			Size:      int64(len(w.png)),
			SourceKey: w.ref.Key, Engine: w.engine, URL: link.URL,
		},
	})
	s.log.Emit(event.Event{Bucket: s.thumbnails.bucket, Key: key, Body: &event.ThumbnailPictured{SourceKey: w.ref.Key, PNG: w.png}})
	return nil
}

// reportKept says that the thumbnail that is there stays, and why.
func (s *stages) reportKept(w *imageWork) {
	w.png = nil // whoever announces takes the stored one
	reason := reasonMade
	if w.verdict == superseded {
		reason = reasonSuperseded
	}
	s.log.Emit(event.Event{
		Bucket: s.thumbnails.bucket, Key: ThumbnailKey(w.ref.Key), MessageID: w.messageID,
		Body: &event.ThumbnailKept{
			SourceKey: w.ref.Key,
			Reason:    reason,
		},
	})
}
