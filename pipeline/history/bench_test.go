package history_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/history"
	"inflight/pipeline/state"
)

// life are the events of one image, with what makes them large: a body, and calls.
func life(i int, at time.Time) []event.Event {
	id, key := fmt.Sprintf("%08x-4f1c-4c39-a2f1-%012x", i*2654435761&0xffffffff, i), fmt.Sprintf("photos/harbour-%07d.jpg", i)
	body := strings.Repeat("x", 790) + fmt.Sprint(i)
	var events []event.Event
	emit := func(b event.Body) {
		events = append(events, event.Event{Time: at.Add(time.Duration(len(events)) * 100 * time.Microsecond), MessageID: id, Key: key, Worker: fmt.Sprint(i%8 + 1), Body: b})
	}
	call := func(service, operation string) {
		emit(&event.APICalled{Service: service, Operation: operation, Status: 200, Attempts: 1, Request: `{"Key":"` + key + `"}`, Answer: `{"Id":"` + id + `"}`})
	}
	emit(&event.MessageSent{Body: body})
	call("s3", "PutObject")
	emit(&event.MessageReceived{ReceiveCount: 1, VisibleAt: at.Add(time.Minute), Body: body})
	for _, stage := range event.Stages() {
		emit(&event.StageStarted{Stage: stage})
		call("s3", "GetObject")
		emit(&event.StageFinished{Stage: stage, Took: time.Millisecond})
	}
	emit(&event.ThumbnailPictured{SourceKey: key, PNG: make([]byte, 5000)})
	call("sqs", "DeleteMessage")
	emit(&event.MessageDeleted{})
	return events
}

// BenchmarkTenMinutes is ten minutes of 200 images a second: what an event costs, and
// how much memory all takes in the end, with what can be looked at again and without.
func BenchmarkTenMinutes(b *testing.B) {
	begin := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	const images, each = 120_000, 5 * time.Millisecond
	for name, kept := range map[string]bool{"with a past": true, "without": false} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				h, s := history.New(), state.NewState()
				spent, n := time.Duration(0), 0
				for i := range images {
					events := life(i, begin.Add(time.Duration(i)*each))
					n += len(events)
					begun := time.Now()
					if kept {
						h.Add(events)
					} else {
						s.Apply(events...)
					}
					spent += time.Since(begun)
				}
				var memory runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&memory)
				b.ReportMetric(float64(memory.HeapAlloc)/(1<<20), "MB")
				b.ReportMetric(float64(spent.Nanoseconds())/float64(n), "ns/event")
				if kept {
					from, to := h.Span()
					b.ReportMetric(to.Sub(from).Seconds(), "s-back")
					b.ReportMetric(float64(h.Bytes())/(1<<20), "MB-counted")
				}
				runtime.KeepAlive(h)
				runtime.KeepAlive(s)
			}
		})
	}
}
