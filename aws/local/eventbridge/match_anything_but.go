package eventbridge

import (
	"encoding/json"
	"slices"

	"inflight/aws/local/compare"
)

// parseAnythingBut reads what a value may not be: a text, a number, a list of
// one kind, or an operator on texts.
func parseAnythingBut(arg any) (matcher, error) {
	switch arg := arg.(type) {
	case map[string]any:
		return parseAnythingButText(arg)
	case string, json.Number, []any:
	default:
		return matcher{}, errNotAnythingBut
	}
	list, isList := listOf(arg)
	texts, numbers := 0, 0
	for _, item := range list {
		switch item.(type) {
		case string:
			texts++
		case json.Number:
			numbers++
		default:
			return matcher{}, reason("Inside anything but list, start|null|boolean is not supported.")
		}
	}
	if isList && (texts > 0) == (numbers > 0) {
		return matcher{}, reason("Inside anything but list, either all values are number or string, mixed type is not supported")
	}
	return matcher{accepts: func(v any) bool {
		return !slices.ContainsFunc(list, func(unwanted any) bool {
			number, ok := unwanted.(json.Number)
			return unwanted == v || ok && sameNumber(number, v)
		})
	}}, nil
}

var errNotAnythingBut = reason("Value of anything-but must be an array or single string/number value.")

// parseAnythingButText reads {"anything-but": {"prefix": …}}, where the
// argument may be a list. Values that are no texts are something else, and so
// accepted.
func parseAnythingButText(object map[string]any) (matcher, error) {
	name, arg, err := only(object)
	if err != nil {
		return matcher{}, err
	}
	if !slices.Contains([]string{"equals-ignore-case", "prefix", "suffix", "wildcard"}, name) {
		return matcher{}, reason("Unsupported anything-but pattern: %s", name)
	}
	switch arg.(type) {
	case string, json.Number, []any:
	default:
		return matcher{}, errNotAnythingBut
	}
	list, _ := listOf(arg)
	var unwanted []func(string) bool
	for _, item := range list {
		is, err := parseUnwanted(name, item)
		if err != nil {
			return matcher{}, err
		}
		unwanted = append(unwanted, is)
	}
	return matcher{accepts: func(v any) bool {
		s, ok := v.(string)
		return !ok || !slices.ContainsFunc(unwanted, func(is func(string) bool) bool { return is(s) })
	}}, nil
}

// parseUnwanted reads one text of an operator inside anything-but.
func parseUnwanted(name string, item any) (func(string) bool, error) {
	s, ok := item.(string)
	affix := name == "prefix" || name == "suffix"
	switch {
	case ok && affix && s == "":
		return nil, reason("Null prefix/suffix not allowed")
	case ok:
		return compare.Text(name, s)
	case affix:
		return nil, reason("prefix/suffix match pattern must be a string")
	case name == "wildcard":
		return nil, reason("wildcard match pattern must be a string")
	}
	return nil, reason("Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.")
}

// listOf is a list, or one value as a list.
func listOf(arg any) (list []any, isList bool) {
	if list, isList = arg.([]any); isList {
		return list, true
	}
	return []any{arg}, false
}
