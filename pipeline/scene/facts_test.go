package scene_test

import (
	"strings"
	"testing"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/scene"
)

func TestFactsAreWhatTheEventsSay(t *testing.T) {
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	poll := func(empty bool, caller string) event.Body {
		return &event.APICalled{Service: "sqs", Operation: "ReceiveMessage", Empty: empty, Caller: caller}
	}
	f := scene.NewFacts()
	for i, e := range []event.Event{
		{Body: &event.PipelineStarted{Setup: &event.Setup{Queue: "q", DeadLetterQueue: "d"}}},
		{Key: "cat.jpg", MessageID: "1", Body: &event.MessageSent{Queue: "q"}},
		{Key: "cat.jpg", MessageID: "1", Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: at.Add(time.Minute)}},
		{Key: "rat.jpg", MessageID: "2", Body: &event.MessageSent{Queue: "q", VisibleAt: at.Add(time.Minute)}},
		{Key: "cat.jpg", MessageID: "3", Worker: event.Outside, Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: at.Add(time.Minute)}},
		{Body: poll(true, "")},
		{Body: poll(false, "")},
		{Body: poll(true, event.Outside)},
		{Body: poll(true, event.CallerSampler)},
		{Bucket: "t", Key: "cat.png", Body: &event.ThumbnailCreated{SourceKey: "cat.jpg"}},
	} {
		e.Time, e.Seq = at.Add(time.Duration(i)*time.Second), uint64(i+1)
		f.Apply(&e)
	}
	for _, c := range []string{
		"sent == 2", "cat.tries == 1", "rat.tries == 0", "cat.thumbnails == 1", "thumbnails == 1", "cat.deaths == 0", "rat.delayed == 1", "delayed == 1",
		"cat.delayed == 0", "in-flight == 2", "cat.in-flight == 2", "visible == 0", "receives == 2", "empty-receives == 1", "dead-letters == 0",
		"receives > cat.tries", "receives >= 2 * cat.tries", "receives <= 2 and 1 < receives", "0.5 < empty-receives",
	} {
		if h := holding(t, c); !h.Holds(f) {
			t.Errorf("it is not so that %s: %s", c, h.Missing(f))
		}
	}
	for c, missing := range map[string]string{
		"sent == 3": "sent is 2", "receives > 2 * cat.tries": "receives is 2, cat.tries is 1", "sent == 2 and visible >= 1": "visible is 0", "sent < 2": "sent is 2", "sent > 2": "sent is 2", "sent <= 1": "sent is 2",
	} {
		if h := holding(t, c); h.Holds(f) || h.Missing(f) != missing {
			t.Errorf("%s: it is said to be so: %t, %s", c, h.Holds(f), h.Missing(f))
		}
	}
}

// holding is a condition.
func holding(t *testing.T, c string) *scene.Condition {
	t.Helper()
	text := strings.Replace(good, "holds: short.receives > 2 * dead", "holds: "+c, 1)
	s, err := scene.Parse("one.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return &s.Holds
}
