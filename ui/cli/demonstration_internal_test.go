package cli

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"inflight/aws/local/eventbridge"
	"inflight/pipeline"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
	"inflight/ui/cli/observe"
)

func TestOnlyADemonstrationDoesMoreThanItsImages(t *testing.T) {
	for name, c := range map[string]struct {
		set  settings
		want bool
	}{
		"no flags":   {settings{}, true},
		"--plain":    {settings{plain: true}, true},
		"--images":   {settings{images: "folder"}, false},
		"--headless": {settings{headless: true}, false},
		"--aws":      {settings{stackSettings: stackSettings{target: target{aws: true}}}, false},
		"--endpoint": {settings{stackSettings: stackSettings{target: target{endpoint: "http://127.0.0.1:1"}}}, false},
		"--drain":    {settings{plain: true, drain: true}, false},
	} {
		c.set.complete(func(string) bool { return false })
		if got := c.set.shows(); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// images are slow ones and others by turns.
type images struct{ n int }

func (i *images) Next(context.Context) (pipeline.NewImage, error) {
	i.n++
	fault := ""
	if i.n%2 == 0 {
		fault = slowFault
	}
	return pipeline.NewImage{Key: string(rune('a' - 1 + i.n)), Fault: fault}, nil
}

func (i *images) Broken(ctx context.Context) (pipeline.NewImage, error) { return i.Next(ctx) }

// asked remembers what a demonstration asks AWS for.
type asked struct {
	what []string
	err  error
}

func (a *asked) Send(_ context.Context, body string, delay time.Duration) (string, error) {
	a.what = append(a.what, "send "+body+" in "+delay.String())
	return "", a.err
}

func (a *asked) Delete(_ context.Context, bucket, key string) error {
	a.what = append(a.what, "delete "+bucket+"/"+key)
	return a.err
}

func TestTheFirstReceiveOfOneSlowImageGetsNoHeartbeat(t *testing.T) {
	d := &demonstration{Images: &images{}, bucket: "source"}
	for range 8 {
		if _, err := d.Next(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		bucket, key string
		try         int
		want        bool
	}{
		{"source", "b", 1, false},
		{"other", "d", 1, false},
		{"source", "d", 2, false},
		{"source", "d", 1, true},
		{"source", "d", 1, false}, // once is enough
		{"source", "f", 1, false},
	} {
		if got := d.leaveOut(event.ImageRef{Bucket: c.bucket, Key: c.key}, c.try); got != c.want {
			t.Errorf("receive %d of %s in %s: left out %v", c.try, c.key, c.bucket, got)
		}
	}
}

func TestADemonstrationSendsOneImageAgainAndDeletesAnother(t *testing.T) {
	for name, fault := range map[string]error{"all is well": nil, "AWS refuses": errors.New("no")} {
		t.Run(name, func(t *testing.T) {
			log, aws := &event.Log{}, &asked{err: fault}
			r := log.NewReader()
			d := &demonstration{log: log, events: log.NewReader(), queue: aws, store: aws, bucket: "source"}
			for i := range deletedAfter + 1 {
				id := string(rune('a' + i))
				log.Emit(event.Event{MessageID: id, Bucket: "source", Key: id, Worker: "1", Body: &event.MessageReceived{Body: "event of " + id, ReceiveCount: 1}})
				if i == 0 { // it fails, and is none to be sent again
					log.Emit(event.Event{MessageID: id, Body: &event.MessageReturned{}})
				}
				log.Emit(event.Event{MessageID: id, Body: &event.MessageDeleted{}})
			}
			d.run(t.Context())
			if got := strings.Join(aws.what, ", "); got != "send event of b in 5s, delete source/c" {
				t.Errorf("it asked for %s", got)
			}
			var said []string
			for _, e := range r.Take(nil) {
				if b, ok := e.Body.(*event.ActionTaken); ok {
					said = append(said, strings.TrimSpace(b.Text+" "+b.Error))
				}
			}
			want := 2
			if fault != nil {
				want = 4
			}
			if len(said) != want || !strings.Contains(said[0], "sends the event of b again, delayed by 5 s") {
				t.Errorf("it said %q", said)
			}
		})
	}
}

func TestAnUnmatchedEventIsToldIfItIsAboutOurBucketOrOnOurBus(t *testing.T) {
	log := &event.Log{}
	r := log.NewReader()
	for _, c := range []struct{ bus, at, bucket string }{
		{"", "default", "source"}, {"", "default", "other"}, {"own", "own", ""}, {"own", "default", ""}, {"own", "default", "source"}, {"", "", ""},
	} {
		o := &observe.Observer{Log: log, Bucket: "source", Bus: c.bus}
		o.EventUnmatched(t.Context(), eventbridge.EventUnmatched{Bus: c.at, Event: eventbridge.Event{
			DetailType: "Object\nDeleted", Detail: []byte(`{"bucket":{"name":"` + c.bucket + `"},"object":{"key":"a"}}`),
		}})
	}
	var got []string
	for _, e := range r.Take(nil) {
		b := pipelinetest.As[event.EventUnmatched](e)
		got = append(got, b.Bus+"/"+e.Bucket+" "+b.Text)
	}
	if want := "default/source Object Deleted, own/ Object Deleted, default/source Object Deleted"; strings.Join(got, ", ") != want {
		t.Errorf("told of %q", got)
	}
}
