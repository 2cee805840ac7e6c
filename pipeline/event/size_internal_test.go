package event

import (
	"compress/gzip"
	"os"
	"testing"
)

// replayed are the events of a recording of a real run.
func replayed(t testing.TB) []Event {
	t.Helper()
	f, err := os.Open("../../ui/testdata/recordings/demonstration.jsonl.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var events []Event
	if err := ReadRecording(z, func(e Event) bool {
		events = append(events, e)
		return true
	}); err != nil {
		t.Fatal(err)
	}
	return events
}

func TestAnEventOfARealRunTakesAboutTwoHundredBytes(t *testing.T) {
	events := replayed(t)
	alone, all := 0, 0
	for i := range events {
		e := &events[i]
		alone += (&Event{Body: e.Body.kind().fresh()}).bytes()
		all += e.bytes()
	}
	mean := alone / len(events)
	t.Logf("%d events take %d bytes on average, and %d with their texts and pictures", len(events), mean, all/len(events))
	if mean < 150 || mean > 220 {
		t.Errorf("an event takes %d bytes on average, without texts", mean)
	}
	if all/len(events) < 2*mean {
		t.Errorf("with texts and pictures an event takes %d bytes on average", all/len(events))
	}
}
