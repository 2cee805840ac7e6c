package consume

import (
	"context"
	"slices"
	"sync"
)

// permits bound how many images are worked on at once, in every model and from one
// model to the next: a semaphore whose size may change. Who has waited longest is
// first, among those whose image is as far on its way. It is safe for use by many
// goroutines.
type permits struct {
	mu      sync.Mutex
	size    int
	taken   int
	waiting []turn // whose image is furthest first
}

// turn is a place in the line.
type turn struct {
	given chan struct{} // closed with the permit
	far   int           // how many stages its image has behind it
}

// take takes a permit for an image that is not begun. If it has to wait it says so, and
// waits until ctx ends.
func (p *permits) take(ctx context.Context, waits func()) error { return p.takeFor(ctx, 0, waits) }

// takeFor is take for an image that has so many stages behind it. Those further on go
// first: what is begun ends before more is begun, so little is held between the stages.
func (p *permits) takeFor(ctx context.Context, far int, waits func()) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	p.mu.Lock()
	if p.taken < p.size && len(p.waiting) == 0 {
		p.taken++
		p.mu.Unlock()
		return nil
	}
	mine := turn{given: make(chan struct{}), far: far}
	at := len(p.waiting)
	for at > 0 && p.waiting[at-1].far < far {
		at--
	}
	p.waiting = slices.Insert(p.waiting, at, mine)
	p.mu.Unlock()
	waits()
	select {
	case <-mine.given:
		return nil
	case <-ctx.Done():
		p.giveUp(mine)
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
func (p *permits) giveUp(mine turn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if at := slices.Index(p.waiting, mine); at >= 0 {
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
		close(p.waiting[0].given)
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
