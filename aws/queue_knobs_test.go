package aws_test

import (
	"context"
	"encoding/json"
	"strconv"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"inflight/aws"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
	"inflight/pipeline/setting"
)

func TestTheContractOfTheSettingsOfAQueueHolds(t *testing.T) {
	contract(t, pipelinetest.KnobRows(), ownQueue)
}

// ownQueue is a queue of the default stack, and what others may do to it.
func ownQueue(ctx context.Context, c *aws.Clients) (pipelinetest.Knobs, error) {
	q, err := pair(ctx, c, false)
	if err != nil {
		return pipelinetest.Knobs{}, err
	}
	out, err := c.SQS.GetQueueUrl(ctx, &sqs.GetQueueUrlInput{QueueName: &q.Name})
	if err != nil {
		return pipelinetest.Knobs{}, err
	}
	url, stack := *out.QueueUrl, aws.DefaultStack()
	own := func(ctx context.Context, owner string) error {
		if owner == "" {
			owner = stack.Owner()
		}
		_, err := c.SQS.TagQueue(ctx, &sqs.TagQueueInput{QueueUrl: &url, Tags: map[string]string{aws.StackTag: owner}})
		return err
	}
	return pipelinetest.Knobs{
		QueueKnobs: c.QueueKnobs(stack, aws.Resources{Queue: q.Name, QueueURL: url}), Own: own,
		Outside: func(ctx context.Context, name event.Setting, value string) error {
			s, _ := setting.Of(name)
			_, err := c.SQS.SetQueueAttributes(ctx, &sqs.SetQueueAttributesInput{
				QueueUrl: &url, Attributes: map[string]string{s.Attribute: strconv.Itoa(setting.Seconds(value))},
			})
			return err
		},
		Target: func(ctx context.Context) (string, error) {
			policy, err := redrivePolicyOf(ctx, c, url)
			target, _ := policy["deadLetterTargetArn"].(string)
			return target, err
		},
		Delete: func(ctx context.Context) error {
			_, err := c.SQS.DeleteQueue(ctx, &sqs.DeleteQueueInput{QueueUrl: &url})
			return err
		},
	}, own(ctx, "")
}

// redrivePolicyOf is what the redrive policy of a queue says.
func redrivePolicyOf(ctx context.Context, c *aws.Clients, url string) (policy map[string]any, err error) {
	out, err := c.SQS.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
		QueueUrl: &url, AttributeNames: []types.QueueAttributeName{types.QueueAttributeNameRedrivePolicy},
	})
	if err != nil {
		return nil, err
	}
	return policy, json.Unmarshal([]byte(out.Attributes["RedrivePolicy"]), &policy)
}

func TestAQueueWithoutATagOfOursIsForeign(t *testing.T) {
	inProcess(t, func(ctx context.Context, c *aws.Clients) {
		made, err := c.SQS.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: new("theirs")})
		if err != nil {
			t.Fatal(err)
		}
		k := c.QueueKnobs(aws.DefaultStack(), aws.Resources{Queue: "theirs", QueueURL: *made.QueueUrl})
		s, err := k.Settings(ctx)
		if want := "it has no tag inflight:stack"; err != nil || s.Foreign != want {
			t.Errorf("it says %q, %v, want %q", s.Foreign, err, want)
		}
		if _, has := s.Values[event.MaxReceivesSetting]; has {
			t.Error("a queue without a redrive policy says how many receives it allows")
		}
		if err := k.Set(ctx, event.MaxReceivesSetting, "5"); err == nil {
			t.Error("it got a redrive policy")
		}
	})
}
