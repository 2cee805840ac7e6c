package aws

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/sns"

	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/notify"
)

// Topic announces thumbnails on an SNS topic. It is safe for use by many
// goroutines.
type Topic struct {
	client *sns.Client
	arn    string
}

var _ consume.Publisher = (*Topic)(nil)

// Topic is the topic with that ARN. It makes no call; a topic that is not there
// shows at the first Publish.
func (c *Clients) Topic(arn string) *Topic { return &Topic{client: c.SNS, arn: arn} }

// Channel is the name of the topic's channel in events.
func (t *Topic) Channel() string { return "sns" }

// Publish announces a thumbnail to everyone who has confirmed a subscription.
// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
func (t *Topic) Publish(ctx context.Context, a consume.Announcement) error {
	text := words(a)
	_, err := t.client.Publish(ctx, &sns.PublishInput{
		TopicArn: &t.arn,
		Subject:  new(notify.Subject(text)),
		Message:  new(notify.Body(text)),
	})
	return t.explain(err)
}

// explain says what to do when a topic takes no announcement, and whether it
// would take another one.
func (t *Topic) explain(err error) error {
	err = said(err)
	switch {
	case err == nil:
		return nil
	case hasCode(err, "NotFound", "NotFoundException"):
		return &consume.ShutError{Err: fmt.Errorf("announcing: %w: %w", event.Missing("topic", t.arn), err)}
	case hasCode(err, "InvalidClientTokenId", "ExpiredToken", "SignatureDoesNotMatch"):
		return &consume.ShutError{Err: fmt.Errorf("announcing on %s: AWS refuses these credentials: %w", t.arn, err)}
	case denied(err):
		return &consume.ShutError{Err: fmt.Errorf("announcing on %s: %s: %w", t.arn, mayNot(err), err)}
	default:
		return fmt.Errorf("announcing on %s: %w", t.arn, passing(err))
	}
}

// words is an announcement for package notify, which writes the mail.
func words(a consume.Announcement) notify.Announcement {
	return notify.Announcement{
		SourceKey: a.SourceKey, SourceBytes: a.SourceBytes, ThumbnailKey: a.ThumbnailKey,
		URL: a.Link.URL, Expires: a.Link.Expires, Earlier: a.Link.Earlier, PNG: a.PNG, Engine: a.Engine,
		Took: a.Took, Since: a.Since,
	}
}
