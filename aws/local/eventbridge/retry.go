package eventbridge

import (
	"errors"
	"net/http"
	"time"

	"inflight/aws/local/wire"
)

// retryPolicy bounds how often and for how long a delivery is tried again.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
type retryPolicy struct {
	MaximumRetryAttempts     *int `json:"MaximumRetryAttempts,omitempty"`
	MaximumEventAgeInSeconds *int `json:"MaximumEventAgeInSeconds,omitempty"`
}

// Defaults and limits of a retry policy.
const (
	defaultRetries = 185
	defaultAge     = 24 * time.Hour
	minAge         = time.Minute
	maxBackoff     = 10 * time.Minute
)

// validate refuses what AWS refuses of a retry policy.
func (p *retryPolicy) validate() error {
	if p == nil {
		return nil
	}
	if n := p.MaximumRetryAttempts; n != nil && (*n < 0 || *n > defaultRetries) {
		return invalid("MaximumRetryAttempts must be between 0 and %d.", defaultRetries)
	}
	if n := p.MaximumEventAgeInSeconds; n != nil && (*n < int(minAge.Seconds()) || *n > int(defaultAge.Seconds())) {
		return invalid("MaximumEventAgeInSeconds must be between %d and %d.", int(minAge.Seconds()), int(defaultAge.Seconds()))
	}
	return nil
}

// exhausted names the limit that forbids another try, "" for none.
func (p *retryPolicy) exhausted(retries int, age time.Duration) string {
	most, limit := defaultRetries, defaultAge
	if p != nil && p.MaximumRetryAttempts != nil {
		most = *p.MaximumRetryAttempts
	}
	if p != nil && p.MaximumEventAgeInSeconds != nil {
		limit = time.Duration(*p.MaximumEventAgeInSeconds) * time.Second
	}
	switch {
	case retries >= most:
		return "MaximumRetryAttempts"
	case age >= limit:
		return "MaximumEventAgeInSeconds"
	}
	return ""
}

// backoff is the time between a try and the next: it doubles, without the
// jitter of AWS, so that a run in virtual time is the same each time.
func backoff(tries int) time.Duration {
	return min(time.Second<<min(tries-1, 20), maxBackoff)
}

// retryable tells whether another try may go better: not where somebody is not
// allowed, or not there.
func retryable(err error) bool {
	var e *wire.Error
	return errors.As(err, &e) && (e.HTTPStatus() >= http.StatusInternalServerError || e.HTTPStatus() == http.StatusTooManyRequests)
}
