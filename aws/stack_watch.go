package aws

import (
	"context"
	"strings"
)

// Watch is told what setting up a stack does, as it does it, from the goroutine
// that does. Each of its functions may be nil.
type Watch struct {
	// Found is told of each part when it has been looked for, before anything is
	// done: its outcome is what is to be done with it.
	Found func(Step)
	// Called is told of each API call that changed something, when it has, with the
	// operation. It needs clients with a tap (see Options.Tap).
	Called func(step Step, operation string)
	// Done is told of each part when it is as it is to be, and of what is waited
	// for and undone.
	Done func(Step)
}

// CreateWatched is CreateBy, and w is told of more than each resource.
func (s Stack) CreateWatched(ctx context.Context, c *Clients, rules Rules, w Watch) (Resources, error) {
	p, err := s.plan(ctx, c, rules, w.Found)
	if err != nil {
		return Resources{}, err
	}
	p.b.called = w.Called
	return p.Apply(ctx, w.Done)
}

// UndoneError is why a stack was not set up, with what became of what had been
// created.
type UndoneError struct {
	Err    error
	Became string // one clause, or several; empty where nothing had been done
}

// Error implements error.
func (e *UndoneError) Error() string {
	if e.Became == "" {
		return e.Err.Error()
	}
	return e.Err.Error() + "; " + e.Became
}

// Unwrap gives why it was not set up.
func (e *UndoneError) Unwrap() error { return e.Err }

type calledKey struct{}

// watched is the context of the calls for one part.
func (b *build) watched(ctx context.Context, t *part) context.Context {
	if b.called == nil {
		return ctx
	}
	return context.WithValue(ctx, calledKey{}, func(operation string) {
		b.called(Step{Kind: t.kind, Name: t.name, Outcome: t.todo, Detail: settings(t.differs), Changes: t.differs, Whole: t.of == "", Of: t.of}, operation)
	})
}

// reportCalled tells whoever watches the part that ctx is of that a call for it has
// succeeded, if that changed something.
func reportCalled(ctx context.Context, operation string) {
	called, _ := ctx.Value(calledKey{}).(func(string))
	if called == nil {
		return
	}
	for _, asks := range []string{"Get", "List", "Head", "Describe"} {
		if strings.HasPrefix(operation, asks) {
			return
		}
	}
	called(operation)
}
