package history

import (
	"context"
	"slices"
	"sync"
)

// gate is where those wait who read a recording on, while somebody goes to another
// moment of it: a person waits for that, and has the processors.
type gate struct {
	mu    sync.Mutex
	going []chan struct{} // of each who is on the way: closed when there
}

// pass begins to go to another moment, and returns what says that one is there.
func (g *gate) pass() (there func()) {
	way := make(chan struct{})
	g.mu.Lock()
	defer g.mu.Unlock()
	g.going = append(g.going, way)
	return func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.going = slices.DeleteFunc(g.going, func(c chan struct{}) bool { return c == way })
		close(way)
	}
}

// wait waits for those who are on the way now, and for nobody who sets out later: so
// however often one goes somewhere, others get on.
func (g *gate) wait(ctx context.Context) {
	g.mu.Lock()
	going := slices.Clone(g.going)
	g.mu.Unlock()
	for _, way := range going {
		select {
		case <-way:
		case <-ctx.Done():
			return
		}
	}
}

// Rest returns when each cursor that is on its way to another moment has come there,
// or ctx has ended. Who reads events to be added calls it before each millisecond or so
// of that work, and holds nothing meanwhile that a cursor waits for.
func (h *History) Rest(ctx context.Context) { h.gate.wait(ctx) }
