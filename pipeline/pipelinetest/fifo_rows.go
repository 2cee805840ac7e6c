package pipelinetest

import (
	"context"
	"errors"

	"inflight/pipeline/consume"
)

// FIFORows are what workers rely on of a FIFO queue beyond that.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-exactly-once-processing.html
func FIFORows() []Row[Queues] {
	return []Row[Queues]{
		{"the receipt of a receive that is over changes nothing", fifoRefusesChange},
		{"the receipt of a receive that is over deletes nothing", fifoRefusesDelete},
	}
}

func fifoRefusesChange(ctx context.Context, q Queues) error {
	first, _, err := q.overtaken(ctx)
	if err != nil {
		return err
	}
	return errors.Join(refused(q.ChangeVisibility(ctx, first.Receipt, 0), consume.ErrNotInFlight), q.holds(ctx, q.Name, 0, 1, 0))
}

func fifoRefusesDelete(ctx context.Context, q Queues) error {
	first, _, err := q.overtaken(ctx)
	if err != nil {
		return err
	}
	return errors.Join(refused(q.Delete(ctx, first.Receipt), consume.ErrNotInFlight), q.holds(ctx, q.Name, 0, 1, 0))
}
