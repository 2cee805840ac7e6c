package local

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"inflight/aws/local/clock"
	"inflight/aws/local/wholefile"
)

// keptClock is what outlives a run: without it, what was done on a clock that was
// moved would lie in the future of the next one.
type keptClock struct {
	Ahead time.Duration `json:"ahead_ns"` // of the wall clock
}

// clockFile is the file of a durable server that keeps how far its clock is
// ahead.
func (s *Server) clockFile() string { return clockFile(s.options.Dir) }

func clockFile(dir string) string { return filepath.Join(dir, "aws", "clock.json") }

// OpenClock is the clock of a server over a folder: the wall clock, until somebody
// changes it, or as far ahead of it as it was when a durable server stopped. One that
// stood, or ran more slowly, goes by the wall clock again.
func OpenClock(dir string, durable bool) (*clock.Controlled, error) {
	c := clock.NewControlled(nil, 1)
	if !durable {
		return c, nil
	}
	text, err := os.ReadFile(clockFile(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read how far the clock is ahead: %w", err)
	}
	var kept keptClock
	if err := json.Unmarshal(text, &kept); err != nil {
		return nil, fmt.Errorf("%s is damaged; move it away to go on with the wall clock: %w", clockFile(dir), err)
	}
	c.Advance(kept.Ahead)
	return c, nil
}

// keepClock writes how far the clock is ahead, if anybody changed it.
func (s *Server) keepClock(c *clock.Controlled) error {
	ahead := c.Ahead()
	if !s.options.Durable || ahead == 0 {
		return nil
	}
	text, err := json.Marshal(keptClock{Ahead: ahead})
	if err != nil {
		return err
	}
	if err := wholefile.WriteLasting(s.clockFile(), text); err != nil {
		return fmt.Errorf("keep how far the clock is ahead: %w", err)
	}
	return nil
}

// closeClock keeps the clock as it is when the server stops.
func (s *Server) closeClock() error {
	if c, ok := s.options.Clock.(*clock.Controlled); ok {
		return s.keepClock(c)
	}
	return nil
}
