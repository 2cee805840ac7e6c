package pipeline

import (
	"context"
	"errors"
	"sync"
	"time"

	"inflight/pipeline/consume"
)

// How a drain, once it has ended, looks at what events alone do not tell.
const (
	// lookTime is how long one look may take, and looks how many are under way.
	lookTime = 10 * time.Second
	looks    = 8
)

// newDrain follows what this pipeline does.
func (p *Pipeline) newDrain() *drain {
	d := newDrain(p.Log, p.Setup.Queue, p.Setup.DeadLetterQueue, p.exact())
	d.sendsReported, d.bounded = p.Setup.Embedded, !p.Drain
	return d
}

// exact tells whether the queues' counts are.
func (p *Pipeline) exact() bool { return p.Exact || p.Setup.Embedded }

func (p *Pipeline) settle() time.Duration { return settle(p.exact()) }

// conclude says what became of everything. Where a drain came to its end it looks
// for thumbnails that another process made, and into the dead-letter queue.
func (p *Pipeline) conclude(ctx context.Context, d *drain, ended bool) Outcome {
	if !p.Drain || !ended {
		return d.outcome()
	}
	p.lookForThumbnails(ctx, d.lost())
	out := d.outcome()
	out.Drained = true
	out.Letters, out.Unasked = p.letters(ctx)
	return out
}

// asks is how often the dead-letter queue is asked: it decides how the run ends, and one
// answer may be lost.
const asks = 3

// letters is how many messages the dead-letter queue holds, by all its counts: one
// that somebody looks at is in flight.
func (p *Pipeline) letters(ctx context.Context) (int, error) {
	if p.LettersForeign || p.Setup.DeadLetterQueue == "" {
		return 0, nil
	}
	var c Counts
	var err error
	for range asks {
		once, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookTime)
		c, err = p.Queues.Counts(once, p.Setup.DeadLetterQueue)
		cancel()
		if err == nil || errors.Is(err, consume.ErrRefused) || ctx.Err() != nil {
			break
		}
	}
	return c.Visible + c.InFlight + c.Delayed, err
}

// lookForThumbnails looks which images have one all the same. Where that cannot be
// said they stay what they were. Another process may have made thousands, so the
// whole may take long; it ends with ctx, and with a look that has no answer in time,
// for the next would have none either.
func (p *Pipeline) lookForThumbnails(ctx context.Context, images []*followed) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	todo := make(chan *followed)
	var running sync.WaitGroup
	for range min(looks, len(images)) {
		running.Go(func() {
			for f := range todo {
				look, cancel := context.WithTimeout(ctx, lookTime)
				there, err := p.Consumers.HasThumbnail(look, f.ref)
				f.made = err == nil && there
				if look.Err() != nil {
					stop()
				}
				cancel()
			}
		})
	}
	for _, f := range images {
		todo <- f
	}
	close(todo)
	running.Wait()
}
