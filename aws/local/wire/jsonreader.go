package wire

import (
	"encoding/json"
	"iter"
	"strconv"
	"unicode/utf8"
)

// JSONReader reads JSON from front to back, without reflection and without a
// tree, for inputs that implement JSONDecoder. Its methods take the next value;
// null is the zero value everywhere. The first error stays: after it every
// method returns at once, so only End needs to be checked.
//
//	for name := range r.Fields() {
//		switch string(name) {
//		case "QueueUrl":
//			in.QueueURL = r.Text()
//		default:
//			r.Skip()
//		}
//	}
type JSONReader struct {
	data  []byte
	pos   int
	depth int
	err   error
}

// maxDepth is how deep values may nest; inputs of AWS nest five deep.
const maxDepth = 100

// NewJSONReader reads from data, which must not change meanwhile.
func NewJSONReader(data []byte) *JSONReader { return &JSONReader{data: data} }

// End reports the first error, or that something follows the value.
func (r *JSONReader) End() error {
	if r.err == nil && r.peek() != 0 {
		r.fail("something follows the JSON value")
	}
	return r.err
}

// Fail makes reading end with an error about the input. The first one stays.
func (r *JSONReader) Fail(err error) {
	if r.err == nil {
		r.err = err
		r.pos = len(r.data)
	}
}

func (r *JSONReader) fail(problem string) {
	if r.err == nil {
		r.Fail(Errorf("SerializationException", "the body is not the JSON this operation takes: %s at byte %d", problem, r.pos))
	}
}

// peek is the next byte that is not space; 0 at the end.
func (r *JSONReader) peek() byte {
	for r.pos < len(r.data) {
		switch c := r.data[r.pos]; c {
		case ' ', '\t', '\r', '\n':
			r.pos++
		case 0:
			r.fail("a zero byte")
			return 0
		default:
			return c
		}
	}
	return 0
}

func (r *JSONReader) take(c byte) bool {
	if r.peek() != c {
		return false
	}
	r.pos++
	return true
}

// null takes a null, if that is what comes next.
func (r *JSONReader) null() bool {
	if r.peek() != 'n' {
		return false
	}
	r.literal("null")
	return true
}

func (r *JSONReader) literal(word string) {
	if len(r.data)-r.pos < len(word) || string(r.data[r.pos:r.pos+len(word)]) != word {
		r.fail("an unknown word")
		return
	}
	r.pos += len(word)
}

// Fields ranges over the names of an object's fields. The loop must take each
// value. A name is valid until the next.
func (r *JSONReader) Fields() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for range r.sequence('{', '}') {
			name := r.bytes()
			if !r.take(':') {
				r.fail("a colon is missing")
			}
			if r.err != nil || !yield(name) {
				return
			}
		}
	}
}

// Items ranges over the items of a list, counted from 0. The loop must take
// each value.
func (r *JSONReader) Items() iter.Seq[int] { return r.sequence('[', ']') }

// sequence walks what stands between opening and closing, separated by commas.
func (r *JSONReader) sequence(opening, closing byte) iter.Seq[int] {
	return func(yield func(int) bool) {
		switch {
		case r.err != nil || r.null():
			return
		case !r.take(opening):
			r.fail("expected " + string(opening))
			return
		case r.take(closing):
			return
		}
		if r.depth++; r.depth > maxDepth {
			r.fail("nested too deep")
		}
		for n := 0; r.err == nil; n++ {
			if !yield(n) || r.err != nil {
				return
			}
			if r.take(closing) {
				r.depth--
				return
			}
			if !r.take(',') {
				r.fail("a comma is missing")
			}
		}
	}
}

// Text takes a string.
func (r *JSONReader) Text() string {
	if r.err != nil || r.null() {
		return ""
	}
	return string(r.bytes())
}

// OptionalText takes a string; nil for null.
func (r *JSONReader) OptionalText() *string {
	if r.err != nil || r.null() {
		return nil
	}
	text := string(r.bytes())
	return &text
}

// Texts takes a list of strings.
func (r *JSONReader) Texts() []string {
	var texts []string
	for range r.Items() {
		texts = append(texts, r.Text())
	}
	return texts
}

// Int takes a whole number; nil for null.
func (r *JSONReader) Int() *int {
	if r.err != nil || r.null() {
		return nil
	}
	start := r.pos
	r.number()
	n, err := strconv.Atoi(string(r.data[start:r.pos]))
	if err != nil {
		r.fail("expected a whole number")
		return nil
	}
	return &n
}

// Skip takes a value of any kind.
func (r *JSONReader) Skip() {
	switch c := r.peek(); {
	case r.err != nil:
	case c == '{':
		for range r.Fields() {
			r.Skip()
		}
	case c == '[':
		for range r.Items() {
			r.Skip()
		}
	case c == '"':
		r.bytes()
	case c == 't':
		r.literal("true")
	case c == 'f':
		r.literal("false")
	case c == 'n':
		r.literal("null")
	default:
		r.number()
	}
}

// Decode takes a value with encoding/json, for what is rare.
func (r *JSONReader) Decode(v any) {
	r.peek()
	start := r.pos
	r.Skip()
	if r.err != nil {
		return
	}
	if err := decodeJSON(r.data[start:r.pos], v); err != nil {
		r.Fail(err)
	}
}

// number takes a number, loosely: Atoi or encoding/json judges it.
func (r *JSONReader) number() {
	start := r.pos
	for r.pos < len(r.data) {
		switch c := r.data[r.pos]; {
		case c >= '0' && c <= '9', c == '-', c == '+', c == '.', c == 'e', c == 'E':
			r.pos++
			continue
		}
		break
	}
	if start == r.pos || !json.Valid(r.data[start:r.pos]) {
		r.fail("expected a value")
	}
}

// bytes takes a string; what it returns may be part of the data.
func (r *JSONReader) bytes() []byte {
	if !r.take('"') {
		r.fail("expected a string")
		return nil
	}
	start := r.pos
	ascii := byte(0)
	for i := start; i < len(r.data); i++ {
		switch c := r.data[i]; {
		case c == '"':
			r.pos = i + 1
			if text := r.data[start:i]; ascii < utf8.RuneSelf || utf8.Valid(text) {
				return text
			}
			return r.unquote(start)
		case c == '\\':
			return r.unquote(start)
		case c < ' ':
			r.pos = i
			r.fail("a control character in a string")
			return nil
		default:
			ascii |= c
		}
	}
	r.fail("a string does not end")
	return nil
}

// unquote reads the string that starts at start and has escapes or bytes that
// are not UTF-8 in it.
func (r *JSONReader) unquote(start int) []byte {
	end := start
	for end < len(r.data) && r.data[end] != '"' {
		if r.data[end] == '\\' {
			end++
		}
		end++
	}
	if end >= len(r.data) {
		r.fail("a string does not end")
		return nil
	}
	r.pos = end + 1
	var text string
	if err := json.Unmarshal(r.data[start-1:r.pos], &text); err != nil {
		r.fail("a malformed string")
		return nil
	}
	return []byte(text)
}
