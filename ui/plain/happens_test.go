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
		"a: its heartbeat is left out on purpose: worker 2 does not extend its visibility timeout":                                     {MessageID: "1", Key: "a.jpg", Worker: "2", Body: &event.FaultInjected{Fault: event.HeartbeatLost}},
		"the fault panic=0.5@upload is on for 20.0 s: a stage panics":                                                                  {Body: &event.FaultSwitched{Fault: "panic", Asked: "panic=0.5@upload", On: true, Until: at.Add(20 * time.Second), Text: "a stage panics"}},
		"the fault panic is on: a stage panics":                                                                                        {Body: &event.FaultSwitched{Fault: "panic", Asked: "panic", On: true, Text: "a stage panics"}},
		"the fault panic=once is off: it was for one hit":                                                                              {Body: &event.FaultSwitched{Fault: "panic", Asked: "panic=once", Text: "it was for one hit", Hits: 1}},
		"the fault panic is off: its time is over, after 12 hits":                                                                      {Body: &event.FaultSwitched{Fault: "panic", Asked: "panic", Text: "its time is over", Hits: 12}},
		"a: its heartbeat is left out on purpose: worker 2 does not extend its visibility timeout, by heartbeat-lost=once":             {MessageID: "1", Key: "a.jpg", Worker: "2", Body: &event.FaultInjected{Fault: event.HeartbeatLost, Reason: "by heartbeat-lost=once"}},
		"trouble made on purpose: aws-gone, sqs ListQueues by aws-gone":                                                                {Body: &event.FaultInjected{Fault: "aws-gone", Reason: "sqs ListQueues by aws-gone"}},
		"a: trouble made on purpose: panic, upload by panic=once@upload":                                                               {Key: "a.jpg", Body: &event.FaultInjected{Fault: "panic", Reason: "upload by panic=once@upload"}},
		"a: worker 2 dies with it, on purpose: nobody extends or deletes it, and its visibility timeout runs out, by worker-dies=once": {MessageID: "1", Key: "a.jpg", Worker: "2", Body: &event.FaultInjected{Fault: event.WorkerDies, Reason: "by worker-dies=once"}},
		"a: who takes it up dies with it, on purpose: nobody extends or deletes it, and its visibility timeout runs out":               {MessageID: "1", Key: "a.jpg", Worker: "receiver", Body: &event.FaultInjected{Fault: event.WorkerDies}},
		"a: trouble made on purpose: slow":                                                                                             {Key: "a.jpg", Body: &event.FaultInjected{Fault: "slow"}},
		"a: no rule of the bus default matched Object Deleted: EventBridge drops it":                                                   {Key: "a.jpg", Body: &event.EventUnmatched{Bus: "default", Text: "Object Deleted"}},
		"no rule of the bus own matched an event: EventBridge drops it":                                                                {Body: &event.EventUnmatched{Bus: "own"}},
		"a visibility timeout was to be changed too late: its message was deleted meanwhile, or the queue purged":                      {Body: &event.APICalled{Service: "sqs", Operation: "ChangeMessageVisibility", Status: 400, Error: "InvalidParameterValue: Value AQ for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.", Cause: event.NoMessage}},
		"a visibility timeout was to be changed too late: its message is not in flight any more":                                       {Body: &event.APICalled{Service: "sqs", Operation: "ChangeMessageVisibility", Status: 400, Error: "MessageNotInflight: The specified message isn't in flight.", Cause: event.NotInFlight}},
		"a: worker 4 would change its visibility timeout too late: its message was deleted meanwhile, or the queue purged":             {Worker: "4", Key: "a.jpg", Body: &event.APICalled{Service: "sqs", Operation: "ChangeMessageVisibility", Status: 400, Error: "ReceiptHandleIsInvalid: no", Cause: event.NoMessage}},
		"SQS ChangeMessageVisibility failed: InvalidParameterValue: Value 99999 for parameter VisibilityTimeout is invalid":            {Body: &event.APICalled{Service: "sqs", Operation: "ChangeMessageVisibility", Status: 400, Error: "InvalidParameterValue: Value 99999 for parameter VisibilityTimeout is invalid"}},
		"SQS DeleteMessage failed: ReceiptHandleIsInvalid":                                                                             {Body: &event.APICalled{Service: "sqs", Operation: "DeleteMessage", Status: 400, Error: "ReceiptHandleIsInvalid"}},
		"visibility timeout: from 30 s to 3 s (SetQueueAttributes VisibilityTimeout=3)":                                                {Body: &event.SettingChanged{Setting: event.VisibilitySetting, From: "30s", To: "3s", Call: "SetQueueAttributes VisibilityTimeout=3"}},
		"heartbeat: from on to off: undone":                                                                                            {Body: &event.SettingChanged{Setting: event.HeartbeatSetting, From: "true", To: "false", Reason: "undone"}},
		"max receives: from 3 to 5: somebody else has set it on the queue":                                                             {Body: &event.SettingChanged{Setting: event.MaxReceivesSetting, From: "3", To: "5", Reason: "somebody else has set it on the queue", Caller: event.Outside}},
		"created the queue practiceQ":                                                                                                  {Body: &event.StackStep{Text: "created the queue practiceQ"}},
	} {
		e.Time = at
		if got := strings.TrimSpace(told(t, []event.Event{e})); got != "12:00:00.000 "+want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
}
