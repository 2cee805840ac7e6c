package eventbridge

import (
	"fmt"
	"strings"

	"inflight/aws/local/compare"
)

// parseText reads an operator on texts: prefix, suffix (each also with
// equals-ignore-case inside), equals-ignore-case or wildcard.
func parseText(name string, arg any) (func(string) bool, error) {
	switch name {
	case "prefix", "suffix", "equals-ignore-case", "wildcard":
	default:
		return nil, fmt.Errorf("unrecognized match type %s", name)
	}
	if inner, ok := arg.(map[string]any); ok && (name == "prefix" || name == "suffix") {
		if s, ok := inner["equals-ignore-case"].(string); ok && len(inner) == 1 {
			return foldedAffix(name, s), nil
		}
	}
	s, ok := arg.(string)
	if !ok {
		return nil, fmt.Errorf("%s match pattern must be a string", name)
	}
	return compare.Text(name, s)
}

// foldedAffix compares the beginning or the end of a text without regard to case.
func foldedAffix(name, want string) func(string) bool {
	has := strings.HasPrefix
	if name == "suffix" {
		has = strings.HasSuffix
	}
	want = strings.ToLower(want)
	return func(v string) bool { return has(strings.ToLower(v), want) }
}
