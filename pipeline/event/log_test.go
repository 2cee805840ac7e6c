package event_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
)

func TestEachReaderTakesEveryEventInOrderFromItsOwnPlace(t *testing.T) {
	var log event.Log
	early := log.NewReader()
	const n = 3000
	var writers sync.WaitGroup
	for range 3 {
		writers.Go(func() {
			for range n / 3 {
				log.Emit(event.Event{Worker: "1", Body: &event.WorkerPolling{}})
			}
		})
	}
	writers.Wait()
	late := log.NewReader()
	log.Emit(event.Event{Body: &event.ConsumingPaused{}})
	got := early.Take(nil)
	if len(got) != n+1 {
		t.Fatalf("the early reader got %d events, want %d", len(got), n+1)
	}
	for i, e := range got {
		if e.Seq != uint64(i+1) {
			t.Fatalf("event %d has number %d", i, e.Seq)
		}
		if i > 0 && e.Time.Before(got[i-1].Time) {
			t.Fatalf("event %d goes back in time", i)
		}
	}
	if got := late.Take(nil); len(got) != 1 || !event.Is[event.ConsumingPaused](&got[0]) {
		t.Errorf("the late reader got %d events", len(got))
	}
}

func TestNextWaitsForAnEventAndEndsWithTheLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log event.Log
		r := log.NewReader()
		go func() {
			time.Sleep(time.Second)
			log.Emit(event.Event{Body: &event.ConsumingPaused{}})
			time.Sleep(time.Second)
			log.Emit(event.Event{Body: &event.ConsumingResumed{}})
			log.Close()
			log.Emit(event.Event{Body: &event.ConsumingPaused{}}) // dropped
		}()
		var got []event.Kind
		for {
			events, ok := r.Next(t.Context(), nil)
			if !ok {
				break
			}
			got = append(got, pipelinetest.KindsOf(events)...)
		}
		if len(got) != 2 {
			t.Errorf("got %v", got)
		}
	})
}

func TestNextReturnsWhenItsContextEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log event.Log
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, ok := log.NewReader().Next(ctx, nil); ok {
			t.Error("there was no event")
		}
	})
}

func TestARecordingReadsBackAsTheEventsThatWereEmitted(t *testing.T) {
	var log event.Log
	r := log.NewReader()
	for i := range 1200 {
		log.Emit(event.Event{Key: fmt.Sprintf("a\x1b[2J\n%d", i), Body: &event.ObjectUploaded{Size: int64(i)}})
	}
	log.Emit(event.Event{Body: &event.ThumbnailPictured{PNG: []byte{1, 2}}})
	log.Close()
	var out bytes.Buffer
	skip := func(e *event.Event) bool { return event.Is[event.ThumbnailPictured](e) }
	if err := event.Record(t.Context(), r, &out, skip); err != nil {
		t.Fatal(err)
	}
	if bytes.ContainsRune(out.Bytes(), 0x1b) {
		t.Error("an escape sequence reached the output")
	}
	var got []event.Event
	err := event.ReadRecording(&out, func(e event.Event) bool {
		got = append(got, e)
		return true
	})
	if err != nil || len(got) != 1200 || got[1199].Key != "a\x1b[2J\n1199" {
		t.Errorf("read %d events: %v", len(got), err)
	}
}

func TestADamagedRecordingSaysInWhichLine(t *testing.T) {
	for name, text := range map[string]string{
		"cut off": `{"seq":1,"time":"2026-11-23T09:30:00Z","type":"consuming.paused"}` + "\n" + `{"seq":2,"ti`,
		"no type": "\n" + `{"seq":2}`,
	} {
		t.Run(name, func(t *testing.T) {
			err := event.ReadRecording(strings.NewReader(text), func(event.Event) bool { return true })
			if err == nil || !strings.Contains(err.Error(), "line 2") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestEventsNeverGoBackInTime(t *testing.T) {
	var log event.Log
	r := log.NewReader()
	at := time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)
	for _, after := range []time.Duration{0, time.Second, -time.Hour, 2 * time.Second} {
		log.Emit(event.Event{Time: at.Add(after), Body: &event.WorkerPolling{}})
	}
	var got []time.Duration
	for _, e := range r.Take(nil) {
		got = append(got, e.Time.Sub(at))
	}
	if want := []time.Duration{0, time.Second, time.Second, 2 * time.Second}; !slices.Equal(got, want) {
		t.Errorf("the times are %v, want %v", got, want)
	}
}
