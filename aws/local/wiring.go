package local

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"inflight/aws/local/eventbridge"
	"inflight/aws/local/s3"
	"inflight/aws/local/sns"
	"inflight/aws/local/sqs"
	"inflight/aws/local/wire"
)

// This file is how the four services reach each other: none of them imports
// another. Each names what it needs in an interface of its own, and here is what
// stands behind it. The way of one upload, from file to file:
//
//  1. router.go finds the service that a request is for, auth.go and door.go
//     decide whether it may come in, and s3/put.go puts the object in place.
//  2. s3/event.go makes the event, which s3/outbox.go keeps before the object
//     changes (with --state), and hands it, once it has changed, to bucketToBus,
//     below: that writes what S3 writes about an object and puts it on the
//     default event bus.
//  3. eventbridge/route.go finds the rules whose pattern matches, and
//     eventbridge/deliver.go what each target is to get.
//  4. ruleToQueue, below, sends it to a queue: sqs/deliver.go asks the queue's
//     policy whether EventBridge may, and sqs/send.go sends it, as SendMessage
//     would. (A rule whose target is a topic: ruleToTopic.)
//  5. sqs/receive.go gives it to the worker that waits for it. What the worker
//     publishes goes from sns/publish.go and sns/deliver.go to mailboxes, web
//     addresses, and by topicToQueue to queues.
//  6. Once every target has the event or it was given up, settled (of
//     ObjectEvent) lets S3 forget it; until then the next start sends it again.

// principalEvents is who EventBridge is to a policy.
const principalEvents = "events.amazonaws.com"

// start makes the services, those first that others deliver to.
func (s *Server) start() (err error) {
	keep := ""
	if s.options.Durable {
		keep = filepath.Join(s.options.Dir, "aws")
		if err := os.MkdirAll(keep, 0o700); err != nil {
			return fmt.Errorf("make the folder %s: %w", keep, err)
		}
	}
	if s.options.Clock == nil {
		if s.options.Clock, err = OpenClock(s.options.Dir, s.options.Durable); err != nil {
			return err
		}
	}
	o := s.options
	var watchQueues sqs.Observer
	var watchRules eventbridge.Observer
	var watchTopics sns.Observer
	if o.Observer != nil {
		watchQueues, watchRules, watchTopics = o.Observer, o.Observer, o.Observer
	}
	var duplicates func(context.Context, sqs.Duplicate) bool
	if o.Faults != nil {
		duplicates = o.Faults.Duplicates
	}
	if s.sqs, err = sqs.New(sqs.Config{Region: o.Region, Account: o.Account, Clock: o.Clock, Observer: watchQueues, Dir: keep, Sync: o.Sync, Report: o.Report, Duplicates: duplicates}); err != nil {
		return fmt.Errorf("start SQS: %w", err)
	}
	if s.sns, err = sns.New(sns.Config{
		Region: o.Region, Account: o.Account, Clock: o.Clock, Observer: watchTopics, Queues: topicToQueue{s.sqs},
		Mail: s.mailer(), PrivateEndpoints: o.SNSHTTPPrivate, Endpoint: s.Endpoint, Dir: keep, Report: o.Report,
	}); err != nil {
		return fmt.Errorf("start SNS: %w", err)
	}
	if s.events, err = eventbridge.New(eventbridge.Config{
		Region: o.Region, Account: o.Account, Clock: o.Clock, Observer: watchRules,
		Queues: ruleToQueue{s.sqs, o.Faults}, Topics: ruleToTopic{s.sns}, Dir: keep, Report: o.Report,
	}); err != nil {
		return fmt.Errorf("start EventBridge: %w", err)
	}
	if s.s3, err = s3.New(s3.Config{
		Dir: filepath.Join(o.Dir, "s3"), Region: o.Region, Account: o.Account, Clock: o.Clock,
		Events: bucketToBus{s.events, o, s.report}, KeepEvents: o.Durable, Temporary: !o.Durable, Secret: s.keys.secret, RequireKnownKeys: o.RequireSignature,
	}); err != nil {
		return fmt.Errorf("start S3: %w", err)
	}
	return nil
}

// mailer is where mail goes.
func (s *Server) mailer() sns.Mailer {
	if s.options.SMTP != "" {
		return sns.SMTP{Addr: s.options.SMTP}
	}
	return sns.Folder{Dir: s.MailFolder()}
}

// closeServices stops those first that deliver to others.
func (s *Server) closeServices() error {
	var errs []error
	if s.s3 != nil {
		errs = append(errs, s.s3.Close())
	}
	if s.events != nil {
		errs = append(errs, s.events.Close())
	}
	if s.sns != nil {
		errs = append(errs, s.sns.Close())
	}
	if s.sqs != nil {
		errs = append(errs, s.sqs.Close())
	}
	return errors.Join(errs...)
}

// ruleToQueue delivers what a rule sends to a queue.
type ruleToQueue struct {
	queues *sqs.Service
	faults Faults // nil: none
}

// SendToQueue sends, if the queue's policy lets the rule.
func (a ruleToQueue) SendToQueue(ctx context.Context, d eventbridge.TargetEvent) error {
	attributes := make(map[string]sqs.Attribute, len(d.Attributes))
	for name, value := range d.Attributes {
		attributes[name] = sqs.Attribute{DataType: "String", StringValue: &value}
	}
	m := sqs.ServiceMessage{
		QueueARN: d.TargetARN, Principal: principalEvents, SourceARN: d.SourceARN, Body: d.Body,
		GroupID: d.GroupID, Attributes: attributes,
	}
	var f EventFault
	if a.faults != nil {
		f = a.faults.OfEvent(ctx, d.TargetARN, d.Body)
	}
	m.Denied = f.Denied
	if err := a.queues.Deliver(ctx, m); err != nil || !f.Twice {
		return err
	}
	return a.queues.Deliver(ctx, m)
}

// ruleToTopic delivers what a rule sends to a topic.
type ruleToTopic struct{ topics *sns.Service }

// SendToTopic publishes, if the topic's policy lets the rule.
func (a ruleToTopic) SendToTopic(ctx context.Context, d eventbridge.TargetEvent) error {
	return a.topics.PublishFrom(ctx, d.TargetARN, principalEvents, d.SourceARN, d.Body)
}

// topicToQueue delivers what a topic sends to a queue.
type topicToQueue struct{ queues *sqs.Service }

// Deliver sends, if the queue's policy lets the topic.
func (a topicToQueue) Deliver(ctx context.Context, d sns.QueueMessage) error {
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
