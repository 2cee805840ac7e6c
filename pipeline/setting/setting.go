package setting

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"inflight/pipeline/event"
)

// Setting is one that can be turned while a run goes on.
type Setting struct {
	Name event.Setting // that of its flag
	// Title is what it is called on the screen, Says what it is in a few words, and From
	// when a change holds.
	Title, Says, From string
	// Range says what it may be.
	Range string
	// Steps are values to go through, the least first.
	Steps []string
	// Attribute is that of the queue which holds it; empty: it is our own alone.
	Attribute string

	check func(text string) (value string, ok bool)
}

// OfQueue tells whether the queue holds it, so that AWS is asked for it.
func (s *Setting) OfQueue() bool { return s.Attribute != "" }

// Check reads what a person wrote: the value as the flag takes it, or what it may be.
func (s *Setting) Check(text string) (value string, err error) {
	text = strings.TrimSpace(text)
	if value, ok := s.check(text); ok {
		return value, nil
	}
	return "", fmt.Errorf("%s %q: it has to be %s", s.Title, event.OneLine(text, 40), s.Range)
}

// Flag is how the value is written on the command line.
func (s *Setting) Flag(value string) string {
	if s.Name == event.HeartbeatSetting { // a switch takes its value with =
		return "--" + string(s.Name) + "=" + value
	}
	return "--" + string(s.Name) + " " + value
}

// Call is what is asked of AWS to set the queue to a value; empty where AWS is not asked.
func (s *Setting) Call(value string) string {
	switch s.Attribute {
	case "":
		return ""
	case redrivePolicy:
		return "SetQueueAttributes RedrivePolicy maxReceiveCount=" + value
	}
	return "SetQueueAttributes " + s.Attribute + "=" + strconv.Itoa(Seconds(value))
}

// Parameter is what of each of our receives goes by it, whatever the queue says: empty
// where none does.
func (s *Setting) Parameter(value string) string {
	switch s.Name {
	case event.VisibilitySetting:
		return "ReceiveMessage VisibilityTimeout=" + strconv.Itoa(Seconds(value))
	case event.WaitSetting:
		return "ReceiveMessage WaitTimeSeconds=" + strconv.Itoa(Seconds(value))
	case event.BatchSetting:
		return "ReceiveMessage MaxNumberOfMessages=" + value
	default:
		return ""
	}
}

// Seconds is a value in whole seconds, as SQS takes it; 0 where it is none.
func Seconds(value string) int {
	d, err := time.ParseDuration(value)
	if err != nil {
		return 0
	}
	return int(d / time.Second)
}

// redrivePolicy is the attribute that holds how often a message is received.
const redrivePolicy = "RedrivePolicy"

// Of is the setting of that name; false where there is none.
func Of(name event.Setting) (*Setting, bool) {
	i := slices.IndexFunc(all, func(s Setting) bool { return s.Name == name })
	if i < 0 {
		return nil, false
	}
	return &all[i], true
}

// All are the settings, in the order in which a person meets them.
func All() []Setting { return all }

// Next is the value after one, of the steps of a setting: by is 1 or -1. Around says that
// the first comes after the last.
func (s *Setting) Next(value string, by int, around bool) string {
	if len(s.Steps) == 0 {
		return value
	}
	at := slices.Index(s.Steps, value)
	if at < 0 { // between two of them, or beyond: the one that lies in that direction
		at = s.below(value)
		if by < 0 {
			at++
		}
	}
	at += by
	if around {
		at = (at + len(s.Steps)) % len(s.Steps)
	}
	return s.Steps[min(max(at, 0), len(s.Steps)-1)]
}

// below is the place of the last step that is less than a value, -1 before the first.
func (s *Setting) below(value string) int {
	is, ok := amount(value)
	if !ok {
		return 0
	}
	at := -1
	for i, step := range s.Steps {
		if n, ok := amount(step); ok && n < is {
			at = i
		}
	}
	return at
}

// amount is a value as a number, to compare it.
func amount(value string) (float64, bool) {
	if d, err := time.ParseDuration(value); err == nil {
		return d.Seconds(), true
	}
	n, err := strconv.ParseFloat(value, 64)
	return n, err == nil
}
