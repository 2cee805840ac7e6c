package consume

import (
	"context"
	"sync"

	"inflight/pipeline/ring"
)

// keepAnnounced is how many announcements are remembered, so that the same
// image is not announced twice by this process. What is older is remembered by
// the tags of its thumbnail.
const keepAnnounced = 20_000

// announced makes sure that only one worker at a time announces an image, and
// remembers on which channels that was done. The zero value is ready for use;
// it is safe for use by many goroutines.
type announced struct {
	mu   sync.Mutex
	busy map[string]chan struct{} // closed by who holds it
	done map[string]bool          // identity and channel
	old  ring.Ring[string]
}

// lock waits until no other worker announces the image, and returns the
// function that lets the next one go on.
func (a *announced) lock(ctx context.Context, identity string) (unlock func(), err error) {
	for {
		a.mu.Lock()
		if a.busy == nil {
			a.busy, a.done, a.old = map[string]chan struct{}{}, map[string]bool{}, ring.New[string](keepAnnounced)
		}
		held, taken := a.busy[identity]
		if !taken {
			mine := make(chan struct{})
			a.busy[identity] = mine
			a.mu.Unlock()
			return func() { a.unlock(identity, mine) }, nil
		}
		a.mu.Unlock()
		select {
		case <-held:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (a *announced) unlock(identity string, mine chan struct{}) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.busy, identity)
	close(mine)
}

// was tells whether the image was announced on the channel.
func (a *announced) was(identity, channel string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.done[identity+" "+channel]
}

// mark remembers that the image was announced on the channel.
func (a *announced) mark(identity, channel string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if k := identity + " " + channel; !a.done[k] {
		a.done[k] = true
		if gone, full := a.old.Push(k); full {
			delete(a.done, gone)
		}
	}
}

// unmark forgets that the image was announced on the channel.
func (a *announced) unmark(identity, channel string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.done, identity+" "+channel)
}
