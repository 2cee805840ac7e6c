package thumbnail

import (
	"context"
	"fmt"
	"os/exec"
	"sync"
	"time"

	"inflight/pipeline/freeze"
)

// started is a program that has been started, with all that it starts: it can be
// halted, and while it is, its time limit does not run. Whoever started it owns it.
type started struct {
	cmd     *exec.Cmd
	limit   time.Duration
	tooLong context.CancelCauseFunc

	mu    sync.Mutex
	left  time.Duration // of the limit
	since time.Time     // it runs; zero: it is halted, or over
	timer *time.Timer
	over  bool
}

// begin lets a program that has been started stop with the world, and calls tooLong
// when it has run for longer than the limit. What is returned has to be called when
// the program has done its work, or has ended. It waits while the world stands, unless
// ctx ends.
func begin(ctx context.Context, world *freeze.World, c *exec.Cmd, limit time.Duration, tooLong context.CancelCauseFunc) (done func()) {
	s := &started{cmd: c, limit: limit, tooLong: tooLong, left: limit, since: time.Now()}
	s.timer = time.AfterFunc(limit, s.ranOut)
	ended := world.While(ctx, s)
	return func() {
		s.end()
		ended()
	}
}

// ranOut ends what takes too long.
func (s *started) ranOut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.over && !s.since.IsZero() && time.Since(s.since) >= s.left {
		s.tooLong(fmt.Errorf("it took longer than %s", s.limit))
	}
}

// Halt stops the program and all that it has started.
func (s *started) Halt() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return
	}
	s.timer.Stop()
	s.left = max(s.left-time.Since(s.since), 0)
	s.since = time.Time{}
	stopGroup(s.cmd)
}

// GoOn lets it go on.
func (s *started) GoOn() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return
	}
	s.since = time.Now()
	s.timer.Reset(s.left)
	wakeGroup(s.cmd)
}

// end lets go of the program: its group may be another's from now on.
func (s *started) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.over = true
	s.timer.Stop()
}

// queued is who waits for somebody else's program to be done: there is nothing to
// halt, and nothing to wait for.
type queued struct{}

// Halt does nothing.
func (queued) Halt() {}

// GoOn does nothing.
func (queued) GoOn() {}
