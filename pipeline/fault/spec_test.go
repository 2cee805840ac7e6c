package fault_test

import (
	"strings"
	"testing"

	"inflight/pipeline/event"
	"inflight/pipeline/fault"
	"inflight/pipeline/paint"
)

func TestAFaultIsReadAsItIsWritten(t *testing.T) {
	for in, want := range map[string]fault.Spec{
		"panic":                               {Name: fault.Panic, Rate: 1},
		"aws-gone":                            {Name: fault.AWSGone, Rate: 1, Once: true},
		"aws-gone=1":                          {Name: fault.AWSGone, Rate: 1},
		"aws-gone=0.5":                        {Name: fault.AWSGone, Rate: 0.5},
		"panic=once@upload":                   {Name: fault.Panic, Rate: 1, Once: true, Filter: fault.Filter{Stage: event.Upload}},
		"aws-500=0.25@sqs":                    {Name: fault.AWS500, Rate: 0.25, Filter: fault.Filter{Service: "sqs"}},
		"reset-after@sqs.DeleteMessage+ours":  {Name: fault.ResetAfter, Rate: 1, Filter: fault.Filter{Service: "sqs", Operation: "DeleteMessage", Ours: true}},
		"broken-image=0.1@giant":              {Name: fault.BrokenImage, Rate: 0.1, Filter: fault.Filter{Kind: "giant"}},
		"duplicate-delivery=0.001@outside":    {Name: fault.DuplicateDelivery, Rate: 0.001, Filter: fault.Filter{Outside: true}},
		"expired-credentials=once@s3+outside": {Name: fault.ExpiredCredentials, Rate: 1, Once: true, Filter: fault.Filter{Service: "s3", Outside: true}},
	} {
		got, err := fault.Parse(in)
		if err != nil || len(got) != 1 || got[0] != want {
			t.Errorf("%s is %+v, %v", in, got, err)
			continue
		}
		if got[0].String() != in {
			t.Errorf("%s is written as %s", in, got[0])
		}
	}
	if got, err := fault.Parse("panic, slow-work=0.5"); err != nil || len(got) != 2 {
		t.Errorf("a list is %+v, %v", got, err)
	}
}

// TestWhatNoFaultIsIsRefusedWithWhatToWrite: a fault that would never hit is a
// mistake too.
func TestWhatNoFaultIsIsRefusedWithWhatToWrite(t *testing.T) {
	for in, want := range map[string]string{
		"":                          "--fault help",
		"chaos":                     "--fault help",
		"panic,":                    "--fault help",
		"panic=0":                   "above 0 to 1, or once",
		"panic=1.5":                 "above 0 to 1, or once",
		"panic=NaN":                 "above 0 to 1, or once",
		"panic=often":               "above 0 to 1, or once",
		"panic@":                    "no filter",
		"panic@upload+notify":       "second stage",
		"aws-500@sqs+s3":            "second service",
		"aws-500@sqs.":              "no filter",
		"aws-500@ours+outside":      "never both",
		"aws-500@upload":            "about no stage",
		"panic@sqs":                 "about no API call",
		"panic@ours":                "anybody else's",
		"policy-denied@outside":     "anybody else's",
		"slow-work@giant":           "no image that is uploaded",
		"broken-image@blurred":      "truncated",
		"engine-hangs@upload":       "never hit in upload",
		"worker-dies@outside":       "anybody else's",
		"heartbeat-lost@ours":       "anybody else's",
		"broken-image@giant+empty":  "second kind",
		"discord-refuses@s3.GetObj": "about no API call",
	} {
		if _, err := fault.Parse(in); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", in, err)
		}
	}
}

func TestEachFaultHasASentenceAndTheNamesOfTheDesign(t *testing.T) {
	const design = "aws-500 slow-down throttle no-answer reset-after slow-answers aws-gone policy-denied duplicate-delivery event-twice " +
		"expired-credentials slow-work engine-hangs panic worker-dies heartbeat-lost discord-refuses broken-image"
	var names []string
	for _, d := range fault.Descriptions() {
		names = append(names, string(d.Name))
		if d.Says == "" || strings.HasSuffix(d.Says, ".") {
			t.Errorf("%s: %q", d.Name, d.Says)
		}
	}
	if got := strings.Join(names, " "); got != design {
		t.Errorf("the faults are %s", got)
	}
	if string(fault.HeartbeatLost) != event.HeartbeatLost {
		t.Error("the lost heartbeat has two names")
	}
}

func TestTheKindsOfDamageAreThoseThatArePainted(t *testing.T) {
	painted := map[string]bool{}
	for n := range 2 * len(fault.Kinds()) {
		painted[paint.Broken(n).Kind] = true
	}
	for _, k := range fault.Kinds() {
		if !painted[k] {
			t.Errorf("no image is damaged as %s", k)
		}
		delete(painted, k)
	}
	if len(painted) > 0 {
		t.Errorf("no filter names %v", painted)
	}
}
