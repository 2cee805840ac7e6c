package eventbridge

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"inflight/aws/local/compare"
)

const (
	maxPattern = 4096 // how long a pattern may be
	maxDepth   = 100  // how deep it may be nested
)

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
		return nil, reason("Filter is not an object")
	}
	r := patternReader{wildcards: map[string][]string{}}
	p := &pattern{}
	if err := r.object(p, object, nil, false); err != nil {
		return nil, err
	}
	for _, of := range r.wildcards {
		if compare.TooComplex(of) {
			return nil, reason("Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character")
		}
	}
	return p, nil
}

// patternReader collects the wildcards of each field while a pattern is read.
type patternReader struct {
	wildcards map[string][]string // by the field's path
}

// object reads one level of a pattern into p. The path leads there.
func (r *patternReader) object(p *pattern, object map[string]any, path []string, insideOr bool) error {
	if len(object) == 0 {
		return reason("Empty objects are not allowed")
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		var err error
		if name == "$or" {
			err = r.or(p, object[name], path)
		} else {
			err = r.field(p, name, object[name], path, insideOr)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// reserved are names that no field beside the alternatives of an $or may have,
// so that an operator that is out of place is not taken for one.
var reserved = []string{
	"exactly", "equals-ignore-case", "prefix", "suffix", "anything-but", "exists", "wildcard", "numeric", "cidr", "=", "<", "<=", ">", ">=", "regex",
	"not-wildcard", "not-equals-ignore-case", "date-after", "date-on-or-after", "date-before", "date-on-or-before", "in-date-range",
	"ip-address-in-range", "ip-address-not-in-range",
}

// field reads a field: an object goes on below, a list holds matchers. Dots in
// its name join the steps of a path.
func (r *patternReader) field(p *pattern, name string, v any, path []string, insideOr bool) error {
	if insideOr && slices.Contains(reserved, name) {
		return reason("%s is Ruler reserved fieldName which cannot be used inside $or.", name)
	}
	steps := strings.Split(name, ".")
	last := len(steps) - 1
	path = slices.Concat(path, steps)
	if len(path) > maxDepth {
		return fmt.Errorf("it is nested deeper than %d", maxDepth)
	}
	for _, step := range steps[:last] {
		p = p.down(step)
	}
	switch v := v.(type) {
	case map[string]any:
		return r.object(p.down(steps[last]), v, path, insideOr)
	case []any:
		matchers, err := r.matchers(v, strings.Join(path, "."))
		p.field(steps[last]).matchers = matchers
		return err
	}
	return reason(`"%s" must be an object or an array`, name)
}

// matchers reads a field's list.
func (r *patternReader) matchers(list []any, path string) (all []matcher, err error) {
	if len(list) == 0 {
		return nil, reason("Empty arrays are not allowed")
	}
	for _, item := range list {
		m, err := parseMatcher(item)
		if err != nil {
			return nil, err
		}
		all = append(all, m)
		r.wildcards[path] = append(r.wildcards[path], wildcardsIn(item)...)
	}
	return all, nil
}

// or reads the alternatives of $or.
func (r *patternReader) or(p *pattern, v any, path []string) error {
	list, ok := v.([]any)
	if !ok {
		return reason("It must be an Array followed with $or.")
	}
	var all []*pattern
	for _, item := range list {
		object, ok := item.(map[string]any)
		if !ok {
			return reason("Only JSON object is allowed in array of $or relationship.")
		}
		alternative := &pattern{}
		if err := r.object(alternative, object, path, true); err != nil {
			return err
		}
		all = append(all, alternative)
	}
	if len(all) < 2 {
		return reason("There must have at least 2 Objects in $or relationship.")
	}
	p.or = append(p.or, all)
	return nil
}

// wildcardsIn are the wildcards of an item that was read.
func wildcardsIn(item any) (all []string) {
	object, _ := item.(map[string]any)
	if inner, ok := object["anything-but"].(map[string]any); ok {
		object = inner
	}
	list, _ := listOf(object["wildcard"])
	for _, each := range list {
		if text, ok := each.(string); ok {
			all = append(all, text)
		}
	}
	return all
}
