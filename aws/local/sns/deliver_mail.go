package sns

import (
	"context"
	"errors"
	"fmt"
)

// toMail sends a job as a mail.
func (s *Service) toMail(ctx context.Context, j *delivery) error {
	if s.mail == nil {
		return permanentError{errors.New("the embedded SNS was started without a mail folder or server")}
	}
	m := Mail{
		ID: j.n.id, From: orElse(j.n.displayName, "AWS Notifications"), To: j.endpoint,
		Subject: j.subject(), Text: s.mailText(j), At: j.n.at,
	}
	if j.kind == Notification {
		m.Unsubscribe = s.unsubscribeURL(j)
	}
	if err := s.mail.Send(ctx, m); err != nil {
		return fmt.Errorf("mail to %s: %w", j.endpoint, err)
	}
	return nil
}

// subject is that of the message or, for a mail without one, what AWS writes
// instead.
func (j *delivery) subject() string {
	switch {
	case j.protocol != "email" && j.protocol != "email-json":
		return j.n.subject
	case j.kind == SubscriptionConfirm:
		return "AWS Notification - Subscription Confirmation"
	case j.kind == UnsubscribeConfirmation:
		return "AWS Notification - Unsubscribe Confirmation"
	default:
		return orElse(j.n.subject, "AWS Notification Message")
	}
}

// mailText is what stands in the mail, with each link on a line of its own.
func (s *Service) mailText(j *delivery) string {
	if j.protocol == "email-json" {
		return s.envelope(j) + "\n"
	}
	switch j.kind {
	case SubscriptionConfirm:
		return fmt.Sprintf("Somebody asked to subscribe %s to the topic\n\n%s\n\nTo confirm it, open this link:\n\n%s\n\n"+
			"If it was not you, do nothing: without confirmation nothing will be sent to you.\n",
			j.endpoint, j.n.topicARN, s.subscribeURL(j))
	case UnsubscribeConfirmation:
		return fmt.Sprintf("The subscription of %s to the topic\n\n%s\n\nhas ended. To take it up again, open this link:\n\n%s\n",
			j.endpoint, j.n.topicARN, s.subscribeURL(j))
	case Notification:
	}
	return fmt.Sprintf("%s\n\n--\nTo stop getting notifications of the topic %s, open this link:\n%s\n",
		j.n.textFor(j.protocol), j.n.topicName, s.unsubscribeURL(j))
}
