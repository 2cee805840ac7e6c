package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// patience is how long a program that is told to end may take, before it is killed.
const patience = 5 * time.Second

// spent is what a program cost, with all that it started and waited for.
type spent struct{ wall, cpu time.Duration }

// child runs a program to its end. Its stdout goes to w.stdout(), a file, so that
// nobody has to read along while it is measured. When ctx ends, so does the program,
// with all that it started.
func (w *workplace) child(ctx context.Context, environ []string, name string, args ...string) (took spent, err error) {
	out, err := os.Create(w.stdout())
	if err != nil {
		return took, err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	said, err := os.Create(filepath.Join(w.dir, "stderr"))
	if err != nil {
		return took, err
	}
	defer func() { err = errors.Join(err, said.Close()) }()
	c := exec.CommandContext(ctx, name, args...)
	group(c)
	c.WaitDelay = patience
	c.Env, c.Stdout, c.Stderr, c.Dir = environ, out, said, w.dir
	begun := time.Now()
	if err = c.Start(); err == nil {
		level(c)
		err = c.Wait()
	}
	took.wall = time.Since(begun)
	endGroup(c)
	if c.ProcessState != nil {
		took.cpu = c.ProcessState.UserTime() + c.ProcessState.SystemTime()
	}
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return took, ctx.Err()
	case errors.As(err, &exit):
		return took, fmt.Errorf("%s: %w%s", filepath.Base(name), err, last(said))
	}
	return took, err
}

// stdout is the file with what the last child wrote.
func (w *workplace) stdout() string { return filepath.Join(w.dir, "stdout") }

// mostSaid bounds what is repeated of a program's last words.
const mostSaid = 400

// last is the end of what a program said, fit for a terminal.
func last(said *os.File) string {
	end, err := said.Seek(0, io.SeekEnd)
	if err != nil || end == 0 {
		return ""
	}
	b := make([]byte, min(end, mostSaid))
	if _, err := said.ReadAt(b, end-int64(len(b))); err != nil {
		return ""
	}
	return fmt.Sprintf(": %q", strings.TrimSpace(string(b)))
}
