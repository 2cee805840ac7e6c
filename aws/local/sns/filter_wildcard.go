package sns

import (
	"errors"
	"strings"
)

// parseWildcard splits a pattern at its stars. A backslash takes the meaning
// from a star or a backslash.
func parseWildcard(pattern string) ([]string, error) {
	var pieces []string
	var piece strings.Builder
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; c {
		case '\\':
			if i++; i == len(pattern) || pattern[i] != '*' && pattern[i] != '\\' {
				return nil, errors.New("invalid escape character in wildcard: only \\* and \\\\ are escapes")
			}
			piece.WriteByte(pattern[i])
		case '*':
			if i+1 < len(pattern) && pattern[i+1] == '*' {
				return nil, errors.New("consecutive wildcard characters are not allowed")
			}
			pieces = append(pieces, piece.String())
			piece.Reset()
		default:
			piece.WriteByte(c)
		}
	}
	return append(pieces, piece.String()), nil
}

// matchWildcard says whether s is made of the pieces in order, with anything
// between them. It takes the first place of each piece, which is enough, since
// only the last must stand at the end.
func matchWildcard(pieces []string, s string) bool {
	first, rest := pieces[0], pieces[1:]
	if len(rest) == 0 {
		return s == first
	}
	s, ok := strings.CutPrefix(s, first)
	if !ok {
		return false
	}
	for _, piece := range rest[:len(rest)-1] {
		i := strings.Index(s, piece)
		if i < 0 {
			return false
		}
		s = s[i+len(piece):]
	}
	return strings.HasSuffix(s, rest[len(rest)-1])
}
