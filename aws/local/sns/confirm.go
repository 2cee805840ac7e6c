package sns

import (
	"context"
	"crypto/subtle"
	"errors"
	"net/http"

	"inflight/aws/local/wire"
)

type confirmInput struct {
	TopicArn                  string `json:"TopicArn"`
	Token                     string `json:"Token"`
	AuthenticateOnUnsubscribe string `json:"AuthenticateOnUnsubscribe"`
}

// confirmSubscription makes a subscriber of whoever has the token, which is
// whoever got the message that asked. It may be done twice.
func (s *Service) confirmSubscription(ctx context.Context, in *confirmInput) (*subscriptionOutput, error) {
	out := new(subscriptionOutput)
	err := s.change(func() error {
		if err := validateTopicARN(in.TopicArn); err != nil {
			return err
		}
		t := s.topics[in.TopicArn]
		if t == nil { // which AWS does not tell from a wrong token
			return invalid("Token")
		}
		sub := t.withToken(in.Token)
		if sub == nil || !sub.live(s.now()) {
			return invalid("Token")
		}
		if sub.State != confirmedState {
			sub.State, sub.Authenticated = confirmedState, isSigned(ctx)
			sub.SignedUnsubscribe = in.AuthenticateOnUnsubscribe == "true"
		}
		out.SubscriptionArn = sub.ARN
		return nil
	})
	return out, err
}

// withToken finds the subscription that a token belongs to.
func (t *topic) withToken(token string) *subscription {
	for _, sub := range t.Subscriptions {
		if token != "" && subtle.ConstantTimeCompare([]byte(sub.Token), []byte(token)) == 1 {
			return sub
		}
	}
	return nil
}

type unsubscribeInput struct {
	SubscriptionArn string `json:"SubscriptionArn"`
}

// unsubscribe ends a subscription. One that is not there is no error. Who ends
// it by the link in a message gets a last message with a way back.
//
// https://docs.aws.amazon.com/sns/latest/api/API_Unsubscribe.html
func (s *Service) unsubscribe(ctx context.Context, in *unsubscribeInput) (*wire.Nothing, error) {
	var last *delivery
	err := s.change(func() error {
		t, sub, err := s.subscriptionAt(in.SubscriptionArn)
		switch {
		case errors.Is(err, errNoSubscription):
			return nil
		case err != nil:
			return err
		case sub.State == pendingState:
			return invalid("SubscriptionArn Reason: a subscription that is not confirmed cannot be unsubscribed")
		case isSigned(ctx):
			t.remove(sub)
		case sub.SignedUnsubscribe:
			return wire.Errorf("AuthorizationError", "Unsubscribing %s needs credentials", sub.ARN).WithStatus(http.StatusForbidden)
		default:
			sub.State = cancelledState
			sub.newToken(s.now())
			last = s.confirmationJob(ctx, t, sub, UnsubscribeConfirmation)
		}
		t.Deleted++
		return nil
	})
	if err != nil || last == nil {
		return nil, err
	}
	return nil, s.send(last)
}

func (t *topic) remove(sub *subscription) {
	for i, other := range t.Subscriptions {
		if other == sub {
			t.Subscriptions = append(t.Subscriptions[:i:i], t.Subscriptions[i+1:]...)
			return
		}
	}
}

// isSigned says whether a call came with a signature. Whether that is a valid
// one has been seen to before, by the server that all services are part of.
func isSigned(ctx context.Context) bool {
	call := wire.CallFrom(ctx)
	return call != nil && hasSignature(call.Request)
}

func hasSignature(r *http.Request) bool {
	return r.Header.Get("Authorization") != "" || r.URL.Query().Has("X-Amz-Signature")
}
