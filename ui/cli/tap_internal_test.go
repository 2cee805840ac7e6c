package cli

import (
	"testing"

	"inflight/aws"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
)

func TestTheEventOfACallSaysWhatItsErrorMeans(t *testing.T) {
	log := new(event.Log)
	r := log.NewReader()
	tapInto(log)(aws.Call{Service: "sqs", Operation: "ReceiveMessage", Error: "there is no such queue", Cause: event.NoQueue})
	tapInto(log)(aws.Call{Service: "sqs", Operation: "ReceiveMessage", Cancelled: true})
	events := r.Take(nil)
	if len(events) != 1 {
		t.Fatalf("%d events of a call that ended and one that was cancelled", len(events))
	}
	if got := pipelinetest.As[event.APICalled](events[0]); got.Cause != event.NoQueue || got.Operation != "ReceiveMessage" {
		t.Errorf("%+v", got)
	}
}
