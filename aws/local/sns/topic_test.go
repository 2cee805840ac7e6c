package sns_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"
)

// Lines 2 and 38 of the list: the query protocol, topics and their attributes.

func TestCreateTopicTwiceGivesTheSameTopicUnlessItDiffers(t *testing.T) {
	w := newWorld(t)
	attributes := map[string]string{"DisplayName": "Thumbnails"}
	first := w.topic("thumbnails", attributes)
	if want := "arn:aws:sns:us-east-1:000000000000:thumbnails"; first != want {
		t.Errorf("the ARN is %s, want %s", first, want)
	}
	if again := w.topic("thumbnails", attributes); again != first {
		t.Errorf("created again it is %s", again)
	}
	if again := w.topic("thumbnails", nil); again != first {
		t.Errorf("created again without attributes it is %s", again)
	}
	_, err := w.client.CreateTopic(t.Context(), &sdk.CreateTopicInput{
		Name: new("thumbnails"), Attributes: map[string]string{"DisplayName": "Other"},
	})
	wantCode(t, "with another attribute", err, "InvalidParameter")
	_, err = w.client.CreateTopic(t.Context(), &sdk.CreateTopicInput{
		Name: new("thumbnails"), Tags: []types.Tag{{Key: new("a"), Value: new("b")}},
	})
	wantCode(t, "with a tag", err, "InvalidParameter")
}

func TestTopicNamesAreChecked(t *testing.T) {
	w := newWorld(t)
	for name, code := range map[string]string{
		repeat(256): "", repeat(257): "InvalidParameter", "a b": "InvalidParameter", "a.fifo": "InvalidParameter", ".fifo": "InvalidParameter",
	} {
		_, err := w.client.CreateTopic(t.Context(), &sdk.CreateTopicInput{Name: &name})
		wantCode(t, fmt.Sprintf("a name of %d characters, %.10s", len(name), name), err, code)
	}
}

func TestListTopicsHasPages(t *testing.T) {
	w := newWorld(t)
	for i := range 250 {
		w.topic(fmt.Sprintf("t%03d", i), nil)
	}
	pages, seen := 0, map[string]bool{}
	for p := sdk.NewListTopicsPaginator(w.client, nil); p.HasMorePages(); pages++ {
		out, err := p.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, topic := range out.Topics {
			seen[*topic.TopicArn] = true
		}
	}
	if pages != 3 || len(seen) != 250 {
		t.Errorf("%d topics on %d pages, want 250 on 3", len(seen), pages)
	}
	_, err := w.client.ListTopics(t.Context(), &sdk.ListTopicsInput{NextToken: new("!")})
	wantCode(t, "a token that was never given", err, "InvalidParameter")
}

func TestADeletedTopicIsGoneWithItsSubscriptions(t *testing.T) {
	w := newWorld(t)
	arn := w.topic("thumbnails", nil)
	w.subscribe(arn, "sqs", queueARN, nil)
	for range 2 { // twice is no error
		if _, err := w.client.DeleteTopic(t.Context(), &sdk.DeleteTopicInput{TopicArn: &arn}); err != nil {
			t.Fatal(err)
		}
	}
	_, err := w.client.GetTopicAttributes(t.Context(), &sdk.GetTopicAttributesInput{TopicArn: &arn})
	wantCode(t, "its attributes", err, "NotFound")
	_, err = w.client.Publish(t.Context(), &sdk.PublishInput{TopicArn: &arn, Message: new("x")})
	wantCode(t, "publishing to it", err, "NotFound")
	out, err := w.client.ListSubscriptions(t.Context(), nil)
	if err != nil || len(out.Subscriptions) != 0 {
		t.Errorf("%d subscriptions are left (%v)", len(out.Subscriptions), err)
	}
}

