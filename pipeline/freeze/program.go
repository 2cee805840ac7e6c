package freeze

import "context"

// Program is something that can be stopped in its midst, such as a process with all
// that it has started. Its methods are called one at a time; they return at once.
type Program interface {
	Halt()
	GoOn()
}

// held is a Program that runs, or has been stopped. The World's lock guards it.
type held struct {
	program Program
	halted  bool
}

// While holds a program that whoever is inside has started: it stops with the world,
// which waits for it no longer then. The function that is returned has to be called
// when the program has ended. It waits at the gate where the world has stopped, unless
// ctx ends.
func (w *World) While(ctx context.Context, p Program) (ended func()) {
	if w == nil {
		return func() {}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	h := &held{program: p}
	w.programs[h] = struct{}{}
	if w.phase == freezing || w.phase == frozen {
		w.halt(h)
		w.rest()
	}
	return func() { w.ended(ctx, h) }
}

// halt stops a program. The lock is held.
func (w *World) halt(h *held) {
	h.program.Halt()
	h.halted = true
	w.moving--
}

// rouse lets a program go on. The lock is held.
func (w *World) rouse(h *held) {
	if h.halted {
		h.halted = false
		w.moving++
		h.program.GoOn()
	}
}

// ended lets go of a program. One that somebody else ended while it stood counts from
// when the world goes on.
func (w *World) ended(ctx context.Context, h *held) {
	for {
		w.mu.Lock()
		if !h.halted || ctx.Err() != nil {
			if h.halted {
				h.halted = false
				w.moving++
			}
			delete(w.programs, h)
			w.mu.Unlock()
			return
		}
		open := w.open
		w.mu.Unlock()
		select {
		case <-open:
		case <-ctx.Done():
		}
	}
}
