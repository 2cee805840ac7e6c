package sns

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"time"

	"inflight/aws/local/wire"
)

// delivery is one message for one subscriber. It holds all that its delivery needs,
// so that topics may change meanwhile. One goroutine at a time has it.
type delivery struct {
	ctx  context.Context //nolint:containedctx // of the publisher, for the Observer; the job outlives the call
	kind MessageType
	n    *notification

	subscription       string // ARN
	protocol, endpoint string
	raw                bool
	token              string // to confirm with
	deadLetters        string // ARN of a queue, or ""
	contentType        string // for http(s)
	retry              retryPolicy
	attempts           int
}

// newJob is the job that delivers a message. The lock is held.
func newJob(ctx context.Context, t *topic, sub *subscription, n *notification) *delivery {
	j := &delivery{
		ctx: ctx, kind: Notification, n: n,
		subscription: sub.ARN, protocol: sub.Protocol, endpoint: sub.Endpoint,
		raw: sub.raw(), deadLetters: sub.deadLetterQueue(),
	}
	switch sub.Protocol {
	case "sqs":
		j.retry = queueRetries
	case "http", "https":
		p := sub.deliveryPolicy(t)
		j.retry, j.contentType = p.Retry, p.Request.HeaderContentType
	default:
		j.retry = mailRetries
	}
	return j
}

// confirmationJob is the job that sends the link by which a subscription is
// confirmed, for the first time or after it was ended. The lock is held.
func (s *Service) confirmationJob(ctx context.Context, t *topic, sub *subscription, kind MessageType) *delivery {
	text := "Somebody asked to subscribe this endpoint to the topic " + t.ARN + ".\nTo confirm it, open the SubscribeURL of this message."
	if kind == UnsubscribeConfirmation {
		text = "This endpoint's subscription to the topic " + t.ARN + " has ended.\nTo take it up again, open the SubscribeURL of this message."
	}
	j := newJob(context.WithoutCancel(ctx), t, sub, &notification{
		topicARN: t.ARN, topicName: t.name(), displayName: t.Attributes["DisplayName"],
		signatureVersion: orElse(t.Attributes["SignatureVersion"], "1"),
		id:               wire.NewRequestID(), at: s.now(), text: text,
	})
	j.kind, j.token, j.raw, j.deadLetters = kind, sub.Token, false, ""
	return j
}

// send delivers a job outside of a Publish.
func (s *Service) send(j *delivery) error {
	if !s.begin() {
		return errUnavailable
	}
	defer s.work.Done()
	s.start(j)
	return nil
}

// start makes the first attempt: at once, or in the line of the subscription
// for http(s), whose endpoints may take long. The caller has begun work.
func (s *Service) start(j *delivery) {
	if j.protocol == "http" || j.protocol == "https" {
		s.enqueue(j)
		return
	}
	s.deliver(j)
}

// deliver tries to deliver, and sees to what comes of it.
func (s *Service) deliver(j *delivery) {
	j.attempts++
	err := s.attempt(j)
	switch {
	case err == nil:
		s.reportDelivered(j)
	case isPermanent(err):
		s.fail(j, err)
	case s.ctx.Err() != nil:
		s.reportFailed(j, errClosed)
	default:
		if delay, again := j.retry.delay(j.attempts); !again || !s.later(j, delay) {
			s.fail(j, err)
		}
	}
}

// attempt delivers once. Close ends what may take long; a queue is quick, and
// its message has been answered with success.
func (s *Service) attempt(j *delivery) error {
	ctx, cancel := context.WithCancel(wire.WithCaller(j.ctx, wire.Service))
	defer cancel()
	if j.protocol == "sqs" {
		return s.toQueue(ctx, j)
	}
	defer context.AfterFunc(s.ctx, cancel)()
	switch j.protocol {
	case "http", "https":
		return s.toHTTP(ctx, j)
	default:
		return s.toMail(ctx, j)
	}
}

// permanentError is a failure that another attempt would not mend.
type permanentError struct{ error }

// Unwrap is the failure.
func (e permanentError) Unwrap() error { return e.error }

// isPermanent says whether another attempt would fail too: what AWS calls a
// client-side error.
func isPermanent(err error) bool {
	var permanent permanentError
	var answer *wire.Error
	return errors.As(err, &permanent) || errors.As(err, &answer) && answer.HTTPStatus() < 500
}

// fail gives up on a job: it goes to the dead-letter queue, if there is one.
func (s *Service) fail(j *delivery, reason error) {
	if j.deadLetters != "" {
		if err := s.toDeadLetters(j); err != nil {
			reason = errors.Join(reason, err)
			j.deadLetters = ""
		}
	}
	s.observer.DeliveryFailed(j.ctx, j.failure(reason, j.deadLetters))
}

// reportFailed gives up on a job whose dead-letter queue may be closed already.
func (s *Service) reportFailed(j *delivery, reason error) {
	s.observer.DeliveryFailed(j.ctx, j.failure(reason, ""))
}

func (j *delivery) failure(reason error, deadLetters string) DeliveryFailed {
	return DeliveryFailed{
		TopicARN: j.n.topicARN, SubscriptionARN: j.subscription, Protocol: j.protocol, Endpoint: shown(j.endpoint),
		MessageID: j.n.id, Type: j.kind, Attempts: j.attempts, Reason: reason, DeadLetterQueue: deadLetters,
	}
}

func (s *Service) reportDelivered(j *delivery) {
	message := j.n.textFor(j.protocol)
	if j.protocol == "email" {
		message = s.mailText(j)
	}
	s.observer.Delivered(j.ctx, Delivered{
		TopicARN: j.n.topicARN, SubscriptionARN: j.subscription, Protocol: j.protocol, Endpoint: shown(j.endpoint),
		MessageID: j.n.id, Type: j.kind, Subject: j.subject(), Message: message,
		At: s.now(), Attempts: j.attempts,
	})
}

// later makes another attempt after a while. It is false when too many wait
// already.
func (s *Service) later(j *delivery, delay time.Duration) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || len(s.retries) >= maxWaiting {
		return false
	}
	s.retries[j] = s.clock.AfterFunc(delay, func() { s.resume(j) })
	return true
}

// resume puts a job whose time has come into its line.
func (s *Service) resume(j *delivery) {
	s.mu.Lock()
	_, waiting := s.retries[j]
	delete(s.retries, j)
	if !waiting || s.closed {
		s.mu.Unlock()
		if waiting {
			s.reportFailed(j, errClosed)
		}
		return
	}
	s.work.Add(1)
	s.mu.Unlock()
	defer s.work.Done()
	s.enqueue(j)
}

// link is the address of an action that a person can open. ARNs stand in it as they
// are, as in AWS's: a colon needs no escape there, and some programs look for them.
//
// https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
func (s *Service) link(action string, fields ...field) string {
	link := s.endpoint() + "/?Action=" + action
	for _, f := range fields {
		link += "&" + f.name + "=" + strings.ReplaceAll(url.QueryEscape(f.value), "%3A", ":")
	}
	return link
}

// subscribeURL confirms the subscription of a job.
func (s *Service) subscribeURL(j *delivery) string {
	return s.link("ConfirmSubscription", field{"TopicArn", j.n.topicARN}, field{"Token", j.token})
}

// unsubscribeURL ends the subscription of a job.
func (s *Service) unsubscribeURL(j *delivery) string {
	return s.link("Unsubscribe", field{"SubscriptionArn", j.subscription})
}
