package eventbridge

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"inflight/aws/local/wire"
)

// deadLetterConfig names the queue for what a target cannot have.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
type deadLetterConfig struct {
	ARN string `json:"Arn,omitempty"`
}

// validate refuses what is no standard queue.
func (c *deadLetterConfig) validate(id string) error {
	if c == nil || c.ARN == "" {
		return nil
	}
	if !strings.HasPrefix(c.ARN, "arn:aws:sqs:") || strings.HasSuffix(c.ARN, ".fifo") {
		return invalid("The dead-letter queue %s of target %s has to be the ARN of a standard SQS queue.", c.ARN, id)
	}
	return nil
}

// fail gives a job up: its dead-letter queue gets the event, if it has one.
// limit is the part of the retry policy that ended it, "" if none did.
func (s *Service) fail(ctx context.Context, j *delivery, err error, limit string) {
	f := EventFailed{Rule: j.rule, Bus: j.bus, TargetARN: j.target.ARN, Reason: err.Error(), Code: codeOf(err), Event: j.event}
	if c := j.target.DeadLetterConfig; c != nil && c.ARN != "" {
		dead := TargetEvent{TargetARN: c.ARN, SourceARN: j.ruleARN, Body: j.text, Attributes: j.epitaph(err, limit)}
		if deadErr := s.cfg.Queues.SendToQueue(ctx, dead); deadErr == nil {
			f.DeadLetterQueue = c.ARN
		} else {
			f.Reason += "; nor could it go to the dead-letter queue: " + deadErr.Error()
		}
	}
	s.cfg.Observer.EventFailed(ctx, f)
}

// epitaph are the attributes that tell why an event is in a dead-letter queue.
func (j *delivery) epitaph(err error, limit string) map[string]string {
	a := map[string]string{
		"RULE_ARN": j.ruleARN, "TARGET_ARN": j.target.ARN,
		"ERROR_CODE": errorCode(err), "ERROR_MESSAGE": err.Error(), "RETRY_ATTEMPTS": strconv.Itoa(j.tries - 1),
	}
	if limit != "" {
		a["EXHAUSTED_RETRY_CONDITION"] = limit
	}
	return a
}

// codeOf is the code of the error of a target, "" if it has none.
func codeOf(err error) string {
	if e := (*wire.Error)(nil); errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// denied are the codes of errors that say that somebody may not.
var denied = []string{"AccessDenied", "AuthorizationError", "KmsAccessDenied"}

// errorCode is what AWS calls an error in a dead letter.
func errorCode(err error) string {
	var e *wire.Error
	if !errors.As(err, &e) {
		return "SDK_CLIENT_ERROR"
	}
	switch {
	case e.Code == errNoInput.Code:
		return "INVALID_JSON"
	case e.HTTPStatus() == http.StatusForbidden, slices.Contains(denied, e.Code):
		return "NO_PERMISSIONS"
	case e.Code == "QueueDoesNotExist", e.Code == "NotFound", e.Code == "ResourceNotFoundException":
		return "NO_RESOURCE"
	case e.HTTPStatus() == http.StatusTooManyRequests:
		return "THROTTLING"
	case e.HTTPStatus() >= http.StatusInternalServerError:
		return "ERROR_FROM_TARGET"
	}
	return "SDK_CLIENT_ERROR"
}
