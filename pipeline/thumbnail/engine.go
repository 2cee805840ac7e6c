package thumbnail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/png"
	"os/exec"
	"time"
)

// Size is the width and height of a thumbnail.
const Size = 64

// Fit says how an image fills the square.
type Fit string

// The ways there are.
const (
	Cover   Fit = "cover"   // the square is full; what sticks out is cut off
	Contain Fit = "contain" // the image is whole; the rest is transparent
	Stretch Fit = "stretch" // the image is whole and the square full; proportions change
)

// ParseFit reads the name of a Fit.
func ParseFit(name string) (Fit, error) {
	switch f := Fit(name); f {
	case Cover, Contain, Stretch:
		return f, nil
	}
	return "", fmt.Errorf("fit %q: it has to be cover, contain or stretch", name)
}

// Engine makes thumbnails. It is safe for use by many goroutines.
type Engine interface {
	// Name is ffmpeg, builtin or script.
	Name() string
	// Shrink returns a thumbnail of the image as a PNG. The error says what is
	// wrong with the image, or with the engine, in words for a person.
	Shrink(ctx context.Context, image []byte) ([]byte, error)
}

// Options say how an engine is to work.
type Options struct {
	Fit    Fit           // "" is Cover
	Script string        // file of the script, for the engine script
	Limit  time.Duration // of one image; 0 is a minute
}

// defaultLimit is how long an engine may take for one image.
const defaultLimit = time.Minute

// Choose returns the engine of that name: ffmpeg, builtin or script; or auto,
// which is ffmpeg where it is on the PATH and else builtin. The note says what
// a person should know of the choice; it is empty where there is nothing to say.
func Choose(name string, o Options) (engine Engine, note string, err error) {
	if o.Fit == "" {
		o.Fit = Cover
	}
	if o.Limit == 0 {
		o.Limit = defaultLimit
	}
	program, lookErr := exec.LookPath("ffmpeg")
	switch name {
	case "ffmpeg":
		if lookErr != nil {
			return nil, "", errors.New("ffmpeg is not on the PATH: install it, or take --engine builtin")
		}
		engine = &ffmpeg{program: program, options: o}
	case "builtin":
		engine = &builtin{options: o}
	case "script":
		engine, err = newScript(o)
	case "", "auto":
		if lookErr != nil {
			return checked{&builtin{options: o}}, "ffmpeg is not on the PATH: thumbnails are made in Go instead", nil
		}
		engine = &ffmpeg{program: program, options: o}
	default:
		err = fmt.Errorf("engine %q: it has to be auto, ffmpeg, builtin or script", name)
	}
	if err != nil {
		return nil, "", err
	}
	return checked{engine}, "", nil
}

// checked looks at the header of an image before an engine sees it, and at what
// the engine made.
type checked struct{ Engine }

// Shrink checks, shrinks, and checks.
func (c checked) Shrink(ctx context.Context, image []byte) ([]byte, error) {
	if _, err := Inspect(image); err != nil {
		return nil, err
	}
	out, err := c.Engine.Shrink(ctx, image)
	if err != nil {
		return nil, err
	}
	cfg, err := png.DecodeConfig(bytes.NewReader(out))
	if err != nil {
		return nil, fmt.Errorf("%s did not make a PNG: %w", c.Name(), err)
	}
	if cfg.Width != Size || cfg.Height != Size {
		return nil, fmt.Errorf("%s made a picture of %dx%d instead of %dx%d", c.Name(), cfg.Width, cfg.Height, Size, Size)
	}
	return out, nil
}
