package aws

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"inflight/pipeline"
	"inflight/pipeline/event"
	"inflight/pipeline/setting"
)

// QueueKnobs are the settings of a queue that a person may turn while it is in use. It
// is safe for use by many goroutines.
type QueueKnobs struct {
	c                *Clients
	url, name, owner string
}

var _ pipeline.QueueKnobs = (*QueueKnobs)(nil)

// QueueKnobs are those of the queue of a stack.
func (c *Clients) QueueKnobs(s Stack, r Resources) *QueueKnobs {
	return &QueueKnobs{c: c, url: r.QueueURL, name: r.Queue, owner: s.Owner()}
}

// Settings asks the queue, and reads its tags, which say whose it is.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueueTags.html
func (k *QueueKnobs) Settings(ctx context.Context) (pipeline.QueueSettings, error) {
	s, err := k.c.QueueSettings(ctx, k.url)
	if err != nil {
		return pipeline.QueueSettings{}, err
	}
	tags, err := k.c.SQS.ListQueueTags(ctx, &sqs.ListQueueTagsInput{QueueUrl: &k.url})
	if err != nil {
		return pipeline.QueueSettings{}, queueError("reading the tags that say whose it is", k.name, err)
	}
	out := pipeline.QueueSettings{Foreign: foreignTo(k.owner, tags.Tags), Values: map[event.Setting]string{
		event.VisibilitySetting: s.VisibilityTimeout.String(), event.WaitSetting: s.Wait.String(), event.DelaySetting: s.Delay.String(),
	}}
	if s.MaxReceives > 0 {
		out.Values[event.MaxReceivesSetting] = strconv.Itoa(s.MaxReceives)
	}
	return out, nil
}

// foreignTo says why what has these tags is not that owner's; empty: it is.
func foreignTo(owner string, tags map[string]string) string {
	switch tag, tagged := tags[StackTag]; {
	case !tagged:
		return "it has no tag " + StackTag
	case tag != owner:
		return fmt.Sprintf("its tag %s is %q", StackTag, event.OneLine(tag, 60))
	}
	return ""
}

// Set sets one attribute of the queue. Of the redrive policy, whatever else stands in it
// stays.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
func (k *QueueKnobs) Set(ctx context.Context, name event.Setting, value string) error {
	s, is := setting.Of(name)
	if !is || !s.OfQueue() {
		return fmt.Errorf("%s is no setting of a queue", name)
	}
	text := strconv.Itoa(setting.Seconds(value))
	if name == event.MaxReceivesSetting {
		var err error
		if text, err = k.redrivePolicy(ctx, value); err != nil {
			return err
		}
	}
	_, err := k.c.SQS.SetQueueAttributes(ctx, &sqs.SetQueueAttributesInput{QueueUrl: &k.url, Attributes: map[string]string{s.Attribute: text}})
	return queueError("setting "+s.Attribute, k.name, err)
}

// redrivePolicy is the queue's redrive policy with another number of receives.
func (k *QueueKnobs) redrivePolicy(ctx context.Context, receives string) (string, error) {
	const attribute = types.QueueAttributeNameRedrivePolicy
	out, err := k.c.SQS.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{QueueUrl: &k.url, AttributeNames: []types.QueueAttributeName{attribute}})
	if err != nil {
		return "", queueError("reading the redrive policy", k.name, err)
	}
	policy := map[string]json.RawMessage{}
	if text := out.Attributes[string(attribute)]; text == "" {
		return "", fmt.Errorf("the queue %s has no dead-letter queue: it keeps what fails", k.name)
	} else if err := json.Unmarshal([]byte(text), &policy); err != nil {
		return "", fmt.Errorf("the redrive policy of queue %s: %w", k.name, err)
	}
	policy["maxReceiveCount"] = json.RawMessage(receives)
	text, err := json.Marshal(policy)
	return string(text), err
}
