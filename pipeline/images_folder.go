package pipeline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// imageTypes are the content types of the files that Folder takes.
func imageTypes(ext string) string {
	switch strings.ToLower(ext) {
	case ".jpg", ".jpeg", ".jpe", ".jfif":
		return "image/jpeg"
	case ".png", ".apng":
		return "image/png"
	case ".webp":
		return "image/webp"
	case ".gif":
		return "image/gif"
	case ".tif", ".tiff":
		return "image/tiff"
	case ".bmp", ".dib":
		return "image/bmp"
	case ".avif":
		return "image/avif"
	case ".jxl":
		return "image/jxl"
	}
	return ""
}

// Folder gives the images of a folder and all folders in it, sorted by name:
// JPEG, PNG, WebP, GIF, TIFF, BMP, AVIF and JPEG XL, told by their endings. An
// image's key is its path in the folder. What else is there is passed over, and
// counted.
type Folder struct {
	root   string
	keys   []string
	passed passedOver
	drawn  Images // for Broken
	next   int
}

// OpenFolder looks for images in dir. It is an error if there are none, or if
// dir cannot be read. Broken images come from drawn.
func OpenFolder(dir string, drawn Images) (*Folder, error) {
	info, err := os.Stat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the folder %s does not exist: name one that has images in it", dir)
	}
	if err != nil {
		return nil, fmt.Errorf("look into %s: %w", dir, err)
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("%s is not a folder: name the folder that the image is in", dir)
	}
	f := &Folder{root: dir, drawn: drawn}
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			return nil
		}
		if kind := notTaken(path, d); kind != "" {
			f.passed.add(kind)
			return nil
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		f.keys = append(f.keys, filepath.ToSlash(rel))
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look for images in %s: %w", dir, err)
	}
	if len(f.keys) == 0 {
		return nil, fmt.Errorf("no images in %s: it wants .jpg, .png, .webp, .gif, .tiff, .bmp, .avif or .jxl files%s", dir, f.passed.after("; "))
	}
	slices.Sort(f.keys)
	return f, nil
}

// Len is how many images there are.
func (f *Folder) Len() int { return len(f.keys) }

// PassedOver says in a sentence what is in the folder and is not taken, by kind. It
// is empty if there is nothing.
func (f *Folder) PassedOver() string {
	return f.passed.after("")
}

// Next opens the next image.
func (f *Folder) Next(context.Context) (NewImage, error) {
	if f.next >= len(f.keys) {
		return NewImage{}, io.EOF
	}
	key := f.keys[f.next]
	f.next++
	file, err := os.Open(filepath.Join(f.root, filepath.FromSlash(key)))
	if err != nil {
		return NewImage{}, &ImageError{Key: key, Err: err}
	}
	return NewImage{Key: key, Body: file, ContentType: imageTypes(filepath.Ext(key))}, nil
}

// Rest implements Countable.
func (f *Folder) Rest() []string { return f.keys[f.next:] }

// Broken gives a damaged image that was drawn.
func (f *Folder) Broken(ctx context.Context) (NewImage, error) { return f.drawn.Broken(ctx) }

// bytesBody makes a NewImage's body of bytes in memory.
type bytesBody struct{ *bytes.Reader }

// NewBody returns a body of an image that is in memory.
func NewBody(b []byte) io.ReadSeekCloser { return bytesBody{bytes.NewReader(b)} }

// Close does nothing: there is nothing to release.
func (bytesBody) Close() error { return nil }
