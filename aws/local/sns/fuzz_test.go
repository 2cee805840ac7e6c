package sns_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"inflight/aws/local/sns"
)

// Line 4 of the list: whatever is asked, the answer is AWS's, never a 500.

func FuzzEveryFormIsAnswered(f *testing.F) {
	const topic = "arn%3Aaws%3Asns%3Aus-east-1%3A000000000000%3At"
	for _, form := range []string{
		"Action=CreateTopic&Name=t&Attributes.entry.1.key=DeliveryPolicy&Attributes.entry.1.value=%7B%7D",
		"Action=Subscribe&TopicArn=" + topic + "&Protocol=sqs&Endpoint=arn:aws:sqs:us-east-1:000000000000:q&Attributes.entry.1.key=FilterPolicy&Attributes.entry.1.value={}",
		"Action=Publish&TopicArn=" + topic + "&Message=x&MessageAttributes.entry.1.Name=a&MessageAttributes.entry.1.Value.DataType=String&MessageAttributes.entry.1.Value.StringValue=b",
		"Action=PublishBatch&TopicArn=" + topic + "&PublishBatchRequestEntries.member.1.Id=a&PublishBatchRequestEntries.member.1.Message=x",
		"Action=SetTopicAttributes&TopicArn=" + topic + "&AttributeName=Policy&AttributeValue={}",
		"Action=SetSubscriptionAttributes&SubscriptionArn=" + topic + "%3Ax&AttributeName=RedrivePolicy&AttributeValue=null",
		"Action=AddPermission&TopicArn=" + topic + "&Label=a&AWSAccountId.member.1=1&ActionName.member.1=Publish",
		"Action=Unsubscribe&SubscriptionArn=:", "Action=ConfirmSubscription&TopicArn=" + topic + "&Token=", "Action=ListTopics&NextToken=_w==",
		"Action=TagResource&ResourceArn=" + topic + "&Tags.member.1.Key=a", "Action=ListSubscriptionsByTopic&TopicArn=arn", "Action=Fly", "%",
	} {
		f.Add(form, "")
		f.Add("", form)
	}
	f.Fuzz(func(t *testing.T, query, body string) {
		service, err := sns.New(sns.Config{Queues: new(queues), Mail: new(mails), HTTP: &http.Client{Transport: new(endpoint)}})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = service.Close() }()
		for _, form := range []string{"Action=CreateTopic&Name=t", body} {
			r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(form))
			if form == body {
				r.URL.RawQuery = query
			}
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			answer := httptest.NewRecorder()
			service.ServeHTTP(answer, r)
			if answer.Code >= http.StatusInternalServerError || answer.Header().Get("X-Amzn-Requestid") == "" {
				t.Errorf("%q and %q are answered with %d: %s", query, body, answer.Code, answer.Body)
			}
		}
	})
}
