package aws_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"inflight/aws"
)

// BenchmarkMessage is a message's way through the embedded SQS as the pipeline
// goes it: sent, received and deleted by the SDK's client, in process.
func BenchmarkMessage(b *testing.B) {
	c := embedded(b, aws.Options{})
	r, _ := place{Clients: c}.create(b, aws.DefaultStack())
	ctx, q, body := b.Context(), c.Queue(r.QueueURL), strings.Repeat("x", 1024)
	b.ReportAllocs()
	for b.Loop() {
		if err := roundTrip(ctx, q, body); err != nil {
			b.Fatal(err)
		}
	}
}

func roundTrip(ctx context.Context, q *aws.Queue, body string) error {
	if _, err := q.Send(ctx, body, 0); err != nil {
		return err
	}
	got, err := q.Receive(ctx, 1, 20*time.Second, time.Minute)
	if err != nil {
		return err
	}
	return q.Delete(ctx, got[0].Receipt)
}

// BenchmarkCreate is what `inflight run` does before its first frame, on an
// empty embedded AWS.
func BenchmarkCreate(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		c := embedded(b, aws.Options{})
		b.StartTimer()
		if _, err := aws.DefaultStack().Create(b.Context(), c, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkTap is a call to a server that answers at once, without and with
// the tap.
func BenchmarkTap(b *testing.B) {
	for _, mode := range []struct {
		name string
		tap  func(aws.Call)
	}{{"off", nil}, {"on", func(aws.Call) {}}} {
		b.Run(mode.name, func(b *testing.B) {
			c, err := aws.Connect(b.Context(), aws.Options{
				Endpoint: "http://aws.test", Transport: atOnce{}, Account: "000000000000", Tap: mode.tap,
			})
			if err != nil {
				b.Fatal(err)
			}
			ctx, q := b.Context(), c.Queue("http://aws.test/000000000000/practiceQ")
			b.ReportAllocs()
			for b.Loop() {
				if err := q.Delete(ctx, "receipt"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// atOnce answers every request with an empty object.
type atOnce struct{}

func (atOnce) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}},
		Body: io.NopCloser(strings.NewReader("{}")), ContentLength: 2, Request: r,
	}, r.Body.Close()
}
