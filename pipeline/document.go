package pipeline

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// DocumentKind is what a document is.
type DocumentKind string

// The documents that decide what arrives.
const (
	PatternDocument DocumentKind = "event pattern" // of the rule: which events it sends on
	PolicyDocument  DocumentKind = "access policy" // of the queue: who may send to it
)

// Document is a document on AWS that decides what arrives, as it was read.
type Document struct {
	Kind DocumentKind
	Name string // of the rule or the queue
	Bus  string // that the rule is on
	Text string // as AWS has it; empty: there is none
	Own  string // as `inflight up` would make it; empty: it would leave it alone
	// Foreign says why it is not ours to change; empty: it is.
	Foreign string
	// Rest is what else a rule has. Who puts a rule says it all, or it is forgotten.
	Rest RuleRest
}

// RuleRest is what a rule has besides its pattern.
type RuleRest struct{ State, Description, Schedule, RoleARN string }

// ErrChangedMeanwhile says that a document was not set: somebody else has changed it
// since it was read.
var ErrChangedMeanwhile = errors.New("somebody else has changed it since it was read here: nothing is set")

// Of names whose document it is, as "rule images".
func (d *Document) Of() string {
	if d.Kind == PatternDocument {
		return "rule " + d.Name
	}
	return "queue " + d.Name
}

// Indented is a document with a line for each of its values; what is no JSON stays.
func (d *Document) Indented(text string) string {
	var out bytes.Buffer
	if json.Indent(&out, []byte(text), "", "  ") != nil {
		return text
	}
	return out.String()
}

// Compact is a text as it is set: without the white space between its values.
func (d *Document) Compact(text string) string {
	var out bytes.Buffer
	if json.Compact(&out, []byte(text)) != nil {
		return strings.TrimSpace(text)
	}
	return out.String()
}

// notJSONError says where a text is no JSON.
type notJSONError struct {
	line int
	err  error
}

func (e *notJSONError) Error() string {
	return fmt.Sprintf("it is no JSON: line %d: %v", e.line, e.err)
}

func (e *notJSONError) Unwrap() error { return e.err }

// Check says what AWS would refuse of a text, as far as that is known here.
func (d *Document) Check(text string) error {
	if text = strings.TrimSpace(text); text == "" {
		if d.Kind == PolicyDocument {
			return nil // that takes the policy away
		}
		return errors.New("a rule needs an event pattern: it cannot be empty")
	}
	var object map[string]json.RawMessage
	var syntax *json.SyntaxError
	switch err := json.Unmarshal([]byte(text), &object); {
	case errors.As(err, &syntax):
		return &notJSONError{line: 1 + strings.Count(text[:min(max(int(syntax.Offset)-1, 0), len(text))], "\n"), err: err}
	case err != nil || object == nil:
		return errors.New("it is JSON, but no object: it begins with { and ends with }")
	case len(object) == 0 && d.Kind == PatternDocument:
		return errors.New("EventBridge takes no empty pattern: name a field, as \"source\": [\"aws.s3\"]")
	}
	return nil
}
