package pipeline

import (
	"context"
	"errors"
)

// Reasons why a run cannot be frozen.
var (
	errNoWorld = errors.New("this run cannot be frozen")
	errEnds    = errors.New("the run ends: it cannot be frozen any more")
)

// Freeze stops all work at its next gate, and the clock where it is ours.
func (p *Pipeline) Freeze(context.Context) error {
	switch {
	case p.World == nil:
		return errNoWorld
	case p.World.Over():
		return errEnds
	}
	p.World.Freeze()
	return nil
}

// Thaw lets it go on.
func (p *Pipeline) Thaw(context.Context) error {
	p.World.Thaw()
	return nil
}

// Step lets a frozen run go on until something happens, which may take long, or
// until ctx ends.
func (p *Pipeline) Step(ctx context.Context) error { return p.World.Step(ctx) }

// SetSpeed makes the clock run slower or faster, where it is ours.
func (p *Pipeline) SetSpeed(_ context.Context, speed float64) error { return p.World.SetSpeed(speed) }
