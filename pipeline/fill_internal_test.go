package pipeline

import (
	"testing"
	"time"

	"inflight/pipeline/event"
)

// TestAQueueIsFullWhenNothingMoreComes: what was turned away on its way, and what
// vanished without a word, is not waited for.
func TestAQueueIsFullWhenNothingMoreComes(t *testing.T) {
	up, sent, done := &event.ObjectUploaded{}, &event.MessageSent{Queue: "q"}, &event.ProducerFinished{}
	sampled := func(n int) event.Body { return &event.QueueSampled{Queue: "q", Visible: n} }
	type step struct {
		after time.Duration
		what  event.Body
		full  bool
	}
	for name, steps := range map[string][]step{
		"all came":             {{0, up, false}, {0, sent, false}, {0, done, true}},
		"the last comes later": {{0, up, false}, {0, done, false}, {time.Second, sent, true}},
		"one was turned away":  {{0, up, false}, {0, up, false}, {0, done, false}, {0, sent, false}, {0, &event.EventFailed{Target: "arn:aws:sqs:us-east-1:000000000000:q"}, true}},
		"another's was":        {{0, up, false}, {0, done, false}, {0, &event.EventFailed{Target: "arn:aws:sqs:us-east-1:000000000000:p"}, false}},
		"nobody tells of it":   {{0, up, false}, {0, up, false}, {0, done, false}, {time.Second, sampled(1), false}, {time.Second, sampled(1), false}, {time.Second, sampled(1), true}},
		"it is slow":           {{0, up, false}, {time.Hour, sampled(0), false}, {time.Hour, done, false}, {time.Second, sampled(0), false}},
		"nothing is uploaded":  {{0, done, true}},
	} {
		f, at := filling{queue: "q", settle: 2 * time.Second}, time.Unix(0, 0)
		for i, s := range steps {
			at = at.Add(s.after)
			f.apply(&event.Event{Time: at, Body: s.what})
			if f.full != s.full {
				t.Errorf("%s, step %d: full is %t", name, i, f.full)
			}
		}
	}
}
