package pipelinetest

import (
	"time"

	"inflight/pipeline/event"
)

// full is an event with every field set.
func FullEvent(k event.Kind) event.Event {
	at := time.Date(2026, 11, 23, 9, 30, 0, 123456789, time.UTC)
	return event.Event{
		Seq: 7, Time: at, Type: k, Bucket: "b", Key: "k", SourceKey: "s", ETag: "e", Size: 1, Engine: "ffmpeg",
		PNG: []byte{1}, URL: "u", Rule: "r", Bus: "d", Target: "t", Resource: "queue", Outcome: "there", MessageID: "m", PreviousID: "p", Queue: "q",
		Worker: "1", ReceiveCount: 2, SentAt: at, VisibleAt: at, Body: "x", Attributes: map[string]string{"SenderId": "AIDA"}, Inferred: true, Kept: true, Visible: 1, InFlight: 2,
		Delayed: 3, Count: 8, Moved: 4, Total: 5, Rate: 6, OldestAge: time.Second, Stage: event.Notify, Took: time.Second / 2, Error: "err", Reason: "why",
		Channel: "sns", Subject: "sub", To: "to", Service: "sqs", Operation: "Op", Status: 200, Attempts: 1, USD: 0.5,
		Caller: "outside", Speed: 0.25, Model: "pool", Workers: 4, Fault: "slow", Insight: "i", Text: "text", Uploaded: 1,
		Thumbnails: 2, Dead: 3, Setup: &event.Setup{Queue: "practiceQ"},
	}
}
