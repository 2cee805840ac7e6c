package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/ui/plain"
)

// headless runs the pipeline and writes its events on stdout, as lines of JSON.
func (se *session) headless(ctx context.Context, s Streams) error {
	return se.write(ctx, s, func(ctx context.Context, events *event.Reader) error {
		return event.Record(ctx, events, &escaped{w: s.Out}, leftOutHeadless)
	})
}

// leftOutHeadless tells whether --headless leaves an event out, and takes from it
// what it leaves out of others: what is as large as all the rest together. A
// recording has both.
func leftOutHeadless(e *event.Event) bool {
	if call, ok := e.Body.(*event.APICalled); ok {
		short := *call // the log's own stays
		short.Request, short.Answer = "", ""
		e.Body = &short
	}
	return event.Is[event.ThumbnailPictured](e)
}

// plain runs the pipeline and says on stdout, in words, what happens.
func (se *session) plain(ctx context.Context, s Streams) error {
	return se.write(ctx, s, func(ctx context.Context, events *event.Reader) error {
		return writeEvents(ctx, events, s.Out)
	})
}

// write runs the pipeline while out writes what happens.
func (se *session) write(ctx context.Context, s Streams, out func(context.Context, *event.Reader) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	written := make(chan error, 1)
	go func() {
		err := out(context.WithoutCancel(ctx), se.events)
		if err != nil { // nobody reads any more: as with a closed pipe, stop
			cancel(fmt.Errorf("stdout: %w", err))
		}
		written <- err
	}()
	se.logSetup(s)
	se.pipeline.Consumers.Refused = cancel
	defer se.endings(ctx, s)()
	end, interrupted := se.work(ctx)
	se.log.Close()
	incomplete := rest(ctx, written)
	switch {
	case incomplete == nil:
	case errors.Is(incomplete, errUnread), errors.As(incomplete, new(*event.IncompleteError)):
		sayf(s.Err, "stdout: %v", incomplete)
	default: // that is why it ended, and no interrupt
		return incomplete
	}
	if err := context.Cause(ctx); errors.Is(err, consume.ErrRefused) {
		return fmt.Errorf("%w; %s", err, se.left(context.WithoutCancel(ctx), end))
	}
	err := se.result(ctx, end, interrupted, s)
	if err == nil && incomplete != nil {
		return &exit{status: exitFailed}
	}
	return err
}

// endings looks after how a run ends while it ends, until stop is called: it
// says what is waited for, and that one need not.
func (se *session) endings(ctx context.Context, s Streams) (stop func()) {
	said := context.AfterFunc(ctx, func() {
		if n := se.pipeline.Consumers.Waits(); n > 0 {
			sayf(s.Err, "stopping: waits up to %s for %s under way, which may still bring messages; a second signal, or ctrl+c, ends it at once",
				se.set.graceTime(), many(n, "receive", "receives"))
		}
	})
	patient := s.hurried(se.pipeline.Hurry)
	return func() {
		said()
		patient()
	}
}

// restTime is for how long stdout may take what is left once the run has been
// interrupted.
const restTime = 2 * time.Second

// errUnread says that a run has ended before its output was taken.
var errUnread = errors.New("it was not read, and what it had not taken is not written")

// rest waits until everything is written, as whoever writes into a pipe waits
// for its reader. One who was interrupted does not wait for a reader that does
// not read.
func rest(ctx context.Context, written <-chan error) error {
	select {
	case err := <-written:
		return err
	case <-ctx.Done():
	}
	late := time.NewTimer(restTime)
	defer late.Stop()
	select {
	case err := <-written:
		return err
	case <-late.C:
		return errUnread
	}
}

// writeEvents says what happens until the log is closed, or w takes no more.
func writeEvents(ctx context.Context, events *event.Reader, w io.Writer) error {
	out := bufio.NewWriter(w)
	teller := plain.Teller{W: out}
	var buf []event.Event
	for {
		batch, open, err := nextTold(ctx, events, buf, &teller)
		if err == nil && !open {
			err = teller.Flush()
		}
		for i := range batch {
			if err != nil {
				break
			}
			err = teller.Tell(batch[i])
		}
		if err != nil {
			return err
		}
		if err := out.Flush(); err != nil {
			return fmt.Errorf("stdout: %w", err)
		}
		if !open {
			return nil
		}
		buf = batch
	}
}

// nextTold is the next events to tell of. Where none comes in time, the lines
// that wait for an upload are written.
func nextTold(ctx context.Context, events *event.Reader, buf []event.Event, teller *plain.Teller) (next []event.Event, open bool, err error) {
	if teller.Held() > 0 {
		soon, cancel := context.WithTimeout(ctx, plain.HoldTime)
		next, open = events.Next(soon, buf)
		late := soon.Err() != nil
		cancel()
		if open || !late || ctx.Err() != nil {
			return next, open, nil //nolint:nilerr // the end of a wait, or of the run, is no failure
		}
		return nil, true, teller.Flush()
	}
	next, open = events.Next(ctx, buf)
	return next, open, nil
}

// logSetup says on stderr what a person who starts it without a screen wants
// to know.
func (se *session) logSetup(s Streams) {
	setup := se.pipeline.Setup
	if setup.EngineNote != "" {
		sayf(s.Err, "%s", setup.EngineNote)
	}
	if se.aws.note != "" {
		sayf(s.Err, "%s", se.aws.note)
	}
	if se.passed != "" {
		sayf(s.Err, "%s", se.passed)
	}
	if setup.Embedded {
		sayf(s.Err, "the embedded AWS listens on %s", setup.Endpoint)
	}
}
