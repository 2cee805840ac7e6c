package pipeline

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/freeze"
	"inflight/pipeline/redrive"
)

// Patience of Run when it is interrupted: what is in hand may be finished for
// so long before it is given back.
const patience = 2500 * time.Millisecond

// sampleEvery is how often the queues are asked for their counts.
const sampleEvery = time.Second

// Pipeline is a producer and its consumers as one: Run does the work, and the
// other methods are what a person at the keys may ask for. What they do comes
// back as events. They are safe for use by many goroutines, also before and
// after Run.
type Pipeline struct {
	Log       *event.Log
	World     *freeze.World // of all that works here; nil: it cannot be frozen
	Setup     event.Setup
	Producer  *Producer // nil: nothing is uploaded
	Consumers *consume.Consumers
	Queues    QueueControl
	Sender    Sender // of what a person sends by hand; nil: nobody does
	redrive.DeadLetters

	// QueueKnobs are the settings of the queue; Shares and Engines what else a person may
	// turn beside the consumers and the producer. nil: it cannot be turned.
	QueueKnobs QueueKnobs
	Shares     Shares
	Engines    Engines
	// Preset are the settings of the demonstration.
	Preset map[event.Setting]string
	knobs  knobs

	// Pulse tells whether the network is there; nil where there is none between
	// this program and its AWS.
	Pulse   Pulse
	Workers int
	// Drain ends Run when everything produced has ended.
	Drain bool
	// Scaling follows the backlog with the number of workers; nil: Workers stay until
	// somebody changes them.
	Scaling *Scaling
	// FillFirst begins to consume when all that the producer has is in the queue.
	FillFirst bool
	// Exact says that the queues' counts are exact, as those of an AWS in one
	// process are, so that a drain need not wait until they are. Those of the
	// embedded AWS always are.
	Exact bool
	// LettersForeign says that the dead-letter queue is not ours: what lies in it
	// is no failure, but for what died in this run.
	LettersForeign bool
	// PurgesReported says that somebody else reports purged queues, as the
	// embedded AWS does.
	PurgesReported bool
	// Made, if set, says how many thumbnails an ffmpeg made that is kept running,
	// and how many had one of their own, by the reason.
	Made func() (warm int, oneShot map[string]int)
}

// Run works until ctx ends or, with Drain, until everything produced has
// ended. It returns what became of the images, and whether it was interrupted.
// When it returns, nothing it started runs any more; the log is left open.
func (p *Pipeline) Run(ctx context.Context) (outcome Outcome, interrupted bool) {
	begun := p.Log.Clock.Now()
	drain := p.newDrain()
	defer drain.reader.Close()
	reader := p.Log.NewWholeReader() // its insights are events of all
	defer reader.Close()
	p.Log.Emit(event.Event{Body: &event.PipelineStarted{Setup: &p.Setup}})

	// The work in hand outlives ctx by the patience of stop.
	if p.Scaling != nil {
		p.Consumers.Scaled(p.Scaling.Least, p.Scaling.Most)
	}
	p.Consumers.Start(context.WithoutCancel(ctx), p.Workers)
	side, endSide := context.WithCancel(ctx)
	defer endSide()
	p.DeadLetters.Open(side) //nolint:staticcheck // p.Open would not say what opens
	following, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	var running sync.WaitGroup
	sampler := p.sampler(reader, giveUp)
	if p.Drain && p.exact() {
		ask := make(chan struct{}, 1)
		drain.ask, sampler.asked = ask, ask
	}
	running.Go(func() { sampler.run(side) })
	if p.Scaling != nil {
		samples := p.Log.NewReader()
		running.Go(func() { p.scale(side, samples) })
	}
	if p.FillFirst {
		p.Consumers.Pause()
		full := p.Log.NewReader()
		running.Go(func() { p.fill(side, full) })
	}
	if p.Producer != nil {
		running.Go(func() { p.Producer.Run(side) })
	} else {
		p.Log.Emit(event.Event{Body: &event.ProducerFinished{}})
	}

	ended := drain.wait(following, p.Drain)
	p.World.Release()
	if ended {
		p.Consumers.FinishAnnouncing(ctx)
	}
	finished := p.stop()
	endSide()
	running.Wait()
	p.DeadLetters.Close() //nolint:staticcheck // as Open
	drain.rest()
	outcome = p.conclude(ctx, drain, ended)
	if p.Producer != nil {
		outcome.NotBegun = p.Producer.left()
	}
	if p.Made != nil {
		outcome.Warm, outcome.OneShot = p.Made()
	}
	outcome.Took, outcome.Unfinished = p.Log.Clock.Since(begun), !finished
	if refused := context.Cause(following); ctx.Err() == nil && !ended && refused != nil {
		outcome.Refused = refused
	}
	p.Log.Emit(event.Event{
		Body: &event.RunFinished{
			Uploaded: outcome.Uploaded, Thumbnails: outcome.Thumbnails, Dead: outcome.Dead(),
			Took: outcome.Took, Warm: outcome.Warm, OneShot: outcome.OneShot,
		},
	})
	return outcome, !ended && outcome.Refused == nil
}

