package sqs_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/sqs"

	"inflight/aws/local/sqs"
)

// BenchmarkDurableAgainstMemory has queues in a file and in memory take turns, in
// process, and reports the medians of messages a second, and how many percent of
// the latter the former carry. Run it with -benchtime 1x.
func BenchmarkDurableAgainstMemory(b *testing.B) {
	const rounds, batches = 5, 2000
	for _, clients := range []int{1, 4, 16} {
		for _, op := range []string{"send", "receive+delete"} {
			b.Run(fmt.Sprintf("%s/%d", op, clients), func(b *testing.B) {
				for b.Loop() {
					var memory, durable, synced []float64
					for range rounds {
						memory = append(memory, rate(b, sqs.Config{}, op, clients, batches))
						durable = append(durable, rate(b, sqs.Config{Dir: b.TempDir()}, op, clients, batches))
						synced = append(synced, rate(b, sqs.Config{Dir: b.TempDir(), Sync: true}, op, clients, batches/10))
					}
					b.ReportMetric(median(memory), "memory-msg/s")
					b.ReportMetric(median(durable), "durable-msg/s")
					b.ReportMetric(median(synced), "synced-msg/s")
					b.ReportMetric(100*median(durable)/median(memory), "durable-%")
					b.ReportMetric(100*median(synced)/median(memory), "synced-%")
				}
			})
		}
	}
}

func median(of []float64) float64 {
	slices.Sort(of)
	return of[len(of)/2]
}

// rate is how many messages a second a new service carries.
func rate(b *testing.B, c sqs.Config, op string, clients, batches int) float64 {
	b.Helper()
	s, err := sqs.New(c)
	if err != nil {
		b.Fatal(err)
	}
	out, err := client(s).CreateQueue(b.Context(), &sdk.CreateQueueInput{QueueName: new("bench")})
	if err != nil {
		b.Fatal(err)
	}
	newClient := func() *sdk.Client { return clientTo("http://sqs.test", &http.Client{Transport: direct{s}}) }
	f := func(c *sdk.Client) { sendTen(b, c, out.QueueUrl) }
	if op != "send" {
		each(b, clients, batches+clients, f, newClient)
		f = func(c *sdk.Client) { receiveTen(b, c, out.QueueUrl) }
	}
	begin := time.Now()
	each(b, clients, batches, f, newClient)
	took := time.Since(begin)
	if err := s.Close(); err != nil {
		b.Error(err)
	}
	return float64(10*batches) / took.Seconds()
}
