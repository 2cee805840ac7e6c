package ui

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"inflight/pipeline/event"
)

// demonstration is a run of `inflight` of 58 seconds, with a redrive, one worker
// more and a purge of the dead letters. It was recorded before the code was moved
// into rooms: however the code is arranged, its frames stay what they are.
const demonstration = "testdata/recordings/demonstration.jsonl.gz"

// recorded are the events of a recording, and its lines.
func recorded(tb testing.TB, name string) (events []event.Event, lines []string) {
	tb.Helper()
	f, err := os.Open(name)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	unpacked, err := gzip.NewReader(f)
	if err != nil {
		tb.Fatal(err)
	}
	var text strings.Builder
	err = event.ReadRecording(readAlong{unpacked, &text}, func(e event.Event) bool {
		events = append(events, e)
		return true
	})
	if err != nil {
		tb.Fatal(err)
	}
	return events, strings.Split(strings.TrimSpace(text.String()), "\n")
}

// readAlong writes down what is read through it.
type readAlong struct {
	from *gzip.Reader
	into *strings.Builder
}

// Read reads on.
func (r readAlong) Read(b []byte) (int, error) {
	n, err := r.from.Read(b)
	r.into.Write(b[:n])
	return n, err
}

func TestARecordingIsWrittenAsItWasRead(t *testing.T) {
	events, lines := recorded(t, demonstration)
	if len(events) != len(lines) || len(events) < 1000 {
		t.Fatalf("%d events in %d lines", len(events), len(lines))
	}
	for i := range events {
		line, err := json.Marshal(events[i])
		if err != nil {
			t.Fatal(err)
		}
		if string(line) != lines[i] {
			t.Fatalf("event %d was\n%s\nand is written as\n%s", i+1, lines[i], line)
		}
	}
}

func TestARecordingGivesTheSameFramesAsEver(t *testing.T) {
	events, _ := recorded(t, demonstration)
	first := events[0].Time
	for _, at := range goldenSizes {
		t.Run(at.String(), func(t *testing.T) {
			var frames strings.Builder
			for _, after := range []int{0, 2, 5, 9, 14, 20, 26, 32, 38, 44, 50, 55, 60} {
				now := first.Add(time.Duration(after) * time.Second)
				n := 0
				for n < len(events) && !events[n].Time.After(now) {
					n++
				}
				m := newScreen(t, func() ([]event.Event, time.Time) { return events[:n], now }, at, nil)
				lines := strings.Split(strings.TrimRight(ansi.Strip(m.screen()), "\n"), "\n")
				fmt.Fprintf(&frames, "%d s, %d events\n%s\n", after, n, strings.Join(lines[:len(lines)-1], "\n")) // the footer names keys
			}
			golden.RequireEqual(t, frames.String())
		})
	}
}
