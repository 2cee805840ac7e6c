package sns

import (
	"encoding/json"

	"inflight/aws/local/compare"
)

// wants says whether a message passes the filter. One whose body is no JSON
// object passes no filter of bodies.
func (f *filter) wants(n *notification, text string) bool {
	if f == nil {
		return true
	}
	if !f.body {
		return f.root.matches(n.filterable())
	}
	var body map[string]any
	if err := decodeNumbers([]byte(text), &body); err != nil || body == nil {
		return false
	}
	return f.root.matches(compare.Nest(body))
}

// filterable is the attributes as JSON would have them. Binary ones have no
// such form, and are not there.
func (n *notification) filterable() map[string]any {
	object := make(map[string]any, len(n.attributes))
	for name, a := range n.attributes {
		switch a.kind() {
		case "String":
			object[name] = a.StringValue
		case "Number":
			object[name] = json.Number(a.StringValue)
		case "String.Array":
			var list []any
			if decodeNumbers([]byte(a.StringValue), &list) == nil {
				object[name] = list
			}
		}
	}
	return object
}

// matches says whether all of a branch matches an object, or one of a list of
// objects.
func (b *branch) matches(value any) bool {
	switch value := value.(type) {
	case map[string]any:
		return b.matchesObject(value)
	case []any:
		for _, item := range value {
			if b.matches(item) {
				return true
			}
		}
		return false
	default:
		// Fields that are asked not to exist do not exist here either.
		return b.matchesObject(nil)
	}
}

func (b *branch) matchesObject(object map[string]any) bool {
	for key, conditions := range b.leaves {
		value, there := object[key]
		if !oneMatches(conditions, leafValues(nil, value, there)) {
			return false
		}
	}
	for key, child := range b.branches {
		if !child.matches(object[key]) {
			return false
		}
	}
	for _, alternatives := range b.either {
		if !oneBranchMatches(alternatives, object) {
			return false
		}
	}
	return true
}

func oneMatches(conditions []condition, values []any) bool {
	for _, c := range conditions {
		if c(values) {
			return true
		}
	}
	return false
}

func oneBranchMatches(alternatives []*branch, object map[string]any) bool {
	for _, b := range alternatives {
		if b.matchesObject(object) {
			return true
		}
	}
	return false
}

// leafValues adds the values of a field: those of a list one by one, and none
// for an object, which has fields and no value.
func leafValues(values []any, value any, there bool) []any {
	switch value := value.(type) {
	case map[string]any:
		return values
	case []any:
		for _, item := range value {
			values = leafValues(values, item, true)
		}
		return values
	default:
		if there {
			values = append(values, value)
		}
		return values
	}
}
