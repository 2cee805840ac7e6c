package aws_test

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	eventtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"inflight/aws"
)

// somebodyElse makes resources with the names of a stack, as a person would who
// has never heard of this program, each in settings of their own.
var somebodyElse = map[string]func(*testing.T, *aws.Clients, aws.Stack){
	"queue": func(t *testing.T, c *aws.Clients, s aws.Stack) { theirQueue(t, c, s.Queue) },
	"dead-letter queue": func(t *testing.T, c *aws.Clients, s aws.Stack) {
		theirQueue(t, c, s.DeadLetterQueue)
	},
	"rule": func(t *testing.T, c *aws.Clients, s aws.Stack) {
		_, err := c.Events.PutRule(t.Context(), &eventbridge.PutRuleInput{Name: &s.Rule, EventPattern: new(`{"source":["theirs"]}`)})
		requireOK(t, err)
		theirQueue(t, c, "their-target")
		_, err = c.Events.PutTargets(t.Context(), &eventbridge.PutTargetsInput{Rule: &s.Rule, Targets: []eventtypes.Target{{
			Id: new("theirs"), Arn: new("arn:aws:sqs:us-east-1:" + c.Account + ":their-target"),
		}}})
		requireOK(t, err)
	},
	"topic": func(t *testing.T, c *aws.Clients, s aws.Stack) {
		_, err := c.SNS.CreateTopic(t.Context(), &sns.CreateTopicInput{Name: &s.Topic, Attributes: map[string]string{"DisplayName": "theirs"}})
		requireOK(t, err)
	},
	"source bucket":    func(t *testing.T, c *aws.Clients, s aws.Stack) { theirBucket(t, c, s.SourceBucket) },
	"thumbnail bucket": func(t *testing.T, c *aws.Clients, s aws.Stack) { theirBucket(t, c, s.ThumbnailBucket) },
}

func theirQueue(t *testing.T, c *aws.Clients, name string) {
	t.Helper()
	out, err := c.SQS.CreateQueue(t.Context(), &sqs.CreateQueueInput{
		QueueName: &name, Attributes: map[string]string{"VisibilityTimeout": "77", "DelaySeconds": "3"}, Tags: map[string]string{"team": "theirs"},
	})
	requireOK(t, err)
	_, err = c.SQS.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: out.QueueUrl, MessageBody: new("theirs")})
	requireOK(t, err)
}

func theirBucket(t *testing.T, c *aws.Clients, name string) {
	t.Helper()
	_, err := c.S3.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: &name})
	requireOK(t, err)
	put(t, c, name, "theirs.txt", "years of work")
	_, err = c.S3.PutBucketLifecycleConfiguration(t.Context(), &s3.PutBucketLifecycleConfigurationInput{
		Bucket: &name, LifecycleConfiguration: &s3types.BucketLifecycleConfiguration{Rules: []s3types.LifecycleRule{{
			ID: new("theirs"), Status: s3types.ExpirationStatusEnabled, Filter: &s3types.LifecycleRuleFilter{Prefix: new("tmp/")},
			Expiration: &s3types.LifecycleExpiration{Days: new(int32(365))},
		}}},
	})
	requireOK(t, err)
}

