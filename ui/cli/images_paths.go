package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"inflight/pipeline"
)

// sequence gives the images of several sources, one source after the other.
type sequence struct {
	sources []pipeline.Images
	drawn   pipeline.Images // for Broken
}

// imagesAt are the images at these paths: files whatever they are, and of
// folders what looks like an image. Without any they are drawn.
func imagesAt(paths []string, drawn pipeline.Images) (pipeline.Images, error) {
	if len(paths) == 0 {
		return drawn, nil
	}
	all := &sequence{drawn: drawn}
	for _, path := range paths {
		info, err := os.Stat(path)
		switch {
		case errors.Is(err, os.ErrNotExist):
			return nil, usagef("there is no %s: name files or folders that are there", path)
		case err != nil:
			return nil, usagef("look at %s: %w", path, err)
		case !info.IsDir():
			all.sources = append(all.sources, &oneFile{path: path, drawn: drawn})
			continue
		}
		folder, err := pipeline.OpenFolder(path, drawn)
		if err != nil {
			return nil, usagef("%w", err)
		}
		all.sources = append(all.sources, folder)
	}
	return all, nil
}

// Next gives the next image of the first source that has one.
func (s *sequence) Next(ctx context.Context) (pipeline.NewImage, error) {
	for len(s.sources) > 0 {
		image, err := s.sources[0].Next(ctx)
		if !errors.Is(err, io.EOF) {
			return image, err
		}
		s.sources = s.sources[1:]
	}
	return pipeline.NewImage{}, io.EOF
}

// PassedOver says what is not taken of each folder.
func (s *sequence) PassedOver() string {
	var all []string
	for _, source := range s.sources {
		if text := passedOver(source); text != "" {
			all = append(all, text)
		}
	}
	return strings.Join(all, "; ")
}

// passedOver says what a source of images does not take of what is there, "" if
// there is nothing.
func passedOver(images pipeline.Images) string {
	if p, ok := images.(interface{ PassedOver() string }); ok {
		return p.PassedOver()
	}
	return ""
}

// Broken gives a damaged image that was drawn.
func (s *sequence) Broken(ctx context.Context) (pipeline.NewImage, error) { return s.drawn.Broken(ctx) }

// oneFile gives one file, under its name.
type oneFile struct {
	path  string
	given bool
	drawn pipeline.Images // for Broken
}

// Next opens the file, once.
func (f *oneFile) Next(context.Context) (pipeline.NewImage, error) {
	if f.given {
		return pipeline.NewImage{}, io.EOF
	}
	f.given = true
	key := filepath.Base(f.path)
	file, err := os.Open(f.path)
	if err != nil {
		return pipeline.NewImage{}, &pipeline.ImageError{Key: key, Err: err}
	}
	kind, err := contentType(file)
	if err != nil {
		return pipeline.NewImage{}, &pipeline.ImageError{Key: key, Err: errors.Join(err, file.Close())}
	}
	return pipeline.NewImage{Key: key, Body: file, ContentType: kind}, nil
}

// Broken gives a damaged image that was drawn.
func (f *oneFile) Broken(ctx context.Context) (pipeline.NewImage, error) { return f.drawn.Broken(ctx) }

// contentType tells by its beginning what a file holds, and goes back there.
func contentType(file io.ReadSeeker) (string, error) {
	begin := make([]byte, 512)
	n, err := io.ReadFull(file, begin)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return "", fmt.Errorf("read it: %w", err)
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return "", fmt.Errorf("read it: %w", err)
	}
	return http.DetectContentType(begin[:n]), nil
}
