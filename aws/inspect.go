package aws

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// Subject is a part of the stack that can be described.
type Subject string

// The subjects there are.
const (
	SourceBucketSubject    Subject = "source bucket"
	ThumbnailBucketSubject Subject = "thumbnail bucket"
	RuleSubject            Subject = "rule"
	QueueSubject           Subject = "queue"
	DeadLetterSubject      Subject = "dead-letter queue"
	TopicSubject           Subject = "topic"
)

// Subjects are all of them, in the order in which an image passes them.
var Subjects = []Subject{
	SourceBucketSubject, RuleSubject, QueueSubject, DeadLetterSubject, ThumbnailBucketSubject, TopicSubject,
}

// Describe asks AWS what it knows of a part of the stack. The text is a sentence
// that says what the answer means, an empty line, and indented JSON, with the documents that AWS keeps as strings (policies, patterns)
// unfolded. What others have put there is escaped as JSON escapes it, which is
// not enough for a terminal.
func (c *Clients) Describe(ctx context.Context, r Resources, what Subject) (title, text string, err error) {
	var facts any
	var says string
	switch what {
	case SourceBucketSubject:
		title = r.SourceBucket
		says, facts, err = c.describeBucket(ctx, r.SourceBucket)
	case ThumbnailBucketSubject:
		title = r.ThumbnailBucket
		says, facts, err = c.describeBucket(ctx, r.ThumbnailBucket)
	case RuleSubject:
		title = r.Rule
		says, facts, err = c.describeRule(ctx, r.Bus, r.Rule)
	case QueueSubject:
		title = r.Queue
		says, facts, err = c.describeQueue(ctx, r.QueueURL, queueSentence)
	case DeadLetterSubject:
		title = r.DeadLetterQueue
		says, facts, err = c.describeQueue(ctx, r.DeadLetterURL, deadSentence)
	case TopicSubject:
		title = r.TopicARN[strings.LastIndexByte(r.TopicARN, ':')+1:]
		says, facts, err = c.describeTopic(ctx, r.TopicARN)
	default:
		return "", "", fmt.Errorf("there is no %q to describe: it is one of %v", what, Subjects)
	}
	title = string(what) + " " + title
	if err != nil {
		return title, "", fmt.Errorf("asking AWS about the %s: %w", title, err)
	}
	return title, says + "\n\n" + indented(facts), nil
}

// describeQueue is a queue's attributes, and what a sentence makes of them.
func (c *Clients) describeQueue(ctx context.Context, url string, sentence func(map[string]string) string) (string, any, error) {
	out, err := c.SQS.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
		QueueUrl: &url, AttributeNames: []sqstypes.QueueAttributeName{sqstypes.QueueAttributeNameAll},
	})
	if err != nil {
		return "", nil, err
	}
	return sentence(out.Attributes), unfoldAll(out.Attributes), nil
}

// ruleFacts are the rule and where it sends.
type ruleFacts struct {
	Name, Arn, EventBusName, State string
	EventPattern                   any
	Targets                        []ebtypes.Target
}

func (c *Clients) describeRule(ctx context.Context, bus, rule string) (string, any, error) {
	out, err := c.Events.DescribeRule(ctx, &eventbridge.DescribeRuleInput{Name: &rule, EventBusName: &bus})
	if err != nil {
		return "", nil, err
	}
	targets, err := c.Events.ListTargetsByRule(ctx, &eventbridge.ListTargetsByRuleInput{Rule: &rule, EventBusName: &bus})
	if err != nil {
		return "", nil, err
	}
	facts := ruleFacts{
		Name: deref(out.Name), Arn: deref(out.Arn), EventBusName: bus, State: string(out.State),
		EventPattern: unfold(deref(out.EventPattern)), Targets: targets.Targets,
	}
	return ruleSentence(&facts), facts, nil
}

// bucketFacts are the settings of a bucket that matter to the pipeline.
type bucketFacts struct {
	Bucket, Region    string
	EventBridge       bool
	LifecycleRules    any
	PublicAccessBlock any
}

func (c *Clients) describeBucket(ctx context.Context, bucket string) (string, any, error) {
	facts := bucketFacts{Bucket: bucket, Region: c.Region}
	notification, err := c.S3.GetBucketNotificationConfiguration(ctx,
		&s3.GetBucketNotificationConfigurationInput{Bucket: &bucket})
	if err != nil {
		return "", nil, err
	}
	facts.EventBridge = notification.EventBridgeConfiguration != nil
	lifecycle, err := c.S3.GetBucketLifecycleConfiguration(ctx, &s3.GetBucketLifecycleConfigurationInput{Bucket: &bucket})
	var rules []s3types.LifecycleRule
	if err == nil {
		rules = lifecycle.Rules
		facts.LifecycleRules = rules
	}
	block, blockErr := c.S3.GetPublicAccessBlock(ctx, &s3.GetPublicAccessBlockInput{Bucket: &bucket})
	if blockErr == nil {
		facts.PublicAccessBlock = block.PublicAccessBlockConfiguration
	}
	return bucketSentence(&facts, rules), facts, errors.Join(
		except(err, "NoSuchLifecycleConfiguration"), except(blockErr, "NoSuchPublicAccessBlockConfiguration"))
}

// except is err, unless AWS means by it that nothing has been set.
func except(err error, code string) error {
	if hasCode(err, code) {
		return nil
	}
	return err
}

// topicFacts are a topic and who listens to it.
type topicFacts struct {
	Attributes    map[string]any
	Subscriptions any
}

func (c *Clients) describeTopic(ctx context.Context, arn string) (string, any, error) {
	out, err := c.SNS.GetTopicAttributes(ctx, &sns.GetTopicAttributesInput{TopicArn: &arn})
	if err != nil {
		return "", nil, err
	}
	subscriptions, err := c.SNS.ListSubscriptionsByTopic(ctx, &sns.ListSubscriptionsByTopicInput{TopicArn: &arn})
	if err != nil {
		return "", nil, err
	}
	return topicSentence(lastPart(arn), subscriptions.Subscriptions), topicFacts{Attributes: unfoldAll(out.Attributes), Subscriptions: subscriptions.Subscriptions}, nil
}

// unfoldAll unfolds those values that are documents.
func unfoldAll(attributes map[string]string) map[string]any {
	facts := make(map[string]any, len(attributes))
	for name, value := range attributes {
		facts[name] = unfold(value)
	}
	return facts
}

// unfold is the document in a string, or the string if it is none.
func unfold(s string) any {
	if !strings.HasPrefix(strings.TrimSpace(s), "{") || !json.Valid([]byte(s)) {
		return s
	}
	return json.RawMessage(s)
}

// indented writes facts for people, without what is not set.
func indented(facts any) string {
	v, err := decodeJSON(mustJSON(facts))
	if err != nil {
		panic(err) // it has just been written
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // "->" in a description is not "-\u003e"
	e.SetIndent("", "  ")
	if err := e.Encode(prune(v)); err != nil {
		panic(err)
	}
	return b.String()
}

// prune drops what the SDK's types say of things that are not set.
func prune(v any) any {
	switch x := v.(type) {
	case map[string]any:
		for name, value := range x {
			if value = prune(value); value == nil || value == "" {
				delete(x, name)
			} else {
				x[name] = value
			}
		}
	case []any:
		for i := range x {
			x[i] = prune(x[i])
		}
	}
	return v
}
