package cli

import (
	"context"
	"fmt"
	"sync"
	"time"

	"inflight/pipeline"
	"inflight/pipeline/event"
)

// What the demonstration shows besides what its images do by themselves, counted
// in images that are done, or slow.
const (
	sentAgainAfter = 4 // of which one is sent again, delayed
	deletedAfter   = 9 // of which one is deleted
	sentAgainDelay = 5 * time.Second
	heartlessSlow  = 2 // which of the slow images gets no heartbeat; the others show what it is for
)

// sender puts a message into the queue by hand.
type sender interface {
	Send(ctx context.Context, body string, delay time.Duration) (id string, err error)
}

// deleter deletes an object.
type deleter interface {
	Delete(ctx context.Context, bucket, key string) error
}

// demonstration does what else can happen on the way of an image: it leaves out a
// heartbeat, sends a message with a delay, and deletes an image. Each of these is
// really done, and said.
type demonstration struct {
	pipeline.Images

	log    *event.Log
	events *event.Reader
	queue  sender
	store  deleter
	bucket string

	mu        sync.Mutex
	slow      int
	heartless string // key of the image whose heartbeat is left out; "" before it is known, and after

	bodies map[string]event.Event // first receives of what is in work, by message id
	done   []event.Event          // those of what is done
}

// Next takes the next image, and looks whether it is the one that gets no
// heartbeat.
func (d *demonstration) Next(ctx context.Context) (pipeline.NewImage, error) {
	img, err := d.Images.Next(ctx)
	if err != nil || img.Fault != slowFault {
		return img, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.slow++; d.slow == heartlessSlow {
		d.heartless = img.Key
	}
	return img, nil
}

// Rest implements pipeline.Countable.
func (d *demonstration) Rest() []string { return pipeline.Rest(d.Images) }

// leaveOut tells whether a receive gets no heartbeat: the first one of that image.
func (d *demonstration) leaveOut(image event.ImageRef, receiveCount int) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.heartless == "" || image.Key != d.heartless || image.Bucket != d.bucket || receiveCount != 1 {
		return false
	}
	d.heartless = ""
	return true
}

// run does what else there is to do as images get done, until that is done or ctx
// ends.
func (d *demonstration) run(ctx context.Context) {
	defer d.events.Close()
	d.bodies = map[string]event.Event{}
	var buf []event.Event
	for {
		var ok bool
		if buf, ok = d.events.Next(ctx, buf); !ok {
			return
		}
		for i := range buf {
			if !d.follow(&buf[i]) {
				continue
			}
			switch len(d.done) {
			case sentAgainAfter:
				d.sendAgain(ctx, d.done[0])
			case deletedAfter:
				d.delete(ctx, d.done[1])
				return
			}
		}
	}
}

// follow notes what is in work and what is done, and tells whether one more is.
func (d *demonstration) follow(e *event.Event) bool {
	switch b := e.Body.(type) {
	case *event.MessageReceived:
		if b.ReceiveCount == 1 && e.Bucket == d.bucket && e.Key != "" && event.Works(e.Worker) {
			d.bodies[e.MessageID] = *e
		}
	case *event.MessageReturned, *event.MessageExpired, *event.ImageGone, *event.ThumbnailKept:
		delete(d.bodies, e.MessageID) // not as simple as it should be
	case *event.MessageDeleted:
		received, plain := d.bodies[e.MessageID]
		delete(d.bodies, e.MessageID)
		if plain {
			d.done = append(d.done, received)
		}
		return plain
	default:
	}
	return false
}

// sendAgain sends the event of an image that is done once more, with a delay: it
// will be found done.
func (d *demonstration) sendAgain(ctx context.Context, received event.Event) {
	body, _ := received.Content()
	text := fmt.Sprintf("the demonstration sends the event of %s again, delayed by %g s: it will be found done",
		event.ShortName(received.Key), sentAgainDelay.Seconds())
	d.do(ctx, text, func() error {
		_, err := d.queue.Send(ctx, body, sentAgainDelay)
		return err
	})
}

// delete deletes an image that is done from the source bucket: S3 tells
// EventBridge, and no rule matches that.
func (d *demonstration) delete(ctx context.Context, received event.Event) {
	text := fmt.Sprintf("the demonstration deletes %s from %s: S3 sends an event that no rule matches", event.ShortName(received.Key), d.bucket)
	d.do(ctx, text, func() error { return d.store.Delete(ctx, d.bucket, received.Key) })
}

// do says what is done and does it, and says so if it fails; not that it was
// interrupted.
func (d *demonstration) do(ctx context.Context, text string, do func() error) {
	d.log.Emit(event.Event{Body: &event.ActionTaken{Text: text}})
	if err := do(); err != nil && ctx.Err() == nil {
		d.log.Emit(event.Event{Body: &event.ActionTaken{Text: "the demonstration could not do so", Error: event.Reason(err)}})
	}
}

// shows tells whether a run does what a demonstration shows besides its images; not
// where everything is to be drained, for that counts what was produced.
func (s *settings) shows() bool { return s.demonstration && !s.drain }

// demonstrate adds to a pipeline what a demonstration shows.
func (se *session) demonstrate() {
	p := se.pipeline
	if !se.set.shows() || p.Producer == nil {
		return
	}
	d := &demonstration{
		Images: p.Producer.Images, log: se.log, events: se.log.NewReader(), queue: se.aws.clients.Queue(se.aws.resources.QueueURL),
		store: se.aws.clients.Objects(), bucket: se.aws.resources.SourceBucket,
	}
	asked := p.Consumers.LeaveOut // on the command line
	p.Producer.Images, p.Consumers.LeaveOut = d, func(image event.ImageRef, receiveCount int) (why string, out bool) {
		if d.leaveOut(image, receiveCount) {
			return "by the demonstration", true
		}
		return asked(image, receiveCount)
	}
	se.demonstration = d
}

// work runs the pipeline, and beside it what a demonstration does.
func (se *session) work(ctx context.Context) (pipeline.Outcome, bool) {
	if se.demonstration == nil {
		return se.pipeline.Run(ctx)
	}
	aside, stop := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() { se.demonstration.run(aside) })
	defer running.Wait()
	defer stop()
	return se.pipeline.Run(ctx)
}
