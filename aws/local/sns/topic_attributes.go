package sns

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"inflight/aws/local/policy"
	"inflight/aws/local/wire"
)

// set gives a topic an attribute, in CreateTopic or later.
//
// https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html
func (t *topic) set(name, value string, creating bool) error {
	if err := t.validateAttribute(name, value, creating); err != nil {
		return err
	}
	if name == "Policy" {
		p, err := policy.Parse([]byte(value))
		if err != nil {
			return invalid("Policy Error: %v", err)
		}
		t.policy = p
	}
	if name == "FifoTopic" && value == "false" {
		return nil // as if it had not been said
	}
	if t.Attributes == nil {
		t.Attributes = map[string]string{}
	}
	t.Attributes[name] = value
	return nil
}

// validateAttribute says why an attribute cannot have a value.
func (t *topic) validateAttribute(name, value string, creating bool) error {
	switch name {
	case "DisplayName":
		if len(value) > 100 || strings.ContainsAny(value, "\r\n") {
			return invalid("DisplayName Reason: at most 100 characters, without line breaks")
		}
	case "Policy", "KmsMasterKeyId":
	case "DeliveryPolicy":
		_, err := parseTopicDeliveryPolicy(value)
		return err
	case "SignatureVersion":
		return oneOf(name, value, "1", "2")
	case "TracingConfig":
		return oneOf(name, value, "PassThrough", "Active")
	case "FifoTopic":
		if !creating {
			return invalid("AttributeName Reason: FifoTopic cannot be changed")
		}
		return oneOf(name, value, "true", "false")
	case "ContentBasedDeduplication", "FifoThroughputScope":
		if !t.isFIFO() {
			return invalid("Attributes Reason: %s is for FIFO topics only", name)
		}
		if name == "FifoThroughputScope" {
			return oneOf(name, value, "Topic", "MessageGroup")
		}
		return oneOf(name, value, "true", "false")
	case "ArchivePolicy":
		return notBuilt(name, "message archives")
	default:
		if strings.HasSuffix(name, "FeedbackRoleArn") || strings.HasSuffix(name, "FeedbackSampleRate") {
			return notBuilt(name, "delivery status logs")
		}
		return invalid("AttributeName")
	}
	return nil
}

func oneOf(name, value string, allowed ...string) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	return invalid("%s Reason: must be one of %s", name, strings.Join(allowed, ", "))
}

type setTopicAttributesInput struct {
	TopicArn       string  `json:"TopicArn"`
	AttributeName  string  `json:"AttributeName"`
	AttributeValue *string `json:"AttributeValue"`
}

// setTopicAttributes changes one attribute; without a value, or with an empty
// one, it goes back to its default.
func (s *Service) setTopicAttributes(_ context.Context, in *setTopicAttributesInput) (*wire.Nothing, error) {
	return nil, s.change(func() error {
		t, err := s.topicAt(in.TopicArn)
		if err != nil {
			return err
		}
		if in.AttributeValue != nil && *in.AttributeValue != "" {
			return t.set(in.AttributeName, *in.AttributeValue, false)
		}
		if !slices.Contains([]string{"DisplayName", "Policy", "DeliveryPolicy", "KmsMasterKeyId"}, in.AttributeName) {
			return invalid("AttributeValue Reason: %s cannot be empty", in.AttributeName)
		}
		delete(t.Attributes, in.AttributeName)
		if in.AttributeName == "Policy" {
			t.policy = nil
		}
		return nil
	})
}

type attributesOutput struct {
	Attributes map[string]string `json:"Attributes" query:"Attributes.entry,key,value"`
}

// getTopicAttributes tells what is known of a topic.
func (s *Service) getTopicAttributes(_ context.Context, in *topicInput) (*attributesOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, err := s.topicAt(in.TopicArn)
	if err != nil {
		return nil, err
	}
	all := map[string]string{
		"TopicArn": t.ARN, "Owner": s.account, "DisplayName": "", "Policy": defaultPolicy(t.ARN, s.account),
		"SubscriptionsDeleted":    strconv.Itoa(t.Deleted),
		"EffectiveDeliveryPolicy": t.deliveryPolicy().String(),
	}
	if t.isFIFO() {
		all["FifoTopic"], all["ContentBasedDeduplication"], all["FifoThroughputScope"] = "true", "false", "Topic"
	}
	maps.Copy(all, t.Attributes)
	if !t.isFIFO() { // a state folder of before may say that it is none
		delete(all, "FifoTopic")
	}
	now, confirmed, pending := s.now(), 0, 0
	for _, sub := range t.Subscriptions {
		switch {
		case sub.State == confirmedState:
			confirmed++
		case sub.listed(now):
			pending++
		}
	}
	all["SubscriptionsConfirmed"], all["SubscriptionsPending"] = strconv.Itoa(confirmed), strconv.Itoa(pending)
	return &attributesOutput{Attributes: all}, nil
}

// defaultPolicy is the policy of a topic that was given none: its owner may do
// everything, a service nothing.
//
// https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
func defaultPolicy(arn, account string) string {
	document, err := json.Marshal(map[string]any{
		"Version": "2008-10-17", "Id": "__default_policy_ID",
		"Statement": []any{map[string]any{
			"Sid": "__default_statement_ID", "Effect": "Allow", "Principal": map[string]string{"AWS": "*"},
			"Action": []string{
				"SNS:GetTopicAttributes", "SNS:SetTopicAttributes", "SNS:AddPermission", "SNS:RemovePermission",
				"SNS:DeleteTopic", "SNS:Subscribe", "SNS:ListSubscriptionsByTopic", "SNS:Publish",
			},
			"Resource":  arn,
			"Condition": map[string]any{"StringEquals": map[string]string{"AWS:SourceOwner": account}},
		}},
	})
	if err != nil {
		return "" // strings always marshal
	}
	return string(document)
}
