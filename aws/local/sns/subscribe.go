package sns

import (
	"context"
	"errors"
	"maps"
	"net/mail"
	"net/url"
	"slices"
	"strings"

	"inflight/aws/local/wire"
)

type subscribeInput struct {
	TopicArn              string            `json:"TopicArn"`
	Protocol              string            `json:"Protocol"`
	Endpoint              string            `json:"Endpoint"`
	Attributes            map[string]string `json:"Attributes"            query:"Attributes.entry,key,value"`
	ReturnSubscriptionArn bool              `json:"ReturnSubscriptionArn"`
}

type subscriptionOutput struct {
	SubscriptionArn string `json:"SubscriptionArn"`
}

// subscribe adds a subscriber. A queue is one at once; the others are asked to
// confirm first, and asked again when they are subscribed again.
//
// https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
func (s *Service) subscribe(ctx context.Context, in *subscribeInput) (*subscriptionOutput, error) {
	var ask *delivery
	var sub *subscription
	err := s.change(func() error {
		t, err := s.topicAt(in.TopicArn)
		if err != nil {
			return err
		}
		wanted, err := s.newSubscription(t, in)
		if err != nil {
			return err
		}
		t.prune(s.now())
		if sub = t.subscriberLike(wanted); sub == nil {
			t.add(wanted)
			sub = wanted
		} else if !maps.Equal(sub.Attributes, wanted.Attributes) && len(in.Attributes) > 0 {
			return invalid("Attributes Reason: Subscription already exists with different attributes")
		}
		if sub.State == pendingState {
			sub.newToken(s.now())
			ask = s.confirmationJob(ctx, t, sub, SubscriptionConfirm)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if ask == nil {
		return &subscriptionOutput{SubscriptionArn: sub.ARN}, nil
	}
	return in.answer(sub), s.send(ask)
}

// answer is the ARN, or what AWS says instead of it before the subscription is
// confirmed.
func (in *subscribeInput) answer(sub *subscription) *subscriptionOutput {
	if in.ReturnSubscriptionArn {
		return &subscriptionOutput{SubscriptionArn: sub.ARN}
	}
	return &subscriptionOutput{SubscriptionArn: "pending confirmation"}
}

// newSubscription makes a subscription of what is asked for, or says why it
// cannot be.
func (s *Service) newSubscription(t *topic, in *subscribeInput) (*subscription, error) {
	if err := s.validateEndpoint(t, in.Protocol, in.Endpoint); err != nil {
		return nil, err
	}
	sub := &subscription{
		ARN: newSubscriptionARN(t.ARN), Protocol: in.Protocol, Endpoint: in.Endpoint, State: pendingState,
	}
	if in.Protocol == "sqs" {
		sub.State, sub.Authenticated = confirmedState, true
	}
	// The scope comes first, because it says which filter policies are valid.
	for _, name := range slices.Sorted(maps.Keys(in.Attributes)) {
		if name == "FilterPolicyScope" {
			if err := sub.set(name, in.Attributes[name]); err != nil {
				return nil, ofAttributes(err)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(in.Attributes)) {
		if err := sub.set(name, in.Attributes[name]); err != nil {
			return nil, ofAttributes(err)
		}
	}
	return sub, t.validateDeadLetters(sub)
}

// validateDeadLetters says why what a topic cannot deliver to a FIFO queue cannot go to
// the subscription's dead-letter queue.
func (t *topic) validateDeadLetters(sub *subscription) error {
	dead := sub.deadLetterQueue()
	if t.isFIFO() && strings.HasSuffix(sub.Endpoint, ".fifo") && dead != "" && !strings.HasSuffix(dead, ".fifo") {
		return invalid("RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.")
	}
	return nil
}

// ofAttributes says of an error about an attribute that it was one of many.
func ofAttributes(err error) error {
	var e *wire.Error
	reason, ok := "", false
	if errors.As(err, &e) {
		reason, ok = strings.CutPrefix(e.Message, "Invalid parameter: ")
	}
	if !ok || reason == "AttributeName" {
		return err
	}
	return invalid("Attributes Reason: %s", reason)
}

// validateEndpoint says why a topic cannot deliver to an endpoint.
func (s *Service) validateEndpoint(t *topic, protocol, endpoint string) error {
	if t.isFIFO() && protocol != "sqs" {
		return invalid("Invalid protocol type: %s Reason: a FIFO topic delivers to SQS only", protocol)
	}
	switch protocol {
	case "sqs":
		return validateQueueEndpoint(t, endpoint)
	case "email", "email-json":
		if a, err := mail.ParseAddress(endpoint); err != nil || a.Address != endpoint || strings.ContainsAny(endpoint, "\r\n") {
			return invalid("Email address")
		}
		if s.mail == nil {
			return invalid("Protocol Reason: the embedded AWS was started without a mail folder or server")
		}
		return nil
	case "http", "https":
		u, err := url.Parse(endpoint)
		if err != nil || u.Scheme != protocol || u.Host == "" {
			return invalid("Endpoint must match the specified protocol")
		}
		return s.checkHost(u.Hostname())
	case "sms", "application", "lambda", "firehose":
		return notBuilt("Protocol "+protocol, "anything to deliver it to")
	default:
		return invalid("Amazon SNS does not support this protocol string: %s", protocol)
	}
}

// validateQueueEndpoint checks the ARN of a queue. Whether there is such a queue
// shows when something is delivered, as on AWS.
func validateQueueEndpoint(t *topic, arn string) error {
	parts := strings.Split(arn, ":")
	if len(parts) != 6 || parts[0] != "arn" || parts[2] != "sqs" || parts[5] == "" {
		return invalid("SQS endpoint ARN")
	}
	if strings.HasSuffix(arn, ".fifo") && !t.isFIFO() {
		return invalid("Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics")
	}
	return nil
}

// add adds a subscription. One that its endpoint had cancelled cannot come back
// then, which would make two of it.
func (t *topic) add(sub *subscription) {
	t.Subscriptions = slices.DeleteFunc(t.Subscriptions, func(other *subscription) bool {
		return other.State == cancelledState && other.Protocol == sub.Protocol && other.Endpoint == sub.Endpoint
	})
	t.Subscriptions = append(t.Subscriptions, sub)
}

// subscriberLike finds a subscription of the same endpoint.
func (t *topic) subscriberLike(wanted *subscription) *subscription {
	for _, sub := range t.Subscriptions {
		if sub.Protocol == wanted.Protocol && sub.Endpoint == wanted.Endpoint && sub.State != cancelledState {
			return sub
		}
	}
	return nil
}
