package policy

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// condition is one key of a condition block: it holds if the request's value
// compares with one of the values.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
type condition struct {
	key      string // lower case: keys do not differ by case
	values   []string
	compare  func(want, got string) bool
	negated  bool // holds if no value compares
	ifExists bool // holds if the request has no such key
	null     bool // asks whether the key is absent
}

// operators are the comparisons there are; those that are negated say so.
func operator(name string) (compare func(want, got string) bool, negated, known bool) {
	equal := func(want, got string) bool { return want == got }
	switch name {
	case "StringEquals":
		return equal, false, true
	case "StringNotEquals":
		return equal, true, true
	case "StringEqualsIgnoreCase":
		return strings.EqualFold, false, true
	case "StringNotEqualsIgnoreCase":
		return strings.EqualFold, true, true
	case "StringLike":
		return like, false, true
	case "StringNotLike":
		return like, true, true
	case "ArnEquals", "ArnLike": // AWS treats the two alike
		return likeARN, false, true
	case "ArnNotEquals", "ArnNotLike":
		return likeARN, true, true
	case "Bool":
		return strings.EqualFold, false, true
	}
	return nil, false, false
}

// parseConditions reads a condition block. All of its conditions have to hold.
func parseConditions(block map[string]map[string]list[scalar]) ([]condition, error) {
	var all []condition
	for _, name := range slices.Sorted(maps.Keys(block)) {
		for _, key := range slices.Sorted(maps.Keys(block[name])) {
			c, err := parseCondition(name, key, block[name][key])
			if err != nil {
				return nil, err
			}
			all = append(all, c)
		}
	}
	return all, nil
}

func parseCondition(name, key string, values []scalar) (condition, error) {
	c := condition{key: strings.ToLower(key)}
	for _, v := range values {
		c.values = append(c.values, string(v))
	}
	if len(c.values) == 0 {
		return c, fmt.Errorf("the condition %s on %s has no value", name, key)
	}
	if name == "Null" {
		c.null = true
		return c, nil
	}
	base, ifExists := strings.CutSuffix(name, "IfExists")
	compare, negated, known := operator(base)
	if !known {
		return c, fmt.Errorf("the condition operator %s is not supported here: "+
			"StringEquals, StringLike, ArnEquals, ArnLike, Bool, Null and their Not, IgnoreCase and IfExists forms are", name)
	}
	c.compare, c.negated, c.ifExists = compare, negated, ifExists
	return c, nil
}

// holds tells whether the condition is met by a request.
func (c *condition) holds(r *Request) bool {
	got, present := r.value(c.key)
	switch {
	case c.null:
		return strings.EqualFold(c.values[0], "true") != present
	case !present:
		return c.ifExists || c.negated
	}
	return slices.ContainsFunc(c.values, func(want string) bool { return c.compare(want, got) }) != c.negated
}

// value is the request's value of a condition key.
func (r *Request) value(key string) (value string, present bool) {
	switch key {
	case "aws:sourcearn":
		return r.SourceARN, r.SourceARN != ""
	case "aws:sourceaccount":
		return r.SourceAccount, r.SourceAccount != ""
	}
	for k, v := range r.context {
		if strings.EqualFold(k, key) {
			return v, true
		}
	}
	return "", false
}
