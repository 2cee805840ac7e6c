package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	"inflight/aws/local"
	"inflight/pipeline"
	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/redrive"
	"inflight/pipeline/thumbnail"
)

// urlExpiry is for how long an announced URL can be opened.
const urlExpiry = 24 * time.Hour

// session is a pipeline that is ready to run, with all it stands on.
type session struct {
	set      *settings
	log      *event.Log
	aws      *connection
	pipeline *pipeline.Pipeline
	events   *event.Reader // of the screen, from the first event
	passed   string        // what --images does not take, in a sentence
	closers  []func(context.Context) error

	demonstration *demonstration // nil: it is none
}

// newLog is a log whose workers' events say which process they are of: several
// may work on one queue, and each has a worker 1.
func newLog() *event.Log {
	host, err := os.Hostname()
	if err != nil {
		host = "localhost"
	}
	return &event.Log{Host: host, PID: os.Getpid()}
}

// openSession connects to AWS, creates the stack and puts the pipeline
// together. On an error it leaves nothing open.
func openSession(ctx context.Context, set *settings, s Streams, log *event.Log) (*session, error) {
	images, err := imagesOf(set)
	if err != nil {
		return nil, err
	}
	return openOn(ctx, set, s, log, images, connect)
}

// openOn puts the pipeline together on the connection that reach makes. Without
// images it only consumes.
func openOn(
	ctx context.Context, set *settings, s Streams, log *event.Log, images pipeline.Images,
	reach func(context.Context, *settings, *event.Log) (*connection, error),
) (_ *session, err error) {
	se := &session{set: set, log: log, events: log.NewReader(), passed: passedOver(images)}
	defer func() {
		if err != nil {
			err = errors.Join(err, se.close(context.WithoutCancel(ctx)))
		}
	}()
	engine, note, err := openEngine(&set.consumeSettings)
	if err != nil {
		return nil, err
	}
	se.closers = append(se.closers, func(context.Context) error { return engine.Close() })
	if err := se.record(); err != nil {
		return nil, err
	}
	disc, err := openDiscord(s.Getenv, log)
	if err != nil {
		return nil, err
	}
	se.closers = append(se.closers, func(context.Context) error { return disc.Close() })
	if se.aws, err = reach(ctx, set, log); err != nil {
		return nil, err
	}
	se.closers = append(se.closers, se.aws.close)
	if se.aws.embedded != nil {
		warnOfExposure(s.Err, strings.TrimPrefix(se.aws.endpoint, "http://"), false)
	}
	if se.passed != "" {
		log.Emit(event.Event{Type: event.ActionTaken, Text: se.passed})
	}
	se.assemble(images, engine, disc, se.setup(engine, note, disc))
	se.demonstrate()
	return se, nil
}

// assemble puts the pipeline together.
func (se *session) assemble(images pipeline.Images, engine thumbnail.Engine, disc *discord, setup event.Setup) {
	set, clients, res := se.set, se.aws.clients, se.aws.resources
	store := clients.Objects()
	told := se.aws.embedded != nil
	consumers := &consume.Consumers{
		Log: se.log, Queue: clients.Queue(res.QueueURL), Store: store, Engine: engine,
		Publishers:      []consume.Publisher{clients.Topic(res.TopicARN), disc},
		ThumbnailBucket: res.ThumbnailBucket, URLExpiry: urlExpiry, Wait: set.wait, Visibility: set.visibility,
		Heartbeat: set.heartbeat, MaxReceives: set.maxReceives, RetryDelay: time.Duration(set.retryDelay),
		Cores: runtime.GOMAXPROCS(0), Pace: set.pace, ToldOfDeaths: told, FIFO: strings.HasSuffix(res.Queue, ".fifo"),
	}
	if !told {
		consumers.Grace = set.graceTime()
	}
	se.aws.consumers.Store(consumers)
	queues := clients.QueueControl()
	se.pipeline = &pipeline.Pipeline{
		Log: se.log, Setup: setup, Consumers: consumers, Queues: queues, Workers: set.workers,
		DeadLetters: redrive.DeadLetters{
			Log: se.log, Name: res.DeadLetterQueue, Source: res.Queue, Queue: queues, Moves: queues, Leaves: consumers.Leaves,
		},
		LettersForeign: res.DeadLetterForeign, Made: made(engine), Drain: set.drain, ToldOfPurges: told, Exact: clients.Account == local.DefaultAccount, // no account of AWS has that number
	}
	if !told {
		se.pipeline.Pulse = clients.Pulse()
	}
	if images == nil { // a worker uploads nothing
		return
	}
	se.pipeline.Producer = &pipeline.Producer{
		Log: se.log, Store: store, Bucket: res.SourceBucket, Images: images, Count: set.count.limit(), Rate: set.rate,
	}
}

// setup says what runs, for the screen.
func (se *session) setup(engine thumbnail.Engine, note string, disc *discord) event.Setup {
	set, clients, res := se.set, se.aws.clients, se.aws.resources
	setup := event.Setup{
		Account: clients.Account, Region: clients.Region, Endpoint: clients.Endpoint, Embedded: se.aws.embedded != nil,
		Stack: se.aws.stack.Name, BucketSuffix: se.aws.stack.BucketSuffix,
		SourceBucket: res.SourceBucket, ThumbnailBucket: res.ThumbnailBucket, ThumbnailDays: se.aws.stack.ThumbnailDays,
		Rule: res.Rule, Bus: res.Bus, Queue: res.Queue, DeadLetterQueue: res.DeadLetterQueue, Topic: se.aws.stack.Topic,
		Model: set.model, Workers: set.workers, Engine: engine.Name(), EngineNote: note, Fit: set.fit,
		Visibility: set.visibility.Seconds(), Heartbeat: set.heartbeat, MaxReceives: set.maxReceives,
		Wait: set.wait.Seconds(), Delay: set.delay.Seconds(), RetryDelay: time.Duration(set.retryDelay).Seconds(),
		Pace: set.pace.Seconds(), Rate: set.rate, Discord: disc.where(), MailFolder: se.aws.mail,
		Demonstration: set.demonstration,
	}
	if setup.Embedded {
		setup.Endpoint = se.aws.endpoint
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
	done := make(chan error, 1)
	r := se.log.NewReader()
	go func() { done <- event.Record(context.Background(), r, &escaped{w: f}, nil) }() // it ends when the log is closed
	se.closers = append(se.closers, func(context.Context) error {
		se.log.Close()
		return errors.Join(<-done, f.Close())
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
