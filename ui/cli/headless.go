package cli

import (
	"context"
	"fmt"

	"inflight/pipeline"
)

// headless runs the pipeline and writes its events on stdout.
func (se *session) headless(ctx context.Context, s Streams) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	written := make(chan error, 1)
	go func() {
		err := pipeline.Record(context.WithoutCancel(ctx), se.events, &escaped{w: s.Out}, func(e *pipeline.Event) bool {
			return e.Type == pipeline.ThumbnailPictured
		})
		if err != nil { // nobody reads any more: as with a closed pipe, stop
			cancel(fmt.Errorf("stdout: %w", err))
		}
		written <- err
	}()
	se.logSetup(s)
	out, interrupted := se.pipeline.Run(ctx)
	result := se.result(ctx, out, interrupted, s)
	se.log.Close()
	if err := <-written; err != nil {
		return err
	}
	return result
}

// logSetup says on stderr what a person who starts it without a screen wants
// to know.
func (se *session) logSetup(s Streams) {
	setup := se.pipeline.Setup
	if setup.EngineNote != "" {
		sayf(s.Err, "%s", setup.EngineNote)
	}
	if setup.Embedded {
		sayf(s.Err, "the embedded AWS listens on %s", setup.Endpoint)
	}
}
