package sns_test

import (
	"context"
	"fmt"
	"regexp"

	sdk "github.com/aws/aws-sdk-go-v2/service/sns"

	"inflight/aws/local/sns"
)

// printer is a Mailer that prints.
type printer struct{ link string }

// Send prints the mail's subject, and keeps the first link.
func (p *printer) Send(_ context.Context, m sns.Mail) error {
	fmt.Println("mail:", m.Subject)
	p.link = regexp.MustCompile(`Token=(\w+)`).FindString(m.Text)
	return nil
}

// A subscriber by email gets nothing before the link in the first mail is
// opened.
func Example() {
	ctx, mail := context.Background(), new(printer)
	service, err := sns.New(sns.Config{Mail: mail})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = service.Close() }()
	client := clientOf(service)

	topic, err := client.CreateTopic(ctx, &sdk.CreateTopicInput{Name: new("thumbnails")})
	if err != nil {
		fmt.Println(err)
		return
	}
	publish := func(subject string) {
		in := &sdk.PublishInput{TopicArn: topic.TopicArn, Subject: &subject, Message: new("see above")}
		if _, err := client.Publish(ctx, in); err != nil {
			fmt.Println(err)
		}
	}
	in := &sdk.SubscribeInput{TopicArn: topic.TopicArn, Protocol: new("email"), Endpoint: new("ada@example.test")}
	if _, err := client.Subscribe(ctx, in); err != nil {
		fmt.Println(err)
	}
	publish("too early")
	token := mail.link[len("Token="):]
	if _, err := client.ConfirmSubscription(ctx, &sdk.ConfirmSubscriptionInput{TopicArn: topic.TopicArn, Token: &token}); err != nil {
		fmt.Println(err)
	}
	publish("in time")
	// Output:
	// mail: AWS Notification - Subscription Confirmation
	// mail: in time
}
