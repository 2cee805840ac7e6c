package pipeline

import (
	"context"
	"fmt"
	"strings"
	"time"
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
	everyLetter = "all"
	chosenOnes  = "chosen"

	completed = "completed"
	cancelled = "cancelled"
	failed    = "failed"
)

// moveAll starts a move task, and an errand that follows it. Only one task can
// run on a queue: one that somebody else has started is followed instead.
func (p *Pipeline) moveAll(ctx context.Context, r *redrive) error {
	from := p.Setup.DeadLetterQueue
	own, err := p.startMove(ctx, r)
	if err == nil {
		p.startFollowing(r, own, MoveTask{})
		return nil
	}
	p.redrives.end(r)
	if _, other := p.findRedrive(ctx); other == nil {
		return fmt.Errorf("another redrive of %s runs already, and is shown now; cancel it first: %w", from, err)
	}
	return err
}

// startMove starts a move task once nobody has letters in hand, which it would
// miss. What tasks there were before is asked first: by that it is known.
func (p *Pipeline) startMove(ctx context.Context, r *redrive) (*ownTask, error) {
	if err := p.searches.begin(ctx); err != nil {
		return nil, err
	}
	defer p.searches.end()
	from := p.Setup.DeadLetterQueue
	own := &ownTask{to: r.order.To, rate: r.order.Rate}
	switch before, err := p.Moves.RecentMoves(ctx, from); {
	case err != nil: // it may be started all the same; by our own clock, then
		own.after = time.Now()
	case len(before) > 0:
		own.after = before[0].Started
	}
	var err error
	own.handle, err = p.Moves.StartMove(ctx, from, own.to, own.rate)
	return own, err
}

// findRedrive is the redrive under way. Where none was started here, it may have
// been by somebody else, or by a run before this one: that one is followed from
// then on.
func (p *Pipeline) findRedrive(ctx context.Context) (*redrive, error) {
	r, err := p.redrives.now()
	if err == nil || p.Moves == nil {
		return r, err
	}
	task, ok, err := p.Moves.LatestMove(ctx, p.Setup.DeadLetterQueue)
	if err != nil && ctx.Err() == nil {
		p.redrives.untold.Store(true)
	}
	if err != nil || !ok || task.Status.ended() {
		return nil, errNoRedrive
	}
	if r, err = p.redrives.begin(RedriveOrder{To: task.To, Rate: task.Rate}); err != nil {
		return nil, err
	}
	p.startFollowing(r, &ownTask{handle: task.Handle, started: task.Started, to: task.To, rate: task.Rate}, task)
	return r, nil
}

// undisturbed tells that no redrive is under way which would miss letters that
// are gone through: SQS takes a queue whose letters are all in hand for an empty
// one, and a move task would end before it has moved them. Where AWS does not
// tell of move tasks, it is asked once.
func (p *Pipeline) undisturbed(ctx context.Context) bool {
	if _, err := p.redrives.now(); err == nil || p.redrives.untold.Load() {
		return err != nil
	}
	_, err := p.findRedrive(ctx)
	return err != nil
}

// startFollowing starts the errand that follows a move task, of which that much
// is known. Before and after the run there is none, and the task goes on by
// itself.
func (p *Pipeline) startFollowing(r *redrive, own *ownTask, task MoveTask) {
	r.mu.Lock()
	r.handle = own.handle
	r.mu.Unlock()
	err := p.errands.start(func(ctx context.Context) {
		defer p.redrives.end(r)
		p.tellStarted(r, everyLetter, task.Moved, task.Total)
		p.follow(ctx, r, own)
	})
	if err != nil {
		p.redrives.end(r)
	}
}

// tellStarted reports a redrive that has begun, maybe some time ago. A total of
// 0 is not known yet.
func (p *Pipeline) tellStarted(r *redrive, which string, moved, total int) {
	p.Log.Emit(Event{
		Type: RedriveStarted, Queue: p.Setup.DeadLetterQueue, Target: r.order.To, Rate: r.order.Rate,
		Moved: moved, Total: total, Text: which,
	})
}

// follow tells how far a move task is, until it ends. With ctx it ends too, and
// the task goes on without this program.
func (p *Pipeline) follow(ctx context.Context, r *redrive, own *ownTask) {
	unanswered, known := 0, MoveTask{}
	for wait := firstFollow; ; wait = followEvery {
		select {
		case <-time.After(wait):
		case <-r.nudge:
		case <-ctx.Done():
			return
		}
		tasks, err := p.Moves.RecentMoves(AsBookkeeping(ctx), p.Setup.DeadLetterQueue)
		task, ok := own.in(tasks)
		switch {
		case err != nil || !ok:
			if unanswered++; unanswered >= maxUnanswered && ctx.Err() == nil {
				p.tellEnded(known.Moved, known.Total, failed, strings.TrimSuffix("SQS does not tell any more how far it is: "+Reason(err), ": "))
				return
			}
		case task.Status.ended():
			p.tellEnded(task.Moved, task.Total, outcomeOf(task.Status), task.Failure)
			return
		default:
			unanswered, known = 0, task
			p.tellProgress(task.Moved, task.Total)
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

func (p *Pipeline) tellProgress(moved, total int) {
	p.Log.Emit(Event{Type: RedriveProgressed, Queue: p.Setup.DeadLetterQueue, Moved: moved, Total: total})
}

func (p *Pipeline) tellEnded(moved, total int, how, problem string) {
	p.Log.Emit(Event{
		Type: RedriveEnded, Queue: p.Setup.DeadLetterQueue, Moved: moved, Total: total, Text: how,
		Error: oneLine(problem, reasonLimit),
	})
}
