package sns_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"
	"github.com/aws/smithy-go"

	"inflight/aws/local/wire"
)

// What is said here was recorded from AWS. The shapes are those of the model of SNS
// in the SDKs (codegen/sdk-codegen/aws-models/sns.json).

// form answers a request of the query protocol.
func (w *world) form(fields ...string) string {
	w.t.Helper()
	values := url.Values{"Version": {"2010-03-31"}}
	for i := 0; i < len(fields); i += 2 {
		values.Set(fields[i], fields[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer := httptest.NewRecorder()
	w.service.ServeHTTP(answer, r)
	return answer.Body.String()
}

// saying checks the code and the words of an error.
func saying(t *testing.T, what string, err error, code, message string) {
	t.Helper()
	var api smithy.APIError
	if !errors.As(err, &api) || api.ErrorCode() != code || api.ErrorMessage() != message {
		t.Errorf("%s: the error is %v, not %s: %s", what, err, code, message)
	}
}

func TestAnErrorOfSNSHasNoDetail(t *testing.T) {
	w := newWorld(t)
	for _, answer := range []string{
		w.form("Action", "GetTopicAttributes", "TopicArn", "arn:aws:sns:us-east-1:000000000000:none"),
		w.form("Action", "Publish", "Message", "x"),
		w.form("Action", "Dance"),
		w.form(),
	} {
		if !strings.Contains(answer, "</Message></Error><RequestId>") {
			t.Errorf("it is %s", answer)
		}
	}
}

func TestEmptyListsOfSNSAreThere(t *testing.T) {
	w := newWorld(t)
	if answer := w.form("Action", "ListTopics"); !strings.Contains(answer, "<Topics></Topics>") {
		t.Errorf("topics: %s", answer)
	}
	topic := w.topic("thumbnails", nil)
	for what, answer := range map[string]string{
		"<Tags></Tags>":                   w.form("Action", "ListTagsForResource", "ResourceArn", topic),
		"<Subscriptions></Subscriptions>": w.form("Action", "ListSubscriptionsByTopic", "TopicArn", topic) + w.form("Action", "ListSubscriptions"),
		"<Failed></Failed>":               w.form("Action", "PublishBatch", "TopicArn", topic, "PublishBatchRequestEntries.member.1.Id", "a", "PublishBatchRequestEntries.member.1.Message", "x"),
		"<Successful></Successful>":       w.form("Action", "PublishBatch", "TopicArn", topic, "PublishBatchRequestEntries.member.1.Id", "a", "PublishBatchRequestEntries.member.1.Message", ""),
	} {
		if !strings.Contains(answer, what) {
			t.Errorf("%s is not in %s", what, answer)
		}
	}
}

// https://docs.aws.amazon.com/sns/latest/dg/fifo-topic-message-delivery.html
func TestWhatAFIFOTopicSendsIsNotSignedAndAStandardQueueHearsNoGroup(t *testing.T) {
	w := newWorld(t)
	topic := w.topic("orders.fifo", map[string]string{"FifoTopic": "true"})
	w.subscribe(topic, "sqs", queueARN, nil)
	w.subscribe(topic, "sqs", queueARN+".fifo", nil)
	w.subscribe(topic, "sqs", queueARN+"-raw", map[string]string{"RawMessageDelivery": "true"})
	_, err := w.client.Publish(t.Context(), &sdk.PublishInput{TopicArn: &topic, Message: new("x"), MessageGroupId: new("g"), MessageDeduplicationId: new("d")})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range w.queues.sent {
		fifo := strings.HasSuffix(d.QueueARN, ".fifo")
		if (d.GroupID == "g") != fifo || (d.DedupID == "d") != fifo {
			t.Errorf("%s got the group %q and the id %q", d.QueueARN, d.GroupID, d.DedupID)
		}
		if strings.Contains(d.Body, "Sign") || d.Body != "x" && !strings.Contains(d.Body, `"UnsubscribeURL"`) {
			t.Errorf("%s got %s", d.QueueARN, d.Body)
		}
	}
	standard := w.topic("thumbnails", nil)
	w.subscribe(standard, "sqs", queueARN, nil)
	w.queues.sent = nil
	if _, err := w.client.Publish(t.Context(), &sdk.PublishInput{TopicArn: &standard, Message: new("x"), MessageGroupId: new("fair")}); err != nil {
		t.Fatal(err)
	}
	if d := w.queues.sent[0]; d.GroupID != "fair" || !strings.Contains(d.Body, `"Signature"`) {
		t.Errorf("of a standard topic came %+v", d)
	}
}

// https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
func TestADeadLetterOfSNSIsTheMessageAndNothingMore(t *testing.T) {
	for raw, attributes := range map[string]int{"false": 0, "true": 1} {
		w := newWorld(t)
		topic := w.topic("thumbnails", nil)
		w.subscribe(topic, "sqs", queueARN, map[string]string{"RawMessageDelivery": raw, "RedrivePolicy": `{"deadLetterTargetArn":"` + queueARN + `-dead"}`})
		w.queues.errs = []error{wire.Errorf("AccessDenied", "no").WithStatus(http.StatusForbidden)}
		_, err := w.client.Publish(t.Context(), &sdk.PublishInput{TopicArn: &topic, Message: new("x"), MessageAttributes: map[string]types.MessageAttributeValue{"a": text("b")}})
		if err != nil {
			t.Fatal(err)
		}
		if d := w.queues.sent; len(d) != 1 || len(d[0].Attributes) != attributes || strings.Contains(d[0].Body, "Error") {
			t.Errorf("raw %s: delivered %+v", raw, d)
		}
	}
}

// https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
func TestABatchFailsWholeForWhatIsWrongWithItsForm(t *testing.T) {
	w := newWorld(t)
	standard, fifo := w.topic("thumbnails", nil), w.topic("orders.fifo", map[string]string{"FifoTopic": "true"})
	w.subscribe(standard, "sqs", queueARN, nil)
	w.subscribe(fifo, "sqs", queueARN+".fifo", nil)
	good := types.PublishBatchRequestEntry{Id: new("good"), Message: new("x"), MessageGroupId: new("g"), MessageDeduplicationId: new("d")}
	plain := types.PublishBatchRequestEntry{Id: new("good"), Message: new("x")}
	bad := func(change func(*types.PublishBatchRequestEntry)) types.PublishBatchRequestEntry {
		e := types.PublishBatchRequestEntry{Id: new("bad"), Message: new("x")}
		change(&e)
		return e
	}
	attribute := func(name string, value types.MessageAttributeValue) types.PublishBatchRequestEntry {
		return bad(func(e *types.PublishBatchRequestEntry) {
			e.MessageAttributes = map[string]types.MessageAttributeValue{name: value}
		})
	}
	for _, c := range []struct {
		topic         string
		entry         types.PublishBatchRequestEntry
		code, message string
	}{
		{fifo, bad(func(e *types.PublishBatchRequestEntry) { e.MessageDeduplicationId = new("e") }), "InvalidParameter", "Invalid parameter: The MessageGroupId parameter is required for FIFO topics"},
		{fifo, bad(func(e *types.PublishBatchRequestEntry) { e.MessageGroupId = new("g") }), "InvalidParameter", "Invalid parameter: The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly"},
		{standard, bad(func(e *types.PublishBatchRequestEntry) { e.MessageDeduplicationId = new("e") }), "InvalidParameter", "Invalid parameter: MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type"},
		{standard, bad(func(e *types.PublishBatchRequestEntry) {
			e.MessageStructure, e.Message = new("json"), new(`{"sqs":"x"}`)
		}), "InvalidParameter", "Invalid parameter: Message Structure - No default entry in JSON message body"},
		{standard, bad(func(e *types.PublishBatchRequestEntry) { e.MessageStructure, e.Message = new("json"), new(`{"sqs`) }), "InvalidParameter", "Invalid parameter: Message Structure - JSON message body failed to parse"},
		{standard, attribute("a", types.MessageAttributeValue{DataType: new("String")}), "ParameterValueInvalid", "The message attribute 'a' must contain non-empty message attribute value for message attribute type 'String'."},
		{standard, attribute("a", types.MessageAttributeValue{DataType: new("Number"), BinaryValue: []byte("1")}), "ParameterValueInvalid", "The message attribute 'a' with type 'Number' must use field 'String'."},
		{standard, attribute("a", types.MessageAttributeValue{DataType: new("Binary"), StringValue: new("1")}), "ParameterValueInvalid", "The message attribute 'a' with type 'Binary' must use field 'Binary'."},
		{standard, attribute("a^b", text("x")), "ParameterValueInvalid", "Invalid non-alphanumeric character '#x5E' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots."},
		{standard, attribute("é", text("x")), "ParameterValueInvalid", "Invalid non-alphanumeric character '#xE9' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots."},
		{standard, attribute("a.", text("x")), "ParameterValueInvalid", "Invalid message attribute name ending with character '.' was found."},
		{standard, attribute("a..b", text("x")), "ParameterValueInvalid", "Message attribute name can not have successive '.' character."},
		{standard, attribute(repeat(257), text("x")), "ParameterValueInvalid", "Length of message attribute name must be less than 256 bytes."},
	} {
		first := plain
		if c.topic == fifo {
			first = good
		}
		_, err := w.client.PublishBatch(t.Context(), &sdk.PublishBatchInput{TopicArn: &c.topic, PublishBatchRequestEntries: []types.PublishBatchRequestEntry{first, c.entry}})
		saying(t, "the batch", err, c.code, c.message)
	}
	for id, message := range map[string]string{
		"a.b":       "The Id of a batch entry in the batch request contains an impermissible character: a.b",
		repeat(81):  "The Id of a batch entry in the batch request is too long: " + repeat(81),
		"x y@#":     "The Id of a batch entry in the batch request contains an impermissible character: x y@#",
		repeat(100): "The Id of a batch entry in the batch request is too long: " + repeat(100),
	} {
		_, err := w.client.PublishBatch(t.Context(), &sdk.PublishBatchInput{TopicArn: &standard, PublishBatchRequestEntries: []types.PublishBatchRequestEntry{{Id: &id, Message: new("x")}}})
		saying(t, "an id", err, "InvalidBatchEntryId", message)
	}
	if len(w.queues.sent) != 0 {
		t.Errorf("delivered %v", w.queues.bodies())
	}
}

// https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
func TestATopicIsFoundAgainByAnyOfItsTags(t *testing.T) {
	w := newWorld(t)
	tagged := func(pairs ...string) (string, error) {
		in := &sdk.CreateTopicInput{Name: new("thumbnails")}
		for i := 0; i < len(pairs); i += 2 {
			in.Tags = append(in.Tags, types.Tag{Key: &pairs[i], Value: &pairs[i+1]})
		}
		out, err := w.client.CreateTopic(t.Context(), in)
		if err != nil {
			return "", err
		}
		return *out.TopicArn, nil
	}
	first, err := tagged("a", "1", "b", "2")
	if err != nil {
		t.Fatal(err)
	}
	for _, some := range [][]string{nil, {"a", "1"}, {"b", "2"}, {"b", "2", "a", "1"}} {
		if again, err := tagged(some...); err != nil || again != first {
			t.Errorf("with %v it is %s, %v", some, again, err)
		}
	}
	const differs = "Invalid parameter: Tags Reason: Topic already exists with different tags"
	for _, others := range [][]string{{"a", "2"}, {"a", "1", "c", "3"}, {"c", ""}} {
		_, err := tagged(others...)
		saying(t, strings.Join(others, " "), err, "InvalidParameter", differs)
	}
	_, err = tagged("a", "1", "a", "1")
	saying(t, "a key twice", err, "InvalidParameter", "Invalid parameter: Duplicated keys are not allowed.")
	_, err = w.client.TagResource(t.Context(), &sdk.TagResourceInput{ResourceArn: &first, Tags: []types.Tag{{Key: new("z"), Value: new("1")}, {Key: new("z"), Value: new("2")}}})
	saying(t, "a key twice, later", err, "InvalidParameter", "Invalid parameter: Duplicated keys are not allowed.")
}

func TestAStandardTopicSaysNothingOfFIFO(t *testing.T) {
	w := newWorld(t)
	for _, attributes := range []map[string]string{nil, {"FifoTopic": "false"}} {
		topic := w.topic("thumbnails", attributes)
		if got, is := topicAttributes(t, w, topic)["FifoTopic"]; is {
			t.Errorf("created with %v, FifoTopic is %q", attributes, got)
		}
	}
	for _, name := range []string{"photos", "photos-fifo"} {
		_, err := w.client.CreateTopic(t.Context(), &sdk.CreateTopicInput{Name: &name, Attributes: map[string]string{"FifoTopic": "true"}})
		saying(t, name, err, "InvalidParameter", "Invalid parameter: Topic Name")
	}
}

func TestRawMessageDeliveryIsReadInAnyCase(t *testing.T) {
	w := newWorld(t)
	topic := w.topic("thumbnails", nil)
	for i, value := range []string{"TRUE", "True", "tRUE"} {
		arn := w.subscribe(topic, "sqs", queueARN+strings.Repeat("x", i), map[string]string{"RawMessageDelivery": value})
		if got := subscriptionAttributes(t, w, arn)["RawMessageDelivery"]; got != "true" {
			t.Errorf("%s became %q", value, got)
		}
	}
	arn := w.subscribe(topic, "sqs", queueARN+"-set", nil)
	set := func(value string) error {
		_, err := w.client.SetSubscriptionAttributes(t.Context(), &sdk.SetSubscriptionAttributesInput{SubscriptionArn: &arn, AttributeName: new("RawMessageDelivery"), AttributeValue: &value})
		return err
	}
	if err := set("TrUe"); err != nil {
		t.Error(err)
	}
	for _, value := range []string{"yes", ""} {
		saying(t, value, set(value), "InvalidParameter", "Invalid parameter: RawMessageDelivery: Invalid value ["+value+"]. Must be true or false.")
	}
	w.publish(topic, "hello")
	for _, body := range w.queues.bodies() {
		if body != "hello" {
			t.Errorf("delivered %s", body)
		}
	}
	_, err := w.client.Subscribe(t.Context(), &sdk.SubscribeInput{TopicArn: &topic, Protocol: new("sqs"), Endpoint: new(queueARN + "y"), Attributes: map[string]string{"RawMessageDelivery": "wrong"}})
	saying(t, "at once", err, "InvalidParameter", "Invalid parameter: Attributes Reason: RawMessageDelivery: Invalid value [wrong]. Must be true or false.")
}

// subscriptionAttributes are the attributes of a subscription.
func subscriptionAttributes(t *testing.T, w *world, arn string) map[string]string {
	t.Helper()
	out, err := w.client.GetSubscriptionAttributes(t.Context(), &sdk.GetSubscriptionAttributesInput{SubscriptionArn: &arn})
	if err != nil {
		t.Fatal(err)
	}
	return out.Attributes
}

func TestAnARNIsToldFromWhatIsNone(t *testing.T) {
	w := newWorld(t)
	for arn, message := range map[string]string{
		"thumbnails":                               "TopicArn Reason: An ARN must have at least 6 elements, not 1",
		"arn:aws:sns:us-east-1:thumbnails":         "TopicArn Reason: An ARN must have at least 6 elements, not 5",
		"arn:aws:sqs:us-east-1:000000000000:thumb": "TopicArn",
	} {
		_, err := w.client.GetTopicAttributes(t.Context(), &sdk.GetTopicAttributesInput{TopicArn: &arn})
		saying(t, arn, err, "InvalidParameter", "Invalid parameter: "+message)
	}
	for arn, message := range map[string]string{
		"x":                                "SubscriptionArn Reason: An ARN must have at least 6 elements, not 1",
		"arn:aws:sns:us-east-1:thumbnails": "SubscriptionArn Reason: An ARN must have at least 6 elements, not 5",
		"arn:aws:sns:us-east-1:000000000000:thumbnails": "SubscriptionId",
	} {
		_, err := w.client.Unsubscribe(t.Context(), &sdk.UnsubscribeInput{SubscriptionArn: &arn})
		saying(t, arn, err, "InvalidParameter", "Invalid parameter: "+message)
	}
	for _, topic := range []string{"arn:aws:sns:us-east-1:000000000000:none", w.topic("thumbnails", nil)} {
		_, err := w.client.ConfirmSubscription(t.Context(), &sdk.ConfirmSubscriptionInput{TopicArn: &topic, Token: new(strings.Repeat("0", 64))})
		saying(t, topic, err, "InvalidParameter", "Invalid parameter: Token")
	}
}

func TestAFIFOSubscriptionHasAFIFODeadLetterQueue(t *testing.T) {
	w := newWorld(t)
	topic := w.topic("orders.fifo", map[string]string{"FifoTopic": "true"})
	policy := func(queue string) map[string]string {
		return map[string]string{"RedrivePolicy": `{"deadLetterTargetArn":"` + queue + `"}`}
	}
	const refused = "Invalid parameter: RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic."
	_, err := w.client.Subscribe(t.Context(), &sdk.SubscribeInput{TopicArn: &topic, Protocol: new("sqs"), Endpoint: new(queueARN + ".fifo"), Attributes: policy(queueARN)})
	saying(t, "at once", err, "InvalidParameter", refused)
	arn := w.subscribe(topic, "sqs", queueARN+".fifo", policy(queueARN+"-dead.fifo"))
	w.subscribe(topic, "sqs", queueARN, policy(queueARN+"-dead"))
	_, err = w.client.SetSubscriptionAttributes(t.Context(), &sdk.SetSubscriptionAttributesInput{SubscriptionArn: &arn, AttributeName: new("RedrivePolicy"), AttributeValue: new(`{"deadLetterTargetArn":"` + queueARN + `"}`)})
	saying(t, "later", err, "InvalidParameter", refused)
	if got := subscriptionAttributes(t, w, arn)["RedrivePolicy"]; !strings.Contains(got, "-dead.fifo") {
		t.Errorf("it is %s", got)
	}
}
