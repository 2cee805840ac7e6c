package sns

import (
	"crypto/rand"
	"encoding/hex"
	"net/url"
	"strings"
	"time"

	"inflight/aws/local/wire"
)

// confirmWithin is how long a token confirms.
const confirmWithin = 48 * time.Hour

// state is where a subscription is in its life.
type state string

const (
	pendingState   state = "pending"   // waits for its endpoint to confirm
	confirmedState state = "confirmed" // is delivered to
	// cancelledState is a subscription that its endpoint has ended by a link. It
	// is listed nowhere, and the token in the last message brings it back.
	cancelledState state = "cancelled"
)

// subscription is one subscriber of a topic. The service's lock guards it.
type subscription struct {
	ARN        string            `json:"arn"`
	Protocol   string            `json:"protocol"`
	Endpoint   string            `json:"endpoint"`
	Attributes map[string]string `json:"attributes,omitempty"` // those that were set
	State      state             `json:"state"`
	Token      string            `json:"token,omitempty"`
	TokenAt    time.Time         `json:"token_at,omitzero"`
	// Authenticated says that whoever confirmed had credentials, and
	// SignedUnsubscribe that whoever ends it needs them.
	Authenticated     bool `json:"authenticated,omitempty"`
	SignedUnsubscribe bool `json:"signed_unsubscribe,omitempty"`

	filter *filter // of Attributes["FilterPolicy"]; nil lets everything through
}

// newToken starts the time in which the subscription can be confirmed.
func (sub *subscription) newToken(now time.Time) {
	var b [32]byte
	_, _ = rand.Read(b[:]) // crypto/rand.Read never fails
	sub.Token, sub.TokenAt = hex.EncodeToString(b[:]), now
}

// live says whether the subscription still is one: without confirmation it
// ends after two days.
func (sub *subscription) live(now time.Time) bool {
	return sub.State == confirmedState || now.Sub(sub.TokenAt) < confirmWithin
}

// listed says whether the lists show the subscription.
func (sub *subscription) listed(now time.Time) bool {
	return sub.State != cancelledState && sub.live(now)
}

func (sub *subscription) raw() bool {
	return strings.EqualFold(sub.Attributes["RawMessageDelivery"], "true")
}

// shown is the endpoint without the password that a URL may have.
func shown(endpoint string) string {
	u, err := url.Parse(endpoint)
	if err != nil || u.User == nil {
		return endpoint
	}
	if _, has := u.User.Password(); has {
		u.User = url.UserPassword(u.User.Username(), "****")
	}
	return strings.ReplaceAll(u.String(), "%2A%2A%2A%2A", "****")
}

// isHTTP says whether messages go out over http or https.
func (sub *subscription) isHTTP() bool { return sub.Protocol == "http" || sub.Protocol == "https" }

// subscriptionAt finds a subscription and its topic. The lock is held.
func (s *Service) subscriptionAt(arn string) (*topic, *subscription, error) {
	last := strings.LastIndexByte(arn, ':')
	switch elements := strings.Count(arn, ":") + 1; {
	case arn == "":
		return nil, nil, invalid("SubscriptionArn Reason: no value for required parameter")
	case elements < 6:
		return nil, nil, invalid("SubscriptionArn Reason: An ARN must have at least 6 elements, not %d", elements)
	case elements != 7 || arn[last+1:] == "":
		return nil, nil, invalid("SubscriptionId")
	}
	t := s.topics[arn[:last]]
	if t == nil {
		return nil, nil, errNoSubscription
	}
	for _, sub := range t.Subscriptions {
		if sub.ARN == arn && sub.listed(s.now()) {
			return t, sub, nil
		}
	}
	return nil, nil, errNoSubscription
}

// prune forgets the subscriptions that nobody confirmed in time.
func (t *topic) prune(now time.Time) {
	live := t.Subscriptions[:0]
	for _, sub := range t.Subscriptions {
		if sub.live(now) {
			live = append(live, sub)
		}
	}
	clear(t.Subscriptions[len(live):])
	t.Subscriptions = live
}

// newSubscriptionARN makes the ARN of a subscription to a topic.
func newSubscriptionARN(topic string) string { return topic + ":" + wire.NewRequestID() }
