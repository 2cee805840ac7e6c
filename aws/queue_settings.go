package aws

import (
	"context"
	"encoding/json"
	"fmt"
	"path"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// QueueSettings are those of a queue that whoever consumes from it goes by.
type QueueSettings struct {
	VisibilityTimeout time.Duration
	MaxReceives       int // 0: it has no dead-letter queue
	Wait, Delay       time.Duration
	// ARN is the queue's, DeadLetterARN that of its dead-letter queue; empty if
	// it has none.
	ARN, deadLetterARN string
}

// QueueSettings asks the queue with that URL.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
func (c *Clients) QueueSettings(ctx context.Context, url string) (QueueSettings, error) {
	out, err := c.SQS.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
		QueueUrl: &url,
		AttributeNames: []types.QueueAttributeName{
			types.QueueAttributeNameQueueArn, types.QueueAttributeNameVisibilityTimeout, types.QueueAttributeNameRedrivePolicy,
			types.QueueAttributeNameReceiveMessageWaitTimeSeconds, types.QueueAttributeNameDelaySeconds,
		},
	})
	if err != nil {
		return QueueSettings{}, queueError("reading the settings", path.Base(url), err)
	}
	var s QueueSettings
	n, err := strconv.Atoi(out.Attributes["VisibilityTimeout"])
	if err != nil {
		return s, fmt.Errorf("the visibility timeout of queue %s: %w", path.Base(url), err)
	}
	s.VisibilityTimeout = time.Duration(n) * time.Second
	s.ARN = out.Attributes["QueueArn"]
	s.Wait = secondsIn(out.Attributes["ReceiveMessageWaitTimeSeconds"])
	s.Delay = secondsIn(out.Attributes["DelaySeconds"])
	policy := out.Attributes["RedrivePolicy"]
	if policy == "" {
		return s, nil
	}
	var redrive struct {
		Target          string      `json:"deadLetterTargetArn"`
		MaxReceiveCount json.Number `json:"maxReceiveCount"` // AWS gives back what was set: a number, or one in quotes
	}
	if err := json.Unmarshal([]byte(policy), &redrive); err != nil {
		return s, fmt.Errorf("the redrive policy of queue %s: %w", path.Base(url), err)
	}
	s.deadLetterARN = redrive.Target
	if s.MaxReceives, err = strconv.Atoi(redrive.MaxReceiveCount.String()); err != nil {
		return s, fmt.Errorf("the redrive policy of queue %s: %w", path.Base(url), err)
	}
	return s, nil
}

// secondsIn reads how SQS writes durations; what is not told is none.
func secondsIn(text string) time.Duration {
	n, _ := strconv.Atoi(text)
	return time.Duration(n) * time.Second
}
