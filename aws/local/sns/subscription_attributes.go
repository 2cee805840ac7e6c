package sns

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"inflight/aws/local/wire"
)

// set gives a subscription an attribute; "" takes it away.
//
// https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html
func (sub *subscription) set(name, value string) error {
	if err := sub.validateAttribute(name, value); err != nil {
		return err
	}
	attributes := maps.Clone(sub.Attributes)
	if attributes == nil {
		attributes = map[string]string{}
	}
	if name == "RawMessageDelivery" {
		value = strings.ToLower(value)
	}
	attributes[name] = value
	if value == "" || name == "FilterPolicy" && strings.TrimSpace(value) == "{}" {
		delete(attributes, name)
	}
	if name == "FilterPolicy" || name == "FilterPolicyScope" {
		f, err := filterOf(attributes)
		if err != nil {
			return err
		}
		sub.filter = f
	}
	sub.Attributes = attributes
	return nil
}

// validateAttribute says why an attribute cannot have a value.
func (sub *subscription) validateAttribute(name, value string) error {
	if value == "" && name != "RawMessageDelivery" {
		value = "{}"
	}
	switch name {
	case "RawMessageDelivery":
		if sub.Protocol != "sqs" && !sub.isHTTP() {
			return invalid("Delivery protocol [%s] does not support raw message delivery.", sub.Protocol)
		}
		if !strings.EqualFold(value, "true") && !strings.EqualFold(value, "false") {
			return invalid("RawMessageDelivery: Invalid value [%s]. Must be true or false.", value)
		}
		return nil
	case "FilterPolicy":
		return nil // filterOf checks it, with its scope
	case "FilterPolicyScope":
		if !slices.Contains([]string{"{}", scopeAttributes, scopeBody}, value) {
			return invalid("FilterPolicyScope: Invalid value [%s]. Please use either MessageBody or MessageAttributes", value)
		}
		return nil
	case "DeliveryPolicy":
		if !sub.isHTTP() {
			return invalid("DeliveryPolicy is for the protocols http and https")
		}
		_, err := parseSubscriptionDeliveryPolicy(value)
		return err
	case "RedrivePolicy":
		_, err := parseRedrivePolicy(value)
		return err
	case "SubscriptionRoleArn", "ReplayPolicy":
		return notBuilt(name, "what "+name+" is for")
	default:
		return invalid("AttributeName")
	}
}

// parseRedrivePolicy reads the ARN of the dead-letter queue, "" if there is
// none.
func parseRedrivePolicy(text string) (queueARN string, err error) {
	var p struct {
		DeadLetterTargetArn string `json:"deadLetterTargetArn"`
	}
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		return "", invalid("RedrivePolicy: failed to parse JSON")
	}
	if p.DeadLetterTargetArn == "" && strings.TrimSpace(text) == "{}" {
		return "", nil
	}
	if parts := strings.Split(p.DeadLetterTargetArn, ":"); len(parts) != 6 || parts[2] != "sqs" {
		return "", invalid("RedrivePolicy: deadLetterTargetArn must be the ARN of an SQS queue")
	}
	return p.DeadLetterTargetArn, nil
}

// deadLetterQueue is the ARN of the queue for what cannot be delivered, or "".
func (sub *subscription) deadLetterQueue() string {
	text := sub.Attributes["RedrivePolicy"]
	if text == "" {
		return ""
	}
	arn, _ := parseRedrivePolicy(text) // it was checked when it was set
	return arn
}

type subscriptionAttributesInput struct {
	SubscriptionArn string `json:"SubscriptionArn"`
	AttributeName   string `json:"AttributeName"`
	AttributeValue  string `json:"AttributeValue"`
}

func (s *Service) setSubscriptionAttributes(_ context.Context, in *subscriptionAttributesInput) (*wire.Nothing, error) {
	return nil, s.change(func() error {
		t, sub, err := s.subscriptionAt(in.SubscriptionArn)
		if err != nil {
			return err
		}
		wanted := *sub
		if err := wanted.set(in.AttributeName, in.AttributeValue); err != nil {
			return err
		}
		if err := t.validateDeadLetters(&wanted); err != nil {
			return err
		}
		*sub = wanted
		return nil
	})
}

// getSubscriptionAttributes tells what is known of a subscription.
func (s *Service) getSubscriptionAttributes(_ context.Context, in *subscriptionAttributesInput) (*attributesOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, sub, err := s.subscriptionAt(in.SubscriptionArn)
	if err != nil {
		return nil, err
	}
	all := map[string]string{
		"SubscriptionArn": sub.ARN, "TopicArn": t.ARN, "Owner": s.account,
		"Protocol": sub.Protocol, "Endpoint": shown(sub.Endpoint), "RawMessageDelivery": "false",
		"SubscriptionPrincipal":        "arn:aws:iam::" + s.account + ":root",
		"PendingConfirmation":          strconv.FormatBool(sub.State != confirmedState),
		"ConfirmationWasAuthenticated": strconv.FormatBool(sub.Authenticated),
	}
	if sub.isHTTP() {
		all["EffectiveDeliveryPolicy"] = sub.deliveryPolicy(t).String()
	}
	if sub.filter != nil {
		all["FilterPolicyScope"] = scopeAttributes
	}
	maps.Copy(all, sub.Attributes)
	return &attributesOutput{Attributes: all}, nil
}
