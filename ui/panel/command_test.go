package panel_test

import (
	"strings"
	"testing"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/panel"
)

func TestTheCommandLineDoesWhatTheCallDid(t *testing.T) {
	local := event.Setup{Embedded: true, Endpoint: "http://127.0.0.1:4566", Region: "us-east-1"}
	account := event.Setup{Account: "123456789012", Region: "eu-west-1"}
	for _, tt := range []struct {
		service, operation, request string
		setup                       event.Setup
		want                        string
	}{
		{
			"sqs", "ReceiveMessage", `{"QueueUrl":"http://q/1","MaxNumberOfMessages":1,"VisibilityTimeout":0,"WaitTimeSeconds":20,"AttributeNames":["All"]}`, local,
			`aws sqs receive-message --queue-url http://q/1 --max-number-of-messages 1 --wait-time-seconds 20 --attribute-names '["All"]' --endpoint-url http://127.0.0.1:4566 --region us-east-1`,
		},
		{
			"sqs", "ChangeMessageVisibility", `{"QueueUrl":"q","VisibilityTimeout":0,"ReceiptHandle":"h"}`, account,
			`aws sqs change-message-visibility --queue-url q --visibility-timeout 0 --receipt-handle h --region eu-west-1`,
		},
		{"sqs", "SendMessage", `{"MessageBody":"it's\nhere"}`, account, "aws sqs send-message --message-body 'it'\\''s\nhere' --region eu-west-1"},
		{"s3", "ListObjectsV2", `{"Bucket":"b"}`, account, "aws s3api list-objects-v2 --bucket b --region eu-west-1"},
		{"s3", "GetObject", `{"Bucket":"b","Key":"k"}`, account, "aws s3api get-object --bucket b --key k --region eu-west-1 FILE"},
		{"sns", "Publish", `{"Message":"(hidden)"}`, account, ""},
		{"sqs", "SendMessage", `{"MessageBody":"cut`, account, ""},
		{"sqs", "SendMessage", "", account, ""},
		{"sqs", "GetQueueUrl", `{"QueueName":"q"}`, event.Setup{}, ""}, // of which AWS?
	} {
		got := panel.CommandLine(&state.Call{Service: tt.service, Operation: tt.operation, Request: tt.request}, &tt.setup)
		if got != tt.want {
			t.Errorf("%s is\n%s, want\n%s", tt.operation, got, tt.want)
		}
	}
}

func TestWhatWasCutIsSaidToBe(t *testing.T) {
	if got := panel.Indented(`{"a":1}`); got != "{\n  \"a\": 1\n}" {
		t.Errorf("whole: %q", got)
	}
	if got := panel.Indented(`{"a":"x`); !strings.HasSuffix(got, "(cut here: no more of it is kept)") {
		t.Errorf("cut: %q", got)
	}
}
