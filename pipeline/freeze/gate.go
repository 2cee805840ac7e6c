package freeze

import "context"

// Enter waits at the gate until the world runs, or ctx ends, whose error it returns.
// Without an error Leave has to follow. Who is inside must not enter again: a world
// that freezes waits for it.
func (w *World) Enter(ctx context.Context) error {
	if w == nil {
		return nil
	}
	for {
		w.mu.Lock()
		if w.phase == running || w.phase == stepping {
			w.moving++
			w.mu.Unlock()
			return nil
		}
		open := w.open
		w.mu.Unlock()
		select {
		case <-open:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Leave says that the step is over which Enter began.
func (w *World) Leave() {
	if w == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.moving--
	w.rest()
}

// Within does what takes no time and waits for nobody, such as to hand something over
// and say so, behind the gate. Where ctx ends before that opens it is done all the same.
// Who is inside must not call it.
func (w *World) Within(ctx context.Context, do func()) {
	if w.Enter(ctx) == nil {
		defer w.Leave()
	}
	do()
}

// WhileItRuns is a context that ends with ctx, and when the world freezes: that of a
// call which only waits and can be given up. The function lets go of it.
func (w *World) WhileItRuns(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	if w == nil {
		return ctx, cancel
	}
	w.mu.Lock()
	runs := w.runs
	w.mu.Unlock()
	stop := context.AfterFunc(runs, cancel)
	if runs.Err() != nil {
		cancel()
	}
	return ctx, func() {
		stop()
		cancel()
	}
}

// Stands tells whether the world is frozen, or about to be: what a person asks for
// then is done at that instant, and waits for nothing.
func (w *World) Stands() bool {
	if w == nil {
		return false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.phase == freezing || w.phase == frozen
}
