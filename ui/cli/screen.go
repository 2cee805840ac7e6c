package cli

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"

	"inflight/aws"
	"inflight/pipeline"
	"inflight/pipeline/state"
	"inflight/ui"
)

// screen runs the pipeline under the screen, until a person quits, a signal
// comes, or a drain has come to its end.
func (se *session) screen(ctx context.Context, s Streams) error {
	work, stop := context.WithCancel(ctx)
	defer stop()
	show, hide := context.WithCancel(ctx)
	defer hide()
	options := se.uiOptions(s)
	var leaving atomic.Bool // a person has quit, and sees what is waited for
	if se.pipeline.Consumers.Grace > 0 {
		options.Leave = func() {
			leaving.Store(true)
			stop()
		}
	}
	defer se.endings(ctx, s)()
	ran := make(chan outcome, 1)
	go func() {
		out, interrupted := se.work(work)
		if !interrupted || leaving.Load() { // it has come to its end
			hide()
		}
		ran <- outcome{out, interrupted}
	}()
	err := ui.Run(show, options)
	if options.Leave != nil && show.Err() == nil { // a person has quit a second time
		se.pipeline.Hurry()
	}
	stop()
	end := <-ran
	pressed := errors.Is(err, ui.ErrInterrupted)
	if pressed {
		err = nil
	}
	err = errors.Join(err, se.result(ctx, end.Outcome, pressed || end.interrupted && ctx.Err() != nil, s))
	se.log.Close()
	return err
}

// outcome is how a run ended.
type outcome struct {
	pipeline.Outcome

	interrupted bool
}

// uiOptions say what the screen shows and how.
func (se *session) uiOptions(s Streams) ui.Options {
	o := se.set.options(s)
	o.Events, o.Control, o.Describer = se.events, se.pipeline, describer{se.aws}
	o.Notice = strings.Join(slices.DeleteFunc([]string{se.aws.note, se.passed}, func(s string) bool { return s == "" }), "; ")
	return o
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
