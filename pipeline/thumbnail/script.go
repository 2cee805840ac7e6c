package thumbnail

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// script makes thumbnails with a shell script of the user's.
type script struct {
	file    string
	options Options
}

// newScript checks that the script is there.
func newScript(o Options) (*script, error) {
	file, err := filepath.Abs(o.Script)
	if err == nil {
		_, err = os.Stat(file)
	}
	if err != nil {
		return nil, fmt.Errorf("the script cannot be used: %w", err)
	}
	return &script{file: file, options: o}, nil
}

// bounds runs a script whose files may have a gigabyte each (ulimit counts blocks
// of 512 bytes): enough for what ImageMagick keeps on disk of a large image, and
// not a full disk.
const bounds = `ulimit -f 2097152 2>/dev/null; exec sh "$@"`

// Name is "script".
func (*script) Name() string { return "script" }

// shrink calls the script as `sh SCRIPT INPUT OUTPUT`, with INFLIGHT_SIZE and
// INFLIGHT_FIT in its environment. Both files are in a folder that is gone
// afterwards.
func (s *script) shrink(ctx context.Context, image *source) (png []byte, err error) {
	dir, err := os.MkdirTemp("", "inflight-script-")
	if err != nil {
		return nil, fmt.Errorf("make a folder for the script: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	in, out := filepath.Join(dir, "input"), filepath.Join(dir, "output.png")
	if err := os.WriteFile(in, image.file, 0o600); err != nil {
		return nil, fmt.Errorf("hand the image to the script: %w", err)
	}
	_, said, err := runProgram(ctx, s.options.World, s.options.Limit, func(ctx context.Context) *exec.Cmd {
		c := exec.CommandContext(ctx, "sh", "-c", bounds, "sh", s.file, in, out)
		c.Env = append(os.Environ(), fmt.Sprintf("INFLIGHT_SIZE=%d", Size), "INFLIGHT_FIT="+string(s.options.Fit))
		c.Dir = dir
		return c
	}, nil)
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit) && said != "":
		return nil, fmt.Errorf("the script %s failed (%w): %s", filepath.Base(s.file), err, oneLine(said))
	case err != nil:
		return nil, fmt.Errorf("the script %s failed: %w", filepath.Base(s.file), err)
	}
	return s.read(out)
}

// read takes what the script made. What is no file is not read: it might have no
// end.
func (s *script) read(out string) ([]byte, error) {
	info, err := os.Lstat(out)
	switch {
	case err != nil:
		return nil, fmt.Errorf("the script %s wrote no picture to its second argument", filepath.Base(s.file))
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("the script %s made its second argument something else than a file", filepath.Base(s.file))
	case info.Size() > maxPNG:
		return nil, fmt.Errorf("the script %s wrote a file of %d bytes; a thumbnail has %d at most", filepath.Base(s.file), info.Size(), maxPNG)
	}
	png, err := os.ReadFile(out)
	if err != nil {
		return nil, fmt.Errorf("read what the script %s made: %w", filepath.Base(s.file), err)
	}
	return png, nil
}

// profile is what the script's own PNG says: whether the script has taken account of
// the image's cannot be known otherwise.
func (*script) profile(_ *source, made []byte) []byte {
	s, err := open(made)
	if err != nil {
		return nil
	}
	return s.profile
}
