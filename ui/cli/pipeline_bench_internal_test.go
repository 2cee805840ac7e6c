package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"inflight/pipeline"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
	"inflight/pipeline/thumbnail"
)

// BenchmarkPipeline is the whole pipeline, from the producer to the last event
// written, an image an operation: 640x480 JPEGs, on the embedded AWS in process, as
// `inflight run --headless --drain` is. The engine "none" hands out a thumbnail that
// is made already, so that what is left is everything but the engine:
//
//	go test ./ui/cli -run '^$' -bench Pipeline -benchtime 2000x -cpuprofile cpu
func BenchmarkPipeline(b *testing.B) {
	for _, engine := range []string{"none", "builtin"} {
		b.Run("engine="+engine, func(b *testing.B) { benchmarkPipeline(b, engine) })
	}
}

func benchmarkPipeline(b *testing.B, engine string) {
	var set settings
	set.bind(pflag.NewFlagSet("", pflag.ContinueOnError))
	set.engine, set.headless, set.drain, set.listen = "builtin", true, true, "127.0.0.1:0"
	if err := set.complete(func(string) bool { return false }); err != nil {
		b.Fatal(err)
	}
	s := Streams{Out: io.Discard, Err: io.Discard, Getenv: func(string) string { return "" }}
	ctx := context.Background() // the session ends before the test does
	se, err := newSession(ctx, &set, s, newAlike(b, b.N))
	if err != nil {
		b.Fatal(err)
	}
	if engine == "none" {
		se.engine = &effortless{png: blank(b)}
	}
	counted := countEvents(se.log)
	if err := se.setUp(ctx); err != nil {
		b.Fatal(errors.Join(err, se.close(ctx)))
	}
	b.ReportAllocs()
	b.ResetTimer()
	begun, processor := time.Now(), pipelinetest.Processor(b, "image")
	if err := se.headless(ctx, s); err != nil {
		b.Error(err)
	}
	processor(b.N)
	b.StopTimer()
	if err := se.close(ctx); err != nil {
		b.Error(err)
	}
	seen := <-counted
	told, took := seen.told, seen.done.Sub(begun) // a drain looks a while longer
	if done := told[event.KindOf[event.MessageDeleted]()]; done != b.N {
		b.Errorf("%d of %d images were done", done, b.N)
	}
	all := 0
	for _, n := range told {
		all += n
	}
	images := float64(b.N)
	b.ReportMetric(images/took.Seconds(), "images/s")
	b.ReportMetric(float64(all)/images, "events/image")
	b.ReportMetric(float64(told[event.KindOf[event.APICalled]()])/images, "calls/image")
}

// counts are how many events of each kind there were, and when the last image was done.
type counts struct {
	told map[event.Kind]int
	done time.Time
}

// countEvents counts what is told until the log is closed.
func countEvents(log *event.Log) <-chan counts {
	r, counted := log.NewReader(), make(chan counts, 1)
	go func() {
		c := counts{told: map[event.Kind]int{}}
		var buf []event.Event
		for open := true; open; {
			buf, open = r.Next(context.Background(), buf)
			for i := range buf {
				if c.told[buf[i].Kind()]++; event.Is[event.MessageDeleted](&buf[i]) {
					c.done = buf[i].Time
				}
			}
		}
		counted <- c
	}()
	return counted
}

// effortless is an engine that has its thumbnail already.
type effortless struct{ png []byte }

var _ thumbnail.Engine = (*effortless)(nil)

func (e *effortless) Name() string                                   { return "none" }
func (e *effortless) Shrink(context.Context, []byte) ([]byte, error) { return e.png, nil }
func (e *effortless) Tally() thumbnail.Tally                         { return thumbnail.Tally{} }
func (e *effortless) Close() error                                   { return nil }

// blank is a thumbnail of nothing.
func blank(b *testing.B) []byte {
	b.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewNRGBA(image.Rect(0, 0, thumbnail.Size, thumbnail.Size))); err != nil {
		b.Fatal(err)
	}
	return out.Bytes()
}

// alike are images that have the same few contents and keys of their own.
type alike struct {
	files     [][]byte
	next, end int
}

// newAlike makes n images of 640x480, with as much in them as a photograph has.
func newAlike(b *testing.B, n int) *alike {
	b.Helper()
	a := &alike{end: n}
	random := rand.New(rand.NewPCG(1, 2))
	for range 8 {
		img := image.NewYCbCr(image.Rect(0, 0, 640, 480), image.YCbCrSubsampleRatio420)
		for i := range img.Y {
			img.Y[i] = uint8(i/640/4 + i%640/8 + random.IntN(12))
		}
		tint := color.YCbCr{Cb: uint8(random.IntN(256)), Cr: uint8(random.IntN(256))}
		for i := range img.Cb {
			img.Cb[i], img.Cr[i] = tint.Cb, tint.Cr
		}
		var out bytes.Buffer
		if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: 85}); err != nil {
			b.Fatal(err)
		}
		a.files = append(a.files, out.Bytes())
	}
	return a
}

func (a *alike) Next(context.Context) (pipeline.NewImage, error) {
	if a.next == a.end {
		return pipeline.NewImage{}, io.EOF
	}
	a.next++
	return pipeline.NewImage{
		Key:  fmt.Sprintf("photographs/%05d.jpg", a.next),
		Body: pipeline.NewBody(a.files[a.next%len(a.files)]), ContentType: "image/jpeg",
	}, nil
}

func (a *alike) Broken(context.Context) (pipeline.NewImage, error) {
	return pipeline.NewImage{}, errors.New("there are none")
}