// sampler asks the queue and its dead-letter queue.
// refused is called where a drain waits for counts that it will never get.
func (p *Pipeline) sampler(r *event.Reader, refused func(error)) *sampler {
	s := &sampler{log: p.Log, reader: r, queues: p.Queues, every: sampleEvery, watch: networkWatch{log: p.Log, pulse: p.Pulse}}
	if p.Drain {
		s.refused, s.patience = refused, p.settle()
	}
	if p.Drain && p.exact() {
		s.every = drainSample
	}
	for _, name := range []string{p.Setup.Queue, p.Setup.DeadLetterQueue} {
		if name != "" {
			s.names = append(s.names, name)
		}
	}
	return s
}

// stop ends consuming, with patience.
func (p *Pipeline) stop() (finished bool) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return p.Consumers.Stop(ctx)
}

// Hurry makes a Run that ends, or would end later, end without patience.
func (p *Pipeline) Hurry() { p.Consumers.Hurry() }

// Pause stops receiving; work in hand goes on.
func (p *Pipeline) Pause(context.Context) error {
	p.Consumers.Pause()
	return nil
}

// Resume receives again.
func (p *Pipeline) Resume(context.Context) error {
	p.Consumers.Resume()
	return nil
}

// errOneAtATime is what serial says to any other number.
var errOneAtATime = errors.New("serial works on one image at a time: m takes another model")

// SetWorkers changes on how many images to work at once, from 0 to MaxWorkers.
func (p *Pipeline) SetWorkers(_ context.Context, n int) error {
	if n < 0 || n > event.MaxWorkers {
		return fmt.Errorf("%d workers: it has to be 0 to %d", n, event.MaxWorkers)
	}
	if n != 1 && p.Consumers.InForce() == "serial" {
		return errOneAtATime
	}
	p.Consumers.Resize(n)
	return nil
}

// SetModel takes another model of consumers, in the midst of the work.
func (p *Pipeline) SetModel(_ context.Context, name string) error {
	return p.Consumers.SetModel(name)
}

// Upload uploads n more images.
func (p *Pipeline) Upload(ctx context.Context, n int) error {
	if p.Producer == nil {
		return errNoProducer
	}
	return p.Producer.Upload(ctx, n)
}

// UploadBroken uploads an image that no engine can read.
func (p *Pipeline) UploadBroken(ctx context.Context) error {
	if p.Producer == nil {
		return errNoProducer
	}
	return p.Producer.UploadBroken(ctx)
}

// Purge throws away everything in the queue.
func (p *Pipeline) Purge(ctx context.Context) error { return p.purge(ctx, p.Setup.Queue) }

// PurgeDeadLetters throws away everything in the dead-letter queue.
func (p *Pipeline) PurgeDeadLetters(ctx context.Context) error {
	return p.purge(ctx, p.Setup.DeadLetterQueue)
}

func (p *Pipeline) purge(ctx context.Context, queue string) error {
	err := p.purgeOwn(ctx, queue)
	if err == nil && !p.PurgesReported {
		if queue == p.Setup.Queue {
			p.Consumers.Purged()
		}
		p.Log.Emit(event.Event{Body: &event.QueuePurged{Queue: queue}})
	}
	return p.Log.TellAction("purge of "+queue, err)
}

// purgeOwn purges a queue unless it is somebody else's.
func (p *Pipeline) purgeOwn(ctx context.Context, queue string) error {
	if p.Owner != nil {
		if err := p.Owner.Owns(ctx, queue); err != nil {
			return err
		}
	}
	return p.Queues.Purge(ctx, queue)
}

// AnnounceAgain announces the thumbnail of an image once more: on the channels
// that have not heard of it, or on all if they have. A channel that took nothing
// any more is tried, too. The message's id is for the events alone.
func (p *Pipeline) AnnounceAgain(ctx context.Context, messageID, sourceKey string) error {
	err := p.Consumers.AnnounceAgain(ctx, messageID, event.ImageRef{Bucket: p.Setup.SourceBucket, Key: sourceKey})
	return p.Log.TellAction("announcing "+event.OneLine(event.ShortName(sourceKey), 80)+" again", err)
}
