package plain_test

import (
	"strings"
	"testing"
	"time"

	"inflight/pipeline"
)

func TestWhatHappensSeldomIsSaidInWords(t *testing.T) {
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for want, e := range map[string]pipeline.Event{
		"a: its heartbeat is left out on purpose: worker 2 does not extend its visibility timeout": {Type: pipeline.FaultInjected, Fault: pipeline.HeartbeatLost, MessageID: "1", Key: "a.jpg", Worker: "2"},
		"a: trouble made on purpose: slow":                                                                                  {Type: pipeline.FaultInjected, Fault: "slow", Key: "a.jpg"},
		"a: no rule of the bus default matched Object Deleted: EventBridge drops it":                                        {Type: pipeline.EventUnmatched, Bus: "default", Key: "a.jpg", Text: "Object Deleted"},
		"no rule of the bus own matched an event: EventBridge drops it":                                                     {Type: pipeline.EventUnmatched, Bus: "own"},
		"a visibility timeout was to be changed too late: its message was deleted meanwhile, or the queue purged":           {Type: pipeline.APICalled, Service: "sqs", Operation: "ChangeMessageVisibility", Status: 400, Error: "InvalidParameterValue: Value AQ for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change."},
		"a visibility timeout was to be changed too late: its message is not in flight any more":                            {Type: pipeline.APICalled, Service: "sqs", Operation: "ChangeMessageVisibility", Status: 400, Error: "MessageNotInflight: The specified message isn't in flight."},
		"SQS ChangeMessageVisibility failed: InvalidParameterValue: Value 99999 for parameter VisibilityTimeout is invalid": {Type: pipeline.APICalled, Service: "sqs", Operation: "ChangeMessageVisibility", Status: 400, Error: "InvalidParameterValue: Value 99999 for parameter VisibilityTimeout is invalid"},
		"SQS DeleteMessage failed: ReceiptHandleIsInvalid":                                                                  {Type: pipeline.APICalled, Service: "sqs", Operation: "DeleteMessage", Status: 400, Error: "ReceiptHandleIsInvalid"},
		"created the queue practiceQ":                                                                                       {Type: pipeline.StackStep, Text: "created the queue practiceQ"},
	} {
		e.Time = at
		if got := strings.TrimSpace(told(t, []pipeline.Event{e})); got != "12:00:00.000 "+want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
}
