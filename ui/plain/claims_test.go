package plain_test

import (
	"strings"
	"testing"
	"time"

	"inflight/pipeline/event"
)

func TestALineIsToldWhenItIsTrueAndNotWhenItIsFalse(t *testing.T) {
	at := func(sec float64) time.Time { return noon.Add(time.Duration(sec * float64(time.Second))) }
	on := func(sec float64, e event.Event) event.Event {
		e.Time = at(sec)
		if e.MessageID == "" {
			e.MessageID = "m"
		}
		return e
	}
	got := func(sec float64, worker string, try int) event.Event {
		return on(sec, event.Event{Key: "a.jpg", Worker: worker, Body: &event.MessageReceived{ReceiveCount: try, VisibleAt: at(sec + 3)}})
	}
	back := func(sec float64, try int, until float64, reason string) event.Event {
		return on(sec, event.Event{Worker: "1", Body: &event.MessageReturned{ReceiveCount: try, Reason: reason, VisibleAt: at(until)}})
	}
	ranOut := on(4, event.Event{Worker: "1", Body: &event.MessageExpired{ReceiveCount: 1}})
	removed := on(5, event.Event{Worker: "1", Body: &event.MessageDeleted{}})
	created := on(2, event.Event{Body: &event.ThumbnailCreated{SourceKey: "a.jpg", Engine: "ffmpeg"}})
	kept := func(why string) event.Event {
		return on(2, event.Event{Body: &event.ThumbnailKept{SourceKey: "a.jpg", Reason: why}})
	}
	started := func(s event.Setup) event.Event {
		return on(0, event.Event{Body: &event.PipelineStarted{Setup: &s}})
	}
	all := func(events ...event.Event) []event.Event { return events }
	for _, c := range []struct {
		says        string
		true, false []event.Event
	}{
		{"the visibility timeout ran out while worker 1 held it: it may be received again", all(got(1, "1", 1), ranOut), all(got(1, "1", 1), back(3, 1, 4, "bad"), ranOut)},
		{"the visibility timeout ran out while worker 1 held it, and it was received again", all(got(1, "1", 1), got(3.9, "2", 2), ranOut), all(got(1, "1", 1), ranOut)},
		{"visible again, receive 1/3 is over", all(got(1, "1", 1), back(3, 1, 4, "bad"), ranOut), all(got(1, "1", 1), ranOut)},
		{"the visibility timeout ran out while worker 1 held it: it may", all(got(1, "1", 1), on(6, event.Event{Worker: "1", Body: &event.MessageReturned{ReceiveCount: 1, Late: true}}), ranOut), all(got(1, "1", 1), removed, ranOut)},
		{"comes back in 1.0 s", all(got(1, "1", 1), back(2, 1, 3, "bad")), all(got(1, "1", 3), back(2, 3, 3, "bad"))},
		{"that was the last", all(got(1, "1", 3), back(2, 3, 3, "bad")), all(got(1, "1", 1), back(2, 1, 3, "bad"))},
		{"given back unfinished, visible at once", all(got(1, "1", 1), back(2, 1, 2, event.Interrupted)), all(got(1, "1", 1), back(2, 1, 2, "bad"))},
		{"in the queue, delayed for 5.0 s", all(on(1, event.Event{Key: "a.jpg", Body: &event.MessageSent{VisibleAt: at(6)}})), all(on(1, event.Event{Key: "a.jpg", Body: &event.MessageSent{}}))},
		{"its visibility was changed from outside, visible again in 4.0 s", all(got(1, "1", 1), on(2, event.Event{Worker: event.Outside, Body: &event.MessageExtended{VisibleAt: at(6)}})), all(got(1, "1", 1), on(2, event.Event{Worker: "1", Body: &event.MessageExtended{VisibleAt: at(6)}}))},
		{"dead after 3 receives: bad", all(on(1, event.Event{Key: "a.jpg", Body: &event.MessageDead{ReceiveCount: 3, Reason: "bad"}})), all(removed)},
		{"dropped by practiceQ, which keeps messages no longer", all(got(1, "1", 1), on(2, event.Event{Body: &event.MessageDropped{Queue: "practiceQ"}})), all(got(1, "1", 1), removed)},
		{"redriven, back in the queue under a new id", all(on(1, event.Event{MessageID: "n", Key: "a.jpg", Body: &event.MessageRedriven{PreviousID: "m"}})), all(on(1, event.Event{MessageID: "n", Key: "a.jpg", Body: &event.MessageRedriven{PreviousID: "m", Queue: "elsewhere"}}))},
		{"the event was not delivered by rule trigger: no", all(on(1, event.Event{Key: "a.jpg", Body: &event.EventFailed{Rule: "trigger", Reason: "no"}})), all(on(1, event.Event{Key: "a.jpg", Body: &event.EventMatched{Rule: "trigger"}}))},
		{"uploaded to images, 12 bytes", all(on(1, event.Event{Bucket: "images", Key: "a.jpg", Body: &event.ObjectUploaded{Size: 12}})), all(on(1, event.Event{Key: "a.jpg", Body: &event.UploadFailed{Error: "no"}}))},
		{"uploaded to images, 1 byte", all(on(1, event.Event{Bucket: "images", Key: "a.jpg", Body: &event.ObjectUploaded{Size: 1}})), all(on(1, event.Event{Key: "a.jpg", Body: &event.UploadFailed{Error: "no"}}))},
		{"no answer says that it was uploaded", all(on(1, event.Event{Key: "a.jpg", Body: &event.UploadFailed{Error: "no", Unsure: true}})), all(on(1, event.Event{Key: "a.jpg", Body: &event.UploadFailed{Error: "no"}}))},
		{"could not be uploaded", all(on(1, event.Event{Key: "a.jpg", Body: &event.UploadFailed{Error: "no"}})), all(on(1, event.Event{Key: "a.jpg", Body: &event.UploadFailed{Error: "no", Unsure: true}}))},
		{"nothing more to upload: 2 images", all(on(1, event.Event{Body: &event.ProducerFinished{Uploaded: 2}})), all(on(1, event.Event{Body: &event.ProducerFinished{}}))},
		{"consuming paused: messages wait", all(on(1, event.Event{Body: &event.ConsumingPaused{}})), all(on(1, event.Event{Body: &event.ConsumingResumed{}}))},
		{"consuming goes on", all(on(1, event.Event{Body: &event.ConsumingResumed{}})), all(on(1, event.Event{Body: &event.ConsumingPaused{}}))},
		{"3 events are not told here: this was read too slowly", all(on(1, event.Event{Body: &event.EventsDropped{Count: 3}})), nil},
		{"finished after 9.0 s: 3 images uploaded, 2 thumbnails, 1 dead letter", all(on(9, event.Event{Body: &event.RunFinished{Took: 9 * time.Second, Uploaded: 3, Thumbnails: 2, Dead: 1}})), nil},
		{"started on AWS account 1 in r", all(started(event.Setup{Account: "1", Region: "r"})), all(started(event.Setup{Embedded: true, Account: "1", Region: "r"}))},
		{"started on the embedded AWS at http://e", all(started(event.Setup{Embedded: true, Endpoint: "http://e"})), all(started(event.Setup{Endpoint: "http://e"}))},
		{"4.0 s after it was sent: thumbnail by ffmpeg", all(on(1, event.Event{Key: "a.jpg", Body: &event.MessageSent{}}), got(1, "1", 1), created, removed), all(on(1, event.Event{Key: "a.jpg", Body: &event.MessageSent{}}), got(1, "1", 1), kept(""), removed)},
		{"worker 1 was through with it too late: it had become a dead letter", all(got(1, "1", 3), on(4, event.Event{Body: &event.MessageDead{ReceiveCount: 3}}), removed), all(got(1, "1", 3), on(4, event.Event{Body: &event.MessageDead{ReceiveCount: 3, Inferred: true}}), removed)},
		{"1 was through with it too late: it had become a dead letter", all(got(1, "1", 3), on(4, event.Event{Body: &event.MessageDead{ReceiveCount: 3}}), on(4.5, event.Event{Body: &event.LetterDeleted{}}), removed), all(got(1, "1", 3), on(4.5, event.Event{Body: &event.QueuePurged{Queue: "practiceQ"}}), removed)},
		{"worker 2 was through with it too late: it was done already", all(got(1, "1", 1), ranOut, got(4, "2", 2), removed, on(6, event.Event{Worker: "2", Body: &event.MessageDeleted{}})), all(got(1, "1", 1), removed)},
		{"worker 1 was through with it too late: it has been redriven", all(got(1, "1", 3), on(4, event.Event{Body: &event.MessageDead{ReceiveCount: 3}}), on(4.5, event.Event{MessageID: "n", Body: &event.MessageRedriven{PreviousID: "m"}}), removed), all(got(1, "1", 1), removed)},
		{"its thumbnail was there already", all(got(1, "1", 1), kept(""), removed), all(got(1, "1", 1), kept("newer"), removed)},
		{"the thumbnail that was there stays: newer", all(got(1, "1", 1), kept("newer"), removed), all(got(1, "1", 1), created, removed)},
	} {
		t.Run(c.says, func(t *testing.T) {
			setup := started(event.Setup{Queue: "practiceQ", DeadLetterQueue: "practiceDLQ", MaxReceives: 3, Account: "0"})
			for _, truly := range []bool{true, false} {
				events := c.true
				if !truly {
					events = c.false
				}
				lines, teller := holding(t, append(all(setup), events...)...)
				if err := teller.Flush(); err != nil {
					t.Fatal(err)
				}
				if said := strings.Join(lines(), "\n"); strings.Contains(said, c.says) != truly {
					t.Errorf("it is %v, and said: %v\n%s", truly, !truly, said)
				}
			}
		})
	}
}
