package panel

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"inflight/pipeline"
	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

// The lines of the AWS CLI for what a person is about to do by hand.

// command is the line for a request that has not been made.
func command(setup *event.Setup, service, operation string, request any) string {
	text, err := json.Marshal(request)
	if err != nil {
		return ""
	}
	return CommandLine(&state.Call{Service: service, Operation: operation, Request: string(text)}, setup)
}

// ReceiveCommand is the line that receives one message, for which it waits so many
// seconds.
func ReceiveCommand(setup *event.Setup, wait int) string {
	return command(setup, "sqs", "ReceiveMessage", struct {
		Queue                                 string `json:"QueueUrl"`
		VisibilityTimeout, WaitTimeSeconds    int
		AttributeNames, MessageAttributeNames []string
	}{setup.QueueURL, int(setup.HandTimeout().Seconds()), wait, []string{"All"}, []string{"All"}})
}

// VisibilityCommand is the line that makes the message of a receive visible after d.
func VisibilityCommand(setup *event.Setup, receipt string, d time.Duration) string {
	return command(setup, "sqs", "ChangeMessageVisibility", struct {
		Queue             string `json:"QueueUrl"`
		ReceiptHandle     string
		VisibilityTimeout int
	}{setup.QueueURL, receipt, int(d.Seconds())})
}

// DeleteCommand is the line that deletes the message of a receive.
func DeleteCommand(setup *event.Setup, receipt string) string {
	return command(setup, "sqs", "DeleteMessage", struct {
		Queue         string `json:"QueueUrl"`
		ReceiptHandle string
	}{setup.QueueURL, receipt})
}

// sendRequest is SendMessage's, in the order of its line.
type sendRequest struct {
	Queue             string               `json:"QueueUrl"`
	MessageBody       string               // or file:// and a path, which the AWS CLI reads
	DelaySeconds      int                  `json:",omitempty"`
	MessageAttributes map[string]attribute `json:",omitempty"`
	MessageGroupID    string               `json:"MessageGroupId,omitempty"`
}

type attribute struct{ DataType, StringValue string }

// SendCommand is the line that sends a message so many times. A body that was read from
// a file is the file's path. It is empty where no line does that: what begins as the
// name of a file the AWS CLI takes for one.
func SendCommand(setup *event.Setup, m *pipeline.NewMessage, file string, times int) string {
	r := sendRequest{Queue: setup.QueueURL, MessageBody: m.Body, DelaySeconds: int(m.Delay.Seconds()), MessageGroupID: m.Group}
	for _, scheme := range []string{"file://", "fileb://", "http://", "https://"} {
		if file == "" && strings.HasPrefix(m.Body, scheme) {
			return ""
		}
	}
	if file != "" {
		r.MessageBody = "file://" + file
	}
	for _, a := range m.Attributes {
		if r.MessageAttributes == nil {
			r.MessageAttributes = map[string]attribute{}
		}
		r.MessageAttributes[a.Name] = attribute{a.Type, a.Value}
	}
	line := command(setup, "sqs", "SendMessage", r)
	if line != "" && m.Group != "" { // each is a message of its own
		line += ` --message-deduplication-id "by-hand-$(date +%s)-${i:-1}"`
	}
	if line != "" && times > 1 {
		line = fmt.Sprintf("for i in $(seq %d); do %s; done", times, line)
	}
	return line
}

// UploadCommand is the line that uploads a file.
func UploadCommand(setup *event.Setup, f *pipeline.FileToUpload) string {
	line := command(setup, "s3", "PutObject", struct{ Bucket, Key, ContentType string }{setup.SourceBucket, f.Key, f.ContentType})
	rest, ok := strings.CutSuffix(line, "FILE")
	if !ok {
		return ""
	}
	if strings.HasPrefix(f.Path, "-") {
		return rest + "./" + quoted(f.Path)
	}
	return rest + quoted(f.Path)
}
