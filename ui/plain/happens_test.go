package plain_test

import (
	"strings"
	"testing"
	"time"

	"inflight/pipeline/event"
)

func TestWhatHappensSeldomIsSaidInWords(t *testing.T) {
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for want, e := range map[string]event.Event{
		"a: its heartbeat is left out on purpose: worker 2 does not extend its visibility timeout": {Type: event.FaultInjected, Fault: event.HeartbeatLost, MessageID: "1", Key: "a.jpg", Worker: "2"},
		"a: trouble made on purpose: slow":                                                                                  {Type: event.FaultInjected, Fault: "slow", Key: "a.jpg"},
		"a: no rule of the bus default matched Object Deleted: EventBridge drops it":                                        {Type: event.EventUnmatched, Bus: "default", Key: "a.jpg", Text: "Object Deleted"},
		"no rule of the bus own matched an event: EventBridge drops it":                                                     {Type: event.EventUnmatched, Bus: "own"},
		"a visibility timeout was to be changed too late: its message was deleted meanwhile, or the queue purged":           {Type: event.APICalled, Service: "sqs", Operation: "ChangeMessageVisibility", Status: 400, Error: "InvalidParameterValue: Value AQ for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change."},
		"a visibility timeout was to be changed too late: its message is not in flight any more":                            {Type: event.APICalled, Service: "sqs", Operation: "ChangeMessageVisibility", Status: 400, Error: "MessageNotInflight: The specified message isn't in flight."},
		"a: worker 4 would change its visibility timeout too late: its message was deleted meanwhile, or the queue purged":  {Type: event.APICalled, Service: "sqs", Operation: "ChangeMessageVisibility", Status: 400, Error: "ReceiptHandleIsInvalid: no", Worker: "4", Key: "a.jpg"},
		"SQS ChangeMessageVisibility failed: InvalidParameterValue: Value 99999 for parameter VisibilityTimeout is invalid": {Type: event.APICalled, Service: "sqs", Operation: "ChangeMessageVisibility", Status: 400, Error: "InvalidParameterValue: Value 99999 for parameter VisibilityTimeout is invalid"},
		"SQS DeleteMessage failed: ReceiptHandleIsInvalid":                                                                  {Type: event.APICalled, Service: "sqs", Operation: "DeleteMessage", Status: 400, Error: "ReceiptHandleIsInvalid"},
		"created the queue practiceQ": {Type: event.StackStep, Text: "created the queue practiceQ"},
	} {
		e.Time = at
		if got := strings.TrimSpace(told(t, []event.Event{e})); got != "12:00:00.000 "+want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
}
