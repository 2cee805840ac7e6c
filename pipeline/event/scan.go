package event

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"math/bits"
	"strings"
	"unicode/utf8"
)

// member is one name of a JSON object with what it stands for, as it is written.
type member struct {
	name, value []byte
	simple      bool // value is a string of ASCII in which nothing is escaped
}

// errSyntax is the error for what is no JSON object; encoding/json says it better.
var errSyntax = errors.New("it is no JSON object")

// split appends the members of a JSON object to dst. Values are only told apart:
// Decoder.value refuses what is wrong with one.
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
		dst = append(dst, member{name: []byte(name), value: value})
	}
	return dst, nil
}

func splitPlain(b []byte, dst []member) ([]member, error) {
	i := space(b, 0)
	if i == len(b) || b[i] != '{' {
		return dst, errSyntax
	}
	for i = space(b, i+1); ; {
		end, simple := stringEnd(b, i)
		if end < 0 || !simple && bytes.IndexByte(b[i:end], '\\') >= 0 {
			return dst, errSyntax
		}
		name := b[i+1 : end-1]
		if i = space(b, end); i == len(b) || b[i] != ':' {
			return dst, errSyntax
		}
		i = space(b, i+1)
		if end, simple = valueEnd(b, i); end < 0 {
			return dst, errSyntax
		}
		dst = append(dst, member{name, b[i:end], simple})
		if i = space(b, end); i == len(b) {
			return dst, errSyntax
		}
		switch b[i] {
		case ',':
			i = space(b, i+1)
		case '}':
			if space(b, i+1) != len(b) {
				return dst, errSyntax
			}
			return dst, nil
		default:
			return dst, errSyntax
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

// Eight bytes are looked at as one number.
const (
	each = 0x0101010101010101
	high = 0x80 * each
)

// are marks which of eight bytes are c: the lowest mark is right, and whether there is
// one.
func are(eight uint64, c byte) uint64 {
	eight ^= uint64(c) * each
	return (eight - each) &^ eight & high
}

// stringEnd is the place behind the string that begins at i, and whether that is of
// ASCII, with nothing escaped; -1: there is none.
func stringEnd(b []byte, i int) (end int, simple bool) {
	if i >= len(b) || b[i] != '"' {
		return -1, false
	}
	simple = true
	for i++; i < len(b); i++ {
		for ; i+8 <= len(b); i += 8 {
			eight := binary.LittleEndian.Uint64(b[i:])
			below := (eight - ' '*each) &^ eight & high // as are, of what is less than a space
			mark := are(eight, '"') | are(eight, '\\') | below
			if mark != 0 {
				at := bits.TrailingZeros64(mark) &^ 7
				simple = simple && eight&high&(1<<at-1) == 0
				i += at / 8
				break
			}
			simple = simple && eight&high == 0
		}
		if i == len(b) {
			break
		}
		switch c := b[i]; {
		case c == '"':
			return i + 1, simple
		case c == '\\':
			simple = false
			if i++; !escapes(b, i) {
				return -1, false
			}
		case c < ' ':
			return -1, false
		case c >= utf8.RuneSelf:
			simple = false
		}
	}
	return -1, false
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

// valueEnd is the place behind the value that begins at i, and whether that is a simple
// string; -1: there is none, or it is no JSON.
func valueEnd(b []byte, i int) (end int, simple bool) {
	if i == len(b) {
		return -1, false
	}
	switch b[i] {
	case '"':
		return stringEnd(b, i)
	case '{', '[':
		end := nestedEnd(b, i)
		if end < 0 || !json.Valid(b[i:end]) {
			return -1, false
		}
		return end, false
	}
	end = i
	for end < len(b) && b[end] != ',' && b[end] != '}' && b[end] > ' ' {
		end++
	}
	if text := b[i:end]; !plainNumber(text) && !json.Valid(text) {
		return -1, false
	}
	return end, false
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
			if i, _ = stringEnd(b, i); i < 0 {
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
	return digits(b) == len(b)
}

// plainNumber tells whether a text is a number as JSON has it that is not below 0.
func plainNumber(b []byte) bool {
	n := digits(b)
	if n == 0 || b[0] == '0' && n > 1 {
		return false
	}
	if b = b[n:]; len(b) > 0 && b[0] == '.' {
		if n = digits(b[1:]); n == 0 {
			return false
		}
		b = b[1+n:]
	}
	if len(b) > 0 && b[0]|0x20 == 'e' {
		if b = b[1:]; len(b) > 0 && (b[0] == '-' || b[0] == '+') {
			b = b[1:]
		}
		if n = digits(b); n == 0 {
			return false
		}
		b = b[n:]
	}
	return len(b) == 0
}

// digits is with how many digits a text begins.
func digits(b []byte) (n int) {
	for n < len(b) && b[n] >= '0' && b[n] <= '9' {
		n++
	}
	return n
}
