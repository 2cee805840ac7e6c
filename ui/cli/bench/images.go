package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"inflight/pipeline/paint"
	"inflight/pipeline/thumbnail"
)

// images is the folder that every row works through. Its files are named by number,
// so that no two thumbnails have one name, and no shell trips over any.
type images struct {
	From   string         `json:"from"`
	Count  int            `json:"count"`
	Bytes  int64          `json:"bytes"`
	Kinds  map[string]int `json:"kinds"`
	Least  float64        `json:"megapixels_least"`
	Most   float64        `json:"megapixels_most"`
	folder string
	files  []string
}

// warmable are the kinds that an ffmpeg is kept warm for.
var warmable = []string{"jpeg", "png", "webp"}

// eligible is how many images a warm ffmpeg could make.
func (i *images) eligible() int {
	sum := 0
	for _, kind := range warmable {
		sum += i.Kinds[kind]
	}
	return sum
}

// String says what images they are.
func (i *images) String() string {
	var kinds []string
	for _, k := range []struct{ kind, name string }{
		{"jpeg", "JPEG"}, {"png", "PNG"}, {"webp", "WebP"}, {"gif", "GIF"}, {"tiff", "TIFF"}, {"bmp", "BMP"}, {"avif", "AVIF"}, {"jxl", "JPEG XL"},
	} {
		if n := i.Kinds[k.kind]; n > 0 {
			kinds = append(kinds, fmt.Sprintf("%d %s", n, k.name))
		}
	}
	size := fmt.Sprintf("%.1f", i.Least)
	if i.Most > i.Least {
		size += fmt.Sprintf(" to %.1f", i.Most)
	}
	return fmt.Sprintf("%d images (%s; %s megapixels; %d MB), %s", i.Count, strings.Join(kinds, ", "), size, (i.Bytes+500_000)/1_000_000, i.From)
}

// gather fills dir/in with the images of a folder, or with drawn ones.
func (s *settings) gather(ctx context.Context, dir string, says io.Writer) (*images, error) {
	all := &images{Kinds: map[string]int{}, Least: math.Inf(1), folder: filepath.Join(dir, "in")}
	if err := os.Mkdir(all.folder, 0o700); err != nil {
		return nil, err
	}
	if s.images == "" {
		all.From = "drawn by this program"
		fmt.Fprintln(says, "bench: no --images: it draws some. Photographs say more; apt-get install mate-backgrounds brings some to /usr/share/backgrounds/mate")
		for n := range s.drawn {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			var b bytes.Buffer
			if err := paint.Image(n + 1).Encode(&b); err != nil {
				return nil, err
			}
			if err := all.add(b.Bytes()); err != nil {
				return nil, err
			}
		}
		return all, nil
	}
	all.From = fmt.Sprintf("from the folder %q", filepath.Base(s.images))
	passed := 0
	err := filepath.WalkDir(s.images, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		case s.quick && all.Count >= quickDrawn:
			return fs.SkipAll
		case !d.Type().IsRegular():
			return nil
		}
		data, err := os.ReadFile(path) //nolint:gosec // G122: the folder is the user's own
		if err != nil {
			return err
		}
		if err := all.add(data); errors.Is(err, errNoImage) {
			passed++
		} else if err != nil {
			return err
		}
		return nil
	})
	switch {
	case err != nil:
		return nil, fmt.Errorf("gather the images of %s: %w", s.images, err)
	case all.Count == 0:
		return nil, fmt.Errorf("no images in %s: name a folder with JPEG, PNG or WebP files", s.images)
	case passed > 0:
		fmt.Fprintf(says, "bench: %d files of %s are no images that can be read, and are left out\n", passed, s.images)
	}
	return all, nil
}

// errNoImage says that a file is none that the pipeline takes.
var errNoImage = errors.New("no image")

// endings are the names' ends of formats, by which the pipeline tells content types.
var endings = map[string]string{"jpeg": "jpg", "tiff": "tif"}

// add writes an image to the folder, under the next number.
func (i *images) add(data []byte) error {
	h, err := thumbnail.Inspect(data)
	if err != nil {
		return errNoImage
	}
	ending := h.Format
	if other := endings[ending]; other != "" {
		ending = other
	}
	path := filepath.Join(i.folder, fmt.Sprintf("%05d.%s", i.Count+1, ending))
	if err := os.WriteFile(path, data, 0o600); err != nil {
		return err
	}
	megapixels := float64(h.Width) * float64(h.Height) / 1e6
	i.Count++
	i.Bytes += int64(len(data))
	i.Kinds[h.Format]++
	i.Least, i.Most = min(i.Least, megapixels), max(i.Most, megapixels)
	i.files = append(i.files, path)
	return nil
}

// few are n of the images, from all parts of the folder.
func (i *images) few(n int) []string {
	n = min(n, len(i.files))
	some := make([]string, n)
	for k := range n {
		some[k] = i.files[k*len(i.files)/n]
	}
	return slices.Compact(some)
}
