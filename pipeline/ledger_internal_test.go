package pipeline

import (
	"fmt"
	"testing"

	"inflight/pipeline/event"
)

func TestARunThatNobodyWaitsForFollowsNoMoreThanItCan(t *testing.T) {
	l := newLedger("q", "dlq")
	l.bounded = true
	const many = maxFollowed + 1000 // others do the work, and nobody reports it
	for i := range many {
		l.apply(&event.Event{Bucket: "source", Key: fmt.Sprint(i), Body: &event.ObjectUploaded{ETag: "e"}})
	}
	if out := l.outcome(); len(l.all) > maxFollowed || len(l.unmet) > maxFollowed || l.open > maxFollowed || out.Uploaded != many {
		t.Errorf("%d are followed, %d open, %d of %d counted", len(l.all), l.open, out.Uploaded, many)
	}
}

func TestALedgerForgetsWhatHasLongEnded(t *testing.T) {
	l := newLedger("q", "dlq")
	const many = 3 * keepRetired
	for i := range many {
		id := fmt.Sprint(i)
		l.apply(&event.Event{MessageID: id, Bucket: "source", Key: id, Worker: "1", Body: &event.MessageReceived{}})
		l.apply(&event.Event{MessageID: id, Body: &event.ThumbnailCreated{SourceKey: id}})
		l.apply(&event.Event{MessageID: id, Worker: "1", Body: &event.MessageDeleted{}})
	}
	if out := l.outcome(); out.Thumbnails != many || out.Earlier != many {
		t.Errorf("got %+v", out)
	}
	for name, n := range map[string]int{"images": len(l.all), "messages": len(l.tickets), "identities": len(l.identities), "untold": len(l.untold)} {
		if n > keepRetired {
			t.Errorf("%d %s are kept", n, name)
		}
	}
	if l.open != 0 || l.hands != 0 {
		t.Errorf("%d open, %d in hand", l.open, l.hands)
	}
}

// TestAnUploadWithoutAnAnswerIsWhatItsMessageSays: where there is one, it was put.
func TestAnUploadWithoutAnAnswerIsWhatItsMessageSays(t *testing.T) {
	for name, tc := range map[string]struct {
		sent, unsure                bool
		uploaded, failed, notSureOf int
	}{
		"its message was sent": {true, true, 1, 0, 0},
		"none was":             {false, true, 0, 1, 1},
		"it was refused":       {false, false, 0, 1, 0},
		"refused, and another's message was sent": {true, false, 0, 1, 0},
	} {
		l := newLedger("q", "dlq")
		if tc.sent {
			l.apply(&event.Event{MessageID: "m", Bucket: "source", Key: "a.jpg", Body: &event.MessageSent{Queue: "q"}})
		}
		l.apply(&event.Event{Bucket: "source", Key: "a.jpg", Body: &event.UploadFailed{Error: "reset", Unsure: tc.unsure}})
		out := l.outcome()
		if out.Uploaded != tc.uploaded || out.UploadFailed.Count != tc.failed || out.Unsure != tc.notSureOf {
			t.Errorf("%s: %d uploaded, %+v failed, %d unsure", name, out.Uploaded, out.UploadFailed, out.Unsure)
		}
		if tc.failed == 1 && (len(out.UploadFailed.Names) != 1 || out.UploadFailed.Names[0] != "a.jpg") {
			t.Errorf("%s: it is not named: %+v", name, out.UploadFailed)
		}
	}
}
