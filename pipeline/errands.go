package pipeline

import (
	"context"
	"sync"
)

// errands are goroutines that outlast the call that asked for them, such as a
// redrive. Run owns them: it opens and closes them, and waits for all. The zero
// value is closed; it is safe for use by many goroutines.
type errands struct {
	mu      sync.Mutex
	ctx     context.Context //nolint:containedctx // of Run: ends the errands
	running sync.WaitGroup
}

// open lets errands start. They end with ctx.
func (e *errands) open(ctx context.Context) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.ctx = ctx
}

// close lets no more start, and waits for those under way. Whoever calls it has
// ended their context.
func (e *errands) close() {
	e.mu.Lock()
	e.ctx = nil
	e.mu.Unlock()
	e.running.Wait()
}

// start runs do beside the caller.
func (e *errands) start(do func(context.Context)) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.ctx == nil {
		return errNotRunning
	}
	ctx := e.ctx
	e.running.Go(func() { do(ctx) })
	return nil
}
