package eventbridge

import (
	"errors"
	"fmt"
	"strings"
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
			return affix(name, s, true), nil
		}
	}
	s, ok := arg.(string)
	switch {
	case !ok:
		return nil, fmt.Errorf("%s match pattern must be a string", name)
	case name == "equals-ignore-case":
		return func(v string) bool { return strings.EqualFold(v, s) }, nil
	case name == "wildcard":
		return parseWildcard(s)
	}
	return affix(name, s, false), nil
}

// affix compares the beginning or the end of a text.
func affix(name, want string, fold bool) func(string) bool {
	has := strings.HasPrefix
	if name == "suffix" {
		has = strings.HasSuffix
	}
	if !fold {
		return func(v string) bool { return has(v, want) }
	}
	want = strings.ToLower(want)
	return func(v string) bool { return has(strings.ToLower(v), want) }
}

// parseWildcard reads a pattern in which * stands for any text, \* for a star
// and \\ for a backslash.
func parseWildcard(s string) (func(string) bool, error) {
	var parts []string
	var part strings.Builder
	star := false // the character before was a wildcard
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '*' && star:
			return nil, errors.New("consecutive wildcard characters are not allowed")
		case s[i] == '*':
			parts = append(parts, part.String())
			part.Reset()
			star = true
			continue
		case s[i] == '\\':
			i++
			if i == len(s) || s[i] != '*' && s[i] != '\\' {
				return nil, errors.New("invalid escape character in wildcard pattern")
			}
		}
		part.WriteByte(s[i])
		star = false
	}
	parts = append(parts, part.String())
	return func(v string) bool { return matchParts(parts, v) }, nil
}

// matchParts matches a text against parts with anything between them. Taking
// the first place where each part fits is enough, so it never goes back.
func matchParts(parts []string, v string) bool {
	if len(parts) == 1 {
		return v == parts[0]
	}
	last := len(parts) - 1
	rest, ok := strings.CutPrefix(v, parts[0])
	if !ok {
		return false
	}
	if rest, ok = strings.CutSuffix(rest, parts[last]); !ok {
		return false
	}
	for _, part := range parts[1:last] {
		if _, rest, ok = strings.Cut(rest, part); !ok {
			return false
		}
	}
	return true
}
