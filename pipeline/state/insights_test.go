package state_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

// embedded is a story of the embedded AWS with all its names.
func embedded() *story {
	s := newStory()
	s.at(0, event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{
		Embedded: true, Endpoint: "http://127.0.0.1:4566", SourceBucket: "images", ThumbnailBucket: "thumbs",
		Rule: "trigger", Queue: "practiceQ", DeadLetterQueue: "practiceDLQ", Topic: "news", Workers: 2, Visibility: 30, MaxReceives: 3,
	}}})
	return s
}

func (s *story) gone(sec float64, kind, name string) {
	why := fmt.Errorf("doing: %w: %w", event.Missing(kind, name), errors.New("404"))
	s.at(sec, event.Event{Key: "a.jpg", Body: &event.UploadFailed{Error: event.Reason(why), Missing: event.MissingIn(why)}})
}

func TestAnInsightSaysWhatIsWrongAndWhatToDo(t *testing.T) {
	for _, c := range []struct {
		name, want string
		happens    func(s *story)
	}{
		{"a queue deleted from outside", "resource-gone: The queue practiceQ does not exist any more", func(s *story) {
			s.at(1, event.Event{Body: &event.APICalled{Service: "sqs", Operation: "ReceiveMessage", Status: 400, Error: "NonExistentQueue: no", Cause: event.NoQueue}})
			s.at(1, event.Event{
				Body: &event.EventFailed{
					Rule: "trigger", Target: "arn:aws:sqs:us-east-1:000000000000:practiceQ",
					Reason: "QueueDoesNotExist: The specified queue does not exist.", Cause: event.NoQueue,
				},
			})
		}},
		{"a dead-letter queue deleted", "resource-gone: The queue practiceDLQ does not exist any more", func(s *story) {
			s.at(1, event.Event{Body: &event.QueueSampled{Queue: "practiceQ"}})
			s.at(1, event.Event{Body: &event.APICalled{Service: "sqs", Operation: "GetQueueAttributes", Status: 400, Error: "NonExistentQueue: no", Cause: event.NoQueue}})
		}},
		{"a source bucket deleted", "The bucket images does not exist any more", func(s *story) { s.gone(1, "bucket", "images") }},
		{"a thumbnail bucket deleted", "No thumbnail can be stored", func(s *story) {
			s.at(1, event.Event{MessageID: "m", Body: &event.MessageReturned{Reason: "store: no bucket", Missing: &event.Resource{Kind: "bucket", Name: "thumbs"}}})
		}},
		{"a topic deleted", "The topic news does not exist any more", func(s *story) {
			s.gone(1, "topic", "arn:aws:sns:us-east-1:000000000000:news")
		}},
		{"how it is mended", "`inflight up --endpoint http://127.0.0.1:4566` creates it again", func(s *story) { s.gone(1, "bucket", "images") }},
		{"how a stack with a name is mended", "`inflight up --endpoint http://127.0.0.1:4566 --stack talk --bucket-suffix me` creates it again", func(s *story) {
			s.state.Setup.Stack, s.state.Setup.BucketSuffix = "talk", "me"
			s.gone(1, "bucket", "images")
		}},
		{"a policy that forbids", "not-delivered: practiceQ does not let EventBridge in: 1 event is lost", func(s *story) {
			s.at(1, event.Event{
				Body: &event.EventFailed{Rule: "trigger", Target: "arn:aws:sqs:us-east-1:000000000000:practiceQ", Reason: "AccessDenied: no statement", Cause: event.Denied},
			})
		}},
		{"a rule that is gone", "not-matched: 2 images were uploaded and no rule matched", func(s *story) {
			s.at(-4, event.Event{Key: "a.jpg", Body: &event.ObjectUploaded{}})
			s.at(1, event.Event{Key: "b.jpg", Body: &event.ObjectUploaded{}})
		}},
		{"a call that is refused", "s3 PutObject is refused", func(s *story) {
			s.at(1, event.Event{Body: &event.APICalled{Service: "s3", Operation: "PutObject", Status: 403, Error: "AccessDenied"}})
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := embedded()
			c.happens(s)
			found := state.Insights(s.state, s.time(2))
			if len(found) == 0 || !strings.Contains(found[0].Name+": "+found[0].Text, c.want) {
				t.Errorf("got %+v", found)
			}
			if left := state.Insights(s.state, s.time(1000)); len(left) > 0 && left[0].Name != "not-matched" && left[0].Name != "nobody-consumes" {
				t.Errorf("it never ends: %+v", left)
			}
		})
	}
}

func TestWhatMattersMostComesFirst(t *testing.T) {
	s := embedded()
	for _, name := range []string{"dead-letters", "of another version", "resource-gone", "lost-race"} {
		s.at(1, event.Event{Body: &event.InsightRaised{Insight: name, Text: name}})
	}
	var got []string
	for _, in := range s.state.Insights {
		got = append(got, in.Name)
	}
	if !s.state.Insights[0].Urgent() || s.state.Insights[1].Urgent() {
		t.Error("what is broken is not told from what is slow")
	}
	if want := "resource-gone lost-race dead-letters of another version"; strings.Join(got, " ") != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
