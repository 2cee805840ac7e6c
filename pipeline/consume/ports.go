package consume

import (
	"context"
	"io"
	"time"
)

// Message is a message as a worker received it.
type Message struct {
	MessageID    string
	Receipt      string // handle of this receive; every receive has its own
	Body         string
	ReceiveCount int       // ApproximateReceiveCount: 1 on the first receive
	SentAt       time.Time // SentTimestamp
	// Attributes are what the queue itself says of the message, by name: its
	// system attributes.
	Attributes map[string]string
	// MessageAttributes are what its sender wrote on it, by name, cut to what a
	// person can read. Nothing is decided by them: anybody may have written them.
	MessageAttributes map[string]string
}

// Queue is what a worker needs of a queue. It follows
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/.
// Implementations are safe for use by many goroutines; where it applies, their
// errors are found as ErrRefused, ErrNotInFlight or ErrNoMessage.
type Queue interface {
	// Receive waits up to wait (0 to 20 s) for up to limit (1 to 10) messages,
	// which are then invisible to others for visibility. Over a network, ending
	// ctx may leave one in flight that nobody has.
	Receive(ctx context.Context, limit int, wait, visibility time.Duration) ([]Message, error)
	// ChangeVisibility makes the message of that receive visible d from now; 0 is
	// at once. A standard queue obeys the receipt of a receive that is over, even
	// where another has the message: do not ask it to.
	ChangeVisibility(ctx context.Context, receipt string, d time.Duration) error
	// ChangeVisibilities is ChangeVisibility for up to 10 receipts with one call:
	// what became of each, in their order.
	ChangeVisibilities(ctx context.Context, receipts []string, d time.Duration) []error
	// Delete ends the message, on a standard queue also when that receive is over.
	// Deleting it twice is no error.
	Delete(ctx context.Context, receipt string) error
}

// Object is an object of a bucket, being read. Close it.
type Object struct {
	Body io.ReadCloser
	Size int64
	ETag string // without quotes
}

// ObjectInfo is what is known of an object without reading it.
type ObjectInfo struct {
	Size     int64
	ETag     string            // without quotes
	Metadata map[string]string // x-amz-meta-*, by names in lower case
}

// NewObject is an object to be put.
type NewObject struct {
	Bucket, Key string
	Body        io.ReadSeeker
	ContentType string
	Tags        map[string]string
	Metadata    map[string]string // names in lower case, values in ASCII
	// OnlyNew puts the object only if there is none, and IfMatch only if the one
	// that is there has this entity tag; else Put reports ErrChanged.
	OnlyNew bool
	IfMatch string
	// Once asks for one attempt: the caller looks what became of it before he
	// tries again.
	Once bool
}

// Link is a presigned URL.
type Link struct {
	URL string
	// Expires is until when it can be opened: it ends with the credentials that
	// signed it, too.
	Expires time.Time
	// Earlier says that it may end before Expires, since nobody knows when the
	// credentials that signed it do.
	Earlier bool
}

// ObjectStore is what the pipeline needs of S3. Implementations are safe for
// use by many goroutines. A missing object is reported as ErrNoObject, an error
// whose cause may pass as PassingError.
type ObjectStore interface {
	Get(ctx context.Context, bucket, key string) (Object, error)
	// Head describes an object without reading it.
	Head(ctx context.Context, bucket, key string) (ObjectInfo, error)
	// Put stores an object and returns its entity tag, without quotes.
	Put(ctx context.Context, o NewObject) (etag string, err error)
	// Tags returns the tags of an object.
	Tags(ctx context.Context, bucket, key string) (map[string]string, error)
	// SetTags replaces the tags of an object.
	SetTags(ctx context.Context, bucket, key string, tags map[string]string) error
	// PresignGet returns a URL with which anybody may get the object, for d at
	// most.
	PresignGet(ctx context.Context, bucket, key string, d time.Duration) (Link, error)
}

// Announcement is what a channel says about a new thumbnail.
type Announcement struct {
	SourceKey    string
	SourceBytes  int64
	ThumbnailKey string
	PNG          []byte
	Link         Link
	Engine       string        // what made it; empty: not known
	Took         time.Duration // of the work; 0: not known
	Since        time.Duration // from the upload to the thumbnail; 0: not known
}

// Publisher is a channel of announcements, such as an SNS topic or a Discord
// webhook. Implementations are safe for use by many goroutines.
type Publisher interface {
	// Channel is the channel's name in events: sns or discord.
	Channel() string
	// Publish tries once, and does not wait for its turn. It reports what may be
	// tried again as PassingError, with the time that it was asked to wait; what any
	// other announcement would get too as ShutError; another error concerns this
	// announcement alone.
	Publish(ctx context.Context, a Announcement) error
}
