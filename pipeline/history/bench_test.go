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

// life are the events of one image, as many of each kind as a run has, with what makes
// them large: bodies, and calls.
func life(i int, at time.Time) []event.Event {
	id, key := fmt.Sprintf("%08x-4f1c-4c39-a2f1-%012x", i*2654435761&0xffffffff, i), fmt.Sprintf("photos/harbour-%07d.jpg", i)
	body := strings.Repeat("x", 790) + fmt.Sprint(i)
	events := make([]event.Event, 0, 32)
	emit := func(b event.Body) {
		events = append(events, event.Event{Time: at.Add(time.Duration(len(events)) * 100 * time.Microsecond), MessageID: id, Key: key, Worker: fmt.Sprint(i%8 + 1), Body: b})
	}
	call := func(service, operation string) {
		emit(&event.APICalled{Service: service, Operation: operation, Status: 200, Attempts: 1, Request: `{"Key":"` + key + `"}`, Answer: `{"Id":"` + id + `"}`})
	}
	call("s3", "PutObject")
	emit(&event.ObjectUploaded{Size: 5000, ETag: id})
	emit(&event.EventMatched{Bus: "default", Rule: "images"})
	emit(&event.MessageSent{Body: body})
	call("sqs", "ReceiveMessage")
	emit(&event.MessageReceived{ReceiveCount: 1, VisibleAt: at.Add(time.Minute), Body: body})
	for _, stage := range event.Stages() {
		emit(&event.StageStarted{Stage: stage})
		switch stage {
		case event.Download, event.Thumbnail:
			call("s3", "GetObject")
		case event.Upload:
			call("s3", "HeadObject")
			call("s3", "PutObject")
			emit(&event.ThumbnailCreated{SourceKey: key, Size: 5000})
			emit(&event.ThumbnailPictured{SourceKey: key, PNG: make([]byte, 5000)})
		case event.Notify:
			for _, channel := range []string{"sns", "discord"} {
				call(channel, "Publish")
				emit(&event.MailDelivered{Channel: channel, Subject: key, Text: key})
				emit(&event.NotificationSent{Channel: channel})
			}
			call("s3", "PutObjectTagging")
		}
		emit(&event.StageFinished{Stage: stage, Took: time.Millisecond})
	}
	call("sqs", "DeleteMessage")
	emit(&event.MessageDeleted{})
	emit(&event.WorkerPolling{})
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
