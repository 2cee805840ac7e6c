package aws

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"inflight/pipeline/consume"
)

// unanswered tells whether a call may have been made although it failed: it was sent,
// and no answer came, or none that can be read.
func unanswered(err error) bool {
	var api smithy.APIError
	var network *net.OpError
	var certificate *tls.CertificateVerificationError
	var sent *smithyhttp.RequestSendError
	var cancelled *smithy.CanceledError
	var garbled *smithy.DeserializationError
	switch {
	case errors.As(err, &api), errors.As(err, &certificate), errors.As(err, &network) && network.Op == "dial":
		return false
	}
	return errors.As(err, &sent) || errors.As(err, &cancelled) || errors.As(err, &garbled)
}

// maybeDone marks the error of a call that may have been made, and says so in front of it.
func maybeDone(says string, err error) error {
	if !unanswered(err) {
		return err
	}
	return consume.As(consume.ErrUnanswered, fmt.Errorf("no answer came, and %s: %w", says, err))
}

// untilSent does not try a call again that may have been made: one that would do a thing
// twice.
type untilSent struct{ awssdk.RetryerV2 }

func (u untilSent) IsErrorRetryable(err error) bool {
	return !unanswered(err) && u.RetryerV2.IsErrorRetryable(err)
}

// sendingOnce has the SDK try a call to SQS no more once it may have been made.
func sendingOnce(o *sqs.Options) {
	if r, is := o.Retryer.(awssdk.RetryerV2); is {
		o.Retryer = untilSent{r}
		return
	}
	o.Retryer = untilSent{firstTokens{o.Retryer}}
}

// firstTokens is a retryer of the SDK's first kind.
type firstTokens struct{ awssdk.Retryer }

func (f firstTokens) GetAttemptToken(context.Context) (func(error) error, error) {
	return f.GetInitialToken(), nil
}

// asOften leaves the tries of a call as they are: it does the same however often it is made.
func asOften(*sqs.Options) {}

// triesTake is how long the tries of one call may take.
const triesTake = 5 * time.Second

// beforeAnother has a change of visibility be tried no more once it may have been made,
// where the message may be somebody else's by the next try: SQS would obey the receipt
// of the receive that is over.
func beforeAnother(visibleIn time.Duration) func(*sqs.Options) {
	if visibleIn < triesTake {
		return sendingOnce
	}
	return asOften
}
