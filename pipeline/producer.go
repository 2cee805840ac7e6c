package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"

	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/freeze"
)

// NewImage is an image to be uploaded.
type NewImage struct {
	Key         string
	Body        io.ReadSeekCloser
	ContentType string
	// Fault says what is wrong with an image that is damaged or slow on
	// purpose; empty for a good one.
	Fault string
}

// Images gives the producer what to upload. Next returns io.EOF after the
// last image; another error concerns the image of that key alone. It is called
// by one goroutine at a time.
type Images interface {
	Next(ctx context.Context) (NewImage, error)
	// Broken returns an image that no engine can read.
	Broken(ctx context.Context) (NewImage, error)
}

// ImageError is what went wrong with one image before it could be uploaded.
type ImageError struct {
	Key string
	Err error
}

// Error names the image and the cause.
func (e *ImageError) Error() string { return fmt.Sprintf("image %s: %v", e.Key, e.Err) }

// Unwrap is the cause.
func (e *ImageError) Unwrap() error { return e.Err }

// uploaders is how many uploads a producer without a rate has under way at
// once.
const uploaders = 4

// NoImages as a Count has a producer upload only what it is asked for.
const NoImages = -1

// Producer uploads images to the source bucket. Fill in the fields; Run it
// once. Upload, UploadBroken and SetRate may be called at any time by many goroutines.
type Producer struct {
	Log    *event.Log
	World  *freeze.World // nothing is uploaded while it is frozen, but what a person asks for; nil: it never is
	Store  consume.ObjectStore
	Bucket string
	Images Images
	Count  int     // how many; 0 is as many as there are, NoImages none
	Rate   float64 // a second, until SetRate; 0 is as fast as it goes

	turns    turns
	drawing  sync.Mutex // of Images
	taken    int        // guarded by drawing
	untried  Named      // taken when the run ended; guarded by mu
	mu       sync.Mutex
	uploaded int
	failed   int
}

// Totals are how many images have been uploaded, and how many could not be.
func (p *Producer) Totals() (uploaded, failed int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.uploaded, p.failed
}

// Run uploads until there is no more, Count is reached, or ctx ends. An image
// that cannot be uploaded is told of and passed over.
func (p *Producer) Run(ctx context.Context) {
	over := make(chan struct{}) // closed when one has found no more
	end := sync.OnceFunc(func() { close(over) })
	var running sync.WaitGroup
	for i := range uploaders {
		running.Go(func() {
			defer end()
			p.upload(ctx, i == 0, over)
		})
	}
	running.Wait()
	if ctx.Err() == nil {
		n, _ := p.Totals()
		if p.Count == NoImages {
			n = 0 // it had none of its own: what was asked for meanwhile may go on
		}
		p.World.Within(ctx, func() { p.Log.Emit(event.Event{Body: &event.ProducerFinished{Uploaded: n}}) })
	}
}

// upload is the loop of one uploader. Where there is a rate the first alone uploads.
func (p *Producer) upload(ctx context.Context, first bool, over <-chan struct{}) {
	due := p.Log.Clock.Now()
	for first || p.unhurried(ctx, over) {
		if p.World.Enter(ctx) != nil {
			return
		}
		img, err := p.next(ctx)
		p.World.Leave()
		if errors.Is(err, io.EOF) {
			return
		}
		if ctx.Err() != nil {
			p.untouched(img, err)
			return
		}
		p.put(ctx, p.World, img, err) //nolint:errcheck // told of as an event
		if first && p.awaitTurn(ctx, &due) != nil {
			return
		}
	}
}

// untouched notes an image that was taken when the run ended.
func (p *Producer) untouched(img NewImage, err error) {
	if err == nil {
		_ = img.Body.Close() // nothing was read of it
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.untried.add(img.Key)
}

// Countable are images of which it is known what is left.
type Countable interface {
	// Rest are the keys of those that Next has not given yet.
	Rest() []string
}

// Rest are the keys of the images that are left, if they can tell.
func Rest(i Images) []string {
	if c, ok := i.(Countable); ok {
		return c.Rest()
	}
	return nil
}

// left are the images whose turn never came.
func (p *Producer) left() Named {
	p.drawing.Lock()
	defer p.drawing.Unlock()
	p.mu.Lock()
	defer p.mu.Unlock()
	all := Named{Count: p.untried.Count, Names: slices.Clone(p.untried.Names)}
	rest := Rest(p.Images)
	if p.Count != 0 {
		rest = rest[:min(len(rest), max(p.Count-p.taken, 0))]
	}
	for _, key := range rest {
		all.add(key)
	}
	if p.Count > 0 && len(rest) == 0 { // they get their names when they are drawn
		all.Count += p.Count - p.taken
	}
	return all
}

// next takes the next image, io.EOF when there are enough.
func (p *Producer) next(ctx context.Context) (NewImage, error) {
	p.drawing.Lock()
	defer p.drawing.Unlock()
	if p.Count != 0 && p.taken >= p.Count {
		return NewImage{}, io.EOF
	}
	p.taken++
	return p.Images.Next(ctx)
}

// Upload uploads n more images.
func (p *Producer) Upload(ctx context.Context, n int) error {
	for range n {
		p.drawing.Lock()
		img, err := p.Images.Next(ctx)
		p.drawing.Unlock()
		if errors.Is(err, io.EOF) {
			return errors.New("there is no further image in the folder")
		}
		if err := p.put(ctx, nil, img, err); err != nil {
			return err
		}
	}
	return nil
}

// UploadBroken uploads an image that no engine can read.
func (p *Producer) UploadBroken(ctx context.Context) error {
	p.drawing.Lock()
	img, err := p.Images.Broken(ctx)
	p.drawing.Unlock()
	return p.put(ctx, nil, img, err)
}

// put uploads one image, or tells why it could not be read or put. It waits where the
// world is frozen.
func (p *Producer) put(ctx context.Context, world *freeze.World, img NewImage, err error) error {
	tries := 0
	if err == nil {
		tries, err = p.store(ctx, world, img)
	}
	if err == nil {
		return nil
	}
	key := img.Key
	if ie := (*ImageError)(nil); errors.As(err, &ie) {
		key = ie.Key
	}
	p.mu.Lock()
	if ctx.Err() != nil && tries == 0 { // which says nothing of the image
		p.untried.add(key)
		p.mu.Unlock()
		return err
	}
	p.failed++
	p.mu.Unlock()
	unsure := tries > 1 || ctx.Err() != nil // all tries but a last one that was refused may have had no answer
	world.Within(ctx, func() {
		p.Log.Emit(event.Event{Bucket: p.Bucket, Key: key, Body: &event.UploadFailed{Error: event.Reason(err), Unsure: unsure, Missing: event.MissingIn(err)}})
	})
	return err
}
