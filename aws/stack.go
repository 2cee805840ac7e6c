package aws

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Stack says what the pipeline runs on. Empty names and zero numbers stand for
// those of DefaultStack, except where a field says otherwise.
type Stack struct {
	// SourceBucket is where the images go.
	SourceBucket string
	// ThumbnailBucket is where the thumbnails go. It is never the source:
	// each thumbnail would be the next image.
	ThumbnailBucket string
	// BucketSuffix is put after both bucket names and a hyphen, because all
	// accounts of AWS share one space of bucket names. Empty means none.
	BucketSuffix string

	// Rule is the rule of EventBridge that matches new images.
	Rule string
	// Bus is an event bus of one's own that the default bus forwards to, and
	// that the rule is on. Empty means the default bus alone.
	Bus string
	// BusRole is the ARN of an IAM role that may put events on Bus. AWS
	// recommends one; it has to exist. Empty means none.
	// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-bus-to-bus.html
	BusRole string

	// Queue is the rule's target, and where the workers look.
	Queue string
	// DeadLetterQueue is where messages go that were received MaxReceives times.
	DeadLetterQueue string
	// Topic is where thumbnails are announced.
	Topic string
	// Emails are addresses to subscribe to the topic. Each has to be confirmed
	// by the link in a mail before anything is delivered to it.
	Emails []string

	// VisibilityTimeout is for how long a received message is invisible, up to
	// 12 h, in whole seconds.
	VisibilityTimeout time.Duration
	// Wait is how long a receive waits that does not say, up to 20 s. Zero is
	// zero, and the default: then each receive decides.
	Wait time.Duration
	// Delay is how long a message is held back, up to 15 minutes. Zero is zero.
	Delay time.Duration
	// MaxReceives is how often a message is received before it is a dead letter.
	MaxReceives int

	// SourceDays and ThumbnailDays are after how many days S3 deletes images
	// and thumbnails, also those that a bucket held before. Below zero S3 keeps
	// them: say so for a bucket that holds more than these.
	SourceDays, ThumbnailDays int
}

// DefaultStack is the stack of the design.
func DefaultStack() Stack {
	return Stack{
		SourceBucket:      "naa-hd-image-source",
		ThumbnailBucket:   "naa-hd-thumbnails",
		Rule:              "HD-image-upload-trigger",
		Queue:             "practiceQ",
		DeadLetterQueue:   "practiceDLQ",
		Topic:             "naa-hd-thumbnails",
		VisibilityTimeout: 30 * time.Second,
		MaxReceives:       3,
		SourceDays:        30,
		ThumbnailDays:     7,
	}
}

// complete fills in the defaults and the suffix.
func (s Stack) complete() Stack {
	d := DefaultStack()
	orElse(&s.SourceBucket, d.SourceBucket)
	orElse(&s.ThumbnailBucket, d.ThumbnailBucket)
	orElse(&s.Rule, d.Rule)
	orElse(&s.Queue, d.Queue)
	orElse(&s.DeadLetterQueue, d.DeadLetterQueue)
	orElse(&s.Topic, d.Topic)
	orElse(&s.VisibilityTimeout, d.VisibilityTimeout)
	orElse(&s.MaxReceives, d.MaxReceives)
	orElse(&s.SourceDays, d.SourceDays)
	orElse(&s.ThumbnailDays, d.ThumbnailDays)
	if s.BucketSuffix != "" {
		s.SourceBucket += "-" + s.BucketSuffix
		s.ThumbnailBucket += "-" + s.BucketSuffix
		s.BucketSuffix = ""
	}
	return s
}

func orElse[T comparable](p *T, fallback T) {
	var zero T
	if *p == zero {
		*p = fallback
	}
}

// validate refuses what AWS would accept and the pipeline could not survive.
// Everything else AWS says itself.
func (s Stack) validate() error {
	switch {
	case s.SourceBucket == s.ThumbnailBucket:
		return fmt.Errorf("the thumbnails cannot go to the source bucket %s: each would be the next image; name another", s.SourceBucket)
	case s.Queue == s.DeadLetterQueue:
		return fmt.Errorf("the queue %s cannot be its own dead-letter queue; name another", s.Queue)
	case strings.HasSuffix(s.Queue, ".fifo"), strings.HasSuffix(s.DeadLetterQueue, ".fifo"):
		return errors.New("the pipeline runs on standard queues; leave .fifo off the queue names")
	case s.Bus == "default":
		return errors.New("the default bus is used anyway; name a bus of your own, or none")
	}
	return nil
}

// Resources are where the parts of a stack are found. What a Check found
// missing has no URL.
type Resources struct {
	SourceBucket, ThumbnailBucket     string
	QueueURL, QueueARN                string
	DeadLetterURL, DeadLetterARN      string
	RuleARN, TopicARN                 string
	Queue, DeadLetterQueue, Rule, Bus string // Bus is "default" where there is none of one's own
}

// Create makes the account's resources what the stack says, and may be called
// again and again: what is there is kept, what differs is set. report, which
// may be nil, is told of each resource as it comes to be; it is called from
// this goroutine. On an error, what was created before it stays.
func (s Stack) Create(ctx context.Context, c *Clients, report func(Step)) (Resources, error) {
	b, err := s.build(c, report)
	if err != nil {
		return Resources{}, err
	}
	for _, r := range b.resources() {
		if err := b.settle(ctx, r); err != nil {
			return b.res, explainResource("creating", r, err)
		}
	}
	return b.res, nil
}

// Check looks at each resource and changes nothing: report is told of each
// whether it is as the stack says, missing, or in what it differs. The error is
// nil even then.
func (s Stack) Check(ctx context.Context, c *Clients, report func(Step)) (Resources, error) {
	b, err := s.build(c, report)
	if err != nil {
		return Resources{}, err
	}
	for _, r := range b.resources() {
		if err := b.inspect(ctx, r); err != nil {
			return b.res, explainResource("checking", r, err)
		}
	}
	return b.res, nil
}

// Delete takes the stack away with everything in it: objects, messages,
// subscriptions. What is not there is no error, and one that cannot be deleted
// does not keep the others; the errors are joined.
func (s Stack) Delete(ctx context.Context, c *Clients, report func(Step)) error {
	b, err := s.build(c, report)
	if err != nil {
		return err
	}
	var failed []error
	resources := b.resources()
	for _, r := range slices.Backward(resources) {
		if err := b.takeAway(ctx, r); err != nil {
			failed = append(failed, explainResource("deleting", r, err))
		}
	}
	return errors.Join(failed...)
}

// explainResource says what could not be done with which resource.
func explainResource(doing string, r resource, err error) error {
	if hasCode(err, "AccessDenied", "AccessDeniedException", "AuthorizationError") {
		return fmt.Errorf("%s the %s %s: these credentials may not do that; "+
			"`inflight export iam` prints the policy they need: %w", doing, r.kind, r.name, err)
	}
	return fmt.Errorf("%s the %s %s: %w", doing, r.kind, r.name, err)
}
