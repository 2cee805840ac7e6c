package event_test

import (
	"testing"

	"inflight/pipeline/event"
)

func BenchmarkEmit(b *testing.B) {
	var log event.Log
	r := log.NewReader()
	var buf []event.Event
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		log.Emit(event.Event{MessageID: "9f2c4b1e-77aa-4a0e-9d5c-1a2b3c4d5e6f", Key: "garden-0131.jpg", Worker: "1", Body: &event.StageStarted{Stage: event.Download}})
		log.Emit(event.Event{Worker: "1", Body: &event.APICalled{Service: "s3", Operation: "GetObject", Status: 200, Attempts: 1, Size: 5000, USD: 4e-7}})
		if i++; i%256 == 0 {
			buf = r.Take(buf[:0])
		}
	}
}
