package redrive

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"inflight/pipeline/consume"
	"inflight/pipeline/event"
)

// How often a move task is asked how far it is: soon at first, as most are
// done in a moment; and how often that may fail.
const (
	firstFollow   = 200 * time.Millisecond
	followEvery   = time.Second
	maxUnanswered = 5
)

// The words for what a redrive moves, and for how it ended.
const (
	chosenOnes = "chosen"

	completed = "completed"
	cancelled = "cancelled"
	failed    = "failed"
)

// moveAll starts a move task, and a goroutine that follows it. Only one task can
// run on a queue: one that somebody else has started is followed instead.
func (d *DeadLetters) moveAll(ctx context.Context, r *redrive) error {
	from := d.Name
	own, err := d.startMove(ctx, r)
	if err == nil {
		d.startFollowing(r, own, MoveTask{})
		return nil
	}
	d.redrives.end(r)
	if _, other := d.findRedrive(ctx); other == nil && !errors.Is(err, consume.ErrUnanswered) {
		return fmt.Errorf("another redrive of %s runs already, and is shown now; cancel it first: %w", from, err)
	}
	return err
}

// startMove starts a move task once nobody has letters in hand, which it would
// miss. What tasks there were before is asked first: by that it is known.
func (d *DeadLetters) startMove(ctx context.Context, r *redrive) (*ownTask, error) {
	if err := d.searches.begin(ctx); err != nil {
		return nil, err
	}
	defer d.searches.end()
	from := d.Name
	own := &ownTask{to: r.order.To, rate: r.order.Rate}
	switch before, err := d.Moves.RecentMoves(ctx, from); {
	case err != nil: // it may be started all the same; by our own clock, then
		own.after = d.Log.Clock.Now()
	case len(before) > 0:
		own.after = before[0].Started
	}
	var err error
	own.handle, err = d.Moves.StartMove(ctx, from, own.to, own.rate)
	if errors.Is(err, consume.ErrUnanswered) {
		if tasks, aerr := d.Moves.RecentMoves(ctx, from); aerr == nil {
			if task, begun := own.in(tasks); begun {
				own.handle, err = task.Handle, nil
			}
		}
	}
	return own, err
}

// findRedrive is the redrive under way. Where none was started here, it may have
// been by somebody else, or by a run before this one: that one is followed from
// then on.
func (d *DeadLetters) findRedrive(ctx context.Context) (*redrive, error) {
	r, err := d.redrives.now()
	if err == nil || d.Moves == nil {
		return r, err
	}
	task, ok, err := d.Moves.LatestMove(ctx, d.Name)
	if err != nil && ctx.Err() == nil {
		d.redrives.untold.Store(true)
	}
	if err != nil || !ok || task.Status.ended() {
		return nil, errNoRedrive
	}
	if r, err = d.redrives.begin(RedriveOrder{To: task.To, Rate: task.Rate}); err != nil {
		return nil, err
	}
	d.startFollowing(r, &ownTask{handle: task.Handle, started: task.Started, to: task.To, rate: task.Rate}, task)
	return r, nil
}

// undisturbed tells that no redrive is under way which would miss letters that
// are gone through: SQS takes a queue whose letters are all in hand for an empty
// one, and a move task would end before it has moved them. Where AWS does not
// tell of move tasks, it is asked once.
func (d *DeadLetters) undisturbed(ctx context.Context) bool {
	if _, err := d.redrives.now(); err == nil || d.redrives.untold.Load() {
		return err != nil
	}
	_, err := d.findRedrive(ctx)
	return err != nil
}

// startFollowing starts the goroutine that follows a move task, of which that much
// is known. Before and after the run there is none, and the task goes on by
// itself.
func (d *DeadLetters) startFollowing(r *redrive, own *ownTask, task MoveTask) {
	r.mu.Lock()
	r.handle = own.handle
	r.mu.Unlock()
	err := d.background.start(func(ctx context.Context) {
		defer d.redrives.end(r)
		d.emitStarted(r, event.EveryLetter, task.Moved, task.Total)
		d.follow(ctx, r, own)
	})
	if err != nil {
		d.redrives.end(r)
	}
}

// emitStarted reports a redrive that has begun, maybe some time ago. A total of
// 0 is not known yet.
func (d *DeadLetters) emitStarted(r *redrive, which string, moved, total int) {
	d.Log.Emit(event.Event{
		Body: &event.RedriveStarted{
			Queue: d.Name, Target: r.order.To, Rate: r.order.Rate,
			Moved: moved, Total: total, Text: which,
		},
	})
}

// follow tells how far a move task is, until it ends. With ctx it ends too, and
// the task goes on without this program.
func (d *DeadLetters) follow(ctx context.Context, r *redrive, own *ownTask) {
	unanswered, known := 0, MoveTask{}
	for wait := firstFollow; ; wait = followEvery {
		if d.Log.Clock.WaitFor(ctx, r.nudge, wait) != nil {
			return
		}
		tasks, err := d.Moves.RecentMoves(event.AsBookkeeping(ctx), d.Name)
		task, ok := own.in(tasks)
		switch {
		case err != nil || !ok:
			if unanswered++; unanswered >= maxUnanswered && ctx.Err() == nil {
				d.emitEnded(known.Moved, known.Total, failed, strings.TrimSuffix("SQS does not tell any more how far it is: "+event.Reason(err), ": "))
				return
			}
		case task.Status.ended():
			d.emitEnded(task.Moved, task.Total, outcomeOf(task.Status), task.Failure)
			return
		default:
			unanswered, known = 0, task
			d.emitProgress(task.Moved, task.Total)
		}
	}
}

func outcomeOf(s MoveStatus) string {
	switch s {
	case MoveCancelled:
		return cancelled
	case MoveFailed:
		return failed
	case MoveCompleted, MoveRunning, MoveCancelling:
	}
	return completed
}

func (d *DeadLetters) emitProgress(moved, total int) {
	d.Log.Emit(event.Event{Body: &event.RedriveProgressed{Queue: d.Name, Moved: moved, Total: total}})
}

func (d *DeadLetters) emitEnded(moved, total int, how, problem string) {
	d.Log.Emit(event.Event{
		Body: &event.RedriveEnded{
			Queue: d.Name, Moved: moved, Total: total, Text: how,
			Error: event.OneLine(problem, event.ReasonLimit),
		},
	})
}
