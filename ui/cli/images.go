package cli

import (
	"bytes"
	"context"
	"fmt"
	"sync"

	"inflight/pipeline"
	"inflight/pipeline/paint"
)

// drawn are images drawn on the fly, each different. A share of them is
// damaged, and a share takes long: both really are.
type drawn struct {
	mu           sync.Mutex // over the shares
	broken, slow share
	next         int
	damaged      int
}

// slowFault is the fault of an image that takes long.
const slowFault = "slow"

// share picks a part of the images evenly, the first one early.
type share struct {
	part float64
	sum  float64
}

// take tells whether the next image is one of the share.
func (s *share) take() bool {
	s.sum += s.part
	if s.sum < 1 {
		return false
	}
	s.sum--
	return true
}

// newDrawn makes the shares such that the first damaged and the first slow
// image come within the first few.
func newDrawn(broken, slow float64) *drawn {
	return &drawn{broken: share{part: broken, sum: 0.85}, slow: share{part: slow, sum: 0.65}}
}

// SetShares changes how many of the images to come are damaged, and take long.
func (d *drawn) SetShares(broken, slow float64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.broken.part, d.slow.part = broken, slow
}

// Next draws an image.
func (d *drawn) Next(ctx context.Context) (pipeline.NewImage, error) {
	if err := ctx.Err(); err != nil {
		return pipeline.NewImage{}, err
	}
	d.mu.Lock()
	slow, broken := d.slow.take(), d.broken.take()
	d.mu.Unlock()
	d.next++
	switch {
	case broken:
		return d.Broken(ctx)
	case slow:
		return encoded(paint.Slow(d.next), slowFault)
	}
	return encoded(paint.Image(d.next), "")
}

// Broken makes a damaged image, each time of another kind.
func (d *drawn) Broken(context.Context) (pipeline.NewImage, error) {
	d.damaged++
	b := paint.Broken(d.damaged)
	return pipeline.NewImage{Key: b.Key, Body: pipeline.NewBody(b.Bytes), ContentType: b.ContentType, Fault: b.Kind}, nil
}

// encoded is a painting as a file.
func encoded(p paint.Painting, fault string) (pipeline.NewImage, error) {
	var buf bytes.Buffer
	if err := p.Encode(&buf); err != nil {
		return pipeline.NewImage{}, &pipeline.ImageError{Key: p.Key, Err: fmt.Errorf("draw it: %w", err)}
	}
	return pipeline.NewImage{Key: p.Key, Body: pipeline.NewBody(buf.Bytes()), ContentType: p.ContentType, Fault: fault}, nil
}

// imagesOf are the images that the settings ask for.
func imagesOf(set *settings) (pipeline.Images, error) {
	d := newDrawn(set.broken, set.slow)
	if set.images == "" {
		return d, nil
	}
	f, err := pipeline.OpenFolder(set.images, d)
	if err != nil {
		return nil, usagef("--images: %w", err)
	}
	return f, nil
}
