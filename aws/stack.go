package aws

import "time"

// Stack says what the pipeline runs on. Empty names and zero numbers stand for
// those of DefaultStack, except where a field says otherwise.
type Stack struct {
	// Name is put before every name, with a hyphen, so that several stacks fit
	// into one account. Empty means the names as they are.
	Name string
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

	named bool // the names are those that AWS knows
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

// Resources are where the parts of a stack are found. What a Check found
// missing has no URL.
type Resources struct {
	SourceBucket, ThumbnailBucket     string
	QueueURL, QueueARN                string
	DeadLetterURL, DeadLetterARN      string
	RuleARN, TopicARN                 string
	Queue, DeadLetterQueue, Rule, Bus string // Bus is "default" where there is none of one's own

	// DeadLetterForeign is true where the dead-letter queue is not the stack's
	// own: it was there before, and may hold the letters of others.
	DeadLetterForeign bool
}
