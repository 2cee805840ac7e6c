package sns_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/sns"

	"inflight/aws/local/sns"
)

// Line 38 of the list: subscriptions and their confirmation.

func TestAnEmailSubscriberGetsNothingBeforeTheLinkIsOpened(t *testing.T) {
	w := newWorld(t)
	topic := w.topic("thumbnails", nil)
	out, err := w.client.Subscribe(t.Context(), &sdk.SubscribeInput{
		TopicArn: &topic, Protocol: new("email"), Endpoint: new("ada@example.test"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if *out.SubscriptionArn != "pending confirmation" {
		t.Errorf("Subscribe answers %q", *out.SubscriptionArn)
	}
	if got := listedARNs(t, w, topic); len(got) != 1 || got[0] != "PendingConfirmation" {
		t.Errorf("the list shows %v", got)
	}
	mail := w.mails.last(t)
	if mail.To != "ada@example.test" || mail.Subject != "AWS Notification - Subscription Confirmation" {
		t.Errorf("the mail is %+v", mail)
	}
	w.publish(topic, "too early")
	if n := w.mails.count(); n != 1 {
		t.Errorf("%d mails, want the one that asks", n)
	}
	page := w.open(linkIn(t, mail.Text), "Accept", "text/html,*/*")
	if page.Code != http.StatusOK || !strings.Contains(page.Body.String(), "<h1>Subscription confirmed</h1>") {
		t.Fatalf("the page is %d: %s", page.Code, page.Body)
	}
	if got := listedARNs(t, w, topic); len(got) != 1 || !strings.HasPrefix(got[0], topic+":") {
		t.Errorf("confirmed, the list shows %v", got)
	}
	w.publish(topic, "in time")
	if last := w.mails.last(t); last.Subject != "AWS Notification Message" || !strings.HasPrefix(last.Text, "in time\n") {
		t.Errorf("the mail is %+v", last)
	}
}

func listedARNs(t *testing.T, w *world, topic string) []string {
	t.Helper()
	out, err := w.client.ListSubscriptionsByTopic(t.Context(), &sdk.ListSubscriptionsByTopicInput{TopicArn: &topic})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, s := range out.Subscriptions {
		all = append(all, *s.SubscriptionArn)
	}
	return all
}

// confirmed subscribes an email address and opens the link.
func (w *world) confirmed(topic, address string) string {
	w.t.Helper()
	arn := w.subscribe(topic, "email", address, nil)
	if page := w.open(linkIn(w.t, w.mails.last(w.t).Text), "Accept", "text/html"); page.Code != http.StatusOK {
		w.t.Fatalf("the link answers %d", page.Code)
	}
	return arn
}

func TestTheLinkAnswersEachCallerInItsOwnForm(t *testing.T) {
	w := newWorld(t)
	topic := w.topic("thumbnails", nil)
	w.subscribe(topic, "email", "ada@example.test", nil)
	link := linkIn(t, w.mails.last(t).Text)
	for agent, want := range map[string]string{
		"curl/8.5.0":         "Subscription confirmed\n\n",
		"Go-http-client/1.1": "<ConfirmSubscriptionResult><SubscriptionArn>" + topic,
	} {
		if answer := w.open(link, "User-Agent", agent, "Accept", "*/*"); !strings.Contains(answer.Body.String(), want) {
			t.Errorf("%s gets %s", agent, answer.Body)
		}
	}
	broken := w.open(link[:len(link)-40]+"0", "User-Agent", "curl/8.5.0")
	if broken.Code == http.StatusOK || !strings.Contains(broken.Body.String(), "does not work") {
		t.Errorf("half a link answers %d: %s", broken.Code, broken.Body)
	}
	evil := w.open("http://sns.test/?Action=Unsubscribe&SubscriptionArn=%1b%5b31m<script>", "Accept", "text/html")
	if strings.ContainsAny(evil.Body.String(), "\x1b") || strings.Contains(evil.Body.String(), "<script>") {
		t.Errorf("the page holds what was in the link: %s", evil.Body)
	}
}

func TestATokenConfirmsThroughTheAPIAndOnlyForTwoDays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		topic := w.topic("thumbnails", nil)
		arn := w.subscribe(topic, "email", "ada@example.test", nil)
		confirm := func(token string) error {
			out, err := w.client.ConfirmSubscription(t.Context(), &sdk.ConfirmSubscriptionInput{TopicArn: &topic, Token: &token})
			if err == nil && *out.SubscriptionArn != arn {
				t.Errorf("it confirmed %s", *out.SubscriptionArn)
			}
			return err
		}
		first := tokenIn(t, w.mails.last(t).Text)
		wantCode(t, "no token", confirm("x"), "InvalidParameter")
		time.Sleep(47 * time.Hour)
		w.subscribe(topic, "email", "ada@example.test", nil) // asks again, with a new token
		second := tokenIn(t, w.mails.last(t).Text)
		wantCode(t, "the token before", confirm(first), "InvalidParameter")
		time.Sleep(47 * time.Hour)
		wantCode(t, "in time", confirm(second), "")
		wantCode(t, "again", confirm(second), "")

		w.subscribe(topic, "email", "late@example.test", nil)
		time.Sleep(48 * time.Hour)
		wantCode(t, "too late", confirm(tokenIn(t, w.mails.last(t).Text)), "InvalidParameter")
		if got := listedARNs(t, w, topic); len(got) != 1 {
			t.Errorf("the list shows %v, want the confirmed one", got)
		}
	})
}

