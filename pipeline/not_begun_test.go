package pipeline_test

import (
	"context"
	"fmt"
	"io"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
)

// listed are images whose keys are known before they are given.
type listed struct {
	keys   []string
	closed int // of the bodies given
	given  int
}

func (l *listed) Next(context.Context) (pipeline.NewImage, error) {
	if len(l.keys) == 0 {
		return pipeline.NewImage{}, io.EOF
	}
	key := l.keys[0]
	l.keys = l.keys[1:]
	l.given++
	return pipeline.NewImage{Key: key, Body: &closing{ReadSeekCloser: pipeline.NewBody([]byte(key)), closed: &l.closed}}, nil
}

func (l *listed) Broken(ctx context.Context) (pipeline.NewImage, error) { return l.Next(ctx) }

func (l *listed) Rest() []string { return l.keys }

// closing counts how many are closed.
type closing struct {
	io.ReadSeekCloser

	closed *int
}

func (c *closing) Close() error {
	*c.closed++
	return c.ReadSeekCloser.Close()
}

// unlisted hides which images are left.
type unlisted struct{ pipeline.Images }

// TestAnInterruptedRunNamesWhatItDidNotUpload: at one image a second, after two and a half.
func TestAnInterruptedRunNamesWhatItDidNotUpload(t *testing.T) {
	for name, tc := range map[string]struct {
		count  int
		hidden bool
		want   pipeline.Named
	}{
		"a folder's":           {0, false, pipeline.Named{Count: 3, Names: []string{"4.jpg", "5.jpg", "6.jpg"}}},
		"as many as are asked": {5, false, pipeline.Named{Count: 2, Names: []string{"4.jpg", "5.jpg"}}},
		"drawn ones":           {6, true, pipeline.Named{Count: 3}},
		"without an end":       {0, true, pipeline.Named{}},
		"none are wanted":      {pipeline.NoImages, false, pipeline.Named{}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := &listed{}
				for i := range 6 {
					l.keys = append(l.keys, fmt.Sprintf("%d.jpg", i+1))
				}
				r := pipelinetest.NewRig()
				producer := &pipeline.Producer{Log: r.Log, Store: r.Store, Bucket: "photos", Images: l, Count: tc.count, Rate: 1}
				if tc.hidden {
					producer.Images = unlisted{l}
				}
				p := &pipeline.Pipeline{Log: r.Log, Setup: event.Setup{Queue: "q"}, Consumers: r.Consumers, Queues: r.Memory, Producer: producer}
				p.DeadLetters.Log = r.Log
				ctx, cancel := context.WithTimeout(t.Context(), 2500*time.Millisecond)
				defer cancel()
				out, interrupted := p.Run(ctx)
				if !interrupted || out.NotBegun.Count != tc.want.Count || !slices.Equal(out.NotBegun.Names, tc.want.Names) {
					t.Errorf("interrupted %t, not uploaded %+v", interrupted, out.NotBegun)
				}
				if l.closed != l.given {
					t.Errorf("of %d images taken %d are closed", l.given, l.closed)
				}
			})
		})
	}
}

func TestADrainThatWasEndedBeforeItHadBegunHasFailed(t *testing.T) {
	if out := (pipeline.Outcome{NotBegun: pipeline.Named{Count: 1}}); !out.Failed() {
		t.Error("nothing was uploaded, and that is no failure")
	}
}

// ending ends the run while it gives an image.
type ending struct {
	listed

	end context.CancelFunc
}

func (e *ending) Next(ctx context.Context) (pipeline.NewImage, error) {
	e.end()
	return e.listed.Next(ctx)
}

func TestAnImageThatIsTakenWhenTheRunEndsIsClosedAndNamed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		images := &ending{listed: listed{keys: []string{"1.jpg", "2.jpg"}}, end: cancel}
		r := pipelinetest.NewRig()
		p := &pipeline.Pipeline{
			Log: r.Log, Setup: event.Setup{Queue: "q"}, Consumers: r.Consumers, Queues: r.Memory,
			Producer: &pipeline.Producer{Log: r.Log, Store: r.Store, Bucket: "photos", Images: images, Rate: 1},
		}
		p.DeadLetters.Log = r.Log
		out, _ := p.Run(ctx)
		if !slices.Equal(out.NotBegun.Names, []string{"1.jpg", "2.jpg"}) || images.closed != 1 || out.Uploaded != 0 {
			t.Errorf("%d closed, %+v", images.closed, out)
		}
	})
}
