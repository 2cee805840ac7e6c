package pipelinetest

import (
	"context"
	"errors"

	"inflight/pipeline/redrive"
)

// MoveRows are what a redrive of all letters relies on.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
func MoveRows() []Row[Letters] {
	return []Row[Letters]{
		{"a queue that never had a task has none", noTask},
		{"a task that runs is the latest, and a second is refused", oneTask},
		{"a task that is cancelled has moved what it has moved", cancelsTask},
		{"a task that is not there cannot be cancelled", cancelsNothing},
	}
}

func noTask(ctx context.Context, l Letters) error {
	_, had, err := l.LatestMove(ctx, l.Dead)
	return errors.Join(err, want("it had one", had, false))
}

// slow starts a task of three letters, one a second.
func (l Letters) slow(ctx context.Context) (handle string, err error) {
	for range 3 {
		if err := l.Put(ctx, "hello"); err != nil {
			return "", err
		}
	}
	return l.StartMove(ctx, l.Dead, "", 1)
}

func oneTask(ctx context.Context, l Letters) error {
	if _, err := l.slow(ctx); err != nil {
		return err
	}
	_, err := l.StartMove(ctx, l.Dead, "", 1)
	task, had, terr := l.LatestMove(ctx, l.Dead)
	return errors.Join(terr, want("a second is taken", err == nil, false), want("it had one", had, true),
		want("status", task.Status, redrive.MoveRunning), want("rate", task.Rate, 1), want("it has no handle", task.Handle == "", false))
}

func cancelsTask(ctx context.Context, l Letters) error {
	handle, err := l.slow(ctx)
	if err != nil {
		return err
	}
	if err := l.CancelMove(ctx, l.Dead, handle); err != nil {
		return err
	}
	task, _, err := l.LatestMove(ctx, l.Dead)
	cancelled := task.Status == redrive.MoveCancelled || task.Status == redrive.MoveCancelling
	return errors.Join(err, want("it is cancelled", cancelled, true), want("it moved all", task.Moved == 3, false))
}

func cancelsNothing(ctx context.Context, l Letters) error {
	return want("it is taken", l.CancelMove(ctx, l.Dead, "no such task") == nil, false)
}
