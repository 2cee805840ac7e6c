package sns

import (
	"bytes"
	"encoding/json"
	"math"
	"time"
)

// retryPolicy says when a delivery that failed is tried again, in up to four
// phases: at once, after the minimum, with growing pauses, after the maximum.
// Delays are in seconds.
//
// https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
type retryPolicy struct {
	MinDelayTarget     int    `json:"minDelayTarget"`
	MaxDelayTarget     int    `json:"maxDelayTarget"`
	NumRetries         int    `json:"numRetries"`
	NumMaxDelayRetries int    `json:"numMaxDelayRetries"`
	NumNoDelayRetries  int    `json:"numNoDelayRetries"`
	NumMinDelayRetries int    `json:"numMinDelayRetries"`
	BackoffFunction    string `json:"backoffFunction"`
}

// httpRetries is what AWS does for an http(s) subscriber unless told otherwise.
var httpRetries = retryPolicy{MinDelayTarget: 20, MaxDelayTarget: 20, NumRetries: 3, BackoffFunction: "linear"}

// mailRetries is what AWS does for mail, which cannot be told otherwise.
var mailRetries = retryPolicy{
	MinDelayTarget: 10, MaxDelayTarget: 600, NumRetries: 50,
	NumMinDelayRetries: 2, NumMaxDelayRetries: 38, BackoffFunction: "exponential",
}

// delay is how long to wait before the n-th retry, counted from 1. It is false
// when there is no such retry.
func (p retryPolicy) delay(n int) (time.Duration, bool) {
	if n < 1 || n > p.NumRetries {
		return 0, false
	}
	backoff := p.NumRetries - p.NumNoDelayRetries - p.NumMinDelayRetries - p.NumMaxDelayRetries
	switch n -= p.NumNoDelayRetries; {
	case n <= 0:
		return 0, true
	case n <= p.NumMinDelayRetries:
		return seconds(float64(p.MinDelayTarget)), true
	case n <= p.NumMinDelayRetries+backoff:
		return seconds(p.grow(float64(n-p.NumMinDelayRetries) / float64(backoff))), true
	default:
		return seconds(float64(p.MaxDelayTarget)), true
	}
}

// grow is the delay at x, which goes from 0 to 1 through the backoff phase. AWS
// names the functions and draws their curves, but gives no formula.
func (p retryPolicy) grow(x float64) float64 {
	low, high := float64(p.MinDelayTarget), float64(p.MaxDelayTarget)
	switch p.BackoffFunction {
	case "arithmetic":
		return low + (high-low)*x*x
	case "geometric":
		return low * math.Pow(high/low, x)
	case "exponential":
		return low * math.Pow(high/low, x*x)
	default:
		return low + (high-low)*x
	}
}

func seconds(s float64) time.Duration {
	return time.Duration(s * float64(time.Second)).Round(time.Millisecond)
}

func (p retryPolicy) validate() error {
	total := time.Duration(0)
	for n := 1; n <= min(p.NumRetries, 100); n++ {
		d, _ := p.delay(n)
		total += d
	}
	switch {
	case p.MinDelayTarget < 1 || p.MinDelayTarget > p.MaxDelayTarget || p.MaxDelayTarget > 3600:
		return invalid("DeliveryPolicy: 1 <= minDelayTarget <= maxDelayTarget <= 3600 must hold")
	case p.NumRetries < 0 || p.NumRetries > 100 || p.NumNoDelayRetries < 0 || p.NumMinDelayRetries < 0 || p.NumMaxDelayRetries < 0:
		return invalid("DeliveryPolicy: numRetries must be between 0 and 100, and the others not negative")
	case p.NumNoDelayRetries+p.NumMinDelayRetries+p.NumMaxDelayRetries > p.NumRetries:
		return invalid("DeliveryPolicy: numRetries must be at least the sum of the retries of the phases")
	case total > time.Hour:
		return invalid("DeliveryPolicy: the retries take longer than 3600 seconds in all")
	}
	return oneOf("DeliveryPolicy: backoffFunction", p.BackoffFunction, "linear", "arithmetic", "geometric", "exponential")
}

