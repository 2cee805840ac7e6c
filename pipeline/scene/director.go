package scene

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/fault"
	"inflight/pipeline/state"
)

// Stage is what a scene is played on: a run of its own, on an embedded AWS of its own.
type Stage interface {
	// Upload uploads the next n images of the scene.
	Upload(ctx context.Context, n int) error
	// Redrive brings back all dead letters.
	Redrive(ctx context.Context) error
	// Switch turns a fault on, and Off every fault of a name off.
	Switch(fault.Spec)
	Off(fault.Name) bool
	// SetPolicy says whom the queue lets send.
	SetPolicy(ctx context.Context, p Policy) error
	// Turn gives a setting another value.
	Turn(ctx context.Context, name event.Setting, value string) error
	// Freeze stops the world, and Thaw lets it go on.
	Freeze(ctx context.Context) error
	Thaw(ctx context.Context) error
}

// Director plays a scene. Fill in the fields, Open it before anything happens on the
// stage, and Run it once.
type Director struct {
	Scene *Scene
	Log   *event.Log
	Stage Stage
	// Unattended goes on by itself after the moment that decides. Else the world stays
	// frozen until somebody lets it go on.
	Unattended bool

	events *event.Reader
	facts  *Facts
	buf    []event.Event
}

// Open asks the question, and follows from now on what happens. It returns what lets
// go of that.
func (d *Director) Open() (closes func()) {
	d.facts = NewFacts()
	d.events = d.Log.NewReader()
	d.Log.Emit(event.Event{Body: &event.SceneOpened{Scene: d.Scene.Name, Title: d.Scene.Title, Text: strings.Join(d.Scene.Question, "\n"), Words: strings.Join(d.Scene.Words, "\n")}})
	return d.events.Close
}

// Run plays the scene to its end, or until ctx ends. The error says what did not come
// that the scene waited for; it is an event, too.
func (d *Director) Run(ctx context.Context) error {
	err := d.play(ctx)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	d.Log.Emit(event.Event{Body: &event.SceneEnded{Scene: d.Scene.Name, Error: event.Reason(err)}})
	return err
}

func (d *Director) play(ctx context.Context) error {
	for i := range d.Scene.Steps {
		st := &d.Scene.Steps[i]
		if !st.Say.empty() {
			d.follow()
			d.Log.Emit(event.Event{Body: &event.SceneTold{Scene: d.Scene.Name, Text: st.Say.with(d.facts), Panel: string(st.Show)}})
		}
		if err := d.step(ctx, st); err != nil {
			return err
		}
	}
	d.follow()
	if !d.Scene.Holds.Holds(d.facts) {
		return fmt.Errorf("in the end it is not so that %s: %s", &d.Scene.Holds, d.Scene.Holds.Missing(d.facts))
	}
	return nil
}

// step does what a step says.
func (d *Director) step(ctx context.Context, st *Step) error {
	switch {
	case st.Upload > 0:
		return d.Stage.Upload(ctx, st.Upload)
	case st.On != nil:
		d.Stage.Switch(*st.On)
	case st.Off != "":
		d.Stage.Off(st.Off)
	case st.Wait != nil:
		return d.wait(ctx, st.Wait, st.Within)
	case st.Pass > 0:
		return d.Log.Clock.Wait(ctx, st.Pass)
	case st.Redrive:
		return d.Stage.Redrive(ctx)
	case st.Policy != "":
		return d.Stage.SetPolicy(ctx, st.Policy)
	case st.Turn != nil:
		return d.Stage.Turn(ctx, st.Turn.Setting, st.Turn.Value)
	case st.Measure != "":
		d.follow()
		d.facts.begin(st.Measure)
	case st.Decide != "":
		return d.decide(ctx, st.Decide)
	}
	return nil
}

// decide freezes the world and says the answer, once nothing moves any more: what it
// says is then so for as long as it is read. Whoever lets the world go on sooner has
// the answer at once.
func (d *Director) decide(ctx context.Context, where Panel) error {
	if err := d.Stage.Freeze(ctx); err != nil {
		return err
	}
	for d.follow(); d.facts.State.World.Motion == state.Freezing; {
		if !d.next(ctx) {
			return ctx.Err()
		}
	}
	d.facts.Now = d.Log.Clock.Now()
	d.facts.end()
	lines := make([]string, len(d.Scene.Answer))
	for i := range lines {
		lines[i] = d.Scene.Answer[i].with(d.facts)
	}
	d.Log.Emit(event.Event{Body: &event.SceneDecided{Scene: d.Scene.Name, Panel: string(where), Text: strings.Join(lines, "\n")}})
	if d.Unattended {
		return d.Stage.Thaw(ctx)
	}
	return d.thawed(ctx)
}

// follow takes what has happened.
func (d *Director) follow() {
	d.buf = d.events.Take(d.buf[:0])
	for i := range d.buf {
		d.facts.Apply(&d.buf[i])
	}
	d.facts.Now = d.Log.Clock.Now()
}

// thawed waits until somebody lets the world go on.
func (d *Director) thawed(ctx context.Context) error {
	for d.facts.State.World.Stands() {
		if !d.next(ctx) {
			return ctx.Err()
		}
	}
	return nil
}

// next waits for events, and takes them. It reports whether any came before ctx
// ended.
func (d *Director) next(ctx context.Context) bool {
	some, ok := d.events.Next(ctx, d.buf[:0])
	for i := range some {
		d.facts.Apply(&some[i])
	}
	d.buf = some
	return ok
}

// errStopped ends a wait that nothing more will come of.
var errStopped = errors.New("the run ended before")

// wait waits until a condition holds. The limit goes by the clock of the stage, which
// stands while the world does.
func (d *Director) wait(ctx context.Context, until *Condition, within time.Duration) error {
	limited, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer d.Log.Clock.AfterFunc(within, func() { cancel(context.DeadlineExceeded) }).Stop()
	for d.follow(); !until.Holds(d.facts); {
		if d.next(limited) {
			continue
		}
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(context.Cause(limited), context.DeadlineExceeded):
			if d.follow(); until.Holds(d.facts) {
				return nil
			}
			return fmt.Errorf("%s passed, and it is not so that %s: %s", within, until, until.Missing(d.facts))
		}
		return errStopped
	}
	return nil
}
