package consume

import (
	"context"
	"slices"
	"sync"
)

// permits bound how many images are worked on at once, in every model and from one
// model to the next: a semaphore whose size may change. Who has waited longest is
// first. It is safe for use by many goroutines.
type permits struct {
	mu      sync.Mutex
	size    int
	taken   int
	waiting []chan struct{} // closed with the permit given
}

// take takes a permit. If it has to wait it says so, and waits until ctx ends.
func (p *permits) take(ctx context.Context, waits func()) error {
	p.mu.Lock()
	if p.taken < p.size && len(p.waiting) == 0 {
		p.taken++
		p.mu.Unlock()
		return nil
	}
	turn := make(chan struct{})
	p.waiting = append(p.waiting, turn)
	p.mu.Unlock()
	waits()
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
		p.giveUp(turn)
		return ctx.Err()
	}
}

// overdraw takes a permit even where there is none.
func (p *permits) overdraw() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taken++
}

// giveUp leaves the line, or gives back the permit that came meanwhile.
func (p *permits) giveUp(turn chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if at := slices.Index(p.waiting, turn); at >= 0 {
		p.waiting = slices.Delete(p.waiting, at, at+1)
		return
	}
	p.taken--
	p.give()
}

// free gives a permit back.
func (p *permits) free() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taken--
	p.give()
}

// resize changes how many there are. Those that are too many are not given again.
func (p *permits) resize(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.size = n
	p.give()
}

// give hands out what is free. The lock is held.
func (p *permits) give() {
	for p.taken < p.size && len(p.waiting) > 0 {
		close(p.waiting[0])
		p.waiting = p.waiting[1:]
		p.taken++
	}
}

// await waits until a permit is free, and takes none.
func (p *permits) await(ctx context.Context, waits func()) error {
	err := p.take(ctx, waits)
	if err == nil {
		p.free()
	}
	return err
}
