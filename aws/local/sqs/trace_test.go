package sqs_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"inflight/aws/local/sqs"
)

const (
	requestTrace = "Root=1-5e8a2f1b-0123456789abcdef01234567;Parent=53995c3f42cd8ad8;Sampled=1"
	messageTrace = "Root=1-67891233-abcdef012345678912345678"
)

// traced sends a request that is part of a trace.
func traced(s http.Handler, path, target, body string) {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	if target != "" {
		r.Header.Set("X-Amz-Target", "AmazonSQS."+target)
	}
	r.Header.Set("X-Amzn-Trace-Id", requestTrace)
	s.ServeHTTP(httptest.NewRecorder(), r)
}

// https://docs.aws.amazon.com/xray/latest/devguide/xray-services-sqs.html
func TestSQS19TheTraceOfARequestIsThatOfItsMessages(t *testing.T) {
	const q = "/000000000000/q"
	own := `"MessageSystemAttributes":{"AWSTraceHeader":{"DataType":"String","StringValue":"` + messageTrace + `"}}`
	for name, c := range map[string]struct{ target, body, want string }{
		"a message":               {"SendMessage", `{"MessageBody":"x"}`, requestTrace},
		"a form":                  {"", "Action=SendMessage&MessageBody=x", requestTrace},
		"an entry of a batch":     {"SendMessageBatch", `{"Entries":[{"Id":"a","MessageBody":"x"}]}`, requestTrace},
		"with a trace of its own": {"SendMessage", `{"MessageBody":"x",` + own + `}`, messageTrace},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, sqs.Config{})
			post(t, s, "/", "CreateQueue", `{"QueueName":"q"}`)
			traced(s, q, c.target, c.body)
			if _, got := post(t, s, q, "ReceiveMessage", `{"AttributeNames":["AWSTraceHeader"]}`); !strings.Contains(got, `"AWSTraceHeader":"`+c.want+`"`) {
				t.Errorf("received %s", got)
			}
		})
	}
	t.Run("without one", func(t *testing.T) {
		s := start(t, sqs.Config{})
		post(t, s, "/", "CreateQueue", `{"QueueName":"q"}`)
		post(t, s, q, "SendMessage", `{"MessageBody":"x"}`)
		if _, got := post(t, s, q, "ReceiveMessage", `{"AttributeNames":["All"]}`); strings.Contains(got, "AWSTraceHeader") {
			t.Errorf("received %s", got)
		}
	})
}

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
func TestSQS19AStarIsEveryMessageAttributeAndNamesHaveLettersOfAnyScript(t *testing.T) {
	s := start(t, sqs.Config{})
	const q = "/000000000000/q"
	post(t, s, "/", "CreateQueue", `{"QueueName":"q"}`)
	for _, bad := range []string{"a§b", "a b", "a!", "a→b", "a..ß"} {
		if _, got := post(t, s, q, "SendMessage", `{"MessageBody":"x","MessageAttributes":{"`+bad+`":{"DataType":"String","StringValue":"v"}}}`); !strings.Contains(got, "#InvalidParameterValueException") {
			t.Errorf("%s: %s", bad, got)
		}
	}
	post(t, s, q, "SendMessage", `{"MessageBody":"x","MessageAttributes":{"Größe.1":{"DataType":"String","StringValue":"v"},"имя":{"DataType":"String","StringValue":"w"},"plain":{"DataType":"String","StringValue":"u"}}}`)
	for filter, want := range map[string]int{`["*"]`: 3, `["All"]`: 3, `[".*"]`: 3, `["имя"]`: 1, `["Größe.*","*"]`: 3, `["**"]`: 0, `[]`: 0} {
		_, got := post(t, s, q, "ReceiveMessage", `{"VisibilityTimeout":0,"MessageAttributeNames":`+filter+`}`)
		if n := strings.Count(got, `"StringValue"`); n != want {
			t.Errorf("%s gives %d attributes, want %d: %s", filter, n, want, got)
		}
	}
}
