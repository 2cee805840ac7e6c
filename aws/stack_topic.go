package aws

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/sns"
)

// topic is where thumbnails are announced.
// https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
func (b *build) topic() resource {
	look := func(ctx context.Context) (bool, []Change, error) {
		_, err := b.c.SNS.GetTopicAttributes(ctx, &sns.GetTopicAttributesInput{TopicArn: &b.res.TopicARN})
		if noTopic(err) {
			return false, nil, nil
		}
		return err == nil, nil, err
	}
	create := func(ctx context.Context) error {
		out, err := b.c.SNS.CreateTopic(ctx, &sns.CreateTopicInput{Name: &b.Topic, Tags: topicTagList(b.newTags())})
		if hasCode(err, "InvalidParameter", "InvalidParameterException") {
			return fmt.Errorf("%w: %w", errMeanwhile, err) // there is one with other tags: the name is known to be right
		}
		if err == nil && out.TopicArn != nil {
			b.res.TopicARN = *out.TopicArn
		}
		return err
	}
	remove := func(ctx context.Context) error {
		_, err := b.c.SNS.DeleteTopic(ctx, &sns.DeleteTopicInput{TopicArn: &b.res.TopicARN})
		return err
	}
	return resource{
		kind: "topic", name: b.Topic, look: look, create: create, remove: remove, tags: b.topicTags, tag: b.tagTopic,
	}
}

// subscriptions are the addresses that are told. They go with the topic.
func (b *build) subscriptions() []resource {
	all := make([]resource, len(b.Emails))
	for i, address := range b.Emails {
		all[i] = b.subscription(address)
	}
	return all
}

// subscription is a mail subscription. One that waits to be confirmed is there
// already: subscribing again would send a second mail.
// https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
func (b *build) subscription(address string) resource {
	look := func(ctx context.Context) (bool, []Change, error) {
		pages := sns.NewListSubscriptionsByTopicPaginator(b.c.SNS,
			&sns.ListSubscriptionsByTopicInput{TopicArn: &b.res.TopicARN})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if noTopic(err) {
				return false, nil, nil
			}
			if err != nil {
				return false, nil, err
			}
			for _, s := range page.Subscriptions {
				if deref(s.Protocol) == "email" && strings.EqualFold(deref(s.Endpoint), address) {
					return true, nil, nil
				}
			}
		}
		return false, nil, nil
	}
	create := func(ctx context.Context) error {
		_, err := b.c.SNS.Subscribe(ctx, &sns.SubscribeInput{
			TopicArn: &b.res.TopicARN, Protocol: new("email"), Endpoint: &address,
		})
		return err
	}
	return resource{kind: "subscription", name: address, of: "topic " + b.Topic, essential: true, look: look, create: create}
}

func noTopic(err error) bool { return hasCode(err, "NotFound", "NotFoundException") }
