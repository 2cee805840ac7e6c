package state_test

import (
	"fmt"
	"testing"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
	"inflight/pipeline/state"
)

// lives are the events of some images, one after the other, each as a run on the
// embedded AWS has them, but for mails.
func lives(images int, begin time.Time) []event.Event {
	events := make([]event.Event, 0, 25*images)
	at := begin
	emit := func(e event.Event) {
		at = at.Add(time.Millisecond)
		e.Time, e.Seq = at, uint64(len(events)+1)
		events = append(events, e)
	}
	call := func(service, operation string) {
		emit(event.Event{
			Body: &event.APICalled{Service: service, Operation: operation, Status: 200, Attempts: 1, Took: time.Millisecond, USD: 4e-7},
		})
	}
	for i := range images {
		key, id := fmt.Sprintf("photos/harbour-%05d.jpg", i), fmt.Sprintf("%08x-4f1c-4c39-a2f1-%012x", i*2654435761&0xffffffff, i)
		of := func(e event.Event) event.Event {
			e.MessageID, e.Key, e.Worker = id, key, fmt.Sprint(i%8+1)
			return e
		}
		call("s3", "PutObject")
		emit(event.Event{Bucket: "uploads", Key: key, Body: &event.EventMatched{Bus: "default", Rule: "images"}})
		emit(event.Event{MessageID: id, Bucket: "uploads", Key: key, Body: &event.MessageSent{Queue: "practiceQ", Body: "{}"}})
		emit(event.Event{Bucket: "uploads", Key: key, Body: &event.ObjectUploaded{Size: 5000, ETag: "etag" + id}})
		call("sqs", "ReceiveMessage")
		received := of(event.Event{Body: &event.MessageReceived{ETag: "etag" + id, ReceiveCount: 1, SentAt: at, VisibleAt: at.Add(time.Minute), Body: "{}"}})
		received.Bucket = "uploads"
		emit(received)
		for _, stage := range event.Stages() {
			emit(of(event.Event{Body: &event.StageStarted{Stage: stage}}))
			if stage != event.Thumbnail {
				call("s3", "GetObject")
			}
			if stage == event.Upload {
				emit(event.Event{
					Bucket: "thumbnails", Key: key + ".png", MessageID: id,
					Body: &event.ThumbnailCreated{SourceKey: key, Size: 900},
				})
			}
			if stage == event.Notify {
				for _, channel := range []string{"sns", "discord"} {
					emit(event.Event{MessageID: id, Key: key, Body: &event.NotificationSent{Channel: channel}})
				}
			}
			emit(of(event.Event{Body: &event.StageFinished{Stage: stage, Took: 3 * time.Millisecond}}))
		}
		call("sqs", "DeleteMessage")
		emit(of(event.Event{Body: &event.MessageDeleted{}}))
		emit(event.Event{Worker: fmt.Sprint(i%8 + 1), Body: &event.WorkerPolling{}})
	}
	return events
}

// BenchmarkLives folds the whole lives of images, 25 events each, as they come
// from the log: in batches, not copied. It reports what an event costs.
func BenchmarkLives(b *testing.B) {
	const images = 20_000
	begin := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	events := lives(images, begin)
	b.ReportAllocs()
	folded, processor := 0, pipelinetest.Processor(b, "event")
	for b.Loop() {
		s := state.NewState()
		for i := range 8 {
			s.Apply(event.Event{Time: begin, Worker: fmt.Sprint(i + 1), Body: &event.WorkerStarted{}})
		}
		for from := 0; from < len(events); from += 100 {
			s.Apply(events[from:min(from+100, len(events))]...)
		}
		if s.Count.Deleted != images {
			b.Fatalf("%d of %d images are done", s.Count.Deleted, images)
		}
		folded += len(events)
	}
	processor(folded)
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(folded), "ns/event")
}
