package event

import (
	"encoding/binary"
	"hash/maphash"
	"math/bits"
	"strconv"
	"unicode/utf8"
)

// How many of the texts that were read last are remembered, and how long those may be:
// ids and names. What a call said comes once.
const (
	textPlaces = 1 << 10
	textLength = 128
)

// texts makes strings of what was read, of a text that comes again the same one. Where
// it remembers none, it makes each anew.
type texts struct {
	last    []string // by hash
	seed    maphash.Seed
	escaped []byte // room to take escapes out
}

func newTexts() texts { return texts{last: make([]string, textPlaces), seed: maphash.MakeSeed()} }

// of is b as a string.
func (t *texts) of(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if len(b) > textLength || t.last == nil {
		return string(b)
	}
	place := &t.last[maphash.Bytes(t.seed, b)%textPlaces]
	if *place != string(b) {
		*place = string(b)
	}
	return *place
}

// unescape reads what stands between the quotes of a string. Where that has escapes
// that are for encoding/json, it is not ok.
func (t *texts) unescape(b []byte) (s string, ok bool) {
	const room = 8 // that are written at once
	if cap(t.escaped) < len(b)+room {
		t.escaped = make([]byte, 2*len(b)+room)
	}
	to := t.escaped[:cap(t.escaped)]
	n := 0
	for i := 0; i < len(b); {
		if i+room <= len(b) {
			eight := binary.LittleEndian.Uint64(b[i:])
			binary.LittleEndian.PutUint64(to[n:], eight)
			plain := room
			if mark := are(eight, '\\'); mark != 0 {
				plain = bits.TrailingZeros64(mark) / 8
			}
			i, n = i+plain, n+plain
			if plain == room {
				continue
			}
		}
		if b[i] != '\\' {
			to[n] = b[i]
			i, n = i+1, n+1
			continue
		}
		if c := unescaped[b[i+1]]; c != 0 { // split has seen that there is one
			to[n] = c
			i, n = i+2, n+1
			continue
		}
		code, err := strconv.ParseUint(string(b[i+2:i+6]), 16, 32)
		if err != nil || code >= 0xd800 && code < 0xe000 { // one of two that are one character
			return "", false
		}
		n += utf8.EncodeRune(to[n:], rune(code))
		i += 6
	}
	return t.of(to[:n]), true
}

// unescaped are the characters that a letter behind a backslash stands for; 0: it
// stands for none alone.
var unescaped = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}
