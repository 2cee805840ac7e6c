package aws

import (
	"context"
	"path"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// QueuePolicy is the access policy of the queue with that URL; "" where it has none.
func (c *Clients) QueuePolicy(ctx context.Context, url string) (string, error) {
	out, err := c.SQS.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{QueueUrl: &url, AttributeNames: []types.QueueAttributeName{types.QueueAttributeNamePolicy}})
	if err != nil {
		return "", queueError("reading the access policy", path.Base(url), err)
	}
	return out.Attributes[string(types.QueueAttributeNamePolicy)], nil
}

// SetQueuePolicy puts an access policy on a queue in place of the one it has; "" takes
// it away.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
func (c *Clients) SetQueuePolicy(ctx context.Context, url, policy string) error {
	_, err := c.SQS.SetQueueAttributes(ctx, &sqs.SetQueueAttributesInput{
		QueueUrl: &url, Attributes: map[string]string{string(types.QueueAttributeNamePolicy): policy},
	})
	return queueError("setting the access policy", path.Base(url), err)
}
