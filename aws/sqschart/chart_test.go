package main

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestTheChartHasALineForEachWayToKeepQueues(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sqs.svg")
	p := plan{rounds: 1, each: time.Millisecond, clients: []int{1, 2}, waiting: []int{100}}
	if err := run(t.Context(), p, path); err != nil {
		t.Fatal(err)
	}
	drawn, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(drawn), "<polyline"); n != 3+3+2 {
		t.Errorf("it has %d lines, want 8", n)
	}
	for d := xml.NewDecoder(strings.NewReader(string(drawn))); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

func TestAsManyMessagesWaitAfterAMeasurementAsBefore(t *testing.T) {
	s, err := newServer(t.Context(), "memory", fewest)
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.measure(t.Context(), 3, 10*time.Millisecond)
	if err != nil || p.perSecond <= 0 || p.half <= 0 || p.percent < p.half {
		t.Errorf("measured %+v, %v", p, err)
	}
	if n := len(s.service.Peek("chart", 10*fewest)); n != fewest {
		t.Errorf("%d messages are there, want %d", n, fewest)
	}
	if err := s.close(); err != nil {
		t.Error(err)
	}
}

func TestEachNumberIsTheMiddleOfItsRounds(t *testing.T) {
	got := medians("memory", 4, []point{{perSecond: 9, half: 1, percent: 7}, {perSecond: 1, half: 3, percent: 8}, {perSecond: 5, half: 2, percent: 9}})
	if want := (point{kind: "memory", x: 4, perSecond: 5, half: 2, percent: 8}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}
