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
		"a: trouble made on purpose: slow":                                           {Type: pipeline.FaultInjected, Fault: "slow", Key: "a.jpg"},
		"a: no rule of the bus default matched Object Deleted: EventBridge drops it": {Type: pipeline.EventUnmatched, Bus: "default", Key: "a.jpg", Text: "Object Deleted"},
		"no rule of the bus own matched an event: EventBridge drops it":              {Type: pipeline.EventUnmatched, Bus: "own"},
		"created the queue practiceQ":                                                {Type: pipeline.StackStep, Text: "created the queue practiceQ"},
	} {
		e.Time = at
		if got := strings.TrimSpace(told(t, []pipeline.Event{e})); got != "12:00:00.000 "+want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
}
