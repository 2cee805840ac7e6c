package cli

import (
	"fmt"

	"inflight/aws"
	"inflight/pipeline/event"
)

// stepsInto makes an event of each step by which the stack is set up.
func stepsInto(log *event.Log) func(aws.Step) {
	return func(step aws.Step) {
		log.Emit(event.Event{Type: event.StackStep, Text: oneLine(stepInWords(step))})
	}
}

// stepInWords says what was done with a part of the stack, or found of it.
func stepInWords(step aws.Step) string {
	thing := fmt.Sprintf("the %s %s", step.Kind, step.Name)
	switch step.Kind {
	case "lifecycle", "public access block", "EventBridge notification":
		thing = fmt.Sprintf("the %s of the bucket %s", step.Kind, step.Name)
	}
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
	case aws.Missing, aws.ToCreate, aws.ToChange, aws.ToAdopt: // of a plan
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
