package pipeline

import (
	"context"
	crand "crypto/rand"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
	"time"

	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/freeze"
)

// Waits between the tries of an upload. There is no last one while the run goes on
// and the cause may pass.
const (
	firstUploadWait = time.Second
	maxUploadWait   = 15 * time.Second
)

// metaUpload is the metadata by which an upload knows its own object again.
const metaUpload = "inflight-upload"

// store puts the image into the bucket: as often as it takes, while what is in the
// way may pass. It returns how many tries failed; they are 0 where it was not
// tried. No try begins while the world is frozen.
func (p *Producer) store(ctx context.Context, world *freeze.World, img NewImage) (failed int, err error) {
	defer func() {
		if cerr := img.Body.Close(); err == nil && cerr != nil {
			err = fmt.Errorf("close %s: %w", img.Key, cerr)
		}
	}()
	size, err := img.Body.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, fmt.Errorf("read %s: %w", img.Key, err)
	}
	u := upload{Producer: p, image: img, size: size, id: crand.Text()}
	begun, wait := p.Log.Clock.Now(), firstUploadWait
	for {
		if err := world.Enter(ctx); err != nil {
			return failed, errors.Join(u.cause, err)
		}
		if img.Fault != "" && failed == 0 {
			p.Log.Emit(event.Event{Key: img.Key, Body: &event.FaultInjected{Fault: img.Fault}})
		}
		rest, again, err := u.once(ctx, failed, begun, wait) // a freeze waits until it is told
		world.Leave()
		if err == nil {
			return failed, nil
		}
		if ctx.Err() != nil { // it was interrupted, which says nothing of the image
			return failed, errors.Join(u.cause, ctx.Err())
		}
		u.cause = err
		failed++
		if !again {
			return failed, err
		}
		if err := p.Log.Clock.Wait(ctx, rest); err != nil {
			return failed, errors.Join(u.cause, err)
		}
		wait = min(2*wait, maxUploadWait)
	}
}

// once tries, and reports what came of it: stored, or for how long it rests before it is
// tried again.
func (u *upload) once(ctx context.Context, failed int, begun time.Time, wait time.Duration) (rest time.Duration, again bool, err error) {
	etag, err := u.try(ctx, failed > 0)
	if err == nil {
		u.done(u.image, u.size, etag, u.Log.Clock.Since(begun))
		return 0, false, nil
	}
	mark := consume.Passing(err)
	if ctx.Err() != nil || mark == nil {
		return 0, false, err
	}
	rest = max(jitter(wait), mark.After)
	u.Log.Emit(event.Event{
		Bucket: u.Bucket, Key: u.image.Key,
		Body: &event.UploadRetried{Attempts: failed + 1, Took: rest, Error: event.Reason(err)},
	})
	return rest, true, err
}

// done reports an image that is in the bucket.
func (p *Producer) done(img NewImage, size int64, etag string, took time.Duration) {
	p.mu.Lock()
	p.uploaded++
	p.mu.Unlock()
	p.Log.Emit(event.Event{Bucket: p.Bucket, Key: img.Key, Body: &event.ObjectUploaded{Size: size, ETag: etag, Took: took}})
}

// jitter is a wait that is a little shorter or longer, so that uploads which failed
// together are not tried again together.
func jitter(d time.Duration) time.Duration {
	return time.Duration(float64(d) * (0.8 + 0.4*rand.Float64())) //nolint:gosec // no secret
}

// upload is one image on its way into the bucket.
type upload struct {
	*Producer
	image NewImage
	size  int64
	id    string // in the object's metadata
	cause error  // of the last try that failed
}

// try puts the image once. After a try that failed it looks first whether that one
// did not do it, and only its answer was lost: a second put would be a second
// upload to everybody who hears of it.
func (u *upload) try(ctx context.Context, again bool) (etag string, err error) {
	if again {
		info, err := u.Store.Head(ctx, u.Bucket, u.image.Key)
		switch {
		case err == nil && info.Metadata[metaUpload] == u.id && info.Size == u.size:
			return info.ETag, nil
		case consume.Passing(err) != nil: // another error is no reason: who may put need not be allowed to look
			return "", fmt.Errorf("look whether %s is in %s already: %w", u.image.Key, u.Bucket, err)
		}
	}
	if _, err := u.image.Body.Seek(0, io.SeekStart); err != nil {
		return "", fmt.Errorf("read %s: %w", u.image.Key, err)
	}
	body := &watched{from: u.image.Body}
	etag, err = u.Store.Put(ctx, consume.NewObject{
		Bucket: u.Bucket, Key: u.image.Key, Body: body, ContentType: u.image.ContentType,
		Metadata: map[string]string{metaUpload: u.id}, Once: true,
	})
	unread := body.finish()
	switch {
	case err == nil:
		return etag, nil
	case unread != nil:
		return "", fmt.Errorf("read %s: %w", u.image.Key, unread)
	}
	return "", fmt.Errorf("upload %s to %s: %w", u.image.Key, u.Bucket, err)
}

// watched is the body of one try. It remembers why it could not be read: to whoever
// sends it that looks like a connection that broke, and would be tried again without
// end. After its try it gives nothing more, for a transport may still read what it
// has given up, while the next try begins.
type watched struct {
	mu   sync.Mutex
	from io.ReadSeeker
	err  error
	over bool
}

// Read reads on.
func (w *watched) Read(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.over {
		return 0, io.EOF
	}
	n, err := w.from.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		w.err = err
	}
	return n, err
}

// Seek goes to another place.
func (w *watched) Seek(offset int64, whence int) (int64, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.over {
		return 0, io.ErrClosedPipe
	}
	return w.from.Seek(offset, whence)
}

// finish ends the body, and returns why it could not be read.
func (w *watched) finish() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.over = true
	return w.err
}
