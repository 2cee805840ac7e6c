package aws

import (
	"errors"
	"testing"
)

var errOfSDK = errors.New(`operation error S3: PutObject, https response error StatusCode: 404, RequestID: a-1, HostID: b+/=, api error NoSuchBucket: The specified bucket does not exist`)

func TestAnErrorOfAWSIsSaidWithoutItsNumbers(t *testing.T) {
	for in, want := range map[string]string{
		errOfSDK.Error(): "operation error S3: PutObject, NoSuchBucket: The specified bucket does not exist",
		"operation error SQS: ReceiveMessage, https response error StatusCode: 403, RequestID: x, api error AccessDenied: no": "operation error SQS: ReceiveMessage, AccessDenied: no",
		"operation error SQS: ReceiveMessage, https response error StatusCode: 0, RequestID: , request send failed, dial tcp": "operation error SQS: ReceiveMessage, request send failed, dial tcp",
		"nothing of the kind": "nothing of the kind",
	} {
		if got := said(errors.New(in)).Error(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if !errors.Is(said(errOfSDK), errOfSDK) || said(nil) != nil {
		t.Error("the error is not found below it, or nothing is an error")
	}
}
