package event_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"slices"
	"testing"

	"inflight/pipeline/event"
)

// recorded are the lines of a recording that another version wrote, when an event
// was one flat record.
func recorded(t testing.TB) [][]byte {
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
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Split(bytes.TrimSpace(b), []byte("\n"))
}

// everyKind are two lines for each kind: one with every field, of all sorts of
// text, and one with none. The version before wrote them.
func everyKind(t *testing.T) [][]byte {
	t.Helper()
	b, err := os.ReadFile("testdata/kinds_before.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Split(bytes.TrimSpace(b), []byte("\n"))
}

func TestAnOldRecordingIsWrittenAgainByteForByte(t *testing.T) {
	lines := slices.Concat(recorded(t), everyKind(t))
	kinds := map[event.Kind]bool{}
	for i, line := range lines {
		var e event.Event
		if err := json.Unmarshal(line, &e); err != nil {
			t.Fatalf("line %d: %v", i+1, err)
		}
		kinds[e.Kind()] = true
		again, err := e.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(line, again) {
			t.Fatalf("line %d reads\n%s\nand is written\n%s", i+1, line, again)
		}
	}
	if len(lines) < 1000 || len(kinds) < 55 {
		t.Errorf("that proves little: %d events of %d kinds", len(lines), len(kinds))
	}
}

func BenchmarkReadEvent(b *testing.B) {
	lines, d := recorded(b), event.NewDecoder()
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		var e event.Event
		if err := d.Decode(lines[i%len(lines)], &e); err != nil {
			b.Fatal(err)
		}
		i++
	}
}

func BenchmarkWriteEvent(b *testing.B) {
	var events []event.Event
	for _, line := range recorded(b) {
		var e event.Event
		if err := e.UnmarshalJSON(line); err != nil {
			b.Fatal(err)
		}
		events = append(events, e)
	}
	out := bufio.NewWriter(io.Discard)
	b.ReportAllocs()
	i := 0
	var line []byte
	for b.Loop() {
		line, _ = events[i%len(events)].MarshalJSON()
		_, _ = out.Write(line)
		i++
	}
}
