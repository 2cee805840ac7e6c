package aws_test

import (
	"context"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"inflight/aws"
	"inflight/pipeline"
	"inflight/pipeline/consume"
	"inflight/pipeline/state"
)

// worded is an engine that takes as long as the image says.
type worded struct{}

func (worded) Name() string { return "worded" }

func (worded) Shrink(ctx context.Context, image []byte) ([]byte, error) {
	d, err := time.ParseDuration(string(image))
	if err != nil {
		return nil, err
	}
	select {
	case <-time.After(d):
		return append([]byte("thumbnail of "), image...), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func TestOfUploadsUnderOneKeyTheNewestStaysOnS3Too(t *testing.T) {
	for name, tc := range map[string]struct {
		uploads []string
		kept    int
	}{
		"a slow old one":                  {[]string{"60s", "1s"}, 1},
		"a slow new one":                  {[]string{"1s", "30s"}, 0},
		"three, the last is the quickest": {[]string{"60s", "30s", "1s"}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p, c, stop := inBubble(t, worded{}, 0)
				defer stop()
				p.Producer, p.Drain, p.Setup.Queue = nil, false, ""
				events := p.Log.NewReader()
				ctx, cancel := context.WithCancel(t.Context())
				ended := make(chan struct{})
				go func() {
					defer close(ended)
					p.Run(ctx)
				}()
				stack := aws.DefaultStack()
				for _, image := range tc.uploads {
					if _, err := c.Objects().Put(ctx, newObject(stack.SourceBucket, "k.jpg", image)); err != nil {
						t.Fatal(err)
					}
					time.Sleep(2 * time.Second)
				}
				time.Sleep(2 * time.Minute)
				cancel()
				<-ended
				state := state.NewState()
				state.Apply(events.Take(nil)...)
				if n := &state.Count; n.ThumbnailsKept != int64(tc.kept) || n.Deleted != int64(len(tc.uploads)) || n.SNS != int64(len(tc.uploads)-tc.kept) {
					t.Errorf("%d kept, %d done, %d announced", n.ThumbnailsKept, n.Deleted, n.SNS)
				}
				want := "thumbnail of " + tc.uploads[len(tc.uploads)-1]
				if got := content(t, c, stack.ThumbnailBucket, "k.jpg.png"); got != want {
					t.Errorf("there is %q, want %q", got, want)
				}
			})
		})
	}
}

// content is what an object holds.
func content(t *testing.T, c *aws.Clients, bucket, key string) string {
	t.Helper()
	o, err := c.Objects().Get(t.Context(), bucket, key)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = o.Body.Close() }()
	b, err := io.ReadAll(o.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestAnImageWithAKeyOf1024BytesIsMadeOnS3Too(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, c, stop := inBubble(t, worded{}, 0)
		defer stop()
		key := strings.Repeat("日", 341) + "k"
		p.Producer.Images, p.Producer.Count = &single{key: key}, 1
		if outcome, _ := p.Run(t.Context()); outcome.Thumbnails != 1 || outcome.Dead() != 0 {
			t.Errorf("got %+v", outcome)
		}
		if got := content(t, c, aws.DefaultStack().ThumbnailBucket, consume.ThumbnailKey(key)); got != "thumbnail of 1s" {
			t.Errorf("there is %q", got)
		}
	})
}

// single gives one image.
type single struct {
	numbered
	key string
}

func (s *single) Next(context.Context) (pipeline.NewImage, error) {
	return pipeline.NewImage{Key: s.key, Body: pipeline.NewBody([]byte("1s"))}, nil
}
