package sqs_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/sqs"

	"inflight/aws/local/sqs"
)

// The number in a test's name is the line of the list of what the embedded AWS
// must do as AWS does.

func TestSQS01AMessageIsSentReceivedAndDeleted(t *testing.T) {
	t.Run("in process", func(t *testing.T) {
		inBubble(t, sendReceiveDelete)
	})
	t.Run("over loopback", func(t *testing.T) {
		s := start(t, sqs.Config{})
		server := httptest.NewServer(s)
		defer server.Close()
		sendReceiveDelete(&tester{t, clientTo(server.URL, server.Client()), s})
	})
}

func sendReceiveDelete(t *tester) {
	q := t.queue("practiceQ")
	sent := t.send(q, "a thumbnail, please")
	m := t.one(q)
	if *m.Body != "a thumbnail, please" || *m.MessageId != *sent.MessageId {
		t.Errorf("received %q (%s), sent with id %s", *m.Body, *m.MessageId, *sent.MessageId)
	}
	t.none(q)
	t.wantCounts(q, "0 1 0")
	t.delete(q, m)
	t.wantCounts(q, "0 0 0")
}

// post sends a raw request and gives the status, the header and the body.
func post(t *testing.T, s http.Handler, path, target, body string) (*http.Response, string) {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "http://queues.test:4566"+path, strings.NewReader(body))
	if target != "" {
		r.Header.Set("X-Amz-Target", "AmazonSQS."+target)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	answer := w.Result()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	if answer.Header.Get("X-Amzn-Requestid") == "" {
		t.Errorf("the answer to %s%s has no request id", target, body)
	}
	return answer, string(b)
}

func TestSQS01AnErrorHasItsNewCodeInTheBodyAndItsOldOneInTheHeader(t *testing.T) {
	s := start(t, sqs.Config{})
	answer, body := post(t, s, "/", "GetQueueUrl", `{"QueueName":"none"}`)
	if answer.StatusCode != http.StatusBadRequest || !strings.Contains(body, `"__type":"com.amazonaws.sqs#QueueDoesNotExist"`) {
		t.Errorf("status %d, body %s", answer.StatusCode, body)
	}
	if got, want := answer.Header.Get("X-Amzn-Query-Error"), "AWS.SimpleQueueService.NonExistentQueue;Sender"; got != want {
		t.Errorf("x-amzn-query-error is %q, want %q", got, want)
	}
	_, body = post(t, s, "/", "", "Action=GetQueueUrl&QueueName=none")
	if !strings.Contains(body, "<Type>Sender</Type><Code>AWS.SimpleQueueService.NonExistentQueue</Code>") {
		t.Errorf("body %s", body)
	}
}

func TestSQS01EmptyListsAreAbsent(t *testing.T) {
	s := start(t, sqs.Config{})
	post(t, s, "/", "CreateQueue", `{"QueueName":"q"}`)
	for target, body := range map[string]string{
		"ReceiveMessage": `{"QueueUrl":"/000000000000/q"}`, "ListQueues": `{"QueueNamePrefix":"x"}`, "ListQueueTags": `{"QueueUrl":"/000000000000/q"}`,
	} {
		if _, got := post(t, s, "/", target, body); got != "{}" {
			t.Errorf("%s answers %s, want {}", target, got)
		}
	}
}

