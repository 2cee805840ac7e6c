package pipeline

import (
	"context"
	"time"

	"inflight/pipeline/event"
)

// fill begins to consume when all that is produced waits in the queue: so consumers
// are measured, and not the producer. It reads the log from before the producer begins.
// What does not come, because nobody may send it or no rule matches, is not waited for.
func (p *Pipeline) fill(ctx context.Context, reader *event.Reader) {
	defer reader.Close()
	var buf []event.Event
	f := filling{queue: p.Setup.Queue, settle: p.settle()}
	for !f.full {
		events, ok := reader.Next(ctx, buf)
		if !ok {
			return
		}
		buf = events
		for i := range events {
			f.apply(&events[i])
		}
	}
	p.Consumers.Resume()
}

// filling is how full the queue is.
type filling struct {
	queue  string
	settle time.Duration // without anything new, after which nothing more comes

	finished             bool // the producer has nothing more
	uploaded, sent, lost int
	latest               time.Time // something came
	full                 bool
}

// apply takes an event.
func (f *filling) apply(e *event.Event) {
	before := *f
	switch b := e.Body.(type) {
	case *event.ProducerFinished:
		f.finished = true
	case *event.ObjectUploaded:
		f.uploaded++
	case *event.EventFailed:
		if b.Target == "" || nameOfARN(b.Target) == f.queue {
			f.lost++
		}
	case *event.MessageSent:
		if b.Queue == f.queue {
			f.sent++
		}
	case *event.QueueSampled: // where nobody tells what is sent
		if b.Queue == f.queue {
			f.sent = max(f.sent, b.Visible)
		}
	default:
		return
	}
	if *f != before {
		f.latest = e.Time
	}
	f.full = f.finished && (f.sent+f.lost >= f.uploaded || e.Time.Sub(f.latest) >= f.settle)
}
