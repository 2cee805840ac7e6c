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
func (s *State) stepped(e *event.Event) {
	s.Steps.Push(Step{At: e.Time, Text: e.Text, Operation: e.Operation, Error: e.Error, Missing: e.Outcome == event.StepMissing})
	if e.Setup != nil && s.Started.IsZero() {
		s.Setup = *e.Setup
		s.Model, s.Wanted = e.Setup.Model, e.Setup.Workers
	}
	node, known := nodeOfPart(e, &s.Setup)
	if !known || e.Outcome == "" {
		return
	}
	if s.standing == nil {
		s.standing = map[Node]bool{}
	}
	s.standing[node] = e.Outcome == event.StepThere
}

// SettingUp tells whether the stack is being set up: nothing runs yet.
func (s *State) SettingUp() bool { return s.Started.IsZero() && s.Steps.Len() > 0 }

// Stands tells whether what a node stands for is there, as far as setting up the
// stack has told; once something runs all of it is.
func (s *State) Stands(n Node) bool { return !s.SettingUp() || s.standing[n] }

// nodeOfPart is the node that a part of the stack is drawn as.
func nodeOfPart(e *event.Event, set *event.Setup) (Node, bool) {
	switch {
	case e.Resource == "queue":
		return QueueNode, true
	case e.Resource == "dead-letter queue":
		return DeadLetterNode, true
	case e.Resource == "bucket" && e.Target == set.SourceBucket:
		return SourceNode, true
	case e.Resource == "bucket" && e.Target == set.ThumbnailBucket:
		return ThumbnailNode, true
	case e.Resource == "rule" && e.Target == set.Rule:
		return BusNode, true
	case e.Resource == "topic":
		return AnnounceNode, true
	}
	return 0, false
}
