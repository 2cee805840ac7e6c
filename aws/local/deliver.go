package local

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"inflight/aws/local/eventbridge"
	"inflight/aws/local/s3"
	"inflight/aws/local/sns"
	"inflight/aws/local/sqs"
	"inflight/aws/local/wire"
)

// principalEvents is who EventBridge is to a policy.
const principalEvents = "events.amazonaws.com"

// ruleToQueue delivers what a rule sends to a queue.
type ruleToQueue struct{ queues *sqs.Service }

// SendToQueue sends, if the queue's policy lets the rule.
func (a ruleToQueue) SendToQueue(ctx context.Context, d eventbridge.Delivery) error {
	attributes := make(map[string]sqs.Attribute, len(d.Attributes))
	for name, value := range d.Attributes {
		attributes[name] = sqs.Attribute{DataType: "String", StringValue: &value}
	}
	return a.queues.Deliver(ctx, sqs.ServiceMessage{
		QueueARN: d.TargetARN, Principal: principalEvents, SourceARN: d.SourceARN, Body: d.Body,
		GroupID: d.GroupID, Attributes: attributes,
	})
}

// ruleToTopic delivers what a rule sends to a topic.
type ruleToTopic struct{ topics *sns.Service }

// SendToTopic publishes, if the topic's policy lets the rule.
func (a ruleToTopic) SendToTopic(ctx context.Context, d eventbridge.Delivery) error {
	return a.topics.PublishFrom(ctx, d.TargetARN, principalEvents, d.SourceARN, d.Body)
}

// topicToQueue delivers what a topic sends to a queue.
type topicToQueue struct{ queues *sqs.Service }

// Deliver sends, if the queue's policy lets the topic.
func (a topicToQueue) Deliver(ctx context.Context, d sns.Delivery) error {
	attributes := make(map[string]sqs.Attribute, len(d.Attributes))
	for name, v := range d.Attributes {
		a := sqs.Attribute{DataType: v.DataType, BinaryValue: v.BinaryValue}
		if len(v.BinaryValue) == 0 {
			a.StringValue = &v.StringValue
		}
		attributes[name] = a
	}
	return a.queues.Deliver(ctx, sqs.ServiceMessage{
		QueueARN: d.QueueARN, Principal: d.Principal, SourceARN: d.SourceARN, Body: d.Body,
		Attributes: attributes, GroupID: d.GroupID, DedupID: d.DedupID, Trace: d.Trace,
	})
}

// bucketToBus puts what happens to objects on the default event bus.
type bucketToBus struct {
	events  *eventbridge.Service
	options Options
	report  func(error)
}

// objectDetail is the detail of an event of S3.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
type objectDetail struct {
	Version string `json:"version"`
	Bucket  struct {
		Name string `json:"name"`
	} `json:"bucket"`
	Object struct {
		Key       string `json:"key"`
		Size      *int64 `json:"size,omitempty"`
		ETag      string `json:"etag,omitempty"`
		Sequencer string `json:"sequencer"`
	} `json:"object"`
	RequestID       string `json:"request-id"`
	Requester       string `json:"requester"`
	SourceIPAddress string `json:"source-ip-address"`
	Reason          string `json:"reason"`
	DeletionType    string `json:"deletion-type,omitempty"`
}

// ObjectEvent puts the event on the bus. It is settled once every target has it or
// it was given up.
func (a bucketToBus) ObjectEvent(ctx context.Context, e s3.ObjectEvent, settled func()) {
	if a.options.Observer != nil {
		a.options.Observer.ObjectChanged(ctx, e)
	}
	d := objectDetail{
		Version: "0", RequestID: e.RequestID, Requester: e.Requester, SourceIPAddress: e.SourceIP, Reason: e.Reason,
	}
	d.Bucket.Name, d.Object.Key, d.Object.Sequencer = e.Bucket, e.Key, e.Sequencer
	kind := "Object Created"
	if e.Deleted {
		kind, d.DeletionType = "Object Deleted", "Permanently Deleted"
	} else {
		d.Object.Size, d.Object.ETag = &e.Size, e.ETag
	}
	detail, err := json.Marshal(d)
	if err != nil {
		return // strings and numbers always can be written
	}
	err = a.events.PutServiceEventThen(wire.WithCaller(context.WithoutCancel(ctx), wire.Service), eventbridge.Event{
		DetailType: kind, Source: "aws.s3", Account: a.options.Account, Region: a.options.Region,
		Time: e.Time.UTC().Format(time.RFC3339), Resources: []string{fmt.Sprintf("arn:aws:s3:::%s", e.Bucket)}, Detail: detail,
	}, settled)
	if err != nil {
		a.report(fmt.Errorf("the event of s3://%s/%s was not delivered, and is told again at the next start with --state: %w", e.Bucket, e.Key, err))
	}
}
