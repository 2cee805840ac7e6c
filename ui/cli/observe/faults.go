package observe

import (
	"context"
	"net/http"
	"strings"

	"inflight/aws/local"
	"inflight/aws/local/sqs"
	"inflight/aws/local/wire"
	"inflight/pipeline/event"
	"inflight/pipeline/fault"
)

// Faults has the embedded AWS ask a set of faults what goes wrong. Queue is the one
// whose events and messages may be hit; "" is any.
type Faults struct {
	Set   *fault.Set
	Queue string
}

// OfCall is what goes wrong with a call: the first of these that hits.
func (f Faults) OfCall(ctx context.Context, service, operation string) local.CallFault {
	work := event.WorkOf(ctx)
	t := fault.Target{
		Service: service, Operation: operation, Outside: byOutsider(ctx),
		MessageID: work.MessageID, Key: work.Key, Worker: work.Worker,
	}
	switch {
	case f.Set.Hits(fault.AWSGone, t):
		return local.CallFault{Gone: fault.GoneFor}
	case f.Set.Hits(fault.ExpiredCredentials, t):
		return local.CallFault{Refuse: refusal(expired, service)}
	case f.Set.Hits(fault.AWS500, t):
		return local.CallFault{Refuse: refusal(failing, service)}
	case f.Set.Hits(fault.SlowDown, t):
		return local.CallFault{Refuse: refusal(slowDown, service)}
	case f.Set.Hits(fault.Throttle, t):
		return local.CallFault{Refuse: refusal(throttled, service)}
	case f.Set.Hits(fault.NoAnswer, t):
		return local.CallFault{NoAnswer: fault.Unanswered}
	case f.Set.Hits(fault.ResetAfter, t):
		return local.CallFault{Lost: true}
	case f.Set.Hits(fault.SlowAnswers, t):
		return local.CallFault{Late: fault.LateBy}
	}
	return local.CallFault{}
}

// OfEvent is what goes wrong with an event on its way to the queue.
func (f Faults) OfEvent(_ context.Context, queueARN, body string) local.EventFault {
	if !f.concerns(queueARN[strings.LastIndexByte(queueARN, ':')+1:]) {
		return local.EventFault{}
	}
	t := fault.Target{Key: keyOf(body)}
	return local.EventFault{Denied: f.Set.Hits(fault.PolicyDenied, t), Twice: f.Set.Hits(fault.EventTwice, t)}
}

// Duplicates tells whether a receive hands out once more what is in flight.
func (f Faults) Duplicates(ctx context.Context, d sqs.Duplicate) bool {
	return f.concerns(d.Queue) && f.Set.Hits(fault.DuplicateDelivery, fault.Target{
		Outside: byOutsider(ctx), MessageID: d.MessageID, Key: keyOf(d.Body),
	})
}

// concerns tells whether what is of a queue may be hit.
func (f Faults) concerns(queue string) bool { return f.Queue == "" || queue == f.Queue }

// keyOf is the image that a message speaks of, "" where it is none.
func keyOf(body string) string {
	content, err := event.ParseMessage(body)
	if err != nil {
		return ""
	}
	return content.First().Key
}

// answers are what the services say in one case, by service; "" is any other.
type answers map[string]*wire.Error

// What the services answer.
//
//	https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
//	https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html
//	https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html
//	https://docs.aws.amazon.com/eventbridge/latest/APIReference/CommonErrors.html
var (
	expired = answers{
		"s3":     answer("ExpiredToken", http.StatusBadRequest, "The provided token has expired."),
		"events": answer("ExpiredTokenException", http.StatusForbidden, "The security token included in the request is expired"),
		"":       answer("ExpiredToken", http.StatusForbidden, "The security token included in the request is expired"),
	}
	failing = answers{
		"s3": answer("InternalError", http.StatusInternalServerError, "We encountered an internal error. Please try again."),
		"":   answer("InternalFailure", http.StatusInternalServerError, "The request processing has failed because of an unknown error, exception or failure."),
	}
	slowDown = answers{
		"s3": answer("SlowDown", http.StatusServiceUnavailable, "Please reduce your request rate."),
		"":   answer("ServiceUnavailable", http.StatusServiceUnavailable, "The request has failed due to a temporary failure of the server."),
	}
	throttled = answers{
		"s3":  answer("SlowDown", http.StatusServiceUnavailable, "Please reduce your request rate."),
		"sqs": answer("RequestThrottled", http.StatusForbidden, "The request was denied due to request throttling."),
		"sns": answer("Throttling", http.StatusBadRequest, "Rate exceeded"),
		"":    answer("ThrottlingException", http.StatusBadRequest, "Rate exceeded"),
	}
)

func answer(code string, status int, message string) *wire.Error {
	return wire.Errorf(code, "%s", message).WithStatus(status)
}

// refusal is what a service answers in a case.
func refusal(of answers, service string) *wire.Error {
	if e := of[service]; e != nil {
		return e
	}
	return of[""]
}