// requestPolicy says how a message is sent.
type requestPolicy struct {
	HeaderContentType string `json:"headerContentType,omitempty"`
}

// throttlePolicy says how many messages a second are sent. It is kept and given
// back, but not obeyed.
type throttlePolicy struct {
	MaxReceivesPerSecond int `json:"maxReceivesPerSecond,omitempty"`
}

// topicDeliveryPolicy is the attribute DeliveryPolicy of a topic.
type topicDeliveryPolicy struct {
	HTTP struct {
		Retry            retryPolicy     `json:"defaultHealthyRetryPolicy"`
		DisableOverrides bool            `json:"disableSubscriptionOverrides"`
		Throttle         *throttlePolicy `json:"defaultThrottlePolicy,omitempty"`
		Request          requestPolicy   `json:"defaultRequestPolicy"`
	} `json:"http"`
}

// subscriptionDeliveryPolicy is the attribute DeliveryPolicy of a subscription.
type subscriptionDeliveryPolicy struct {
	Retry    retryPolicy     `json:"healthyRetryPolicy"`
	Throttle *throttlePolicy `json:"throttlePolicy,omitempty"`
	Request  requestPolicy   `json:"requestPolicy"`
}

func defaultDeliveryPolicy() topicDeliveryPolicy {
	var p topicDeliveryPolicy
	p.HTTP.Retry, p.HTTP.Request.HeaderContentType = httpRetries, "text/plain; charset=UTF-8"
	return p
}

// parseTopicDeliveryPolicy reads the attribute over the defaults.
func parseTopicDeliveryPolicy(text string) (topicDeliveryPolicy, error) {
	p := defaultDeliveryPolicy()
	if err := decodeStrict(text, &p); err != nil {
		return p, invalid("DeliveryPolicy: failed to parse JSON: %v", err)
	}
	return p, p.HTTP.Retry.validate()
}

func parseSubscriptionDeliveryPolicy(text string) (subscriptionDeliveryPolicy, error) {
	p := subscriptionDeliveryPolicy{Retry: httpRetries, Request: defaultDeliveryPolicy().HTTP.Request}
	if err := decodeStrict(text, &p); err != nil {
		return p, invalid("DeliveryPolicy: failed to parse JSON: %v", err)
	}
	return p, p.Retry.validate()
}

// decodeStrict reads JSON in which every field is known.
func decodeStrict(text string, v any) error {
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.DisallowUnknownFields()
	return d.Decode(v)
}

// deliveryPolicy is the policy in effect for a topic.
func (t *topic) deliveryPolicy() topicDeliveryPolicy {
	if text := t.Attributes["DeliveryPolicy"]; text != "" {
		if p, err := parseTopicDeliveryPolicy(text); err == nil { // it was checked when it was set
			return p
		}
	}
	return defaultDeliveryPolicy()
}

// String is the policy as JSON.
func (p topicDeliveryPolicy) String() string {
	text, _ := json.Marshal(p) // numbers and strings always marshal
	return string(text)
}

// deliveryPolicy is the policy in effect for an http(s) subscription.
func (sub *subscription) deliveryPolicy(t *topic) subscriptionDeliveryPolicy {
	of := t.deliveryPolicy()
	if text := sub.Attributes["DeliveryPolicy"]; text != "" && !of.HTTP.DisableOverrides {
		if p, err := parseSubscriptionDeliveryPolicy(text); err == nil {
			return p
		}
	}
	return subscriptionDeliveryPolicy{Retry: of.HTTP.Retry, Throttle: of.HTTP.Throttle, Request: of.HTTP.Request}
}

// String is the policy as JSON.
func (p subscriptionDeliveryPolicy) String() string {
	text, _ := json.Marshal(p)
	return string(text)
}
