package cli

import (
	"strings"
	"testing"
	"time"

	"inflight/aws"
)

func TestAQueueWithoutDeadLettersHasNoReceivesToAskFor(t *testing.T) {
	queue := aws.QueueSettings{VisibilityTimeout: time.Minute}
	s := settings{}
	s.maxReceives = 3
	s.given = func(string) bool { return false }
	if err := s.goByQueue("q", queue); err != nil || s.maxReceives != 0 {
		t.Errorf("got %d receives, %v", s.maxReceives, err)
	}
	s.maxReceives = 3
	s.given = func(name string) bool { return name == "max-receives" }
	if err := s.goByQueue("q", queue); err == nil || !strings.Contains(err.Error(), "the queue q has no dead-letter queue") {
		t.Errorf("got %v", err)
	}
}
