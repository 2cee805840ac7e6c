package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"unicode/utf8"

	"inflight/pipeline/event"
)

// Limits of PutObject, https://docs.aws.amazon.com/AmazonS3/latest/userguide/upload-objects.html.
const (
	maxPut = 5 << 30
	maxKey = 1024
)

// FileToUpload is what is known of a file that a person chose.
type FileToUpload struct {
	Path        string
	Key         string // that it gets
	Size        int64
	ContentType string // by its beginning
	IsImage     bool   // as far as its beginning tells
}

// LookAtFile says what a file is, or why it cannot be uploaded.
func LookAtFile(path string) (f FileToUpload, err error) {
	f = FileToUpload{Path: path, Key: filepath.Base(path)}
	info, err := os.Stat(path) // before it is opened: a pipe would wait for who writes
	switch {
	case errors.Is(err, os.ErrNotExist):
		return f, fmt.Errorf("there is no file %s any more", path)
	case err != nil:
		return f, fmt.Errorf("look at the file: %w", err)
	case !info.Mode().IsRegular():
		return f, fmt.Errorf("%s is no regular file", path)
	case info.Size() > maxPut:
		return f, fmt.Errorf("%s has %s bytes: one PutObject takes up to %s", path, event.Count(info.Size()), event.Count(maxPut))
	case len(f.Key) > maxKey || !utf8.ValidString(f.Key):
		return f, fmt.Errorf("its name is no key: that is text (UTF-8) of up to %d bytes", maxKey)
	}
	file, err := os.Open(path)
	if err != nil {
		return f, fmt.Errorf("open the file: %w", err)
	}
	begin := make([]byte, 512)
	n, err := io.ReadFull(file, begin)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return f, fmt.Errorf("read %s: %w", path, err)
	}
	f.Size = info.Size()
	byName := imageTypes(filepath.Ext(path))
	f.ContentType = http.DetectContentType(begin[:n])
	f.IsImage = len(f.ContentType) > 6 && f.ContentType[:6] == "image/"
	if !f.IsImage && byName != "" && f.ContentType == "application/octet-stream" { // TIFF, AVIF, JPEG XL
		f.ContentType, f.IsImage = byName, true
	}
	return f, nil
}

// UploadFile uploads a file of this machine, whatever it is, under its name.
func (p *Pipeline) UploadFile(ctx context.Context, path string) error {
	if p.Producer == nil {
		return errNoProducer
	}
	return p.Producer.UploadFile(ctx, path)
}

// UploadFile uploads one file more, under its name.
func (p *Producer) UploadFile(ctx context.Context, path string) error {
	f, err := LookAtFile(path)
	if err != nil {
		return err
	}
	body, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("open the file: %w", err)
	}
	return p.put(ctx, nil, NewImage{Key: f.Key, Body: body, ContentType: f.ContentType}, nil)
}
