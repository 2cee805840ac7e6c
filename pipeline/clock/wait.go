package clock

import (
	"context"
	"time"
)

// Wait waits for d, or until the context ends.
func (c Clock) Wait(ctx context.Context, d time.Duration) error {
	return c.WaitFor(ctx, nil, d)
}

// WaitFor waits until there is something in the channel or it is closed, but no
// longer than d, or until the context ends. The error is the context's alone.
func (c Clock) WaitFor(ctx context.Context, something <-chan struct{}, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	rings, stop := c.NewTimer(d)
	defer stop()
	select {
	case <-rings:
		return nil
	case <-something:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
