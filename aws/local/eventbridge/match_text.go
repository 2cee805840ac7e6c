package eventbridge

import (
	"strings"

	"inflight/aws/local/compare"
)

// parseText reads an operator on texts: prefix, suffix (each also with
// equals-ignore-case inside), equals-ignore-case, wildcard or cidr.
func parseText(name string, arg any) (func(string) bool, error) {
	switch name {
	case "prefix", "suffix":
		if inner, ok := arg.(map[string]any); ok {
			return parseFolded(name, inner)
		}
	case "equals-ignore-case", "wildcard":
	case "cidr":
		if _, ok := arg.(string); !ok {
			return nil, reason("prefix match pattern must be a string") // so AWS says, though it is a cidr
		}
	default:
		return nil, reason("Unrecognized match type %s", name)
	}
	s, ok := arg.(string)
	if !ok {
		return nil, reason("%s match pattern must be a string", name)
	}
	return compare.Text(name, s)
}

// parseFolded reads {"equals-ignore-case": "a"} as what a text begins or ends
// with.
func parseFolded(affix string, object map[string]any) (func(string) bool, error) {
	name, arg, err := only(object)
	if err != nil {
		return nil, err
	}
	if name != "equals-ignore-case" {
		return nil, reason("Unsupported %s pattern: %s", affix, name)
	}
	s, ok := arg.(string)
	if !ok {
		return nil, reason("equals-ignore-case match pattern must be a string")
	}
	has := strings.HasPrefix
	if affix == "suffix" {
		has = strings.HasSuffix
	}
	want := strings.ToLower(s)
	return func(v string) bool { return has(strings.ToLower(v), want) }, nil
}
