package aws_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// presigned is a link that may be used by whoever has it.
const presigned = "https://b.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=ASIAQQQQSECRET111111&X-Amz-Security-Token=SECRET2&X-Amz-Signature=SECRET3"

// inJSON is a text as a JSON string of a JSON string.
func inJSON(t *testing.T, s string) string {
	t.Helper()
	one, err := json.Marshal(map[string]string{"url": s, "SecretAccessKey": "SECRET4", "authorization": "Bearer SECRET5"})
	if err != nil {
		t.Fatal(err)
	}
	two, err := json.Marshal(map[string]string{"default": string(one)})
	if err != nil {
		t.Fatal(err)
	}
	return string(two)
}

func TestNothingSecretOfACallIsKept(t *testing.T) {
	var told calls
	c := against(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		body, _ := json.Marshal(map[string]any{"Messages": []map[string]any{{"MessageId": "m", "Body": inJSON(t, presigned)}}})
		_, _ = w.Write(body)
	}, told.add)
	ctx := t.Context()
	_, _ = c.SNS.Publish(ctx, &sns.PublishInput{TopicArn: new("arn:topic"), Message: new(inJSON(t, presigned)), Subject: new("see " + presigned)})
	_, _ = c.SNS.ConfirmSubscription(ctx, &sns.ConfirmSubscriptionInput{TopicArn: new("arn:topic"), Token: new("SECRET6")})
	_, _ = c.SQS.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: new("http://aws.test/q"), MessageBody: new(presigned), MessageAttributes: map[string]sqstypes.MessageAttributeValue{
		"Authorization": {DataType: new("String"), StringValue: new("SECRET7")},
	}})
	_, _ = c.SQS.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: new("http://aws.test/q"), WaitTimeSeconds: 20})
	_, _ = c.S3.GetObject(ctx, &s3.GetObjectInput{Bucket: new("b"), Key: new("k"), SSECustomerKey: new("SECRET8")})
	_, _ = c.S3.PutObject(ctx, &s3.PutObjectInput{Bucket: new("b"), Key: new("k"), Body: strings.NewReader("SECRET9")})
	if len(told) != 6 {
		t.Fatalf("%d calls were told", len(told))
	}
	for _, call := range told {
		for _, text := range []string{call.Request, call.Answer, call.Detail} {
			for _, secret := range []string{"SECRET", "X-Amz-Signature", "ASIA"} {
				if strings.Contains(strings.ReplaceAll(text, "SecretAccessKey", ""), secret) {
					t.Errorf("%s %s keeps %s: %s", call.Service, call.Operation, secret, text)
				}
			}
		}
		if call.Request == "" {
			t.Errorf("of %s %s nothing is kept", call.Service, call.Operation)
		}
	}
	if got := told[3].Request; got != `{"QueueUrl":"http://aws.test/q","VisibilityTimeout":0,"WaitTimeSeconds":20}` {
		t.Errorf("the receive is kept as %s", got)
	}
	if !strings.Contains(told[3].Answer, `"MessageId":"m"`) {
		t.Errorf("its answer is kept as %s", told[3].Answer)
	}
}

func TestARequestIsCutTo4KB(t *testing.T) {
	var told calls
	c := against(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{}`) }, told.add)
	_, _ = c.SQS.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: new("http://aws.test/q"), MessageBody: new(strings.Repeat("ü", 200_000))})
	if got := told.one(t).Request; len(got) > 4096 || len(got) < 4090 || !strings.Contains(got, "ü") {
		t.Errorf("%d bytes are kept", len(got))
	}
}
