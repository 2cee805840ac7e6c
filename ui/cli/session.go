package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"inflight/aws/local"
	"inflight/pipeline"
	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/fault"
	"inflight/pipeline/freeze"
	"inflight/pipeline/recording"
	"inflight/pipeline/redrive"
	"inflight/pipeline/thumbnail"
)

// urlExpiry is for how long an announced URL can be opened.
const urlExpiry = 24 * time.Hour

// session is a pipeline that is ready to run, with all it stands on.
type session struct {
	set      *settings
	log      *event.Log
	world    *freeze.World // of all that works here; nil: it cannot be frozen
	aws      *connection
	pipeline *pipeline.Pipeline
	running  atomic.Pointer[pipeline.Pipeline] // under a screen, when it has begun
	events   *event.Reader                     // of the screen, from the first event
	closers  []func(context.Context) error
	floor    []byte // see newHeapFloor

	images     pipeline.Images // nil: nothing is uploaded
	shares     pipeline.Shares // of them; nil: they are not drawn
	passed     string          // what --images does not take, in a sentence
	engine     thumbnail.Engine
	engineNote string
	discord    *discord

	demonstration *demonstration // nil: it is none
	faults        *fault.Set
}

// newLog is a log whose workers' events say which process they are of: several
// may work on one queue, and each has a worker 1.
func newLog() *event.Log {
	host, err := os.Hostname()
	if err != nil {
		host = "localhost"
	}
	return &event.Log{Process: &event.Process{Host: host, PID: os.Getpid()}}
}

// newSession prepares a run, as far as no AWS is needed for that but the embedded
// one. Without images it only consumes. On an error it leaves nothing open.
func newSession(ctx context.Context, set *settings, s Streams, images pipeline.Images) (_ *session, err error) {
	log := newLog()
	se := &session{
		set: set, log: log, events: log.NewReader(), images: images, shares: sharesOf(images), passed: passedOver(images), faults: newFaults(log), floor: newHeapFloor(),
	}
	se.closers = append(se.closers, func(context.Context) error {
		se.faults.Close()
		return nil
	})
	defer func() {
		if err != nil {
			err = errors.Join(err, se.close(context.WithoutCancel(ctx)))
		}
	}()
	if err := se.record(); err != nil {
		return nil, err
	}
	if se.discord, err = openDiscord(s.Getenv, log); err != nil {
		return nil, err
	}
	se.closers = append(se.closers, func(context.Context) error { return se.discord.Close() })
	if images == nil { // nobody is there to freeze it
		return se, se.openEngine(nil)
	}
	se.aws = &connection{stack: set.stack()}
	se.closers = append(se.closers, se.aws.close)
	if set.embedded() {
		if err := se.aws.embed(set, log, se.faults); err != nil {
			return nil, err
		}
		warnOfExposure(s.Err, strings.TrimPrefix(se.aws.endpoint, "http://"), false)
	}
	if se.world = se.aws.world; se.world == nil { // the clock of an account is its own
		se.world = freeze.New(log, nil)
	}
	return se, se.openEngine(se.world)
}

// openEngine opens what makes the thumbnails, to be closed with the session.
func (se *session) openEngine(world *freeze.World) (err error) {
	if se.engine, se.engineNote, err = openEngine(&se.set.consumeSettings, world); err != nil {
		return err
	}
	se.switchEngines(world)
	se.closers = append(se.closers, func(context.Context) error { return se.engine.Close() })
	return nil
}

// setUp makes the AWS what the pipeline needs, and puts the pipeline together.
func (se *session) setUp(ctx context.Context) error {
	setup := se.setup()
	se.log.Emit(event.Event{Body: &event.StackStep{Text: "setting up the stack: first a look at what is there", Setup: &setup}})
	if err := se.aws.setUp(ctx, se.set, se.log); err != nil {
		se.log.Emit(event.Event{Body: &event.StackStep{Text: "the stack could not be set up", Error: event.Reason(err)}})
		return err
	}
	se.begin()
	return nil
}

