package compare_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"inflight/pipeline/event"
	"inflight/ui/cli/compare"
)

// at is a moment, in seconds after consuming began.
func at(seconds float64) time.Time {
	return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC).Add(time.Duration(seconds * float64(time.Second)))
}

// run is a run of two images with one worker; what comes before consuming is not measured.
func run() []event.Event {
	return []event.Event{
		{Time: at(-1), Body: &event.APICalled{Operation: "ReceiveMessage", Text: "empty", USD: 1}},
		{Time: at(0), Body: &event.ConsumingResumed{}},
		{Time: at(0), Body: &event.APICalled{Operation: "ReceiveMessage", USD: 0.25}},
		{Time: at(0), MessageID: "a", Body: &event.MessageReceived{ReceiveCount: 1}},
		{Time: at(1), MessageID: "a", Body: &event.StageFinished{Stage: event.Download, Took: time.Second}},
		{Time: at(3), MessageID: "a", Body: &event.StageFinished{Stage: event.Thumbnail, Took: 2 * time.Second}},
		{Time: at(3), Body: &event.APICalled{Operation: "ChangeMessageVisibilityBatch"}},
		{Time: at(3), Body: &event.APICalled{Operation: "ChangeMessageVisibility"}},
		{Time: at(3), Body: &event.APICalled{Operation: "ChangeMessageVisibility", Caller: event.Outside, USD: 9}},
		{Time: at(3), MessageID: "a", Body: &event.ThumbnailCreated{}},
		{Time: at(4), MessageID: "a", Body: &event.MessageDeleted{}},
		{Time: at(4), MessageID: "b", Body: &event.MessageReceived{ReceiveCount: 2}},
		{Time: at(4), Body: &event.APICalled{Operation: "ReceiveMessage", Text: "empty"}},
		{Time: at(9), MessageID: "b", Body: &event.ThumbnailCreated{}},
		{Time: at(10), MessageID: "b", Body: &event.MessageDeleted{}},
	}
}

func TestARunIsMeasuredFromTheFullQueueToTheLastDelete(t *testing.T) {
	m := compare.NewMeter("pool", 1)
	for _, e := range run() {
		m.Apply(&e)
	}
	want := compare.Row{
		Model: "pool", Workers: 1, Images: 2, Seconds: 10, PerSecond: 0.2, P50: 4, P95: 6, Computing: 0.2, Waiting: 0.1,
		Receives: 2, Empty: 1, Extensions: 2, HeldCalls: 1, Redelivered: 1, PeakBytes: 64 << 20, USD: 0.25,
	}
	if got := m.Row(64 << 20); got != want {
		t.Errorf("it is\n%+v, want\n%+v", got, want)
	}
}

func TestARunOfNothingIsNoNumberThatIsNone(t *testing.T) {
	row := compare.NewMeter("serial", 1).Row(0)
	if math.IsNaN(row.PerSecond) || row != (compare.Row{Model: "serial", Workers: 1}) {
		t.Errorf("it is %+v", row)
	}
	var b strings.Builder
	if err := (&compare.Report{Rows: []compare.Row{row}}).Write(&b); err != nil || strings.Contains(b.String(), "NaN") || strings.Contains(b.String(), "Inf") {
		t.Errorf("%v:\n%s", err, b.String())
	}
}

func TestTheTableSaysWhatIsFasterAndByWhatFactor(t *testing.T) {
	r := compare.Report{Images: "drawn images", Count: 50, Cores: 2, Engine: "ffmpeg", Latency: 0.08, Rows: []compare.Row{
		{Model: "serial", Workers: 1, PerSecond: 2, Images: 50},
		{Model: "staged", Workers: 8, PerSecond: 15, Images: 50},
	}}
	var b strings.Builder
	if err := r.Write(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"a latency of 80ms", "staged ×8 does 7.5 times what serial does", "serial ×1   ██████▋ 2.0/s", strings.Repeat("█", 50) + " 15.0/s"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
	if strings.Contains(b.String(), "Nothing here waits") {
		t.Error("it says that nothing waits, with a latency")
	}
	r.Latency = 0
	b.Reset()
	if err := r.Write(&b); err != nil || !strings.Contains(b.String(), "Nothing here waits") {
		t.Errorf("%v: without a latency it does not say that the models look alike:\n%s", err, b.String())
	}
}

func TestOfSeveralRunsTheMedianCounts(t *testing.T) {
	if got := compare.Middle([]compare.Row{{PerSecond: 9}, {PerSecond: 1}, {PerSecond: 4}}); got.PerSecond != 4 {
		t.Errorf("it is %v", got.PerSecond)
	}
}
