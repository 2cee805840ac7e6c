package sns

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// httpTimeout is how long SNS waits for an endpoint's answer.
const httpTimeout = 15 * time.Second

// newClient is the HTTP client of a Service that was given none. It follows no
// redirects: to SNS they are failures.
func newClient(private bool) *http.Client {
	c := &http.Client{
		Timeout:       httpTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	if standard, ok := http.DefaultTransport.(*http.Transport); ok {
		t := standard.Clone()
		if !private {
			t = publicOnly(t)
		}
		c.Transport = t
	}
	return c
}

// toHTTP posts a job to its endpoint.
//
// https://docs.aws.amazon.com/sns/latest/dg/http-header.html
func (s *Service) toHTTP(ctx context.Context, j *delivery) error {
	body := j.n.textFor(j.protocol)
	if !j.raw {
		body = s.envelope(j)
	}
	ctx, cancel := context.WithTimeout(ctx, httpTimeout)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, j.endpoint, strings.NewReader(body))
	if err != nil {
		return permanentError{fmt.Errorf("make a request for %s: it is not a URL that can be posted to", shown(j.endpoint))}
	}
	j.setHeader(r.Header)
	response, err := s.client.Do(r)
	if err != nil {
		return unreachable(err)
	}
	_, err = io.Copy(io.Discard, io.LimitReader(response.Body, 64<<10)) // so that the connection can be used again
	return httpOutcome(response.StatusCode, errors.Join(err, response.Body.Close()))
}

func (j *delivery) setHeader(h http.Header) {
	h.Set("User-Agent", "Amazon Simple Notification Service Agent")
	h.Set("Content-Type", orElse(j.contentType, "text/plain; charset=UTF-8"))
	h.Set("X-Amz-Sns-Message-Type", string(j.kind))
	h.Set("X-Amz-Sns-Message-Id", j.n.id)
	h.Set("X-Amz-Sns-Topic-Arn", j.n.topicARN)
	if j.kind != SubscriptionConfirm {
		h.Set("X-Amz-Sns-Subscription-Arn", j.subscription)
	}
	if j.raw {
		h.Set("X-Amz-Sns-Rawdelivery", "true")
	}
}

// httpOutcome says what a status means: 2xx is success; 429, 5xx and what never
// became an answer are tried again; the rest would be refused again.
func httpOutcome(status int, err error) error {
	switch {
	case status >= 200 && status < 300:
		return nil
	case err != nil:
		return fmt.Errorf("read the endpoint's answer: %w", err)
	}
	err = fmt.Errorf("the endpoint answered %d %s", status, http.StatusText(status))
	if status >= 500 || status == http.StatusTooManyRequests || status < 200 {
		return err
	}
	return permanentError{err}
}
