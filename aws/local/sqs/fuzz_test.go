package sqs_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"inflight/aws/local/sqs"
)

// newFuzzed is a service with a queue, without timers that wait for long.
func newFuzzed(t testing.TB) *sqs.Service {
	s, err := sqs.New(sqs.Config{Report: func(err error) { t.Error(err) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	for _, body := range []string{`{"QueueName":"q"}`, `{"QueueName":"q.fifo","Attributes":{"FifoQueue":"true"}}`} {
		call(s, "CreateQueue", body)
	}
	return s
}

func call(s *sqs.Service, target, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/000000000000/q", strings.NewReader(body))
	if target != "" {
		r.Header.Set("X-Amz-Target", "AmazonSQS."+target)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func FuzzJSONRequests(f *testing.F) {
	for _, seed := range []struct{ target, body string }{
		{"SendMessage", `{"MessageBody":"x","DelaySeconds":3,"MessageAttributes":{"a":{"DataType":"Number","StringValue":"1"}}}`},
		{"SendMessageBatch", `{"Entries":[{"Id":"a","MessageBody":"x"},{"Id":"b"}]}`},
		{"ReceiveMessage", `{"MaxNumberOfMessages":10,"AttributeNames":["All"],"MessageAttributeNames":["a.*"]}`},
		{"DeleteMessageBatch", `{"Entries":[{"Id":"a","ReceiptHandle":"AAAA"}]}`},
		{"ChangeMessageVisibility", `{"ReceiptHandle":"x","VisibilityTimeout":3}`},
		{"SetQueueAttributes", `{"Attributes":{"RedrivePolicy":"{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:000000000000:q\",\"maxReceiveCount\":1}"}}`},
		{"SetQueueAttributes", `{"Attributes":{"RedriveAllowPolicy":"{\"redrivePermission\":\"denyAll\"}","Policy":"{}"}}`},
		{"CreateQueue", `{"QueueName":"other","Attributes":{"DelaySeconds":"1"},"tags":{"a":"b"}}`},
		{"AddPermission", `{"Label":"l","AWSAccountIds":["111122223333"],"Actions":["SendMessage"]}`},
		{"StartMessageMoveTask", `{"SourceArn":"arn:aws:sqs:us-east-1:000000000000:q"}`},
		{"ListQueues", `{"MaxResults":1,"NextToken":"YQ=="}`},
	} {
		f.Add(seed.target, seed.body)
	}
	s := newFuzzed(f)
	f.Fuzz(func(t *testing.T, target, body string) {
		if strings.Contains(body, "Wait") { // a fuzzed call must not wait
			return
		}
		w := call(s, target, body)
		if w.Code >= 500 {
			t.Errorf("%s %q: %d %s", target, body, w.Code, w.Body)
		}
		if target != "" && !json.Valid(w.Body.Bytes()) {
			t.Errorf("%s %q: the answer is not JSON: %s", target, body, w.Body)
		}
	})
}

func FuzzQueryRequests(f *testing.F) {
	for _, seed := range []string{
		"Action=SendMessage&MessageBody=x&MessageAttribute.1.Name=a&MessageAttribute.1.Value.DataType=Binary&MessageAttribute.1.Value.BinaryValue=aGk%3D",
		"Action=ReceiveMessage&AttributeName.1=All&MaxNumberOfMessages=2",
		"Action=SendMessageBatch&SendMessageBatchRequestEntry.1.Id=a&SendMessageBatchRequestEntry.1.MessageBody=x",
		"Action=CreateQueue&QueueName=z&Attribute.1.Name=DelaySeconds&Attribute.1.Value=1",
	} {
		f.Add(seed)
	}
	s := newFuzzed(f)
	f.Fuzz(func(t *testing.T, body string) {
		if strings.Contains(body, "Wait") || strings.Contains(body, "%") {
			return
		}
		if w := call(s, "", body); w.Code >= 500 {
			t.Errorf("%q: %d %s", body, w.Code, w.Body)
		}
	})
}