func requireOK(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// everything is all that an account says of what is in it, as text.
func everything(t *testing.T, c *aws.Clients) string {
	t.Helper()
	ctx := t.Context()
	var b strings.Builder
	say := func(what string, v any, err error) {
		text := fmt.Sprint(err)
		if err == nil {
			raw, jsonErr := json.Marshal(v)
			requireOK(t, jsonErr)
			text = string(raw)
		} else if at := strings.Index(text, "api error"); at >= 0 { // the rest has the request's id
			text = text[at:]
		}
		fmt.Fprintf(&b, "%s: %s\n", what, text)
	}
	queues, err := c.SQS.ListQueues(ctx, &sqs.ListQueuesInput{})
	requireOK(t, err)
	slices.Sort(queues.QueueUrls)
	for _, url := range queues.QueueUrls {
		attributes, err := c.SQS.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
			QueueUrl: &url, AttributeNames: []sqstypes.QueueAttributeName{sqstypes.QueueAttributeNameAll},
		})
		requireOK(t, err)
		delete(attributes.Attributes, "ApproximateNumberOfMessages") // theirs are delayed first, and visible then
		delete(attributes.Attributes, "ApproximateNumberOfMessagesDelayed")
		say("queue "+url, attributes.Attributes, nil)
		tags, err := c.SQS.ListQueueTags(ctx, &sqs.ListQueueTagsInput{QueueUrl: &url})
		requireOK(t, err)
		say("tags of "+url, tags.Tags, nil)
	}
	rules, err := c.Events.ListRules(ctx, &eventbridge.ListRulesInput{})
	requireOK(t, err)
	for _, r := range rules.Rules {
		say("rule "+*r.Name, r, nil)
		targets, err := c.Events.ListTargetsByRule(ctx, &eventbridge.ListTargetsByRuleInput{Rule: r.Name})
		requireOK(t, err)
		say("targets", targets.Targets, nil)
		tags, err := c.Events.ListTagsForResource(ctx, &eventbridge.ListTagsForResourceInput{ResourceARN: r.Arn})
		requireOK(t, err)
		say("tags", tags.Tags, nil)
	}
	topics, err := c.SNS.ListTopics(ctx, &sns.ListTopicsInput{})
	requireOK(t, err)
	for _, topic := range topics.Topics {
		attributes, err := c.SNS.GetTopicAttributes(ctx, &sns.GetTopicAttributesInput{TopicArn: topic.TopicArn})
		requireOK(t, err)
		say("topic "+*topic.TopicArn, attributes.Attributes, nil)
		tags, err := c.SNS.ListTagsForResource(ctx, &sns.ListTagsForResourceInput{ResourceArn: topic.TopicArn})
		requireOK(t, err)
		say("tags", tags.Tags, nil)
		subscriptions, err := c.SNS.ListSubscriptionsByTopic(ctx, &sns.ListSubscriptionsByTopicInput{TopicArn: topic.TopicArn})
		requireOK(t, err)
		say("subscriptions", subscriptions.Subscriptions, nil)
	}
	buckets, err := c.S3.ListBuckets(ctx, &s3.ListBucketsInput{})
	requireOK(t, err)
	for _, bucket := range buckets.Buckets {
		name := bucket.Name
		fmt.Fprintf(&b, "bucket %s\n", *name)
		lifecycle, err := c.S3.GetBucketLifecycleConfiguration(ctx, &s3.GetBucketLifecycleConfigurationInput{Bucket: name})
		if err == nil {
			say("lifecycle", lifecycle.Rules, nil)
		} else {
			say("lifecycle", nil, err)
		}
		block, err := c.S3.GetPublicAccessBlock(ctx, &s3.GetPublicAccessBlockInput{Bucket: name})
		if err == nil {
			say("block", block.PublicAccessBlockConfiguration, nil)
		} else {
			say("block", nil, err)
		}
		tags, err := c.S3.GetBucketTagging(ctx, &s3.GetBucketTaggingInput{Bucket: name})
		if err == nil {
			say("tags", tags.TagSet, nil)
		} else {
			say("tags", nil, err)
		}
		notification, err := c.S3.GetBucketNotificationConfiguration(ctx, &s3.GetBucketNotificationConfigurationInput{Bucket: name})
		requireOK(t, err)
		say("notification", notification.EventBridgeConfiguration, nil)
		objects, err := c.S3.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: name})
		requireOK(t, err)
		for _, o := range objects.Contents {
			object, err := c.S3.GetObject(ctx, &s3.GetObjectInput{Bucket: name, Key: o.Key})
			requireOK(t, err)
			body, err := io.ReadAll(object.Body)
			requireOK(t, err)
			requireOK(t, object.Body.Close())
			fmt.Fprintf(&b, "object %s %s %s: %s\n", *o.Key, *o.ETag, o.LastModified, body)
		}
	}
	return b.String()
}

// same fails if an account is not as it was.
func same(t *testing.T, when, before, after string) {
	t.Helper()
	if before == after {
		return
	}
	a, b := strings.Split(before, "\n"), strings.Split(after, "\n")
	for _, line := range a {
		if !slices.Contains(b, line) {
			t.Errorf("%s: gone: %s", when, line)
		}
	}
	for _, line := range b {
		if !slices.Contains(a, line) {
			t.Errorf("%s: new: %s", when, line)
		}
	}
}

func TestWhatOthersHaveUnderTheNamesOfTheStackStaysAsItIs(t *testing.T) {
	everyAWS(t, func(t *testing.T, p place) {
		s := aws.DefaultStack()
		for _, theirs := range somebodyElse {
			theirs(t, p.Clients, s)
		}
		before := everything(t, p.Clients)

		for _, rules := range []aws.Rules{{}, {Change: true}} {
			_, err := s.CreateBy(t.Context(), p.Clients, rules, nil)
			if err == nil || !strings.Contains(err.Error(), "not this stack's") || !strings.Contains(err.Error(), "nothing was created or changed") {
				t.Errorf("%+v: %v", rules, err)
			}
			same(t, fmt.Sprintf("created by %+v", rules), before, everything(t, p.Clients))
		}
		requireOK(t, s.Delete(t.Context(), p.Clients, nil))
		same(t, "deleted", before, everything(t, p.Clients))
	})
}

