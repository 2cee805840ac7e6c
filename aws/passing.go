package aws

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"

	"inflight/pipeline/consume"
)

// passing marks an error whose cause may pass: the caller may try again when
// the SDK has given up. Everything else is final, such as a refusal.
func passing(err error) error {
	if err == nil || !mayPass(err) {
		return err
	}
	return &consume.PassingError{Err: err}
}

// passingCodes are answers with a status below 500 that ask to try again.
// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
var passingCodes = []string{"RequestTimeout", "OperationAborted", "ConditionalRequestConflict"}

// retryables is what the SDK itself would try again: throttling, timeouts,
// connections that break.
var retryables = retry.IsErrorRetryables(retry.DefaultRetryables)

// mayPass tells whether the cause of an error may pass.
func mayPass(err error) bool {
	var certificate *tls.CertificateVerificationError
	var answer interface{ HTTPStatusCode() int }
	var name *net.DNSError
	switch {
	case errors.Is(err, context.Canceled), errors.As(err, &certificate):
		return false
	case hasCode(err, passingCodes...):
		return true
	case errors.As(err, &answer) && answer.HTTPStatusCode() >= http.StatusBadRequest:
		status := answer.HTTPStatusCode()
		return statusMayPass(status) || status < http.StatusInternalServerError && retryables.IsErrorRetryable(err) == awssdk.TrueTernary
	case errors.As(err, &name): // a machine without a network finds no name at all
		return true
	}
	return errors.Is(err, io.ErrUnexpectedEOF) || retryables.IsErrorRetryable(err) == awssdk.TrueTernary
}

// statusMayPass tells whether the server may answer otherwise next time.
func statusMayPass(status int) bool {
	final := []int{http.StatusNotImplemented, http.StatusHTTPVersionNotSupported}
	return status >= http.StatusInternalServerError && !slices.Contains(final, status) ||
		status == http.StatusTooManyRequests || status == http.StatusRequestTimeout
}
