package aws

import (
	"bytes"
	"encoding/json"
	"io"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/aws/smithy-go/middleware"
)

const (
	// maxTranscript is how much of a request or an answer is kept.
	maxTranscript = 4 << 10
	// usualTranscript is how long most are.
	usualTranscript = 512
	// maxDepth is how deep the values of one go.
	maxDepth = 12
	// hidden stands for what is secret.
	hidden = "(hidden)"
)

var (
	// secretNames are names of values that are never kept, wherever they stand.
	secretNames = regexp.MustCompile(`(?i)token|secret|password|signature|authori[sz]ation|credential|customerkey|accesskey`)
	// signed are the queries of presigned URLs, also inside of JSON in JSON.
	signed = regexp.MustCompile(`(?i)\?(?:[^\s"'<>\\]|\\+u[0-9a-f]{4})*(?:Signature|X-Amz-Credential|Security-Token|AWSAccessKeyId|Token)=(?:[^\s"'<>\\]|\\+u[0-9a-f]{4})*`)
	// secretPairs are secrets in a text that is JSON itself.
	secretPairs = regexp.MustCompile(`(?i)(\\*"[a-z0-9_-]*(?:token|secret|password|signature|authori[sz]ation|credential|accesskey)[a-z0-9_-]*\\*"\s*:\s*\\*")[^"\\]*`)
	// accessKeys are ids of access keys.
	accessKeys = regexp.MustCompile(`\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b`)
)

// transcript is a request or an answer as JSON, as far as it may be kept: without
// what is secret, without contents that are streamed, and cut to 4 KB.
func (k *shapes) transcript(v any) string {
	if v == nil {
		return ""
	}
	t := &transcriber{shapes: k}
	t.Grow(usualTranscript)
	if !t.value(reflect.ValueOf(v), 0) {
		return "{}"
	}
	text := t.String()
	if len(text) <= maxTranscript {
		return text
	}
	cut := maxTranscript
	for cut > 0 && !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut]
}

// transcriber writes values as JSON.
type transcriber struct {
	bytes.Buffer

	shapes  *shapes
	encoder *json.Encoder // into the buffer; nil before the first value that needs it
}

var metadata = reflect.TypeFor[middleware.Metadata]()

// value writes a value; false where there is nothing to write. It goes on only
// as long as what it writes is kept.
func (t *transcriber) value(v reflect.Value, depth int) bool {
	if !v.IsValid() || depth > maxDepth || t.Len() > maxTranscript {
		return false
	}
	switch v.Kind() { //nolint:exhaustive // what is no data is left out
	case reflect.String:
		return t.text(scrub(v.String()))
	case reflect.Int, reflect.Int32, reflect.Int64:
		t.Write(strconv.AppendInt(t.AvailableBuffer(), v.Int(), 10))
		return true
	case reflect.Bool, reflect.Float64:
		return t.plain(v.Interface())
	}
	if v.CanInterface() && isNoPlainPointer(v.Type()) {
		switch x := v.Interface().(type) {
		case io.Reader:
			return false
		case time.Time:
			return t.text(x.UTC().Format(time.RFC3339))
		case []byte:
			return x != nil && t.text(scrub(string(x[:min(len(x), maxTranscript)])))
		}
	}
	switch v.Kind() { //nolint:exhaustive // what is no data is left out
	case reflect.Pointer, reflect.Interface:
		return !v.IsNil() && t.value(v.Elem(), depth)
	case reflect.Struct:
		return t.structure(v, depth)
	case reflect.Map:
		return t.table(v, depth)
	case reflect.Slice:
		return t.list(v, depth)
	}
	return false
}

// isNoPlainPointer tells whether a value may be more than what it points to: most are
// pointers to texts and numbers, of which the SDK makes its requests.
func isNoPlainPointer(what reflect.Type) bool {
	if what.Kind() != reflect.Pointer {
		return true
	}
	to := what.Elem().Kind()
	return to > reflect.Complex128 && to != reflect.String
}

func (t *transcriber) plain(x any) bool {
	if t.encoder == nil {
		t.encoder = json.NewEncoder(&t.Buffer)
		t.encoder.SetEscapeHTML(false)
	}
	if t.encoder.Encode(x) != nil {
		return false
	}
	t.Truncate(t.Len() - 1) // the end of the line
	return true
}

// text writes a text, at once where nothing in it has to be escaped.
func (t *transcriber) text(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\' {
			return t.plain(s)
		}
	}
	t.WriteByte('"')
	t.WriteString(s)
	t.WriteByte('"')
	return true
}

