package sns

import (
	"context"
	"slices"
	"strings"
)

type listSubscriptionsInput struct {
	TopicArn  string `json:"TopicArn"`
	NextToken string `json:"NextToken"`
}

type listedSubscription struct {
	SubscriptionArn string `json:"SubscriptionArn"`
	Owner           string `json:"Owner"`
	Protocol        string `json:"Protocol"`
	Endpoint        string `json:"Endpoint"`
	TopicArn        string `json:"TopicArn"`

	arn string // the real one, which a pending subscription does not show
}

type listSubscriptionsOutput struct {
	Subscriptions []listedSubscription `json:"Subscriptions" query:"Subscriptions.member" list:"always"`
	NextToken     string               `json:"NextToken"`
}

// listSubscriptions lists the subscriptions to all topics, a hundred a page.
func (s *Service) listSubscriptions(_ context.Context, in *listSubscriptionsInput) (*listSubscriptionsOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []listedSubscription
	for _, t := range s.topics {
		all = s.appendListed(all, t)
	}
	return listed(all, in.NextToken)
}

// listSubscriptionsByTopic lists the subscriptions to one topic.
func (s *Service) listSubscriptionsByTopic(_ context.Context, in *listSubscriptionsInput) (*listSubscriptionsOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, err := s.topicAt(in.TopicArn)
	if err != nil {
		return nil, err
	}
	return listed(s.appendListed(nil, t), in.NextToken)
}

// appendListed adds what the lists show of a topic's subscriptions.
func (s *Service) appendListed(all []listedSubscription, t *topic) []listedSubscription {
	now := s.now()
	for _, sub := range t.Subscriptions {
		if !sub.listed(now) {
			continue
		}
		l := listedSubscription{
			SubscriptionArn: sub.ARN, Owner: s.account, Protocol: sub.Protocol, Endpoint: shown(sub.Endpoint), TopicArn: t.ARN, arn: sub.ARN,
		}
		if sub.State == pendingState {
			l.SubscriptionArn = "PendingConfirmation"
		}
		all = append(all, l)
	}
	return all
}

func listed(all []listedSubscription, token string) (*listSubscriptionsOutput, error) {
	key := func(l listedSubscription) string { return l.arn }
	slices.SortFunc(all, func(a, b listedSubscription) int { return strings.Compare(a.arn, b.arn) })
	items, next, err := page(all, key, token)
	if err != nil {
		return nil, err
	}
	return &listSubscriptionsOutput{Subscriptions: items, NextToken: next}, nil
}
