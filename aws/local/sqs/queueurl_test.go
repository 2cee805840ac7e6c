package sqs_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/sqs"

	"inflight/aws/local/sqs"
)

func get(s http.Handler, target string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
	return w
}

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-xml.html
func TestSQS03AQueuesURLTakesOnlyWhatIsAboutAQueue(t *testing.T) {
	s := start(t, sqs.Config{})
	post(t, s, "/", "CreateQueue", `{"QueueName":"q"}`)
	const q = "/000000000000/q"
	for target, want := range map[string]string{
		q + "?Action=CreateQueue&QueueName=other":   "The action CreateQueue is not valid for this endpoint.",
		q + "?Action=ListQueues&Version=2012-11-05": "The action ListQueues is not valid for this endpoint.",
		q + "?Action=EatQueue":                      "The action EatQueue is not valid for this endpoint.",
		"/000000000000/none?Action=ListQueues":      "The action ListQueues is not valid for this endpoint.",
		"/?Action=Dance":                            "The action Dance is not valid for this endpoint.",
	} {
		w := get(s, target)
		if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "<Type>Sender</Type><Code>InvalidAction</Code><Message>"+want+"</Message>") {
			t.Errorf("%s: %d %s", target, w.Code, w.Body)
		}
	}
	for _, target := range []string{q, q + "?", "/000000000000/none", q + "?Version=2012-11-05"} {
		if w := get(s, target); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "<UnknownOperationException") {
			t.Errorf("%s: %d %s", target, w.Code, w.Body)
		}
	}
	if w := get(s, q+"?Action=GetQueueUrl&QueueName=q"); !strings.Contains(w.Body.String(), "<QueueUrl>http://example.com/000000000000/q</QueueUrl>") {
		t.Errorf("GetQueueUrl: %s", w.Body)
	}
	if w := get(s, "/?Action=ListQueues"); !strings.Contains(w.Body.String(), "<QueueUrl>") {
		t.Errorf("ListQueues at the root: %s", w.Body)
	}
}

func TestSQS03ANameAloneIsAQueueOfTheAccount(t *testing.T) {
	inBubble(t, func(t *tester) {
		t.queue("practiceQ")
		t.queue("orders.fifo", "FifoQueue", "true")
		t.send(new("practiceQ"), "x")
		t.send(new("orders.fifo"), "y", inGroup("g", "1"))
		t.delete(new("practiceQ"), t.one(new("practiceQ")))
		t.wantCounts(new("orders.fifo"), "1 0 0")
		for _, none := range []string{"nobody", "practiceQ.fifo", " practiceQ"} {
			_, err := t.PurgeQueue(t.Context(), &sdk.PurgeQueueInput{QueueUrl: &none})
			t.refused(err, "AWS.SimpleQueueService.NonExistentQueue")
		}
	})
}

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
func TestSQS09BooleansAreReadInAnyCase(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q.fifo", "FifoQueue", "TRUE", "ContentBasedDeduplication", "True", "SqsManagedSseEnabled", "FALSE")
		a := t.attributes(q)
		if a["FifoQueue"] != "true" || a["ContentBasedDeduplication"] != "true" || a["SqsManagedSseEnabled"] != "false" {
			t.Errorf("attributes %v", a)
		}
		if again := t.queue("q.fifo", "FifoQueue", "true", "ContentBasedDeduplication", "tRuE"); *again != *q {
			t.Errorf("created again it is %s", *again)
		}
		t.send(q, "by its content", inGroup("g", ""))
		t.set(q, "ContentBasedDeduplication", "False")
		t.refused(t.trySend(q, "x", inGroup("g", "")), "InvalidParameterValue", "ContentBasedDeduplication")
		for _, bad := range []string{"yes", "1", ""} {
			_, err := t.SetQueueAttributes(t.Context(), &sdk.SetQueueAttributesInput{QueueUrl: q, Attributes: map[string]string{"ContentBasedDeduplication": bad}})
			t.refused(err, "InvalidAttributeValue")
		}
	})
}
