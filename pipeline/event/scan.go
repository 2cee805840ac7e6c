package event

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
)

// member is one name of a JSON object with what it stands for, as it is written.
type member struct{ name, value []byte }

// errSyntax is the error for what is no JSON object; encoding/json says it better.
var errSyntax = errors.New("it is no JSON object")

// split appends the members of a JSON object to dst. Values are only told apart:
// readValue refuses what is wrong with one.
func split(b []byte, dst []member) ([]member, error) {
	dst, err := splitPlain(b, dst)
	if err == nil {
		return dst, nil
	}
	var whole map[string]json.RawMessage
	if err := json.Unmarshal(b, &whole); err != nil {
		return nil, err
	}
	dst = dst[:0]
	for name, value := range whole { // odd, but JSON: names with escapes
		dst = append(dst, member{[]byte(name), value})
	}
	return dst, nil
}

func splitPlain(b []byte, dst []member) ([]member, error) {
	i := space(b, 0)
	if i == len(b) || b[i] != '{' {
		return nil, errSyntax
	}
	for i = space(b, i+1); ; {
		end := stringEnd(b, i)
		if end < 0 || bytes.IndexByte(b[i:end], '\\') >= 0 {
			return nil, errSyntax
		}
		name := b[i+1 : end-1]
		if i = space(b, end); i == len(b) || b[i] != ':' {
			return nil, errSyntax
		}
		i = space(b, i+1)
		if end = valueEnd(b, i); end < 0 {
			return nil, errSyntax
		}
		dst = append(dst, member{name, b[i:end]})
		if i = space(b, end); i == len(b) {
			return nil, errSyntax
		}
		switch b[i] {
		case ',':
			i = space(b, i+1)
		case '}':
			if space(b, i+1) != len(b) {
				return nil, errSyntax
			}
			return dst, nil
		default:
			return nil, errSyntax
		}
	}
}

// space is the place of the first byte from i on that is not white.
func space(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\t' || b[i] == '\n' || b[i] == '\r') {
		i++
	}
	return i
}

// stringEnd is the place behind the string that begins at i; -1: there is none.
func stringEnd(b []byte, i int) int {
	if i >= len(b) || b[i] != '"' {
		return -1
	}
	for i++; i < len(b); i++ {
		switch c := b[i]; {
		case c == '"':
			return i + 1
		case c == '\\':
			if i++; !escapes(b, i) {
				return -1
			}
		case c < ' ':
			return -1
		}
	}
	return -1
}

// escapes tells whether what begins at i may stand behind a backslash.
func escapes(b []byte, i int) bool {
	if i >= len(b) || b[i] != 'u' {
		return i < len(b) && strings.IndexByte(`"\/bfnrt`, b[i]) >= 0
	}
	if i+4 >= len(b) {
		return false
	}
	for _, c := range b[i+1 : i+5] {
		if (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'f') {
			return false
		}
	}
	return true
}

// valueEnd is the place behind the value that begins at i; -1: there is none, or it
// is no JSON.
func valueEnd(b []byte, i int) int {
	if i == len(b) {
		return -1
	}
	switch b[i] {
	case '"':
		return stringEnd(b, i)
	case '{', '[':
		end := nestedEnd(b, i)
		if end < 0 || !json.Valid(b[i:end]) {
			return -1
		}
		return end
	}
	end := i
	for end < len(b) && b[end] != ',' && b[end] != '}' && b[end] > ' ' {
		end++
	}
	if !plainInt(b[i:end]) && !json.Valid(b[i:end]) {
		return -1
	}
	return end
}

// nestedEnd is the place behind the object or array that begins at i.
func nestedEnd(b []byte, i int) int {
	depth := 0
	for i < len(b) {
		switch b[i] {
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		case '"':
			if i = stringEnd(b, i); i < 0 {
				return -1
			}
			continue
		}
		i++
	}
	return -1
}

// plainInt tells whether a text is a whole number as JSON has it, not too long.
func plainInt(b []byte) bool {
	if len(b) == 0 || len(b) > 18 || b[0] == '0' && len(b) > 1 {
		return false
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