func TestSQS01TheQueryProtocolDoesEverything(t *testing.T) {
	s := start(t, sqs.Config{})
	for _, step := range []struct{ fields, want string }{
		{"Action=CreateQueue&QueueName=q&Attribute.1.Name=VisibilityTimeout&Attribute.1.Value=7&Tag.1.Key=k&Tag.1.Value=v", "<QueueUrl>http://queues.test:4566/000000000000/q</QueueUrl>"},
		{"Action=GetQueueAttributes&AttributeName.1=VisibilityTimeout", "<Attribute><Name>VisibilityTimeout</Name><Value>7</Value></Attribute>"},
		{"Action=ListQueueTags", "<Tag><Key>k</Key><Value>v</Value></Tag>"},
		{"Action=UntagQueue&TagKey.1=k", "<UntagQueueResponse"},
		{"Action=SendMessage&MessageBody=%3Chi%3E&MessageAttribute.1.Name=n&MessageAttribute.1.Value.DataType=String&MessageAttribute.1.Value.StringValue=x" +
			"&MessageSystemAttribute.1.Name=AWSTraceHeader&MessageSystemAttribute.1.Value.DataType=String&MessageSystemAttribute.1.Value.StringValue=Root", "<MD5OfMessageSystemAttributes>"},
		{"Action=ReceiveMessage&AttributeName.1=All&MessageAttributeName.1=All&VisibilityTimeout=0", "<Body>&lt;hi&gt;</Body><Attribute><Name>AWSTraceHeader</Name><Value>Root</Value>"},
		{"Action=SendMessageBatch&SendMessageBatchRequestEntry.1.Id=a&SendMessageBatchRequestEntry.1.MessageBody=x&SendMessageBatchRequestEntry.2.Id=b", "<BatchResultErrorEntry><Id>b</Id><SenderFault>true</SenderFault><Code>MissingParameter</Code>"},
		{"Action=DeleteMessageBatch&DeleteMessageBatchRequestEntry.1.Id=a&DeleteMessageBatchRequestEntry.1.ReceiptHandle=x", "<Code>ReceiptHandleIsInvalid</Code>"},
		{"Action=ChangeMessageVisibilityBatch&ChangeMessageVisibilityBatchRequestEntry.1.Id=a&ChangeMessageVisibilityBatchRequestEntry.1.ReceiptHandle=x&ChangeMessageVisibilityBatchRequestEntry.1.VisibilityTimeout=3", "<Code>ReceiptHandleIsInvalid</Code>"},
		{"Action=AddPermission&Label=l&AWSAccountId.1=111122223333&ActionName.1=SendMessage", "<AddPermissionResponse"},
		{"Action=RemovePermission&Label=l", "<RemovePermissionResponse"},
		{"Action=ReceiveMessage&MaxNumberOfMessages=eleven", "<Code>MalformedInput</Code>"},
		{"Action=ReceiveMessage&MaxNumberOfMessages=11", "<Code>InvalidParameterValue</Code>"},
		{"Action=PurgeQueue", "<PurgeQueueResponse"},
		{"Action=PurgeQueue", "<Code>AWS.SimpleQueueService.PurgeQueueInProgress</Code>"},
		{"Action=DeleteQueue", "<DeleteQueueResponse"},
		{"Action=CreateQueue&QueueName=q", "<Code>AWS.SimpleQueueService.QueueDeletedRecently</Code>"},
	} {
		path := "/000000000000/q"
		if strings.HasPrefix(step.fields, "Action=CreateQueue") { // which is not about a queue that is there
			path = "/"
		}
		if _, body := post(t, s, path, "", step.fields); !strings.Contains(body, step.want) {
			t.Errorf("%s\nanswers %s\nwant %s", step.fields, body, step.want)
		}
	}
}

func TestSQS03ARequestToTheQueuesURLNeedsNoQueueUrl(t *testing.T) {
	s := start(t, sqs.Config{})
	post(t, s, "/", "CreateQueue", `{"QueueName":"q"}`)
	if _, body := post(t, s, "/000000000000/q", "SendMessage", `{"MessageBody":"x"}`); !strings.Contains(body, "MessageId") {
		t.Errorf("JSON: %s", body)
	}
	r := httptest.NewRequest(http.MethodGet, "/000000000000/q?"+url.Values{"Action": {"ReceiveMessage"}}.Encode(), nil)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if !strings.Contains(w.Body.String(), "<Body>x</Body>") {
		t.Errorf("query: %s", w.Body)
	}
	if answer, body := post(t, s, "/", "SendMessage", `{"MessageBody":"x"}`); answer.StatusCode != http.StatusBadRequest || !strings.Contains(body, "#MissingRequiredParameterException") {
		t.Errorf("no queue at all: %d %s", answer.StatusCode, body)
	}
}

