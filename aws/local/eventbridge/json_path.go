package eventbridge

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// jsonPath leads to a part of an event, such as $.detail.items[0].name. Its
// steps are names, indexes, and * for all members.
type jsonPath []string

// maxPath is how long a path may be, in bytes.
const maxPath = 256

// parsePath reads a path in the syntax that EventBridge takes: dots, or
// brackets around an index or a quoted name.
func parsePath(text string) (jsonPath, error) {
	if len(text) > maxPath {
		return nil, fmt.Errorf("the path is longer than %d characters", maxPath)
	}
	rest, ok := strings.CutPrefix(text, "$")
	if !ok {
		return nil, fmt.Errorf("the path %q does not begin with $", text)
	}
	path := jsonPath{}
	for rest != "" {
		var step string
		switch rest[0] {
		case '[':
			end := strings.IndexByte(rest, ']')
			if end < 0 {
				return nil, fmt.Errorf("the path %q has a [ without a ]", text)
			}
			step, rest = strings.Trim(rest[1:end], `'"`), rest[end+1:]
		case '.':
			rest = rest[1:]
			end := strings.IndexAny(rest, ".[")
			if end < 0 {
				end = len(rest)
			}
			step, rest = rest[:end], rest[end:]
		default:
			return nil, fmt.Errorf("the path %q needs a . or a [ before %q", text, rest)
		}
		if step == "" {
			return nil, fmt.Errorf("the path %q has an empty step", text)
		}
		path = append(path, step)
	}
	return path, nil
}

// lookUp follows the path from v. A * gives the list of all that is found
// behind it.
func (p jsonPath) lookUp(v any) (any, bool) {
	for i, step := range p {
		if step == "*" {
			return p[i+1:].lookUpAll(v)
		}
		var ok bool
		if v, ok = child(v, step); !ok {
			return nil, false
		}
	}
	return v, true
}

// lookUpAll follows the path from each member of v.
func (p jsonPath) lookUpAll(v any) (any, bool) {
	var members []any
	switch v := v.(type) {
	case []any:
		members = v
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			members = append(members, v[name])
		}
	}
	found := []any{}
	for _, m := range members {
		if part, ok := p.lookUp(m); ok {
			found = append(found, part)
		}
	}
	return found, len(found) > 0
}

// child is a member of an object or an item of a list.
func child(v any, step string) (any, bool) {
	switch v := v.(type) {
	case map[string]any:
		c, ok := v[step]
		return c, ok
	case []any:
		i, err := strconv.Atoi(step)
		if err != nil || i < 0 || i >= len(v) {
			return nil, false
		}
		return v[i], true
	}
	return nil, false
}
