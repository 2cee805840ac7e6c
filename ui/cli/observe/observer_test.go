package observe

import (
	"errors"
	"testing"

	"inflight/aws/local/eventbridge"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
)

func TestAFaultOfTheEmbeddedAWSIsSaidAndMovesNoCursor(t *testing.T) {
	log := &event.Log{}
	r := log.NewReader()
	(&Observer{Log: log}).Fault(errors.New("the event 7 is not in the archive all: \x1b[2Jno space left"))
	log.Close()
	events, _ := r.Next(t.Context(), nil)
	if len(events) != 1 {
		t.Fatalf("said %+v", events)
	}
	e := events[0]
	if !event.Is[event.ActionTaken](&e) || pipelinetest.As[event.ActionTaken](e).Text != "the embedded AWS" || pipelinetest.As[event.ActionTaken](e).Error != `the event 7 is not in the archive all: \x1b[2Jno space left` {
		t.Errorf("said %q: %q", pipelinetest.As[event.ActionTaken](e).Text, pipelinetest.As[event.ActionTaken](e).Error)
	}
}

func TestWhyAnEventWasNotDeliveredIsSaidAsItsCause(t *testing.T) {
	for code, want := range map[string]event.Cause{"QueueDoesNotExist": event.NoQueue, "AccessDenied": event.Denied, "ThrottlingException": 0, "": 0} {
		log := &event.Log{}
		r := log.NewReader()
		(&Observer{Log: log}).EventFailed(t.Context(), eventbridge.EventFailed{Code: code, Reason: code + ": no"})
		if got := pipelinetest.As[event.EventFailed](r.Take(nil)[0]).Cause; got != want {
			t.Errorf("%q means %d, want %d", code, got, want)
		}
	}
}
