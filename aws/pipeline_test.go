package aws_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"inflight/aws"
	"inflight/aws/local"
	localclock "inflight/aws/local/clock"
	"inflight/pipeline"
	"inflight/pipeline/clock"
	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/freeze"
	"inflight/pipeline/redrive"
	"inflight/pipeline/state"
)

// numbered are images whose content is their number; every tenth is broken.
type numbered struct{ n int }

func (i *numbered) Next(context.Context) (pipeline.NewImage, error) {
	i.n++
	return pipeline.NewImage{Key: fmt.Sprintf("image %02d.jpg", i.n), Body: pipeline.NewBody(fmt.Appendf(nil, "%d", i.n))}, nil
}

func (i *numbered) Broken(ctx context.Context) (pipeline.NewImage, error) { return i.Next(ctx) }

// patient is an engine that takes ten seconds an image, and refuses every
// tenth until it is mended.
type patient struct{ mended atomic.Bool }

func (*patient) Name() string { return "patient" }

func (p *patient) Shrink(ctx context.Context, image []byte) ([]byte, error) {
	select {
	case <-time.After(10 * time.Second):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if len(image) > 1 && image[len(image)-1] == '0' && !p.mended.Load() {
		return nil, errors.New("the number is round")
	}
	return append([]byte("thumbnail of "), image...), nil
}

// timepiece is the embedded AWS's clock as the pipeline knows one.
type timepiece struct{ *localclock.Controlled }

func (t timepiece) AfterFunc(d time.Duration, f func()) clock.Timer {
	return t.Controlled.AfterFunc(d, f)
}

// inBubble makes a pipeline on an embedded AWS, as the program does, without a
// socket. The two have one clock.
func inBubble(t *testing.T, engine consume.Engine, images int) (*pipeline.Pipeline, *aws.Clients, func()) {
	t.Helper()
	hand := localclock.NewControlled(nil, 1)
	log := &event.Log{Clock: clock.From(timepiece{hand})}
	world := freeze.New(log, hand)
	server, err := local.New(local.Options{Dir: t.TempDir(), Clock: hand})
	if err != nil {
		t.Fatal(err)
	}
	access, secret := server.Credentials()
	c, err := aws.Connect(t.Context(), aws.Options{
		Endpoint: server.Endpoint(), Transport: server.RoundTripper(), AccessKey: access, SecretKey: secret,
		Account: local.DefaultAccount, Region: local.DefaultRegion,
	})
	if err != nil {
		t.Fatal(err)
	}
	stack := aws.DefaultStack()
	res, err := stack.Create(t.Context(), c, nil)
	if err != nil {
		t.Fatal(err)
	}
	consumers := &consume.Consumers{
		Log: log, World: world, Queue: c.Queue(res.QueueURL), Store: c.Objects(), Engine: engine,
		Publishers: []consume.Publisher{c.Topic(res.TopicARN)}, ThumbnailBucket: res.ThumbnailBucket,
		URLExpiry: time.Hour, Wait: 20 * time.Second, Visibility: 6 * time.Second, Heartbeat: true,
		MaxReceives: 3, RetryDelay: time.Second,
	}
	producer := &pipeline.Producer{
		Log: log, World: world, Store: c.Objects(), Bucket: res.SourceBucket, Images: &numbered{}, Count: images, Rate: 1,
	}
	setup := event.Setup{Queue: res.Queue, DeadLetterQueue: res.DeadLetterQueue, Visibility: 30, MaxReceives: 3}
	stop := func() {
		if err := server.Close(context.Background()); err != nil {
			t.Error(err)
		}
	}
	p := &pipeline.Pipeline{
		Log: log, World: world, Queues: c.QueueControl(), Workers: 4,
		DeadLetters: redrive.DeadLetters{
			Log: log, World: world, Name: res.DeadLetterQueue, Source: res.Queue, Queue: c.QueueControl(), Moves: c.QueueControl(), Leaves: consumers.Leaves,
		}, Drain: true,
		Setup: setup, Consumers: consumers, Producer: producer,
	}
	return p, c, stop
}

func TestTheWholePipelineRunsInVirtualTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, _, stop := inBubble(t, &patient{}, 40)
		defer stop()
		events := p.Log.NewReader()
		begun := time.Now()
		outcome, interrupted := p.Run(t.Context())
		if interrupted || outcome.Uploaded != 40 || outcome.Thumbnails != 36 || outcome.Dead() != 4 {
			t.Errorf("got %+v, interrupted %v", outcome, interrupted)
		}
		// 40 images of 10 s, four of them three times, by four workers.
		if took := time.Since(begun); took < 2*time.Minute || took > 3*time.Minute {
			t.Errorf("it took %s of virtual time", took)
		}
		state := state.NewState()
		state.Apply(events.Take(nil)...)
		if state.Count.ExpiredHeld != 0 || state.Count.Extended < 40 || state.Count.ReceivedAgain != 0 || state.Count.SNS != 36 {
			t.Errorf("counters: %+v", state.Count)
		}
	})
}

