package thumbnail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// maxStderr is how much of what a program says is kept: the last of it.
const maxStderr = 8 << 10

// maxPNG bounds what a program may write: a thumbnail has 20 KB at most.
const maxPNG = 1 << 20

// runProgram runs a program with a time limit, and its children with it, and
// returns what it wrote. The error says what it complained about.
func runProgram(ctx context.Context, limit time.Duration, cmd func(context.Context) *exec.Cmd, in []byte) ([]byte, string, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, limit, fmt.Errorf("it took longer than %s", limit))
	defer cancel()
	c := cmd(ctx)
	var out capped
	out.limit = maxPNG
	var said tail
	c.Stdin, c.Stdout, c.Stderr = bytes.NewReader(in), &out, &said
	c.WaitDelay = time.Second
	ownGroup(c)
	err := c.Start()
	if err == nil {
		stepBack(c)
		err = c.Wait()
	}
	switch {
	case ctx.Err() != nil:
		if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
			return nil, said.String(), cause
		}
		return nil, said.String(), ctx.Err()
	case out.over:
		return nil, said.String(), fmt.Errorf("it wrote more than %d bytes", maxPNG)
	}
	return out.Bytes(), said.String(), err
}

// capped keeps up to limit bytes and refuses more.
type capped struct {
	bytes.Buffer
	limit int
	over  bool
}

// Write adds bytes.
func (c *capped) Write(b []byte) (int, error) {
	if c.Len()+len(b) > c.limit {
		c.over = true
		return 0, errors.New("too much output")
	}
	return c.Buffer.Write(b)
}

// tail keeps the last of what is written.
type tail struct{ b []byte }

// Write adds bytes and drops the oldest.
func (t *tail) Write(b []byte) (int, error) {
	t.b = append(t.b, b...)
	if len(t.b) > maxStderr {
		t.b = append(t.b[:0], t.b[len(t.b)-maxStderr:]...)
	}
	return len(b), nil
}

// String is what was kept, a line where there were several.
func (t *tail) String() string { return strings.TrimSpace(string(t.b)) }
