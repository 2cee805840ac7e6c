package eventbridge

import (
	"encoding/json"

	"inflight/aws/local/compare"
)

// matcher accepts values of a field.
type matcher struct {
	accepts func(v any) bool
	// absent is set for `exists: false`, which accepts a field that is not there,
	// and present for `exists: true`.
	absent, present bool
}

// acceptsField tells whether the value of a field matches. Of a list, one item
// has to. What is there is a leaf: an object or an empty list is as good as
// nothing.
func (m matcher) acceptsField(v any, there bool) bool {
	if m.absent {
		return !there || !hasLeaf(v)
	}
	if list, ok := v.([]any); ok {
		for _, item := range list {
			if m.acceptsField(item, true) {
				return true
			}
		}
		return false
	}
	_, object := v.(map[string]any)
	return there && !object && (m.present || m.accepts(v))
}

// hasLeaf tells whether a value is one that a matcher can look at, or a list
// with one.
func hasLeaf(v any) bool {
	switch v := v.(type) {
	case map[string]any:
		return false
	case []any:
		for _, item := range v {
			if hasLeaf(item) {
				return true
			}
		}
		return false
	}
	return true
}

// parseMatcher reads an item of a field's list: a value to be equal to, or an
// object with one operator.
func parseMatcher(item any) (matcher, error) {
	switch item := item.(type) {
	case map[string]any:
		return parseOperator(item)
	case []any:
		return matcher{}, reason("Match value must be String, number, true, false, or null")
	case json.Number:
		return matcher{accepts: func(v any) bool { return sameNumber(item, v) }}, nil
	default:
		return matcher{accepts: func(v any) bool { return item == v }}, nil
	}
}

// sameNumber tells whether a value is a number, whichever way it is written.
func sameNumber(number json.Number, v any) bool {
	other, ok := v.(json.Number)
	return ok && compare.SameNumber(number.String(), other.String())
}

// parseOperator reads {"prefix": "a"} and the like.
func parseOperator(object map[string]any) (matcher, error) {
	name, arg, err := only(object)
	if err != nil {
		return matcher{}, err
	}
	switch name {
	case "exists":
		yes, ok := arg.(bool)
		if !ok {
			return matcher{}, reason("exists match pattern must be either true or false.")
		}
		return matcher{present: yes, absent: !yes}, nil
	case "anything-but":
		return parseAnythingBut(arg)
	case "numeric":
		return parseNumeric(arg)
	default:
		is, err := parseText(name, arg)
		if err != nil {
			return matcher{}, err
		}
		return matcher{accepts: func(v any) bool {
			s, ok := v.(string)
			return ok && is(s)
		}}, nil
	}
}

// only is the single member of an object.
func only(object map[string]any) (name string, value any, err error) {
	for name, value = range object {
		if len(object) > 1 {
			return "", nil, reason("Only one key allowed in match expression")
		}
		return name, value, nil
	}
	return "", nil, reason("Match expression name not found")
}
