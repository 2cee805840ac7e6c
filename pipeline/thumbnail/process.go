package thumbnail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"time"

	"inflight/pipeline/freeze"
)

// maxPNG bounds what a program may write: a thumbnail has 20 KB at most.
const maxPNG = 1 << 20

// escapeDelay is how long the pipes of a program that has ended are read on. They
// end with its group; only what left that group can hold them longer.
const escapeDelay = time.Second

// runProgram runs a program with a time limit, stopped where the world is, and returns what it wrote, and the
// last of what it said on stderr. Whichever way the program ends, its children and
// theirs end with it: they are one process group. Only a process that took a
// session of its own (setsid) gets away, and nothing waits for that.
func runProgram(ctx context.Context, world *freeze.World, limit time.Duration, cmd func(context.Context) *exec.Cmd, in []byte) ([]byte, string, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	c := cmd(ctx)
	ownGroup(c)
	endWithParent(c)
	out := capped{limit: maxPNG, full: func() { stop(fmt.Errorf("it wrote more than %d bytes", maxPNG)) }}
	var said tail
	pipes, err := connect(c, in, &out, &said)
	if err != nil {
		return nil, "", err
	}
	err = c.Start()
	pipes.started()
	if err == nil {
		done := begin(ctx, world, c, limit, stop)
		stepBack(c)
		err = c.Wait()
		endGroup(c)
		done()
	}
	pipes.drain()
	if ctx.Err() != nil {
		if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
			return nil, said.String(), cause
		}
		return nil, said.String(), ctx.Err()
	}
	return out.b, said.String(), err
}

// pipes are the three of a program, and the goroutines at our end of them. os/exec
// has its own, but waits for their end before the program counts as ended; a child
// that holds one would have to end first, and is to be ended by us.
type pipes struct {
	theirs []*os.File
	input  *os.File
	output []*os.File
	copies sync.WaitGroup
}

// connect makes the pipes of a program.
func connect(c *exec.Cmd, in []byte, out, said io.Writer) (*pipes, error) {
	p := &pipes{}
	stdin, input, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("make a pipe: %w", err)
	}
	p.theirs, p.input, c.Stdin = append(p.theirs, stdin), input, stdin
	for _, end := range []struct {
		file *io.Writer
		to   io.Writer
	}{{&c.Stdout, out}, {&c.Stderr, said}} {
		r, w, err := os.Pipe()
		if err != nil {
			p.started()
			p.drain()
			return nil, fmt.Errorf("make a pipe: %w", err)
		}
		*end.file = w
		p.theirs, p.output = append(p.theirs, w), append(p.output, r)
		p.copies.Go(func() { _, _ = io.Copy(end.to, r) }) // it ends with the program, or with the deadline
	}
	p.copies.Go(func() {
		_, _ = io.Copy(input, bytes.NewReader(in)) // a program need not read all of it
		_ = input.Close()
	})
	return p, nil
}

// started closes the program's ends of the pipes, which are its own now.
func (p *pipes) started() {
	for _, f := range p.theirs {
		_ = f.Close()
	}
}

// drain waits until all is read that a program wrote, and closes our ends.
func (p *pipes) drain() {
	_ = p.input.Close()
	for _, f := range p.output {
		_ = f.SetReadDeadline(time.Now().Add(escapeDelay))
	}
	p.copies.Wait()
	for _, f := range p.output {
		_ = f.Close()
	}
}
