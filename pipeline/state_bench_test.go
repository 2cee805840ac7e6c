package pipeline_test

import (
	"fmt"
	"testing"
	"time"

	"inflight/pipeline"
)

// lives are the events of some images, one after the other, each as a run on the
// embedded AWS has them, but for mails.
func lives(images int, begin time.Time) []pipeline.Event {
	events := make([]pipeline.Event, 0, 25*images)
	at := begin
	emit := func(e pipeline.Event) {
		at = at.Add(time.Millisecond)
		e.Time, e.Seq = at, uint64(len(events)+1)
		events = append(events, e)
	}
	call := func(service, operation string) {
		emit(pipeline.Event{
			Type: pipeline.APICalled, Service: service, Operation: operation, Status: 200, Attempts: 1, Took: time.Millisecond, USD: 4e-7,
		})
	}
	for i := range images {
		key, id := fmt.Sprintf("photos/harbour-%05d.jpg", i), fmt.Sprintf("%08x-4f1c-4c39-a2f1-%012x", i*2654435761&0xffffffff, i)
		of := func(e pipeline.Event) pipeline.Event {
			e.MessageID, e.Key, e.Worker = id, key, fmt.Sprint(i%8+1)
			return e
		}
		call("s3", "PutObject")
		emit(pipeline.Event{Type: pipeline.EventMatched, Bus: "default", Rule: "images", Bucket: "uploads", Key: key})
		emit(pipeline.Event{Type: pipeline.MessageSent, MessageID: id, Queue: "practiceQ", Bucket: "uploads", Key: key, Body: "{}"})
		emit(pipeline.Event{Type: pipeline.ObjectUploaded, Bucket: "uploads", Key: key, Size: 5000, ETag: "etag" + id})
		call("sqs", "ReceiveMessage")
		received := of(pipeline.Event{Type: pipeline.MessageReceived, ReceiveCount: 1, SentAt: at, VisibleAt: at.Add(time.Minute), Body: "{}"})
		received.Bucket, received.ETag = "uploads", "etag"+id
		emit(received)
		for _, stage := range pipeline.Stages() {
			emit(of(pipeline.Event{Type: pipeline.StageStarted, Stage: stage}))
			if stage != pipeline.Thumbnail {
				call("s3", "GetObject")
			}
			if stage == pipeline.Upload {
				emit(pipeline.Event{
					Type: pipeline.ThumbnailCreated, Bucket: "thumbnails", Key: key + ".png", SourceKey: key, MessageID: id, Size: 900,
				})
			}
			if stage == pipeline.Notify {
				for _, channel := range []string{"sns", "discord"} {
					emit(pipeline.Event{Type: pipeline.NotificationSent, Channel: channel, MessageID: id, Key: key})
				}
			}
			emit(of(pipeline.Event{Type: pipeline.StageFinished, Stage: stage, Took: 3 * time.Millisecond}))
		}
		call("sqs", "DeleteMessage")
		emit(of(pipeline.Event{Type: pipeline.MessageDeleted}))
		emit(pipeline.Event{Type: pipeline.WorkerPolling, Worker: fmt.Sprint(i%8 + 1)})
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
	folded := 0
	for b.Loop() {
		s := pipeline.NewState()
		for i := range 8 {
			s.Apply(pipeline.Event{Type: pipeline.WorkerStarted, Time: begin, Worker: fmt.Sprint(i + 1)})
		}
		for from := 0; from < len(events); from += 100 {
			s.Apply(events[from:min(from+100, len(events))]...)
		}
		if s.Count.Deleted != images {
			b.Fatalf("%d of %d images are done", s.Count.Deleted, images)
		}
		folded += len(events)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(folded), "ns/event")
}
