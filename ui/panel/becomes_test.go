package panel_test

import (
	"strings"
	"testing"
	"time"

	"inflight/pipeline"
	"inflight/pipeline/event"
	"inflight/ui/panel"
)

func TestWhatBecomesOfAMessageIsSaidBeforehand(t *testing.T) {
	object := event.ObjectCreated(event.ImageRef{Bucket: "b", Key: "dir/storm.jpg"}, "0", "r")
	for want, c := range map[string]struct {
		setup event.Setup
		m     pipeline.NewMessage
		times int
	}{
		"Visible at once. No worker can do anything with it (the message is not an S3 event: it is not JSON): each receive fails at once, and after 3 receives it is a dead letter.": {event.Setup{MaxReceives: 3}, pipeline.NewMessage{Body: "hello"}, 1},
		"it comes back again and again": {event.Setup{}, pipeline.NewMessage{Body: "hello"}, 1},
		"Delayed for 5.0 s, then visible, 3 times. A worker makes the thumbnail of dir/storm.jpg, or finds it made.": {event.Setup{}, pipeline.NewMessage{Body: object, Delay: 5 * time.Second}, 3},
		"Delayed for 2.0 s, then visible":                                  {event.Setup{Delay: 2}, pipeline.NewMessage{Body: object}, 1},
		"Delayed for 9.0 s, then visible":                                  {event.Setup{Delay: 2}, pipeline.NewMessage{Body: object, Delay: 9 * time.Second}, 1},
		"A worker deletes it, for there is nothing to do: S3's test event": {event.Setup{}, pipeline.NewMessage{Body: `{"Event":"s3:TestEvent","Bucket":"b"}`}, 1},
	} {
		if got := panel.WhatBecomesOf(&c.setup, &c.m, c.times); !strings.Contains(got, want) {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
}

func TestWhatBecomesOfAFileIsSaidBeforehand(t *testing.T) {
	for want, c := range map[string]struct {
		most int
		f    pipeline.FileToUpload
	}{
		"a worker makes its thumbnail": {3, pipeline.FileToUpload{IsImage: true}},
		"the worker fails to make a thumbnail of it, and after 3 receives the message is a dead letter.": {3, pipeline.FileToUpload{}},
		"the worker fails to make a thumbnail of it. An object":                                          {0, pipeline.FileToUpload{}},
	} {
		if got := panel.WhatBecomesOfFile(&event.Setup{MaxReceives: c.most}, &c.f); !strings.Contains(got, want) {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
}

func TestTheLinesOfWhatIsSentSayItAll(t *testing.T) {
	setup := &event.Setup{Region: "eu-west-1", QueueURL: "https://q/1", SourceBucket: "b", Account: "1"}
	for want, got := range map[string]string{
		`aws sqs send-message --queue-url https://q/1 --message-body 'it'\''s' --region eu-west-1`: panel.SendCommand(setup, &pipeline.NewMessage{Body: "it's"}, "", 1),
		`aws sqs send-message --queue-url https://q/1 --message-body=-x --delay-seconds 5 --message-attributes '{"by":{"DataType":"String","StringValue":"me"}}' --region eu-west-1`: panel.SendCommand(setup, &pipeline.NewMessage{
			Body: "-x", Delay: 5 * time.Second, Attributes: []pipeline.Attribute{{Name: "by", Type: "String", Value: "me"}},
		}, "", 1),
		`for i in $(seq 3); do aws sqs send-message --queue-url https://q/1 --message-body 'file:///a b' --region eu-west-1; done`:                                       panel.SendCommand(setup, &pipeline.NewMessage{Body: "read"}, "/a b", 3),
		`aws sqs send-message --queue-url https://q/1 --message-body x --message-group-id g --region eu-west-1 --message-deduplication-id "by-hand-$(date +%s)-${i:-1}"`: panel.SendCommand(setup, &pipeline.NewMessage{Body: "x", Group: "g"}, "", 1),
		`aws s3api put-object --bucket b --key 'a b.png' --content-type image/png --region eu-west-1 --body '/x/a b.png'`:                                                panel.UploadCommand(setup, &pipeline.FileToUpload{Path: "/x/a b.png", Key: "a b.png", ContentType: "image/png"}),
	} {
		if got != want {
			t.Errorf("the line is\n%s, want\n%s", got, want)
		}
	}
	for _, body := range []string{"file:///etc/passwd", "fileb://x", "http://x", "https://x"} {
		if got := panel.SendCommand(setup, &pipeline.NewMessage{Body: body}, "", 1); got != "" {
			t.Errorf("the AWS CLI would read it: %s", got)
		}
	}
}
