package ui

import (
	"strings"
	"testing"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
	"inflight/ui/sample"
)

func TestOnlyAWSItselfIsARealAccountWithAPrice(t *testing.T) {
	if testing.Short() {
		t.Skip("its many screens are not short")
	}
	for _, c := range []struct {
		endpoint         string
		embedded         bool
		wanted, unwanted []string
	}{
		{"", false, []string{"REAL ACCOUNT", "$"}, []string{"LOCAL", "ENDPOINT", "on AWS $"}},
		{"https://sqs.eu-west-1.amazonaws.com", false, []string{"REAL ACCOUNT", "$"}, []string{"LOCAL", "ENDPOINT"}},
		{"http://127.0.0.1:5000", false, []string{"ENDPOINT", "127.0.0.1:5000"}, []string{"REAL ACCOUNT", "$", "LOCAL"}},
		{"https://evil-amazonaws.com", false, []string{"ENDPOINT", "https://evil-amazonaws.com"}, []string{"REAL ACCOUNT", "$"}},
		{"http://127.0.0.1:4566", true, []string{"LOCAL", "127.0.0.1:4566", "on AWS $"}, []string{"REAL ACCOUNT", "ENDPOINT"}},
	} {
		run := func() ([]event.Event, time.Time) {
			events, now := sample.Busy()
			set := *pipelinetest.As[event.PipelineStarted](events[0]).Setup
			set.Endpoint, set.Embedded = c.endpoint, c.embedded
			events[0].Body = &event.PipelineStarted{Setup: &set}
			return events, now
		}
		m := newScreen(t, run, size{200, 60}, nil)
		whole := m.screen()
		header, _, _ := strings.Cut(whole, "\n")
		for _, want := range c.wanted {
			if !strings.Contains(header, want) {
				t.Errorf("%q: no %q in %s", c.endpoint, want, header)
			}
		}
		for _, not := range c.unwanted {
			if strings.Contains(header, not) {
				t.Errorf("%q: %q in %s", c.endpoint, not, header)
			}
			if not == "$" && strings.Contains(whole, "$") {
				t.Errorf("%q: a price on the screen:\n%s", c.endpoint, whole)
			}
		}
	}
}
