package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/event"
	"inflight/ui/picture"
	"inflight/ui/sample"
)

// crowded is a run with more of everything than a screen can show.
func crowded() ([]event.Event, time.Time) {
	events, now := sample.Many(200)
	n := 0
	add := func(e event.Event) {
		n++
		e.Time = now.Add(-time.Duration(120-n/5) * time.Second)
		events = append(events, e)
	}
	for i := range 120 {
		key := fmt.Sprintf("storm-%04d.jpg", i)
		add(event.Event{Body: &event.APICalled{Service: "s3", Operation: "GetObject", Status: 200, Attempts: 1, Size: 1000, Text: fmt.Sprint("no. ", i)}})
		add(event.Event{Bucket: "thumbs", Key: key + ".png", MessageID: fmt.Sprint("t", i), Body: &event.ThumbnailCreated{SourceKey: key, Size: 1000}})
		add(event.Event{Body: &event.MailDelivered{Channel: "email", To: "me@example.com", Subject: "Thumbnail of " + key + " is ready"}})
		add(event.Event{MessageID: fmt.Sprint("d", i), Key: key, Body: &event.MessageDead{ReceiveCount: 3, Reason: "bad", Queue: "practiceDLQ"}})
		add(event.Event{Body: &event.QueueSampled{Queue: "practiceQ", Visible: 20 + i, OldestAge: time.Duration(20+i) * time.Second}})
	}
	slices.SortStableFunc(events, func(a, b event.Event) int { return a.Time.Compare(b.Time) })
	return events, now
}

func TestAZoomedPanelFillsItsSpace(t *testing.T) {
	for _, at := range []size{{120, 36}, {200, 60}} {
		for _, a := range append([]area{flowArea}, panelAreas...) {
			t.Run(fmt.Sprintf("%v %s", at, slots[a].name), func(t *testing.T) {
				m := newScreen(t, crowded, at, func(o *Options) { o.Pictures = picture.Off })
				m.focus, m.zoomed = a, true
				m.arrange()
				m.take()
				lines := strings.Split(ansi.Strip(m.screen()), "\n")
				blank := 0 // lines above the border below that have nothing in them
				for _, line := range lines {
					switch text := strings.Trim(line, " │"); {
					case text == "":
						blank++
					case strings.Contains(text, "╯"):
						if blank > 3 {
							t.Errorf("%d lines at the end are empty:\n%s", blank, strings.Join(lines, "\n"))
						}
					default:
						blank = 0
					}
				}
			})
		}
	}
}