// begin puts the pipeline together on the connection.
func (se *session) begin() {
	if se.passed != "" {
		se.log.Emit(event.Event{Body: &event.ActionTaken{Text: se.passed}})
	}
	se.assemble(se.setup())
	se.demonstrate()
}

// assemble puts the pipeline together.
func (se *session) assemble(setup event.Setup) {
	set, clients, res := se.set, se.aws.clients, se.aws.resources
	store := clients.Objects()
	told := se.aws.embedded != nil
	consumers := &consume.Consumers{
		Log: se.log, World: se.world, Queue: clients.Queue(res.QueueURL), Store: store, Engine: se.engine,
		Publishers: []consume.Publisher{clients.Topic(res.TopicARN), se.discord},
		Model:      set.model, Prefetch: set.prefetch, Batch: set.batch,
		ThumbnailBucket: res.ThumbnailBucket, URLExpiry: urlExpiry, Wait: set.wait, Visibility: set.visibility,
		Heartbeat: set.heartbeat, MaxReceives: set.maxReceives, RetryDelay: time.Duration(set.retryDelay),
		Cores: runtime.GOMAXPROCS(0), Pace: set.pace, DeathsReported: told, FIFO: strings.HasSuffix(res.Queue, ".fifo"),
	}
	if !told {
		consumers.Grace = set.graceTime()
	} else {
		consumers.ShortPoll = shortPoll
	}
	se.wrap(consumers)
	se.aws.consumers.Store(consumers)
	queues, owner := clients.QueueControl(), clients.QueueOwner(se.aws.stack)
	se.pipeline = &pipeline.Pipeline{
		Log: se.log, World: se.world, Setup: setup, Consumers: consumers, Queues: queues, Sender: clients.Queue(res.QueueURL), Workers: set.workers.n, Scaling: set.workers.scaling(),
		DeadLetters: redrive.DeadLetters{
			Log: se.log, Name: res.DeadLetterQueue, Source: res.Queue, Queue: queues, Moves: queues, Owner: owner, Leaves: consumers.Leaves,
		},
		LettersForeign: res.DeadLetterForeign, Made: made(se.engine), Drain: set.drain, FillFirst: set.fill, PurgesReported: told, Exact: clients.Account == local.DefaultAccount, // no account of AWS has that number
	}
	if told { // its clock stands with ours
		se.pipeline.DeadLetters.World = se.world
	} else {
		se.pipeline.Pulse = clients.Pulse()
	}
	se.knobs()
	if se.images == nil { // a worker uploads nothing
		return
	}
	se.pipeline.Producer = &pipeline.Producer{
		Log: se.log, World: se.world, Store: store, Bucket: res.SourceBucket, Images: se.images, Count: set.count.limit(), Rate: set.rate,
	}
}

// setup says what runs, for the screen; before the stack is there, what will.
func (se *session) setup() event.Setup {
	set, res := se.set, se.aws.named()
	setup := event.Setup{
		Embedded: se.aws.embedded != nil,
		Stack:    se.aws.stack.Name, BucketSuffix: se.aws.stack.BucketSuffix,
		SourceBucket: res.SourceBucket, ThumbnailBucket: res.ThumbnailBucket, ThumbnailDays: se.aws.stack.ThumbnailDays,
		Rule: res.Rule, Bus: res.Bus, Queue: res.Queue, DeadLetterQueue: res.DeadLetterQueue, Topic: se.aws.stack.Topic,
		Model: set.model, Workers: set.workers.n, Prefetch: set.prefetch, Batch: set.batch, Engine: se.engine.Name(), EngineNote: se.engineNote, Fit: set.fit,
		Visibility: set.visibility.Seconds(), Heartbeat: set.heartbeat, MaxReceives: set.maxReceives,
		Wait: set.wait.Seconds(), Delay: set.delay.Seconds(), RetryDelay: time.Duration(set.retryDelay).Seconds(),
		Pace: set.pace.Seconds(), Rate: set.rate, Broken: set.broken, Slow: set.slow, Discord: se.discord.where(), MailFolder: se.aws.mail,
		Demonstration: set.demonstration,
	}
	if clients := se.aws.clients; clients != nil {
		setup.QueueURL = se.aws.resources.QueueURL
		setup.Account, setup.Region, setup.Endpoint = clients.Account, clients.Region, clients.Endpoint
	}
	if setup.Embedded {
		setup.Account, setup.Region, setup.Endpoint = local.DefaultAccount, local.DefaultRegion, se.aws.endpoint
	}
	if time.Duration(set.retryDelay) == consume.RetryByTimeout {
		setup.RetryDelay = -1
	}
	return setup
}