func TestTopicAttributesAreSetCheckedAndCleared(t *testing.T) {
	w := newWorld(t)
	arn := w.topic("thumbnails", nil)
	const allow = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},` +
		`"Action":"sns:Publish","Resource":"arn:aws:sns:us-east-1:000000000000:thumbnails"}]}`
	for _, c := range []struct{ name, value, code string }{
		{"DisplayName", "Thumbnails", ""},
		{"DisplayName", repeat(101), "InvalidParameter"},
		{"DisplayName", "a\r\nBcc: b@example.test", "InvalidParameter"},
		{"Policy", allow, ""},
		{"Policy", `{"Statement":`, "InvalidParameter"},
		{"SignatureVersion", "2", ""},
		{"SignatureVersion", "3", "InvalidParameter"},
		{"FifoTopic", "true", "InvalidParameter"},
		{"ContentBasedDeduplication", "true", "InvalidParameter"},
		{"DeliveryPolicy", `{"http":{"defaultHealthyRetryPolicy":{"numRetries":5}}}`, ""},
		{"DeliveryPolicy", `{"http":{"defaultHealthyRetryPolicy":{"numRetries":101}}}`, "InvalidParameter"},
		{"DeliveryPolicy", `{"https":{}}`, "InvalidParameter"},
		{"SQSSuccessFeedbackRoleArn", "arn:aws:iam::000000000000:role/x", "InvalidParameter"},
		{"Colour", "red", "InvalidParameter"},
	} {
		_, err := w.client.SetTopicAttributes(t.Context(), &sdk.SetTopicAttributesInput{
			TopicArn: &arn, AttributeName: &c.name, AttributeValue: &c.value,
		})
		wantCode(t, c.name+" "+fmt.Sprintf("%.40s", c.value), err, c.code)
	}
	got := topicAttributes(t, w, arn)
	if got["DisplayName"] != "Thumbnails" || got["Policy"] != allow || got["SignatureVersion"] != "2" ||
		got["Owner"] != "000000000000" || !strings.Contains(got["EffectiveDeliveryPolicy"], `"numRetries":5`) {
		t.Errorf("the attributes are %v", got)
	}
	if _, err := w.client.SetTopicAttributes(t.Context(), &sdk.SetTopicAttributesInput{TopicArn: &arn, AttributeName: new("Policy")}); err != nil {
		t.Fatal(err)
	}
	if p := topicAttributes(t, w, arn)["Policy"]; !strings.Contains(p, "__default_policy_ID") {
		t.Errorf("cleared, the policy is %s, want the default", p)
	}
}

func topicAttributes(t *testing.T, w *world, arn string) map[string]string {
	t.Helper()
	out, err := w.client.GetTopicAttributes(t.Context(), &sdk.GetTopicAttributesInput{TopicArn: &arn})
	if err != nil {
		t.Fatal(err)
	}
	return out.Attributes
}

func TestTagsOfATopic(t *testing.T) {
	w := newWorld(t)
	arn := w.topic("thumbnails", nil)
	tags := func() map[string]string {
		out, err := w.client.ListTagsForResource(t.Context(), &sdk.ListTagsForResourceInput{ResourceArn: &arn})
		if err != nil {
			t.Fatal(err)
		}
		m := map[string]string{}
		for _, tag := range out.Tags {
			m[*tag.Key] = *tag.Value
		}
		return m
	}
	_, err := w.client.TagResource(t.Context(), &sdk.TagResourceInput{
		ResourceArn: &arn, Tags: []types.Tag{{Key: new("a"), Value: new("1")}, {Key: new("b"), Value: new("2")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.client.UntagResource(t.Context(), &sdk.UntagResourceInput{ResourceArn: &arn, TagKeys: []string{"a"}}); err != nil {
		t.Fatal(err)
	}
	if got := tags(); !maps.Equal(got, map[string]string{"b": "2"}) {
		t.Errorf("the tags are %v", got)
	}
	_, err = w.client.TagResource(t.Context(), &sdk.TagResourceInput{
		ResourceArn: &arn, Tags: []types.Tag{{Key: new("aws:x"), Value: new("1")}},
	})
	wantCode(t, "a reserved tag", err, "InvalidParameter")
	_, err = w.client.ListTagsForResource(t.Context(), &sdk.ListTagsForResourceInput{ResourceArn: new(arn + "2")})
	wantCode(t, "tags of no topic", err, "ResourceNotFound")
}

func TestPermissionsAreStatementsOfThePolicy(t *testing.T) {
	w := newWorld(t)
	arn := w.topic("thumbnails", nil)
	add := func(label, action string) error {
		_, err := w.client.AddPermission(t.Context(), &sdk.AddPermissionInput{
			TopicArn: &arn, Label: &label, AWSAccountId: []string{"111111111111"}, ActionName: []string{action},
		})
		return err
	}
	wantCode(t, "added", add("friends", "Publish"), "")
	wantCode(t, "added again", add("friends", "Publish"), "InvalidParameter")
	wantCode(t, "an action there is not", add("others", "Fly"), "InvalidParameter")
	if p := topicAttributes(t, w, arn)["Policy"]; !strings.Contains(p, `"friends"`) || !strings.Contains(p, "111111111111") {
		t.Errorf("the policy is %s", p)
	}
	remove := func() error {
		_, err := w.client.RemovePermission(t.Context(), &sdk.RemovePermissionInput{TopicArn: &arn, Label: new("friends")})
		return err
	}
	wantCode(t, "removed", remove(), "")
	wantCode(t, "removed again", remove(), "NotFound")
	if p := topicAttributes(t, w, arn)["Policy"]; strings.Contains(p, "friends") {
		t.Errorf("the policy is still %s", p)
	}
	_, err := w.client.RemovePermission(t.Context(), &sdk.RemovePermissionInput{TopicArn: &arn, Label: new("__default_statement_ID")})
	wantCode(t, "the last statement removed", err, "")
}

func TestAnUnknownActionIsAnErrorThatNamesIt(t *testing.T) {
	w := newWorld(t)
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader("Action=CreatePlatformApplication"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer := httptest.NewRecorder()
	w.service.ServeHTTP(answer, r)
	if answer.Code != http.StatusBadRequest || !strings.Contains(answer.Body.String(), "CreatePlatformApplication") {
		t.Errorf("answered %d: %s", answer.Code, answer.Body)
	}
}
