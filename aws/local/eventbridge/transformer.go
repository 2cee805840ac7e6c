package eventbridge

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// inputTransformer makes a target's input of parts of the event.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
type inputTransformer struct {
	InputPathsMap map[string]string `json:"InputPathsMap,omitempty"`
	InputTemplate string            `json:"InputTemplate"`
}

// maxPaths is how many variables a transformer may have.
const maxPaths = 100

// check refuses what AWS refuses of a transformer.
func (t *inputTransformer) check(id string) error {
	if t == nil {
		return nil
	}
	if t.InputTemplate == "" {
		return invalid("InputTemplate for target %s must be specified.", id)
	}
	if len(t.InputPathsMap) > maxPaths {
		return invalid("InputPathsMap for target %s has more than %d members.", id, maxPaths)
	}
	for name, path := range t.InputPathsMap {
		if strings.HasPrefix(name, "aws.") {
			return invalid("InputPathsMap for target %s: the name %s is reserved.", id, name)
		}
		if !strings.HasPrefix(path, "$") {
			return invalid("InputPathsMap for target %s: %s is not a JSON path.", id, path)
		}
	}
	return nil
}

// input is what a target gets for an event.
func (t *target) input(j *job) (string, error) {
	switch {
	case t.Input != "":
		return t.Input, nil
	case t.InputPath != "":
		v, ok := lookUp(j.value, t.InputPath)
		if !ok {
			return "", fmt.Errorf("the path %s leads to nothing in the event", t.InputPath)
		}
		return encode(v)
	case t.InputTransformer != nil:
		return t.InputTransformer.apply(j)
	}
	return string(j.text), nil
}

// placeholder is <name> in a template.
var placeholder = regexp.MustCompile(`<([A-Za-z0-9_.-]+)>`)

// apply fills the template in. Inside quotes a text goes in without quotes of
// its own; elsewhere values go in as JSON.
func (t *inputTransformer) apply(j *job) (string, error) {
	var failed error
	template := t.InputTemplate
	var out strings.Builder
	last := 0
	for _, m := range placeholder.FindAllStringSubmatchIndex(template, -1) {
		name := template[m[2]:m[3]]
		v, known := t.variable(name, j)
		if !known {
			continue
		}
		text, err := encode(v)
		if err != nil {
			failed = err
		}
		if quoted(template[:m[0]]) {
			text = bare(v, text)
		}
		out.WriteString(template[last:m[0]])
		out.WriteString(text)
		last = m[1]
	}
	out.WriteString(template[last:])
	return out.String(), failed
}

// variable is the value of a name in a template. A path that leads to nothing
// gives an empty text.
func (t *inputTransformer) variable(name string, j *job) (v any, known bool) {
	switch name {
	case "aws.events.rule-arn":
		return j.ruleARN, true
	case "aws.events.rule-name":
		return j.rule, true
	case "aws.events.event.ingestion-time":
		return j.event.Time, true
	case "aws.events.event.json":
		return j.value, true
	case "aws.events.event":
		object, _ := j.value.(map[string]any)
		without := map[string]any{}
		for k, v := range object {
			if k != "detail" {
				without[k] = v
			}
		}
		return without, true
	}
	path, ok := t.InputPathsMap[name]
	if !ok {
		return nil, false
	}
	v, found := lookUp(j.value, path)
	if !found {
		return "", true
	}
	return v, true
}

// quoted tells whether a position of a template is inside a JSON string.
func quoted(before string) bool {
	inside := false
	for i := 0; i < len(before); i++ {
		switch before[i] {
		case '\\':
			i++
		case '"':
			inside = !inside
		}
	}
	return inside
}

// bare is a value as it stands inside a JSON string.
func bare(v any, text string) string {
	if _, ok := v.(string); ok {
		return text[1 : len(text)-1]
	}
	escaped, err := encode(text)
	if err != nil {
		return text
	}
	return escaped[1 : len(escaped)-1]
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

// lookUp follows a JSON path of names and indexes, such as $.detail.items[0].
func lookUp(v any, path string) (any, bool) {
	rest := strings.TrimPrefix(path, "$")
	for rest != "" {
		var step string
		if strings.HasPrefix(rest, "[") {
			end := strings.IndexByte(rest, ']')
			if end < 0 {
				return nil, false
			}
			step, rest = strings.Trim(rest[1:end], `'"`), rest[end+1:]
		} else {
			rest = strings.TrimPrefix(rest, ".")
			end := strings.IndexAny(rest, ".[")
			if end < 0 {
				end = len(rest)
			}
			step, rest = rest[:end], rest[end:]
		}
		var ok bool
		if v, ok = child(v, step); !ok {
			return nil, false
		}
	}
	return v, true
}

// child is a member of an object or an item of a list.
func child(v any, step string) (any, bool) {
	switch v := v.(type) {
	case map[string]any:
		c, ok := v[step]
		return c, ok
	case []any:
		var i int
		if _, err := fmt.Sscanf(step, "%d", &i); err != nil || i < 0 || i >= len(v) {
			return nil, false
		}
		return v[i], true
	}
	return nil, false
}
