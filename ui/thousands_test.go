package ui

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/event"
	"inflight/ui/picture"
	"inflight/ui/sample"
)

// teeming is a run with thousands of everything.
func teeming() ([]event.Event, time.Time) {
	events, now := sample.Many(2500)
	add := func(e event.Event) {
		e.Time = now
		events = append(events, e)
	}
	for i := range 1500 {
		key := fmt.Sprintf("storm-%d.jpg", i)
		add(event.Event{Key: key, Body: &event.EventMatched{Rule: "trigger", Bus: "default"}})
		add(event.Event{Key: key, Body: &event.EventUnmatched{Bus: "default", Text: "Object Deleted"}})
		add(event.Event{Key: key, Body: &event.EventFailed{Rule: "trigger", Target: "arn:aws:sqs:us-east-1:1:practiceQ", Reason: "no"}})
		add(event.Event{MessageID: fmt.Sprint("w", i), Key: key, Body: &event.MessageSent{Queue: "practiceQ"}})
		add(event.Event{Body: &event.APICalled{Service: "s3", Operation: "GetObject", Attempts: 2, Error: "refused"}})
		add(event.Event{Bucket: "thumbs", Key: key + ".png", MessageID: fmt.Sprint("t", i), Body: &event.ThumbnailCreated{SourceKey: key, Size: 1000}})
		add(event.Event{Bucket: "thumbs", Key: key + ".png", MessageID: fmt.Sprint("t", i), Body: &event.ThumbnailKept{SourceKey: key}})
		add(event.Event{Key: key, Body: &event.NotificationSent{Channel: "sns"}})
		add(event.Event{Key: key, Body: &event.NotificationSent{Channel: "discord"}})
		add(event.Event{Body: &event.MailDelivered{Channel: "email", To: "me@example.com", Subject: "Thumbnail is ready"}})
		add(event.Event{MessageID: fmt.Sprint("d", i), Key: key, Body: &event.MessageDead{ReceiveCount: 3, Reason: "bad", Queue: "practiceDLQ"}})
	}
	add(event.Event{Body: &event.QueueSampled{Queue: "practiceQ", Visible: 4321, InFlight: 2500, Delayed: 1234}})
	add(event.Event{Body: &event.QueueSampled{Queue: "practiceDLQ", Visible: 5678}})
	add(event.Event{Body: &event.QueuePurged{Queue: "practiceDLQ", Count: 4567}})
	add(event.Event{Body: &event.RedriveStarted{Queue: "practiceDLQ", Text: "all", Moved: 1111, Total: 5678}})
	return events, now
}

// run is four digits or more that are a number, and no part of a name or an address.
var run = regexp.MustCompile(`(^|[\s│(+/])(\d{4,})([\s│)/.]|$)`)

func TestNoNumberStandsWithoutItsThousandsApart(t *testing.T) {
	if testing.Short() {
		t.Skip("its many screens are not short")
	}
	for _, at := range []size{{80, 24}, {120, 36}, {200, 60}} {
		for _, a := range append([]area{flowArea}, panelAreas...) {
			m := newScreen(t, teeming, at, func(o *Options) { o.Pictures = picture.Off })
			for _, zoomed := range []bool{false, true} {
				m.focus, m.tab, m.zoomed = a, a, zoomed
				m.arrange()
				m.take()
				lines := strings.Split(ansi.Strip(m.screen()), "\n")
				apart := 0
				for _, line := range lines[1:] { // the first has the account's number
					if bad := run.FindStringSubmatch(line); bad != nil && len(bad[2]) != 8 { // the ids of messages begin with eight
						t.Errorf("%v %s: %q in %q", at, slots[a].name, bad[2], strings.TrimSpace(line))
					}
					apart += strings.Count(line, ",500")
				}
				if apart == 0 && a == flowArea {
					t.Errorf("%v: nothing is counted in thousands:\n%s", at, strings.Join(lines, "\n"))
				}
			}
		}
	}
}
