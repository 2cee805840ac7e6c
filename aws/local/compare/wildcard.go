package compare

import (
	"fmt"
	"strings"
)

// wildcard reads a pattern in which * stands for any text, \* for a star and \\
// for a backslash.
func wildcard(pattern string) (func(string) bool, error) {
	parts, err := wildcardParts(pattern)
	if err != nil {
		return nil, err
	}
	return func(s string) bool { return hasParts(parts, s) }, nil
}

// wildcardParts are the texts between the stars of a pattern. The errors count
// from the quote in front of it, as AWS does.
func wildcardParts(pattern string) ([]string, error) {
	var parts []string
	var part strings.Builder
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; c {
		case '*':
			if strings.HasPrefix(pattern[i+1:], "*") {
				return nil, fmt.Errorf("Consecutive wildcard characters at pos %d", i+1) //nolint:staticcheck // AWS's words, which stand behind "Reason: "
			}
			parts = append(parts, part.String())
			part.Reset()
		case '\\':
			if i++; i == len(pattern) || pattern[i] != '*' && pattern[i] != '\\' {
				return nil, fmt.Errorf("Invalid escape character at pos %d", i) //nolint:staticcheck // AWS's words
			}
			part.WriteByte(pattern[i])
		default:
			part.WriteByte(c)
		}
	}
	return append(parts, part.String()), nil
}

// hasParts tells whether a text is made of the parts in order, with anything
// between them. Taking the first place where each part fits is enough, since only
// the last has to stand at the end, so it never goes back.
func hasParts(parts []string, s string) bool {
	if len(parts) == 1 {
		return s == parts[0]
	}
	last := len(parts) - 1
	rest, ok := strings.CutPrefix(s, parts[0])
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
