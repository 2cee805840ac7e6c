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
			switch e := &events[i]; {
			case e.Type == event.ProducerFinished:
				finished = true
			case e.Type == event.ObjectUploaded:
				uploaded++
			case e.Type == event.MessageSent && e.Queue == p.Setup.Queue:
				sent++
			case e.Type == event.QueueSampled && e.Queue == p.Setup.Queue: // where nobody tells what is sent
				sent = max(sent, e.Visible)
			}
		}
	}
	p.Consumers.Resume()
}
