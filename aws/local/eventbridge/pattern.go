package eventbridge

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
)

// pattern is an event pattern: for each of its fields an event must have a
// value that one of the field's matchers accepts.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
type pattern struct {
	fields []patternField
	or     []*pattern // $or: one of these must match as well
}

// patternField is a field with what is below it, or with its matchers.
type patternField struct {
	name     string
	below    *pattern
	matchers []matcher
}

// maxPattern is how long a pattern may be.
const maxPattern = 4096

// parsePattern reads a pattern. The error says what in it is wrong.
func parsePattern(text string) (*pattern, error) {
	if len(text) > maxPattern {
		return nil, fmt.Errorf("it is longer than %d characters", maxPattern)
	}
	v, err := decodeEvent([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("it is not JSON: %w", err)
	}
	object, ok := v.(map[string]any)
	if !ok {
		return nil, errors.New("filter is not an object")
	}
	return parseObject(object, 0)
}

// maxDepth bounds the nesting of patterns.
const maxDepth = 100

// parseObject reads one level of a pattern.
func parseObject(object map[string]any, depth int) (*pattern, error) {
	if len(object) == 0 {
		return nil, errors.New("empty objects are not allowed")
	}
	if depth > maxDepth {
		return nil, fmt.Errorf("it is nested deeper than %d", maxDepth)
	}
	p := &pattern{}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if name == "$or" {
			alternatives, err := parseOr(object[name], depth)
			if err != nil {
				return nil, err
			}
			p.or = alternatives
			continue
		}
		f, err := parseField(name, object[name], depth)
		if err != nil {
			return nil, err
		}
		p.fields = append(p.fields, f)
	}
	return p, nil
}

// parseField reads a field: an object goes on below, a list holds matchers.
func parseField(name string, v any, depth int) (f patternField, err error) {
	f.name = name
	switch v := v.(type) {
	case map[string]any:
		f.below, err = parseObject(v, depth+1)
	case []any:
		if len(v) == 0 {
			return f, fmt.Errorf("the field %q has an empty array", name)
		}
		for _, item := range v {
			m, err := parseMatcher(item)
			if err != nil {
				return f, fmt.Errorf("the field %q: %w", name, err)
			}
			f.matchers = append(f.matchers, m)
		}
	default:
		err = fmt.Errorf("%q must be an object or an array", name)
	}
	return f, err
}

// parseOr reads the alternatives of $or.
func parseOr(v any, depth int) ([]*pattern, error) {
	list, ok := v.([]any)
	if !ok || len(list) < 2 {
		return nil, errors.New("$or must be an array of at least two objects")
	}
	var all []*pattern
	for _, item := range list {
		object, ok := item.(map[string]any)
		if !ok {
			return nil, errors.New("$or must be an array of at least two objects")
		}
		p, err := parseObject(object, depth+1)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// matches tells whether an event, as decodeEvent reads it, has what the
// pattern asks for.
func (p *pattern) matches(event any) bool {
	object, ok := event.(map[string]any)
	if !ok {
		return false
	}
	for i := range p.fields {
		if !p.fields[i].matches(object) {
			return false
		}
	}
	return len(p.or) == 0 || slices.ContainsFunc(p.or, func(a *pattern) bool { return a.matches(event) })
}

// matches looks at one field. In a list it is enough that one item matches.
func (f *patternField) matches(object map[string]any) bool {
	v, present := object[f.name]
	if f.below == nil {
		return slices.ContainsFunc(f.matchers, func(m matcher) bool { return m.acceptsField(v, present) })
	}
	if !present { // a field that is not there may still match `exists: false` below
		return f.below.matches(map[string]any{})
	}
	return f.below.matchesIn(v)
}

// matchesIn looks below a field. In a list, also one inside a list, it is
// enough that one object matches.
func (p *pattern) matchesIn(v any) bool {
	list, ok := v.([]any)
	if !ok {
		return p.matches(v)
	}
	if len(list) == 0 {
		return p.matches(map[string]any{})
	}
	return slices.ContainsFunc(list, p.matchesIn)
}

// decodeEvent reads JSON, keeping numbers as they are written.
func decodeEvent(text []byte) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the JSON value")
	}
	return v, nil
}