func TestDeadLettersGoBackAndAreDone(t *testing.T) {
	for name, order := range map[string]func(dead string) redrive.RedriveOrder{
		"all": func(string) redrive.RedriveOrder { return redrive.RedriveOrder{} },
		"chosen": func(dead string) redrive.RedriveOrder {
			return redrive.RedriveOrder{Letters: []string{dead}, Rate: 1}
		},
	} {
		t.Run(name, func(t *testing.T) { goBack(t, order) })
	}
}

// goBack lets an image die, redrives it, and wants it to be done.
func goBack(t *testing.T, order func(dead string) redrive.RedriveOrder) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		engine := &patient{}
		p, _, stop := inBubble(t, engine, 10)
		defer stop()
		p.Drain = false
		events := p.Log.NewReader()
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			p.Run(ctx)
		}()
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		engine.mended.Store(true)
		all := events.Take(nil)
		at := slices.IndexFunc(all, func(e event.Event) bool { return event.Is[event.MessageDead](&e) })
		if err := p.RedriveLetters(ctx, order(all[at].MessageID)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		cancel()
		<-ended
		var end []event.Kind
		for _, e := range append(all, events.Take(nil)...) {
			switch e.Body.(type) {
			case *event.MessageDead, *event.MessageRedriven, *event.RedriveEnded:
				end = append(end, e.Kind())
			case *event.MessageDeleted:
				if e.Key == "image 10.jpg" {
					end = append(end, e.Kind())
				}
			}
		}
		slices.Sort(end[1:]) // the redrive may end before or after the message does
		want := []event.Kind{event.KindOf[event.MessageDead](), event.KindOf[event.MessageDeleted](), event.KindOf[event.MessageRedriven](), event.KindOf[event.RedriveEnded]()}
		if !slices.Equal(end, want) {
			t.Errorf("the round number's end is %v, want %v", end, want)
		}
	})
}

// odd are images whose keys have characters that XML cannot carry.
type odd struct{ numbered }

func (i *odd) Next(ctx context.Context) (pipeline.NewImage, error) {
	image, err := i.numbered.Next(ctx)
	image.Key = fmt.Sprintf("bell\a %d \x1b[31m.jpg", i.n)
	return image, err
}

func TestImagesWhoseKeysXMLCannotCarryAreDoneToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, c, stop := inBubble(t, &patient{}, 3)
		defer stop()
		p.Producer.Images = &odd{}
		if outcome, _ := p.Run(t.Context()); outcome.Thumbnails != 3 || outcome.Dead() != 0 {
			t.Errorf("got %+v", outcome)
		}
		if _, err := c.Objects().Tags(t.Context(), aws.DefaultStack().ThumbnailBucket, "bell\a 2 \x1b[31m.jpg.png"); err != nil {
			t.Error(err)
		}
	})
}
