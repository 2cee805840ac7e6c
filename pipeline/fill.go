package pipeline

import (
	"context"

	"inflight/pipeline/event"
)

// fill begins to consume when all that is produced waits in the queue: so consumers
// are measured, and not the producer. It reads the log from before the producer begins.
func (p *Pipeline) fill(ctx context.Context, reader *event.Reader) {
	defer reader.Close()
	var buf []event.Event
	finished, uploaded, sent := false, 0, 0
	for !finished || sent < uploaded {
		events, ok := reader.Next(ctx, buf)
		if !ok {
			return
		}
		buf = events
		for i := range events {
			switch b := events[i].Body.(type) {
			case *event.ProducerFinished:
				finished = true
			case *event.ObjectUploaded:
				uploaded++
			case *event.MessageSent:
				if b.Queue == p.Setup.Queue {
					sent++
				}
			case *event.QueueSampled: // where nobody tells what is sent
				if b.Queue == p.Setup.Queue {
					sent = max(sent, b.Visible)
				}
			}
		}
	}
	p.Consumers.Resume()
}
