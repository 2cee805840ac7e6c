package redrive

import (
	"context"
	"sync"

	"inflight/pipeline/consume"
)

// background are goroutines that outlast the call that asked for them, such as a
// redrive. Run owns them: it opens and closes them, and waits for all. The zero
// value is closed; it is safe for use by many goroutines.
type background struct {
	mu      sync.Mutex
	ctx     context.Context //nolint:containedctx // of Run: ends the goroutines
	running sync.WaitGroup
}

// open lets goroutines start. They end with ctx.
func (b *background) open(ctx context.Context) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ctx = ctx
}

// close lets no more start, and waits for those under way. Whoever calls it has
// ended their context.
func (b *background) close() {
	b.mu.Lock()
	b.ctx = nil
	b.mu.Unlock()
	b.running.Wait()
}

// start runs do beside the caller.
func (b *background) start(do func(context.Context)) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ctx == nil {
		return consume.ErrNotRunning
	}
	ctx := b.ctx
	b.running.Go(func() { do(ctx) })
	return nil
}
