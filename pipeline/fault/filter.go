package fault

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"inflight/pipeline/event"
)

// Target is one thing that a fault may hit: a call, an event, a receive, a stage,
// an announcement or an upload. What does not apply is empty.
type Target struct {
	Service, Operation string // of an API call: sqs, ReceiveMessage
	Outside            bool   // somebody else's, not this program's
	Stage              event.Stage
	Kind               string // of an image that is to be damaged
	// Of which message, image and worker this is, as far as it is known: they are
	// in the event.
	MessageID, Key, Worker string
}

// Filter says which of the things that a fault may hit it does. The zero value is
// all of them.
type Filter struct {
	Service, Operation string // "" is any
	Ours, Outside      bool   // neither is anybody's
	Stage              event.Stage
	Kind               string
}

// Kinds are the kinds of damage that an image may have, as pipeline/paint names
// them.
func Kinds() []string { return []string{"truncated", "text", "empty", "giant", "playlist"} }

// services are the services that a filter may name.
var services = []string{"sqs", "s3", "sns", "events", "sts"}

// parseFilter reads conditions joined by +, each a service or service.Operation,
// ours, outside, a stage or an image's kind.
func parseFilter(s string) (Filter, error) {
	var f Filter
	for _, word := range strings.Split(s, "+") {
		if err := f.and(word); err != nil {
			return Filter{}, err
		}
	}
	if f.Ours && f.Outside {
		return Filter{}, errors.New("ours and outside are never both so: choose one")
	}
	return f, nil
}

// and adds a condition.
func (f *Filter) and(word string) error {
	service, operation, dotted := strings.Cut(word, ".")
	switch {
	case word == "ours":
		f.Ours = true
	case word == "outside":
		f.Outside = true
	case slices.Contains(services, service) && (!dotted || operation != ""):
		if f.Service != "" {
			return twice("service", word)
		}
		f.Service, f.Operation = service, operation
	case slices.Contains(event.Stages(), event.Stage(word)):
		if f.Stage != "" {
			return twice("stage", word)
		}
		f.Stage = event.Stage(word)
	case slices.Contains(Kinds(), word):
		if f.Kind != "" {
			return twice("kind of image", word)
		}
		f.Kind = word
	default:
		return fmt.Errorf("%q is no filter: use service.Operation (of %s), ours, outside, a stage (%s) or a kind of image (%s)",
			word, strings.Join(services, ", "), stageNames(), strings.Join(Kinds(), ", "))
	}
	return nil
}

// twice refuses a second condition of one kind: nothing can be both.
func twice(what, word string) error {
	return fmt.Errorf("%q is a second %s, and nothing is of two: use one, or two faults", word, what)
}

// stageNames are the stages, as a list.
func stageNames() string {
	var names []string
	for _, s := range event.Stages() {
		names = append(names, string(s))
	}
	return strings.Join(names, ", ")
}

// String is the filter as it is read; "" for all.
func (f Filter) String() string {
	var words []string
	switch {
	case f.Operation != "":
		words = append(words, f.Service+"."+f.Operation)
	case f.Service != "":
		words = append(words, f.Service)
	}
	if f.Ours {
		words = append(words, "ours")
	}
	if f.Outside {
		words = append(words, "outside")
	}
	if f.Stage != "" {
		words = append(words, string(f.Stage))
	}
	if f.Kind != "" {
		words = append(words, f.Kind)
	}
	return strings.Join(words, "+")
}

// fits tells whether a filter lets a fault of those hits have any effect, and if
// not, why.
func (f Filter) fits(h hits) error {
	switch {
	case f.Service != "" && h != hitsCalls:
		return fmt.Errorf("it is about no API call: %s says nothing", f.Service)
	case f.Stage != "" && f.Stage != event.Thumbnail && h == hitsEngine:
		return fmt.Errorf("the engine works in the stage %s: it is never hit in %s", event.Thumbnail, f.Stage)
	case f.Stage != "" && h != hitsStages && h != hitsEngine:
		return fmt.Errorf("it is about no stage: %s says nothing", f.Stage)
	case f.Kind != "" && h != hitsUploads:
		return fmt.Errorf("it is about no image that is uploaded: %s says nothing", f.Kind)
	case (f.Ours || f.Outside) && h != hitsCalls && h != hitsReceives:
		return fmt.Errorf("it cannot hit anybody else's: ours and outside say nothing")
	}
	return nil
}

// admits tells whether the fault may hit that.
func (f Filter) admits(t Target) bool {
	return (f.Service == "" || f.Service == t.Service) && (f.Operation == "" || f.Operation == t.Operation) &&
		(!f.Ours || !t.Outside) && (!f.Outside || t.Outside) &&
		(f.Stage == "" || f.Stage == t.Stage) && (f.Kind == "" || t.Kind == "" || f.Kind == t.Kind)
}
