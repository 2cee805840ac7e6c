package cli

import (
	"fmt"
	"strings"

	"inflight/aws"
	"inflight/pipeline/event"
)

// steps say of each step by which the stack is set up what it is, as an event, and
// count what was found and made.
type steps struct {
	log   *event.Log
	stack aws.Stack

	found, made, changed, left int // wholes and parts
}

// watch makes the events. done, which may be nil, is told of each part, too.
func (s *steps) watch(done func(aws.Step)) aws.Watch {
	return aws.Watch{
		Found: s.tellFound,
		Called: func(step aws.Step, operation string) {
			s.emit(step, operation, s.called(step, operation))
		},
		Done: func(step aws.Step) {
			s.count(step)
			switch step.Outcome {
			case aws.Undone, aws.Waiting:
				s.emit(step, "", stepInWords(step))
			default: // it was said as it was found, or called
			}
			if done != nil {
				done(step)
			}
		},
	}
}

// tellFound says what was found of a part. What is not there yet of a whole that
// is not is not worth a word.
func (s *steps) tellFound(step aws.Step) {
	if step.Outcome != aws.ToCreate || step.Whole {
		s.emit(step, "", stepInWords(step))
	}
}

// emit makes the event of a step.
func (s *steps) emit(step aws.Step, operation, text string) {
	outcome := event.StepThere
	switch step.Outcome {
	case aws.ToCreate:
		if operation == "" {
			outcome = event.StepMissing
		}
	case aws.Undone, aws.Missing, aws.Deleted, aws.Waiting:
		outcome = event.StepMissing
	default:
	}
	s.log.Emit(event.Event{
		Body: &event.StackStep{Text: oneLine(text), Resource: step.Kind, Target: oneLine(step.Name), Outcome: outcome, Operation: operation},
	})
}

// count takes what became of a part into account.
func (s *steps) count(step aws.Step) {
	switch step.Outcome {
	case aws.Created:
		s.made++
	case aws.Changed, aws.Adopted:
		s.changed++
	case aws.Unchanged:
		s.found++
	case aws.Foreign, aws.Differs:
		s.left++
	default:
	}
}

// sum says what setting up came to.
func (s *steps) sum() string {
	var parts []string
	for _, p := range []struct {
		n   int
		how string
	}{
		{s.made, "created"},
		{s.found, "found as they should be"},
		{s.changed, "changed"},
		{s.left, "left as they are"},
	} {
		if p.n > 0 {
			of := ""
			if len(parts) == 0 {
				of = " parts"
			}
			parts = append(parts, fmt.Sprintf("%d%s %s", p.n, of, p.how))
		}
	}
	return "the stack is there: " + strings.Join(parts, ", ")
}

// called says what an API call for a part of the stack has done.
func (s *steps) called(step aws.Step, operation string) string {
	thing, owner := thingOf(step), "the "+step.Of
	switch operation {
	case "CreateQueue":
		if step.Name == s.stack.DeadLetterQueue {
			return "created " + thing + ", for what " + s.stack.Queue + " gives up"
		}
		return fmt.Sprintf("created %s: its policy lets the rule %s send to it; after %s a message goes to %s",
			thing, s.stack.Rule, many(s.stack.MaxReceives, "receive", "receives"), s.stack.DeadLetterQueue)
	case "SetQueueAttributes":
		return "changed " + thing + about(step.Detail)
	case "PutRule":
		return fmt.Sprintf("put %s: it matches each new object of the bucket %s", thing, s.stack.SourceBucket)
	case "PutTargets":
		return fmt.Sprintf("made %s a target of %s", step.Name, owner)
	case "Subscribe":
		return fmt.Sprintf("subscribed %s to %s", step.Name, owner)
	case "PutPublicAccessBlock":
		return "blocked public access to " + owner
	case "PutBucketLifecycleConfiguration":
		return "told S3 what to delete from " + owner + ", and when"
	case "PutBucketNotificationConfiguration":
		return "let S3 tell EventBridge what happens in " + owner
	case "PutBucketTagging", "TagQueue", "TagResource":
		return "tagged " + thing + ": it is this stack's own from now on"
	}
	if strings.HasPrefix(operation, "Delete") {
		return "deleted " + thing + " again"
	}
	return "created " + thing
}

// thingOf names a part of the stack.
func thingOf(step aws.Step) string {
	switch step.Kind {
	case "lifecycle", "public access block", "EventBridge notification":
		return fmt.Sprintf("the %s of the bucket %s", step.Kind, step.Name)
	}
	return fmt.Sprintf("the %s %s", step.Kind, step.Name)
}

// stepInWords says what was done with a part of the stack, or found of it.
func stepInWords(step aws.Step) string {
	thing := thingOf(step)
	switch step.Outcome {
	case aws.Created:
		return "created " + thing
	case aws.Changed:
		return "changed " + thing + about(step.Detail)
	case aws.Unchanged:
		return "found " + thing + ", as it should be"
	case aws.Adopted:
		return "tagged " + thing + ": it is this stack's own from now on"
	case aws.Foreign:
		return "found " + thing + ", which is not this stack's: it is used as it is"
	case aws.Differs:
		return "found " + thing + " to differ" + about(step.Detail) + ": it is left as it is"
	case aws.Undone, aws.Deleted:
		return "deleted " + thing + " again"
	case aws.Waiting:
		return "waits for " + thing + about(step.Detail)
	case aws.Missing, aws.ToCreate:
		return strings.Replace(thing, "the ", "found no ", 1) + " yet"
	case aws.ToChange:
		return "found " + thing + " to differ" + about(step.Detail) + ": it is to be changed"
	case aws.ToAdopt:
		return "found " + thing + " without a tag: it is to be this stack's own"
	}
	return fmt.Sprintf("%s: %s%s", thing, step.Outcome, about(step.Detail))
}

// about adds what a step is about, if that is known.
func about(detail string) string {
	if detail == "" {
		return ""
	}
	return " (" + detail + ")"
}
