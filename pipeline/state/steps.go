package state

import (
	"time"

	"inflight/pipeline/event"
)

// Step is what was done with a part of the stack, or found of it, as it was set
// up.
type Step struct {
	At        time.Time
	Text      string
	Operation string // the API call that did it; empty where something was found or said
	Error     string // why the stack could not be set up
	Missing   bool   // the part was not there yet
}

// stepped takes a step of setting up the stack.
func (s *State) stepped(e *event.Event, b *event.StackStep) {
	s.Steps.Add(&Step{At: e.Time, Text: b.Text, Operation: b.Operation, Error: b.Error, Missing: b.Outcome == event.StepMissing})
	if b.Setup != nil && s.Started.IsZero() {
		s.Setup = *b.Setup
		s.Model, s.Wanted = b.Setup.Model, b.Setup.Workers
	}
	node, known := nodeOfPart(b, &s.Setup)
	if !known || b.Outcome == "" {
		return
	}
	if s.standing == nil {
		s.standing = map[Node]bool{}
	}
	s.standing[node] = b.Outcome == event.StepThere
}

// SettingUp tells whether the stack is being set up: nothing runs yet.
func (s *State) SettingUp() bool { return s.Started.IsZero() && s.Steps.Len() > 0 }

// Stands tells whether what a node stands for is there, as far as setting up the
// stack has told; once something runs all of it is.
func (s *State) Stands(n Node) bool { return !s.SettingUp() || s.standing[n] }

// nodeOfPart is the node that a part of the stack is drawn as.
func nodeOfPart(b *event.StackStep, set *event.Setup) (Node, bool) {
	switch {
	case b.Resource == "queue":
		return QueueNode, true
	case b.Resource == "dead-letter queue":
		return DeadLetterNode, true
	case b.Resource == "bucket" && b.Target == set.SourceBucket:
		return SourceNode, true
	case b.Resource == "bucket" && b.Target == set.ThumbnailBucket:
		return ThumbnailNode, true
	case b.Resource == "rule" && b.Target == set.Rule:
		return BusNode, true
	case b.Resource == "topic":
		return AnnounceNode, true
	}
	return 0, false
}
