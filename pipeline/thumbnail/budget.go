package thumbnail

import (
	"context"
	"fmt"
	"runtime/debug"

	"golang.org/x/sync/semaphore"

	"inflight/pipeline/freeze"
)

// defaultMemory is how many bytes images may take that are decoded in Go at the same
// time, by all workers together.
const defaultMemory = 1 << 30

// budget is the memory that workers share for images decoded in Go. Who asks first is
// served first, so that a large image is not passed by for ever.
type budget struct {
	bytes *semaphore.Weighted
	size  int64
	world *freeze.World // while it stands nobody waits for a program that is halted
}

// newBudget has so many bytes.
func newBudget(size int64) *budget { return &budget{bytes: semaphore.NewWeighted(size), size: size} }

// take waits until there are n bytes, or ctx ends. What asks for more than there are
// goes alone; what asks for more than twice as much is refused at once, else there
// would be no bound.
func (b *budget) take(ctx context.Context, n int64) (release func(), err error) {
	if n > 2*b.size {
		return nil, fmt.Errorf("to decode it would take %s MB of memory; the limit is %s MB", thousands(n>>20), thousands(2*b.size>>20))
	}
	n = min(n, b.size)
	if !b.bytes.TryAcquire(n) {
		done := b.world.While(ctx, queued{})
		err := b.bytes.Acquire(ctx, n)
		done()
		if err != nil {
			return nil, err
		}
	}
	return func() {
		if n > b.size/16 { // else the garbage of one image would stand beside the next
			debug.FreeOSMemory()
		}
		b.bytes.Release(n)
	}, nil
}
