package aws

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/sns"

	"inflight/pipeline"
)

// Topic announces thumbnails on an SNS topic. It is safe for use by many
// goroutines.
type Topic struct {
	client *sns.Client
	arn    string
}

var _ pipeline.Publisher = (*Topic)(nil)

// Topic is the topic with that ARN. It makes no call; a topic that is not there
// shows at the first Publish.
func (c *Clients) Topic(arn string) *Topic { return &Topic{client: c.SNS, arn: arn} }

// Channel is the name of the topic's channel in events.
func (t *Topic) Channel() string { return "sns" }

// Publish announces a thumbnail to everyone who has confirmed a subscription.
// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
func (t *Topic) Publish(ctx context.Context, a pipeline.Announcement) error {
	_, err := t.client.Publish(ctx, &sns.PublishInput{
		TopicArn: &t.arn,
		Subject:  new(subject(a)),
		Message:  new(announcement(a)),
	})
	return t.explain(err)
}

// explain says what to do when a topic takes no announcement.
func (t *Topic) explain(err error) error {
	switch {
	case err == nil:
		return nil
	case hasCode(err, "NotFound", "NotFoundException"):
		return fmt.Errorf("announcing: there is no topic %s; create it with `inflight up`: %w", t.arn, err)
	case hasCode(err, "AuthorizationError", "AccessDenied"):
		return fmt.Errorf("announcing: these credentials may not publish to %s; "+
			"`inflight export iam` prints the policy they need: %w", t.arn, err)
	default:
		return fmt.Errorf("announcing on %s: %w", t.arn, err)
	}
}

// subjectLimit is how long a subject SNS takes, in ASCII characters.
const subjectLimit = 100

// subject is the subject of the mail: printable ASCII that begins with neither
// a space nor a line of its own, as SNS demands.
func subject(a pipeline.Announcement) string {
	s := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, "Thumbnail of "+a.SourceKey)
	return s[:min(len(s), subjectLimit)]
}

// announcement is the text of the mail.
func announcement(a pipeline.Announcement) string {
	return fmt.Sprintf("A thumbnail of %q (%s) is ready:\n\n%s\n\nThe link works until %s.\n",
		a.SourceKey, Bytes(a.SourceBytes), a.URL, a.Expires.UTC().Format("2006-01-02 15:04 MST"))
}
