package thumbnail

import (
	"context"
	"errors"
	"maps"
	"sync"
)

// Switch is an engine that another can take the place of while it works. What was begun
// ends with the engine that it began with. It is safe for use by many goroutines.
type Switch struct {
	// Open opens an engine of a name that fills the square in a way.
	Open func(engine, fit string) (Engine, error)

	mu      sync.Mutex
	now     *inUse
	ending  map[*inUse]bool // have been replaced, and have images in hand
	past    Tally           // of the engines that are gone
	closed  bool
	errs    []error        // of closing them
	closing sync.WaitGroup // of the engines that are finishing
}

var _ Engine = (*Switch)(nil)

// inUse is an engine, and the images that are in its hands.
type inUse struct {
	Engine
	users sync.WaitGroup
}

// NewSwitch begins with an engine that is open.
func NewSwitch(first Engine, open func(engine, fit string) (Engine, error)) *Switch {
	return &Switch{Open: open, now: &inUse{Engine: first}, ending: map[*inUse]bool{}}
}

// errSwitchClosed says why no other engine is taken.
var errSwitchClosed = errors.New("the run is over")

// Take has another engine make the thumbnails that come. Where it cannot be opened, the
// one at work stays.
func (s *Switch) Take(engine, fit string) error {
	next, err := s.Open(engine, fit)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errors.Join(errSwitchClosed, next.Close())
	}
	was := s.now
	s.now = &inUse{Engine: next}
	s.ending[was] = true
	s.closing.Go(func() {
		was.users.Wait()
		s.retire(was)
	})
	return nil
}

// retire closes an engine that nobody uses any more.
func (s *Switch) retire(was *inUse) {
	err := was.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.ending, was)
	s.past, s.errs = s.past.with(was.Tally()), append(s.errs, err)
}

// with is the sum of two tallies.
func (t Tally) with(other Tally) Tally {
	sum := Tally{Warm: t.Warm + other.Warm, OneShot: maps.Clone(t.OneShot)}
	for why, n := range other.OneShot {
		if sum.OneShot == nil {
			sum.OneShot = map[string]int{}
		}
		sum.OneShot[why] += n
	}
	return sum
}

// Name is that of the engine that makes the next thumbnail.
func (s *Switch) Name() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now.Name()
}

// Shrink has the engine make a thumbnail that is at work now.
func (s *Switch) Shrink(ctx context.Context, image []byte) ([]byte, error) {
	s.mu.Lock()
	e := s.now
	e.users.Add(1)
	s.mu.Unlock()
	defer e.users.Done()
	return e.Shrink(ctx, image)
}

// Tally is how all engines so far have made the thumbnails.
func (s *Switch) Tally() Tally {
	s.mu.Lock()
	defer s.mu.Unlock()
	sum := s.past.with(s.now.Tally())
	for e := range s.ending {
		sum = sum.with(e.Tally())
	}
	return sum
}

// Close ends what the engines keep warm, when those that are finishing have. The one at
// work makes thumbnails after that, too.
func (s *Switch) Close() error {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.closing.Wait()
	err := s.now.Close()
	return errors.Join(append(s.errs, err)...)
}