func TestEachThingOfOthersIsUsedAsItIsOrRefused(t *testing.T) {
	usable := []string{"dead-letter queue", "topic", "thumbnail bucket"}
	for name, theirs := range somebodyElse {
		t.Run(name, func(t *testing.T) {
			everyAWS(t, func(t *testing.T, p place) {
				s := aws.DefaultStack()
				theirs(t, p.Clients, s)
				before := everything(t, p.Clients)
				var told steps
				r, err := s.Create(t.Context(), p.Clients, told.add)
				if slices.Contains(usable, name) {
					requireOK(t, err)
					if foreign := told.with(aws.Foreign); len(foreign) == 0 || !strings.Contains(foreign[0], "used as it is") {
						t.Errorf("it is not told that it is used as it is: %q", foreign)
					}
					if r.DeadLetterForeign != (name == "dead-letter queue") {
						t.Errorf("the dead-letter queue is foreign: %t", r.DeadLetterForeign)
					}
				} else if err == nil || !strings.Contains(err.Error(), "not this stack's") {
					t.Errorf("%v", err)
				}
				requireOK(t, s.Delete(t.Context(), p.Clients, nil))
				same(t, "created and deleted", before, everything(t, p.Clients))
			})
		})
	}
}

func TestASuffixTakesNothingFromAnother(t *testing.T) {
	everyAWS(t, func(t *testing.T, p place) {
		alice, bob := aws.DefaultStack(), aws.DefaultStack()
		alice.BucketSuffix, bob.BucketSuffix = "alice", "bob"
		p.create(t, alice)
		before := everything(t, p.Clients)
		_, err := bob.Create(t.Context(), p.Clients, nil)
		if err == nil || !strings.Contains(err.Error(), `belongs to the stack "default/alice"`) || !strings.Contains(err.Error(), "--stack NAME") {
			t.Errorf("bob's up: %v", err)
		}
		requireOK(t, bob.Delete(t.Context(), p.Clients, nil))
		same(t, "bob was there", before, everything(t, p.Clients))

		bob.Name = "bob"
		p.create(t, bob)
		requireOK(t, bob.Delete(t.Context(), p.Clients, nil))
		same(t, "bob was there under a name", before, everything(t, p.Clients))
	})
}

func TestAdoptingTakesInWhatWasMadeBeforeTags(t *testing.T) {
	everyAWS(t, func(t *testing.T, p place) {
		s := aws.DefaultStack()
		s.Bus = "images"
		p.create(t, s)
		untag(t, p.Clients, s)
		before := everything(t, p.Clients)
		requireOK(t, s.Delete(t.Context(), p.Clients, nil))
		same(t, "deleted", before, everything(t, p.Clients))

		if !slices.Contains(p.forgets, "EventBridge notification") { // else their bucket is none that reports its objects
			_, err := s.Create(t.Context(), p.Clients, nil)
			requireOK(t, err)
			same(t, "created", before, everything(t, p.Clients))
		}
		var told steps
		_, err := s.CreateBy(t.Context(), p.Clients, aws.Rules{Change: true, Adopt: true}, told.add)
		requireOK(t, err)
		if n := len(told.with(aws.Adopted)); n != 8 { // two queues, two rules, a bus, a topic, two buckets
			t.Errorf("%d adopted: %v", n, told)
		}
		requireOK(t, s.Delete(t.Context(), p.Clients, nil))
		p.check(t, s).only(t, aws.Missing)
	})
}

// untag makes a stack what one was before there were tags.
func untag(t *testing.T, c *aws.Clients, s aws.Stack) {
	t.Helper()
	ctx, keys := t.Context(), []string{aws.StackTag, aws.CreatedTag}
	for _, name := range []string{s.Queue, s.DeadLetterQueue} {
		out, err := c.SQS.GetQueueUrl(ctx, &sqs.GetQueueUrlInput{QueueName: &name})
		requireOK(t, err)
		_, err = c.SQS.UntagQueue(ctx, &sqs.UntagQueueInput{QueueUrl: out.QueueUrl, TagKeys: keys})
		requireOK(t, err)
	}
	events := "arn:aws:events:us-east-1:" + c.Account + ":"
	arns := []string{events + "event-bus/" + s.Bus, events + "rule/" + s.Rule + "-to-" + s.Bus, events + "rule/" + s.Bus + "/" + s.Rule}
	for _, arn := range arns {
		_, err := c.Events.UntagResource(ctx, &eventbridge.UntagResourceInput{ResourceARN: &arn, TagKeys: keys})
		requireOK(t, err)
	}
	_, err := c.SNS.UntagResource(ctx, &sns.UntagResourceInput{ResourceArn: new("arn:aws:sns:us-east-1:" + c.Account + ":" + s.Topic), TagKeys: keys})
	requireOK(t, err)
	for _, bucket := range []string{s.SourceBucket, s.ThumbnailBucket} {
		_, err := c.S3.DeleteBucketTagging(ctx, &s3.DeleteBucketTaggingInput{Bucket: &bucket})
		requireOK(t, err)
	}
}