func tokenIn(t *testing.T, text string) string {
	t.Helper()
	_, rest, _ := strings.Cut(linkIn(t, text), "Token=")
	token, _, _ := strings.Cut(rest, "&")
	return token
}

func TestUnsubscribingByLinkEndsItAndOffersAWayBack(t *testing.T) {
	w := newWorld(t)
	topic := w.topic("thumbnails", nil)
	w.confirmed(topic, "ada@example.test")
	w.publish(topic, "one")
	page := w.open(linkIn(t, w.mails.last(t).Text), "Accept", "text/html")
	if !strings.Contains(page.Body.String(), "<h1>Unsubscribed</h1>") {
		t.Fatalf("the page is %s", page.Body)
	}
	last := w.mails.last(t)
	if last.Subject != "AWS Notification - Unsubscribe Confirmation" {
		t.Errorf("the last mail is %+v", last)
	}
	before := w.mails.count()
	w.publish(topic, "two")
	if w.mails.count() != before || len(listedARNs(t, w, topic)) != 0 {
		t.Error("the subscription goes on")
	}
	w.open(linkIn(t, last.Text), "Accept", "text/html")
	w.publish(topic, "three")
	if !strings.HasPrefix(w.mails.last(t).Text, "three\n") {
		t.Error("the way back does not work")
	}
}

func TestUnsubscribeThroughTheAPI(t *testing.T) {
	w := newWorld(t)
	topic := w.topic("thumbnails", nil)
	arn, pending := w.confirmed(topic, "ada@example.test"), w.subscribe(topic, "email", "bob@example.test", nil)
	for arn, code := range map[string]string{
		arn: "", topic + ":00000000-0000-4000-8000-000000000000": "", pending: "InvalidParameter", "x": "InvalidParameter",
	} {
		_, err := w.client.Unsubscribe(t.Context(), &sdk.UnsubscribeInput{SubscriptionArn: &arn})
		wantCode(t, arn, err, code)
	}
	if got := topicAttributes(t, w, topic); got["SubscriptionsDeleted"] != "1" || got["SubscriptionsPending"] != "1" ||
		got["SubscriptionsConfirmed"] != "0" {
		t.Errorf("the counts are %v", got)
	}
}

func TestOneMayAskThatUnsubscribingNeedsASignature(t *testing.T) {
	w := newWorld(t)
	topic := w.topic("thumbnails", nil)
	arn := w.subscribe(topic, "email", "ada@example.test", nil)
	_, err := w.client.ConfirmSubscription(t.Context(), &sdk.ConfirmSubscriptionInput{
		TopicArn: &topic, Token: new(tokenIn(t, w.mails.last(t).Text)), AuthenticateOnUnsubscribe: new("true"),
	})
	if err != nil {
		t.Fatal(err)
	}
	w.publish(topic, "one")
	if page := w.open(linkIn(t, w.mails.last(t).Text), "Accept", "text/html"); page.Code != http.StatusForbidden {
		t.Errorf("the link answers %d", page.Code)
	}
	_, err = w.client.Unsubscribe(t.Context(), &sdk.UnsubscribeInput{SubscriptionArn: &arn})
	wantCode(t, "with a signature", err, "")
}

