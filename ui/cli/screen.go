package cli

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"inflight/aws"
	"inflight/pipeline"
	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui"
)

// screen sets up the stack and runs the pipeline under the screen, until a person
// quits, a signal comes, or a drain has come to its end.
func (se *session) screen(ctx context.Context, s Streams) error {
	work, stop := context.WithCancel(ctx)
	defer stop()
	show, hide := context.WithCancel(ctx)
	defer hide()
	var leaving atomic.Bool // a person has quit, and sees what is waited for
	leave := func() {
		leaving.Store(true)
		if se.running.Load() == nil {
			se.log.Emit(event.Event{Body: &event.ConsumingStopping{Text: "what had been created of the stack is deleted again"}})
		}
		stop()
	}
	begins := make(chan ui.Begun, 1)
	options := se.set.options(s)
	options.Events, options.Begins, options.Leave = se.events, begins, leave
	options.Now, options.Wall = se.log.Clock.Now, time.Now
	options.Scenes = &scenes{look: se.set.look, streams: s}
	ran := make(chan outcome, 1)
	go func() {
		out := se.runUnder(ctx, work, s, func(p *pipeline.Pipeline) { begins <- se.begun(p, leave) })
		if !out.interrupted || leaving.Load() { // it has come to its end
			hide()
		}
		ran <- out
	}()
	err := ui.Run(show, options)
	if leaving.Load() && show.Err() == nil { // a person has quit a second time
		se.hurry()
	}
	stop()
	end := se.ended(ctx, ran, s)
	pressed := errors.Is(err, ui.ErrInterrupted)
	if pressed {
		err = nil
	}
	if end.failed != nil {
		return errors.Join(err, se.notSetUp(ctx, end.failed, pressed, work.Err() != nil, s))
	}
	err = errors.Join(err, se.result(ctx, end.Outcome, pressed || end.interrupted && ctx.Err() != nil, s))
	se.log.Close()
	return err
}

// runUnder sets up the stack and runs the pipeline until work ends; begun is told
// of the pipeline between the two. ctx ends where a signal comes.
func (se *session) runUnder(ctx, work context.Context, s Streams, begun func(*pipeline.Pipeline)) outcome {
	if err := se.setUp(work); err != nil {
		return outcome{failed: err}
	}
	se.running.Store(se.pipeline)
	begun(se.pipeline)
	defer se.endings(ctx, s)()
	out, interrupted := se.work(work)
	return outcome{Outcome: out, interrupted: interrupted}
}

// ended waits for the end of what was run. What takes time when the screen has
// gone is said.
func (se *session) ended(ctx context.Context, ran <-chan outcome, s Streams) outcome {
	select {
	case end := <-ran:
		return end
	default:
	}
	if se.running.Load() == nil && ctx.Err() == nil {
		sayf(s.Err, "stopping: what had been created of the stack is deleted again")
	}
	return <-ran
}

// hurry makes a run end without patience, if it has begun.
func (se *session) hurry() {
	if p := se.running.Load(); p != nil {
		p.Hurry()
	}
}

// outcome is how a run ended.
type outcome struct {
	pipeline.Outcome

	interrupted bool
	failed      error // why it did not begin; nil: it did
}

// notSetUp is the error of a run whose stack was not set up: one that a person
// stopped did not fail.
func (se *session) notSetUp(ctx context.Context, err error, pressed, stopped bool, s Streams) error {
	if ctx.Err() != nil || !stopped || !errors.Is(err, context.Canceled) {
		return se.set.notBegun(ctx, err)
	}
	text := "stopped while the stack was set up"
	if undone := (*aws.UndoneError)(nil); errors.As(err, &undone) && undone.Became != "" {
		text += "; " + undone.Became
	}
	if pressed {
		return &exit{status: exitInterrupted, err: errors.New(text)}
	}
	sayf(s.Err, "%s", text)
	return nil
}

// begun is what the screen works with when the pipeline runs. leave begins to end
// it, where that takes a while.
func (se *session) begun(p *pipeline.Pipeline, leave func()) ui.Begun {
	b := ui.Begun{Control: se.control(p), Describer: describer{se.aws}}
	b.Notice = strings.Join(slices.DeleteFunc([]string{se.aws.note, se.passed}, func(s string) bool { return s == "" }), "; ")
	if p.Consumers.Grace > 0 {
		b.Leave = leave
	}
	return b
}

// describer answers what AWS knows of a node of the flow diagram.
type describer struct{ aws *connection }

// Describe asks AWS.
func (d describer) Describe(ctx context.Context, node state.Node) (title, text string, err error) {
	return d.aws.clients.Describe(ctx, d.aws.resources, subjectOf(node))
}

// subjectOf is what there is to know of a node.
func subjectOf(node state.Node) aws.Subject {
	switch node {
	case state.SourceNode:
		return aws.SourceBucketSubject
	case state.BusNode:
		return aws.RuleSubject
	case state.ThumbnailNode:
		return aws.ThumbnailBucketSubject
	case state.AnnounceNode:
		return aws.TopicSubject
	case state.DeadLetterNode:
		return aws.DeadLetterSubject
	case state.QueueNode, state.WorkersNode:
	}
	return aws.QueueSubject
}
