package compare

import (
	"maps"
	"slices"
	"strings"
)

// Nest is a JSON value whose objects have no dots in the names of their members:
// a dot joins the steps of a path, so that {"a.b": 1} is {"a": {"b": 1}}. What two
// names lead to is the list of both. A value without dots is given back as it is.
//
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern.html#eb-create-pattern-considerations
func Nest(v any) any {
	if !dotted(v) {
		return v
	}
	switch v := v.(type) {
	case map[string]any:
		nested := make(map[string]any, len(v))
		for _, name := range slices.Sorted(maps.Keys(v)) {
			put(nested, strings.Split(name, "."), Nest(v[name]))
		}
		return nested
	case []any:
		nested := make([]any, len(v))
		for i, item := range v {
			nested[i] = Nest(item)
		}
		return nested
	}
	return v
}

// dotted tells whether a name somewhere in a value has a dot.
func dotted(v any) bool {
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			if strings.Contains(name, ".") || dotted(member) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, dotted)
	}
	return false
}

// put adds what a path leads to.
func put(object map[string]any, path []string, v any) {
	for len(path) > 1 {
		v = map[string]any{path[len(path)-1]: v}
		path = path[:len(path)-1]
	}
	there, is := object[path[0]]
	if !is {
		object[path[0]] = v
		return
	}
	object[path[0]] = both(there, v)
}

// both is what has all of two values: their members where both are objects.
func both(a, b any) any {
	first, isObject := a.(map[string]any)
	second, isToo := b.(map[string]any)
	if !isObject || !isToo {
		return []any{a, b}
	}
	merged := maps.Clone(first)
	for name, v := range second {
		put(merged, []string{name}, v)
	}
	return merged
}
