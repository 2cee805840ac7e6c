package cli

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spf13/pflag"

	"inflight/aws"
	"inflight/pipeline"
	"inflight/pipeline/clock"
	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/fault"
	"inflight/pipeline/thumbnail"
	"inflight/ui/cli/trial"
)

// shelf are images whose content is their name.
type shelf struct {
	keys []string
	next int
}

func (n *shelf) Next(context.Context) (pipeline.NewImage, error) {
	if n.next == len(n.keys) {
		return pipeline.NewImage{}, io.EOF
	}
	key := n.keys[n.next]
	n.next++
	return pipeline.NewImage{Key: key, Body: pipeline.NewBody([]byte(key))}, nil
}

// Broken is one that no engine can read.
func (n *shelf) Broken(context.Context) (pipeline.NewImage, error) {
	return pipeline.NewImage{Key: "broken.jpg", Body: pipeline.NewBody([]byte(unreadable)), Fault: "text"}, nil
}

func (n *shelf) Rest() []string { return n.keys[n.next:] }

const unreadable = "no image"

// leisurely is an engine that takes its time by the clock.
type leisurely struct{ clock *clock.Clock }

func (leisurely) Name() string           { return "leisurely" }
func (leisurely) Close() error           { return nil }
func (leisurely) Tally() thumbnail.Tally { return thumbnail.Tally{} }

// Shrink makes a thumbnail.
func (l leisurely) Shrink(ctx context.Context, image []byte) ([]byte, error) {
	if err := l.clock.Wait(ctx, time.Second); err != nil {
		return nil, err
	}
	if string(image) == unreadable {
		return nil, errors.New("it is no image")
	}
	return append([]byte("thumbnail of "), image...), nil
}

// tried is a run on an embedded AWS, as the program puts one together, but without a
// socket, and with an engine of its own.
func tried(t *testing.T, images *shelf, args ...string) (se *session, s Streams) {
	t.Helper()
	var set settings
	flags := pflag.NewFlagSet("run", pflag.ContinueOnError)
	set.bind(flags)
	if err := flags.Parse(append([]string{"--headless", "--drain"}, args...)); err != nil {
		t.Fatal(err)
	}
	if err := set.complete(flags.Changed); err != nil {
		t.Fatal(err)
	}
	s = Streams{Out: new(bytes.Buffer), Err: new(bytes.Buffer), Getenv: func(string) string { return "" }}
	log := newLog()
	se = &session{set: &set, log: log, events: log.NewReader(), images: images, faults: newFaults(log), aws: &connection{stack: set.stack()}}
	se.closers = append(se.closers, se.aws.close)
	if err := se.aws.start(&set, log, se.faults); err != nil {
		t.Fatal(err)
	}
	se.world, se.faults.Seed = se.aws.world, 1
	se.engine = leisurely{&log.Clock}
	var err error
	if se.discord, err = openDiscord(s.Getenv, log); err != nil {
		t.Fatal(err)
	}
	se.closers = append(se.closers, func(context.Context) error { return se.discord.Close() })
	return se, s
}

// trialImages is over how many images each fault is tried. The long form:
//
//	go test ./ui/cli -run WhateverGoesWrong -trial-images 30
var trialImages = flag.Int("trial-images", 6, "over how many images each fault is tried")

// patienceOfTrial is when a run will not end by itself any more.
const patienceOfTrial = 2 * time.Hour

// tryOut runs a trial on a model, and looks at what lies about then.
func tryOut(t *testing.T, tr trial.Trial, model string, count int, args ...string) (*trial.Found, *trial.Told) {
	t.Helper()
	images := &shelf{}
	for i := range count {
		images.keys = append(images.keys, fmt.Sprintf("image %02d.jpg", i+1))
	}
	se, s := tried(t, images, append([]string{"--model", model, "--workers", "4", "--visibility-timeout", "2s", "--wait", "5s", "--fault", tr.Faults}, args...)...)
	ctx, cancel := context.WithTimeout(t.Context(), patienceOfTrial)
	defer cancel()
	if err := se.setUp(ctx); err != nil {
		t.Fatal(err)
	}
	err := se.headless(ctx, s)
	f := &trial.Found{Images: images.keys, Ended: ctx.Err() == nil}
	if err != nil {
		f.Status, f.Said = exitFailed, err.Error()
		if e := (*exit)(nil); errors.As(err, &e) {
			f.Status = e.status
		}
	}
	f.Said += s.Err.(*bytes.Buffer).String()
	var told trial.Told
	if err := event.ReadRecording(s.Out.(*bytes.Buffer), func(e event.Event) bool {
		told.Tell(&e)
		return true
	}); err != nil {
		t.Error(err)
	}
	f.NotUploaded, f.NotDelivered, f.Unsure = told.NotUploaded, told.NotDelivered, told.Unsure
	se.faults.Clear()
	clients, err := aws.Connect(t.Context(), se.aws.embeddedOptions(aws.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(fault.GoneFor) // an outage may go on
	place := trial.Place{S3: clients.S3, SQS: clients.SQS, Stack: se.aws.stack, Shows: func(image string, thumbnail []byte) bool {
		return strings.Contains(string(thumbnail), image)
	}}
	if err := place.Look(t.Context(), f); err != nil {
		t.Error(err)
	}
	if err := se.close(context.WithoutCancel(t.Context())); err != nil {
		t.Error(err)
	}
	return f, &told
}

// TestNothingIsLostWhateverGoesWrong: each fault alone on each model, by what lies in the
// buckets and the queues afterwards.
func TestNothingIsLostWhateverGoesWrong(t *testing.T) {
	t.Parallel()
	alone := len(trial.Trials()) + 1
	for i, tr := range slices.Concat(trial.Trials(), []trial.Trial{trial.AllAtOnce()}, trial.Always()) {
		images := *trialImages
		if i >= alone { // to see whether it ends there need not be many
			images = min(images, 3)
		}
		for at, model := range consume.Models() {
			if testing.Short() && at != i%len(consume.Models()) { // each model meets some
				continue
			}
			t.Run(tr.Name+" "+model, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					begun := time.Now()
					f, told := tryOut(t, tr, model, images)
					t.Logf("%d thumbnails, %d dead, %d not uploaded, %d not delivered, %d receives, %d hits, %.0f s, exit %d",
						len(f.Thumbnails), len(f.Letters), len(f.NotUploaded), len(f.NotDelivered), told.Receives, told.Hits, time.Since(begun).Seconds(), f.Status)
					for _, wrong := range f.Faults() {
						t.Errorf("%s\n%s", wrong, f.Said)
					}
					if told.Hits == 0 && !tr.Spares(model) {
						t.Error("nothing went wrong")
					}
				})
			})
		}
	}
}

var _ consume.Engine = leisurely{}