func TestSQS03AQueueIsKnownByAnyHostButOnlyByItsAccount(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q")
		if *q != "http://sqs.test/000000000000/q" || t.arn(q) != "arn:aws:sqs:us-east-1:000000000000:q" {
			t.Errorf("URL %s, ARN %s", *q, t.arn(q))
		}
		t.send(new("https://queue.amazonaws.com/000000000000/q"), "x")
		_, err := t.SendMessage(t.Context(), &sdk.SendMessageInput{QueueUrl: new("http://sqs.test/111111111111/q"), MessageBody: new("x")})
		t.refused(err, "AWS.SimpleQueueService.NonExistentQueue")
	})
}

func TestSQS04BadRequestsGetAnErrorOfAWSAndNeverA500(t *testing.T) {
	s := start(t, sqs.Config{})
	post(t, s, "/", "CreateQueue", `{"QueueName":"q"}`)
	const q = "/000000000000/q"
	for _, c := range []struct{ target, body, want string }{
		{"Dance", "{}", "UnknownOperationException"},
		{"SendMessage", "{", "SerializationException"},
		{"SendMessage", `{"MessageBody":5}`, "SerializationException"},
		{"SendMessage", `{"MessageBody":"x","DelaySeconds":"5"}`, "SerializationException"},
		{"SendMessage", `{"MessageBody":"x","MessageAttributes":[]}`, "SerializationException"},
		{"SendMessage", `{"MessageBody":null}`, "MissingRequiredParameterException"},
		{"SendMessage", `{}`, "MissingRequiredParameterException"},
		{"SendMessageBatch", `{"Entries":{}}`, "SerializationException"},
		{"SendMessageBatch", `{"Entries":null}`, "EmptyBatchRequest"},
		{"SendMessageBatch", `{"Entries":[` + strings.Repeat("{},", 100_000) + `{}]}`, "TooManyEntriesInBatchRequest"},
		{"ReceiveMessage", `{"MaxNumberOfMessages":-1}`, "#InvalidParameterValueException"},
		{"ReceiveMessage", `{"WaitTimeSeconds":21}`, "InvalidParameterValue"},
		{"ReceiveMessage", `{"VisibilityTimeout":99999}`, "InvalidParameterValue"},
		{"ReceiveMessage", `{"MaxNumberOfMessages":1e3}`, "SerializationException"},
		{"DeleteMessage", `{}`, "MissingRequiredParameterException"},
		{"ChangeMessageVisibility", `{"ReceiptHandle":"x"}`, "MissingRequiredParameterException"},
		{"CreateQueue", `{}`, "MissingRequiredParameterException"},
		{"CreateQueue", `{"QueueName":["q"]}`, "SerializationException"},
		{"SetQueueAttributes", `{}`, "MissingRequiredParameterException"},
		{"TagQueue", `{}`, "MissingRequiredParameterException"},
		{"StartMessageMoveTask", `{}`, "MissingRequiredParameterException"},
		{"CancelMessageMoveTask", `{}`, "MissingRequiredParameterException"},
		{"AddPermission", `{}`, "MissingRequiredParameterException"},
		{"", "Action=Dance", "InvalidAction"},
		{"", "Nothing=1", "MissingAction"},
		{"", "Action=%", "MalformedInput"},
		{"SendMessage", `{"MessageBody":"` + strings.Repeat("x", 9<<20) + `"}`, "RequestEntityTooLarge"},
	} {
		answer, body := post(t, s, q, c.target, c.body)
		if answer.StatusCode < 400 || answer.StatusCode >= 500 || !strings.Contains(body, c.want) {
			t.Errorf("%s %.60s: status %d, %s; want %s", c.target, c.body, answer.StatusCode, body, c.want)
		}
	}
}
