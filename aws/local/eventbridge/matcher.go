package eventbridge

import (
	"encoding/json"
	"errors"
	"fmt"
)

// matcher accepts values of a field.
type matcher struct {
	accepts func(v any) bool
	// absent is set for `exists: false`, which accepts a field that is not there,
	// and present for `exists: true`.
	absent, present bool
}

// acceptsField tells whether the value of a field matches. Of a list, one item
// has to; an empty list counts as a field that is not there.
func (m matcher) acceptsField(v any, there bool) bool {
	if list, ok := v.([]any); ok {
		if len(list) == 0 {
			return m.absent
		}
		for _, item := range list {
			if m.acceptsField(item, true) {
				return true
			}
		}
		return false
	}
	_, object := v.(map[string]any)
	switch {
	case m.absent:
		return !there
	case m.present:
		return there && !object
	}
	return there && !object && m.accepts(v)
}

// parseMatcher reads an item of a field's list: a value to be equal to, or an
// object with one operator.
func parseMatcher(item any) (matcher, error) {
	switch item := item.(type) {
	case map[string]any:
		return parseOperator(item)
	case []any:
		return matcher{}, errors.New("a list may not be inside a list")
	default:
		// Numbers compare by how they are written: 300, 300.0 and 3.0e2 differ.
		return matcher{accepts: func(v any) bool { return item == v }}, nil
	}
}

// parseOperator reads {"prefix": "a"} and the like.
func parseOperator(object map[string]any) (matcher, error) {
	name, arg, ok := only(object)
	if !ok {
		return matcher{}, errors.New("only one key allowed in match expression")
	}
	switch name {
	case "exists":
		yes, ok := arg.(bool)
		if !ok {
			return matcher{}, errors.New("exists match pattern must be either true or false")
		}
		return matcher{present: yes, absent: !yes}, nil
	case "anything-but":
		return parseAnythingBut(arg)
	case "numeric":
		return parseNumeric(arg)
	case "cidr":
		return parseCIDR(arg)
	default:
		compare, err := parseText(name, arg)
		if err != nil {
			return matcher{}, err
		}
		return matcher{accepts: func(v any) bool {
			s, ok := v.(string)
			return ok && compare(s)
		}}, nil
	}
}

// only is the single member of an object.
func only(object map[string]any) (name string, value any, ok bool) {
	for name, value = range object {
		return name, value, len(object) == 1
	}
	return "", nil, false
}

// asNumber is the value of a JSON number that fits a float64.
func asNumber(v any) (float64, error) {
	number, ok := v.(json.Number)
	if !ok {
		return 0, errors.New("value of numeric comparison must be a number")
	}
	f, err := number.Float64()
	if err != nil {
		return 0, fmt.Errorf("value of numeric comparison is out of range: %w", err)
	}
	return f, nil
}
