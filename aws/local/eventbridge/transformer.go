package eventbridge

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// inputTransformer makes a target's input of parts of the event.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
type inputTransformer struct {
	InputPathsMap map[string]string `json:"InputPathsMap,omitempty"`
	InputTemplate string            `json:"InputTemplate"`
}

// maxPaths is how many variables a transformer may have; maxTemplate how long
// its template may be, in bytes.
const (
	maxPaths    = 100
	maxTemplate = 8192
)

// validate refuses what AWS refuses of a transformer.
func (t *inputTransformer) validate(id string) error {
	if t == nil {
		return nil
	}
	if t.InputTemplate == "" || len(t.InputTemplate) > maxTemplate {
		return invalid("InputTemplate for target %s must have 1 to %d characters.", id, maxTemplate)
	}
	if len(t.InputPathsMap) > maxPaths {
		return invalid("InputPathsMap for target %s has more than %d members.", id, maxPaths)
	}
	for name, path := range t.InputPathsMap {
		if strings.HasPrefix(name, "aws.") {
			return invalid("InputPathsMap for target %s: the name %s is reserved.", id, name)
		}
		if _, err := parsePath(path); err != nil {
			return invalid("Invalid JSONPath in the InputPathsMap for target %s. Reason: %s", id, err)
		}
	}
	return nil
}

// input is what a target gets for an event.
func (t *target) input(j *delivery) (string, error) {
	switch {
	case t.Input != "":
		return t.Input, nil
	case t.InputPath != "":
		v, ok := follow(t.InputPath, j.value)
		if !ok {
			return "", fmt.Errorf("the path %s leads to nothing in the event", t.InputPath)
		}
		return encode(v)
	case t.InputTransformer != nil:
		return t.InputTransformer.apply(j)
	}
	return j.text, nil
}

// variable is the value of a name in a template. A path that leads to nothing
// gives an empty text.
func (t *inputTransformer) variable(name string, j *delivery) (v any, known bool) {
	switch name {
	case "aws.events.rule-arn":
		return j.ruleARN, true
	case "aws.events.rule-name":
		return j.rule, true
	case "aws.events.event.ingestion-time":
		return j.since.UTC().Format(time.RFC3339), true
	case "aws.events.event.json":
		return j.value, true
	case "aws.events.event":
		return j.head(), true
	}
	path, ok := t.InputPathsMap[name]
	if !ok {
		return nil, false
	}
	v, found := follow(path, j.value)
	if !found {
		return "", true
	}
	return v, true
}

// follow looks a path up that was checked when the target was put.
func follow(path string, v any) (any, bool) {
	p, err := parsePath(path)
	if err != nil {
		return nil, false
	}
	return p.lookUp(v)
}

// encode writes a value as JSON, without escaping for HTML.
func encode(v any) (string, error) {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return "", fmt.Errorf("write a part of the event: %w", err)
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}
