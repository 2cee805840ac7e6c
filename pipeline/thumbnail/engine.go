package thumbnail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"os/exec"
	"time"

	"inflight/pipeline/freeze"
)

// Engine makes thumbnails. It is safe for use by many goroutines.
type Engine interface {
	// Name is ffmpeg, builtin or script.
	Name() string
	// Shrink returns a thumbnail of the image as a PNG of Size by Size. The error
	// says what is wrong with the image, or with the engine, in words for a
	// person; it is ctx's own if ctx ended first.
	Shrink(ctx context.Context, image []byte) ([]byte, error)
	// Tally says how the thumbnails have been made so far; of an engine that keeps
	// nothing warm it is empty.
	Tally() Tally
	// Close ends what the engine keeps warm.
	Close() error
}

// Options say how an engine is to work.
type Options struct {
	Fit     Fit           // "" is Cover
	Script  string        // file of the script, for the engine script
	Limit   time.Duration // of one image, for programs; 0 is a minute
	OneShot bool          // each image has an ffmpeg of its own
	Memory  int64         // bytes for all images together that are decoded in Go; 0 is a gigabyte, one alone may take two
	World   *freeze.World // programs stop with it; nil: it never stops
}

// DefaultLimit is how long a program may take for one image.
const DefaultLimit = time.Minute

// Choose returns the engine of that name: ffmpeg, builtin or script; or auto,
// which is ffmpeg where it is on the PATH and else builtin. The note says what
// a person should know of the choice; it is empty where there is nothing to say.
func Choose(name string, o Options) (engine Engine, note string, err error) {
	if o.Fit == "" {
		o.Fit = Cover
	}
	if o.Limit == 0 {
		o.Limit = DefaultLimit
	}
	if o.Memory == 0 {
		o.Memory = defaultMemory
	}
	memory := newBudget(o.Memory)
	memory.world = o.World
	switch name {
	case "builtin":
		return checked{&builtin{options: o, memory: memory}}, "", nil
	case "script":
		s, err := newScript(o)
		if err != nil {
			return nil, "", err
		}
		return checked{s}, "", nil
	case "", "auto", "ffmpeg":
	default:
		return nil, "", fmt.Errorf("engine %q: it has to be auto, ffmpeg, builtin or script", name)
	}
	program, err := exec.LookPath("ffmpeg")
	switch {
	case err == nil:
		f := &ffmpeg{program: program, options: o, memory: memory}
		if !o.OneShot {
			f.warm = &warmPool{program: program, fit: o.Fit, limit: o.Limit, world: o.World}
		}
		return checked{f}, "", nil
	case name == "ffmpeg":
		return nil, "", errors.New("ffmpeg is not on the PATH: install it, or take --engine builtin")
	}
	return checked{&builtin{options: o, memory: memory}}, "ffmpeg is not on the PATH: thumbnails are made in Go instead", nil
}

// shrinker is what an engine does between the checks.
type shrinker interface {
	Name() string
	shrink(ctx context.Context, s *source) ([]byte, error)
	// profile is that of the colours of what was made of an image.
	profile(s *source, made []byte) []byte
}

// checked looks through an image before an engine sees it, and at what the engine
// made.
type checked struct{ shrinker }

// Shrink checks, shrinks, checks, and makes the colours sRGB.
func (c checked) Shrink(ctx context.Context, file []byte) ([]byte, error) {
	s, err := open(file)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	out, err := c.shrink(ctx, s)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, err
	}
	small, err := c.verify(out)
	if err != nil {
		return nil, err
	}
	convert := toSRGB(c.profile(s, out))
	if convert == nil {
		return out, nil
	}
	return convert(small)
}

// Close ends what an engine keeps warm. It makes thumbnails after that, too.
func (c checked) Close() error {
	if w, ok := c.shrinker.(io.Closer); ok {
		return w.Close()
	}
	return nil
}

// Tally says how the thumbnails have been made so far; of an engine that keeps
// nothing warm it is empty.
func (c checked) Tally() Tally {
	if w, ok := c.shrinker.(interface{ Tally() Tally }); ok {
		return w.Tally()
	}
	return Tally{}
}

// verify tells whether a file is a whole PNG of the right size.
func (c checked) verify(file []byte) (image.Image, error) {
	cfg, err := png.DecodeConfig(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("%s did not make a PNG: %w", c.Name(), err)
	}
	if cfg.Width != Size || cfg.Height != Size {
		return nil, fmt.Errorf("%s made a picture of %dx%d instead of %dx%d", c.Name(), cfg.Width, cfg.Height, Size, Size)
	}
	img, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("%s made a damaged PNG: %w", c.Name(), err)
	}
	return img, nil
}