// member writes one name and its value, and nothing where there is no value.
func (t *transcriber) member(name string, v reflect.Value, depth int, first bool) bool {
	before := t.Len()
	if !first {
		t.WriteByte(',')
	}
	t.text(scrub(name))
	t.WriteByte(':')
	if isSecretName(name) {
		return t.text(hidden)
	}
	if !t.value(v, depth+1) {
		t.Truncate(before)
		return false
	}
	return true
}

func (t *transcriber) structure(v reflect.Value, depth int) bool {
	t.WriteByte('{')
	first := true
	for _, f := range t.shapes.of(v.Type()) {
		value := v.Field(f.index)
		if !f.alsoZero && value.IsZero() {
			continue
		}
		before := t.Len()
		if !first {
			t.WriteByte(',')
		}
		t.WriteString(f.label)
		switch {
		case f.secret:
			t.text(hidden)
		case !t.value(value, depth+1):
			t.Truncate(before)
			continue
		}
		first = false
	}
	t.WriteByte('}')
	return true
}

// isSecretName tells whether what has this name is never kept.
func isSecretName(name string) bool { return mayBeSecret(name) && secretNames.MatchString(name) }

// shapes are what is kept of each type of request and answer, found out once. The
// zero shapes are ready; many goroutines may use them.
type shapes struct{ known sync.Map } // of reflect.Type to []shownField

// shownField is a field of a struct that is kept.
type shownField struct {
	index    int
	label    string // its name, as JSON has it before a value
	secret   bool
	alsoZero bool // 0 says something there
}

// of are the fields of a struct that are kept.
func (k *shapes) of(structure reflect.Type) []shownField {
	if known, ok := k.known.Load(structure); ok {
		fields, _ := known.([]shownField)
		return fields
	}
	var fields []shownField
	for i := range structure.NumField() {
		f := structure.Field(i)
		if !f.IsExported() || f.Type == metadata {
			continue
		}
		fields = append(fields, shownField{
			index: i, label: `"` + f.Name + `":`, secret: isSecretName(f.Name),
			alsoZero: f.Name == "VisibilityTimeout" || f.Name == "WaitTimeSeconds",
		})
	}
	k.known.Store(structure, fields)
	return fields
}

func (t *transcriber) table(v reflect.Value, depth int) bool {
	if v.Type().Key().Kind() != reflect.String {
		return false
	}
	t.WriteByte('{')
	first := true
	for _, k := range v.MapKeys() {
		if t.member(k.String(), v.MapIndex(k), depth, first) {
			first = false
		}
	}
	t.WriteByte('}')
	return true
}

func (t *transcriber) list(v reflect.Value, depth int) bool {
	if v.IsNil() {
		return false
	}
	t.WriteByte('[')
	for i := range v.Len() {
		if i > 0 {
			t.WriteByte(',')
		}
		if !t.value(v.Index(i), depth+1) {
			t.WriteString("null")
		}
	}
	t.WriteByte(']')
	return true
}

// scrub takes out of a text what is secret in it.
func scrub(s string) string {
	const far = 4 * maxTranscript // what comes after is cut away
	if len(s) > far {
		s = strings.ToValidUTF8(s[:far], "")
	}
	if mayBeSecret(s) {
		if strings.Contains(s, "?") {
			s = signed.ReplaceAllString(s, "?"+hidden)
		}
		if strings.Contains(s, `"`) {
			s = secretPairs.ReplaceAllString(s, "${1}"+hidden)
		}
	}
	if strings.Contains(s, "AKIA") || strings.Contains(s, "ASIA") {
		s = accessKeys.ReplaceAllString(s, hidden)
	}
	return s
}

// secretWords are the words one of which is in everything that secretNames, signed
// and secretPairs find.
var secretWords = [...]string{"token", "secret", "password", "signature", "authori", "credential", "customerkey", "accesskey"}

// beginsSecret are the letters that they begin with, large and small.
var beginsSecret = func() (begins [utf8.RuneSelf]bool) {
	for _, word := range secretWords {
		begins[word[0]], begins[word[0]-' '] = true, true
	}
	return begins
}()

// mayBeSecret tells whether one of the expressions may find something in a text.
// They take much longer to find nothing, which is what they nearly always find. To
// them some letters beyond ASCII are the same as s and k, so it leaves those to them.
func mayBeSecret(s string) bool {
	for i := range len(s) {
		c := s[i]
		if c >= utf8.RuneSelf {
			return true
		}
		if !beginsSecret[c] {
			continue
		}
		for _, word := range secretWords {
			if word[0] == c|' ' && len(s)-i >= len(word) && strings.EqualFold(s[i:i+len(word)], word) {
				return true
			}
		}
	}
	return false
}
