package eventbridge

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"inflight/aws/local/compare"
)

// pattern is an event pattern: for each of its fields an event must have a
// value that one of the field's matchers accepts.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
type pattern struct {
	fields []*patternField
	or     [][]*pattern // of each $or, one of these must match as well
}

// patternField is a field with what is below it, its matchers, or both.
type patternField struct {
	name     string
	below    *pattern
	matchers []matcher
}

// matchesNothing has an $or of no alternatives.
var matchesNothing = &pattern{or: [][]*pattern{nil}}

// field is the field with a name, made if there is none.
func (p *pattern) field(name string) *patternField {
	for _, f := range p.fields {
		if f.name == name {
			return f
		}
	}
	f := &patternField{name: name}
	p.fields = append(p.fields, f)
	return f
}

// down is what is below a field.
func (p *pattern) down(name string) *pattern {
	f := p.field(name)
	if f.below == nil {
		f.below = &pattern{}
	}
	return f.below
}

// matches tells whether an event, as fieldsOf reads it, has what the pattern
// asks for.
func (p *pattern) matches(event any) bool {
	object, ok := event.(map[string]any)
	if !ok {
		return false
	}
	for _, f := range p.fields {
		if !f.matches(object) {
			return false
		}
	}
	for _, alternatives := range p.or {
		if !slices.ContainsFunc(alternatives, func(a *pattern) bool { return a.matches(event) }) {
			return false
		}
	}
	return true
}

// matches looks at one field. In a list it is enough that one item matches.
func (f *patternField) matches(object map[string]any) bool {
	v, present := object[f.name]
	if f.matchers != nil && !slices.ContainsFunc(f.matchers, func(m matcher) bool { return m.acceptsField(v, present) }) {
		return false
	}
	switch {
	case f.below == nil:
		return true
	case !present || isScalar(v): // what has nothing below it may still match `exists: false` there
		return f.below.matches(map[string]any{})
	}
	return f.below.matchesIn(v)
}

// isScalar tells whether a value is neither an object nor a list.
func isScalar(v any) bool {
	switch v.(type) {
	case map[string]any, []any:
		return false
	}
	return true
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

// fieldsOf is an event as patterns see it: dots in names join the steps of a
// path.
func fieldsOf(event any) any { return compare.Nest(event) }

// reason makes the reason why a pattern is refused, in AWS's words: those of its
// matcher, https://github.com/aws/event-ruler, which begin in upper case.
func reason(format string, args ...any) error { return fmt.Errorf(format, args...) }
