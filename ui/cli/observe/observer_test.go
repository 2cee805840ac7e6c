package observe

import (
	"errors"
	"testing"

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
