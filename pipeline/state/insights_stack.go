package state

import (
	"fmt"
	"time"

	"inflight/pipeline/event"
)

// How long what AWS said of the stack is believed: it is said again with every
// call while it holds.
const (
	goneFor        = 15 * time.Second
	undeliveredFor = time.Minute
)

// resourceGone speaks of a part of the stack that somebody deleted. The queue
// comes first: without it nothing else happens.
func resourceGone(s *State, now time.Time) string {
	text := ""
	for _, of := range []struct{ kind, name, so string }{
		{"queue", s.Setup.Queue, "What was in it is lost, and what is uploaded now reaches nobody."},
		{"queue", s.Setup.DeadLetterQueue, "A message that fails for the last time has nowhere to go."},
		{"bucket", s.Setup.SourceBucket, "Nothing can be uploaded, nor downloaded by the workers."},
		{"bucket", s.Setup.ThumbnailBucket, "No thumbnail can be stored, and each message comes back."},
		{"topic", s.Setup.Topic, "No thumbnail can be announced; they are made all the same."},
	} {
		at, said := s.Trouble.Missing[event.Resource{Kind: of.kind, Name: of.name}]
		if !said && of.kind == "topic" {
			at, of.name = s.missingTopic()
		}
		if at.IsZero() || now.Sub(at) > goneFor || text != "" {
			continue
		}
		text = fmt.Sprintf("The %s %s does not exist any more. %s %s", of.kind, event.OneLine(of.name, 36), s.mend("creates it again"), of.so)
	}
	return text
}

// missingTopic is the topic that is gone: errors call it by its ARN, settings
// by its name.
func (s *State) missingTopic() (at time.Time, name string) {
	for what, when := range s.Trouble.Missing {
		if what.Kind == "topic" && when.After(at) {
			at, name = when, afterLastColon(what.Name)
		}
	}
	return at, name
}

// mend says how the stack is put right.
func (s *State) mend(does string) string {
	command := "inflight up --aws"
	if !s.Setup.Real() {
		command = fmt.Sprintf("inflight up --endpoint %s", s.Setup.Endpoint)
	}
	if s.Setup.Stack != "" {
		command += " --stack " + s.Setup.Stack
	}
	if s.Setup.BucketSuffix != "" {
		command += " --bucket-suffix " + s.Setup.BucketSuffix
	}
	return fmt.Sprintf("`%s` %s.", command, does)
}

// notDelivered speaks of events that no queue got, and why.
func notDelivered(s *State, now time.Time) string {
	u := &s.Trouble.undelivered
	if s.Count.MatchFailed == 0 || now.Sub(u.at) > undeliveredFor || u.cause == event.NoQueue {
		return ""
	}
	queue, lost := event.OneLine(afterLastColon(u.target), 20), event.Numbered(s.Count.MatchFailed, "event is", "events are")
	if queue == "" {
		queue = event.OneLine(s.Setup.Queue, 20)
	}
	if u.cause == event.Denied {
		return fmt.Sprintf("%s does not let EventBridge in: %s lost. Its access policy has to allow events.amazonaws.com "+
			"sqs:SendMessage when aws:SourceArn is that of rule %s. %s", queue, lost, event.OneLine(u.rule, 60), s.mend("writes it again"))
	}
	return fmt.Sprintf("EventBridge cannot deliver to %s: %s lost. %s", queue, lost, event.OneLine(u.reason, 100))
}

// notMatched speaks of uploads that nothing was heard of. On a real account
// only the receive tells, and a long queue may lie before it.
func notMatched(s *State, now time.Time) string {
	patience, n := 3*time.Second, s.Trouble.unmatched
	if !s.Setup.Embedded {
		patience = time.Minute
		if s.Paused || s.Source.Visible > 0 {
			return ""
		}
	}
	if n < 2 || now.Sub(s.Trouble.since) < patience || s.Setup.Rule == "" {
		return ""
	}
	return fmt.Sprintf("%s uploaded and no rule matched. Is %s there and enabled, does its pattern name %s, and does the bucket send "+
		"its events to EventBridge? %s", event.Numbered(int64(n), "image was", "images were"), s.Setup.Rule, s.Setup.SourceBucket, s.mend("puts all three right"))
}

// apiErrors speaks of AWS calls that fail now.
func apiErrors(s *State, now time.Time) string {
	failed := 0
	var last Call
	for i := s.Calls.Len() - 1; i >= 0; i-- {
		c := s.Calls.At(i)
		if now.Sub(c.At) > 10*time.Second {
			break
		}
		if c.Status >= 500 || c.Status == 403 {
			failed++
			last = c
		}
	}
	switch {
	case failed == 0:
		return ""
	case last.Status == 403:
		return fmt.Sprintf("%s %s is refused: see docs/permissions.md. %s",
			event.OneLine(last.Service, 12), event.OneLine(last.Operation, 32), event.OneLine(last.Error, 80))
	}
	return fmt.Sprintf("%s %s fails: it is tried again, nothing is lost. %s",
		event.OneLine(last.Service, 12), event.OneLine(last.Operation, 32), event.OneLine(last.Error, 80))
}