func TestAQueueIsSubscribedAtOnce(t *testing.T) {
	w := newWorld(t)
	topic := w.topic("thumbnails", nil)
	first := w.subscribe(topic, "sqs", queueARN, map[string]string{"RawMessageDelivery": "true"})
	if again := w.subscribe(topic, "sqs", queueARN, nil); again != first {
		t.Errorf("subscribed again it is %s", again)
	}
	_, err := w.client.Subscribe(t.Context(), &sdk.SubscribeInput{
		TopicArn: &topic, Protocol: new("sqs"), Endpoint: new(queueARN), Attributes: map[string]string{"RawMessageDelivery": "false"},
	})
	wantCode(t, "with another attribute", err, "InvalidParameter")
}

func TestEndpointsAreChecked(t *testing.T) {
	w := newWorld(t)
	topic := w.topic("thumbnails", nil)
	for _, c := range []struct{ protocol, endpoint string }{
		{"email", "ada"},
		{"email", "ada@example.test\r\nBcc: bob@example.test"},
		{"email", "Ada <ada@example.test>"},
		{"sqs", "practiceQ"},
		{"sqs", queueARN + ".fifo"},
		{"http", "https://example.test/"},
		{"https", "https:///"},
		{"sms", "+15550100"},
		{"lambda", "arn:aws:lambda:us-east-1:000000000000:function:x"},
		{"pigeon", "x"},
	} {
		_, err := w.client.Subscribe(t.Context(), &sdk.SubscribeInput{TopicArn: &topic, Protocol: &c.protocol, Endpoint: &c.endpoint})
		wantCode(t, c.protocol+" "+c.endpoint, err, "InvalidParameter")
	}
	_, err := w.client.Subscribe(t.Context(), &sdk.SubscribeInput{TopicArn: new(topic + "2"), Protocol: new("sqs"), Endpoint: new(queueARN)})
	wantCode(t, "no topic", err, "NotFound")
}

func TestSubscriptionAttributes(t *testing.T) {
	w := newWorld(t)
	topic := w.topic("thumbnails", nil)
	queue, mail := w.subscribe(topic, "sqs", queueARN, nil), w.confirmed(topic, "ada@example.test")
	for _, c := range []struct{ arn, name, value, code string }{
		{queue, "RawMessageDelivery", "true", ""},
		{queue, "RawMessageDelivery", "yes", "InvalidParameter"},
		{mail, "RawMessageDelivery", "true", "InvalidParameter"},
		{queue, "FilterPolicy", `{"a":{"b":["c"]}}`, "InvalidParameter"}, // nested needs the other scope
		{queue, "FilterPolicyScope", "MessageBody", ""},
		{queue, "FilterPolicy", `{"a":{"b":["c"]}}`, ""},
		{queue, "FilterPolicyScope", "MessageAttributes", "InvalidParameter"}, // the policy is nested
		{queue, "FilterPolicyScope", "Everything", "InvalidParameter"},
		{queue, "RedrivePolicy", `{"deadLetterTargetArn":"` + queueARN + `"}`, ""},
		{queue, "RedrivePolicy", `{"deadLetterTargetArn":"x"}`, "InvalidParameter"},
		{queue, "DeliveryPolicy", `{}`, "InvalidParameter"},
		{queue, "Colour", "red", "InvalidParameter"},
		{topic + ":x", "RawMessageDelivery", "true", "NotFound"},
	} {
		_, err := w.client.SetSubscriptionAttributes(t.Context(), &sdk.SetSubscriptionAttributesInput{
			SubscriptionArn: &c.arn, AttributeName: &c.name, AttributeValue: &c.value,
		})
		wantCode(t, c.name+" "+c.value, err, c.code)
	}
	out, err := w.client.GetSubscriptionAttributes(t.Context(), &sdk.GetSubscriptionAttributesInput{SubscriptionArn: &queue})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"TopicArn": topic, "Protocol": "sqs", "Endpoint": queueARN, "RawMessageDelivery": "true", "PendingConfirmation": "false",
		"FilterPolicy": `{"a":{"b":["c"]}}`, "FilterPolicyScope": "MessageBody", "ConfirmationWasAuthenticated": "true",
	} {
		if got := out.Attributes[name]; got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestWithoutMailEmailCannotBeSubscribed(t *testing.T) {
	w := newWorld(t, func(c *sns.Config) { c.Mail = nil })
	topic := w.topic("thumbnails", nil)
	_, err := w.client.Subscribe(t.Context(), &sdk.SubscribeInput{
		TopicArn: &topic, Protocol: new("email"), Endpoint: new("ada@example.test"),
	})
	wantCode(t, "email", err, "InvalidParameter")
}