// record starts to write the events to the file of --record.
func (se *session) record() error {
	if se.set.record == "" {
		return nil
	}
	f, err := createRecording(se.set.record)
	if err != nil {
		return fmt.Errorf("--record: %w", err)
	}
	out, closeOut := io.Writer(f), f.Close
	if strings.HasSuffix(se.set.record, recording.Extension) {
		frames, err := recording.NewWriter(f)
		if err != nil {
			return errors.Join(fmt.Errorf("--record: %w", err), f.Close())
		}
		out, closeOut = frames, func() error { return errors.Join(frames.Close(), f.Close()) }
	}
	done := make(chan error, 1)
	r := se.log.NewReader()
	go func() { done <- event.Record(context.Background(), r, &escaped{w: out}, nil) }() // it ends when the log is closed
	se.closers = append(se.closers, func(context.Context) error {
		se.log.Close()
		return errors.Join(<-done, closeOut())
	})
	return nil
}

// createRecording makes the file of a recording, which nobody else may read: it
// holds what is in the messages, and links that need no key.
func createRecording(path string) (*os.File, error) {
	const own = 0o600
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_TRUNC, own)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() { // a pipe, a device
		return f, nil //nolint:nilerr // it can be written all the same
	}
	if err := f.Chmod(own); err != nil { // it was there before
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// close ends everything the session opened.
func (se *session) close(ctx context.Context) error { return closeAll(ctx, se.closers) }

// result is the error that tells the exit status of a run.
func (se *session) result(ctx context.Context, out pipeline.Outcome, interrupted bool, s Streams) error {
	switch {
	case interrupted:
		sayf(s.Err, "%s: %s", how(ctx), se.left(context.WithoutCancel(ctx), out))
		if status := stopStatus(ctx, !se.set.drain && !out.Unfinished); status != exitDone {
			return &exit{status: status}
		}
	case se.set.drain && out.Failed():
		return &exit{status: exitFailed, err: errors.New(became(&out, se.pipeline.Setup.DeadLetterQueue))}
	case se.set.drain:
		sayf(s.Err, "%s", became(&out, se.pipeline.Setup.DeadLetterQueue))
	}
	return nil
}

// left says what an interrupted run leaves behind.
func (se *session) left(ctx context.Context, out pipeline.Outcome) string {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	text := fmt.Sprintf("%d uploaded, %d thumbnails", out.Uploaded, out.Thumbnails)
	if f := out.Ends[pipeline.EndUnknown]; f.Count > 0 {
		text += fmt.Sprintf(", %d not done yet%s", f.Count, named(f))
	}
	if n := out.NotBegun.Count; n > 0 {
		text += fmt.Sprintf(", %d not uploaded%s", n, named(out.NotBegun))
	}
	setup := se.pipeline.Setup
	queue, err := se.pipeline.Queues.Counts(ctx, setup.Queue)
	if err != nil {
		return text + "; the queue could not be asked what is left"
	}
	text += fmt.Sprintf("; left: %d visible, %d in flight and %d delayed in %s", queue.Visible, queue.InFlight, queue.Delayed, setup.Queue)
	if setup.DeadLetterQueue != "" {
		dead, err := se.pipeline.Queues.Counts(ctx, setup.DeadLetterQueue)
		if err != nil {
			return text + "; its dead-letter queue could not be asked"
		}
		text += fmt.Sprintf(", %d in %s", dead.Visible+dead.InFlight, setup.DeadLetterQueue)
	}
	switch {
	case se.aws.embedded == nil:
	case se.set.state == "":
		text += " (all gone with its temporary folder; --state DIR keeps it)"
	default:
		text += fmt.Sprintf(" (go on with --state %s)", se.set.state)
	}
	return text
}
