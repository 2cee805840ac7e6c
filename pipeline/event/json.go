package event

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"time"
)

// MarshalJSON writes the event as one JSON object with the fields that apply
// to its kind.
func (e Event) MarshalJSON() ([]byte, error) { return e.appendJSON(nil) }

// String is the event as a recording has it.
func (e Event) String() string {
	b, err := e.appendJSON(nil)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// appendJSON appends what MarshalJSON writes to b.
func (e *Event) appendJSON(b []byte) ([]byte, error) {
	b = append(b, `{"seq":`...)
	b = strconv.AppendUint(b, e.Seq, 10)
	b = append(b, `,"time":`...)
	b, err := appendValue(b, &e.Time)
	b = append(b, `,"type":`...)
	b = appendString(b, string(e.Kind()))
	if e.Body != nil && err == nil {
		b, err = e.appendFields(b)
	}
	if err != nil {
		return nil, fmt.Errorf("write event %d (%s) as JSON: %w", e.Seq, e.Kind(), err)
	}
	return append(b, '}'), nil
}

// appendFields appends what applies to the kind of the event.
func (e *Event) appendFields(b []byte) (_ []byte, err error) {
	k := e.Body.kind()
	body := reflect.ValueOf(e.Body).Elem()
	for i := range k.fields {
		f := &k.fields[i]
		p := f.of(e, body)
		if p == nil || f.optional && empty(p) {
			continue
		}
		b = append(b, f.head...)
		if b, err = appendValue(b, p); err != nil {
			return nil, fmt.Errorf("its %s: %w", f.name, err)
		}
	}
	return b, nil
}

// written tells whether what p points at has a form in JSON here: appendValue,
// empty and readValue know it.
func written(p any) bool {
	switch p.(type) {
	case *string, *Stage, *Setting, *int, *int64, *float64, *bool, *time.Duration, *time.Time, *[]byte, *map[string]string, *map[string]int, **Setup:
		return true
	}
	return false
}

// empty tells whether what p points at is nothing, so that it may be left out.
func empty(p any) bool {
	switch p := p.(type) {
	case *string:
		return *p == ""
	case *int:
		return *p == 0
	case *bool:
		return !*p
	case *time.Time:
		return p.IsZero()
	case *[]byte:
		return len(*p) == 0
	case *map[string]string:
		return len(*p) == 0
	case *map[string]int:
		return len(*p) == 0
	default:
		return reflect.ValueOf(p).Elem().IsZero()
	}
}

// appendValue appends what p points at as JSON, as encoding/json writes it.
func appendValue(b []byte, p any) ([]byte, error) {
	switch p := p.(type) {
	case *string:
		return appendString(b, *p), nil
	case *Stage:
		return appendString(b, string(*p)), nil
	case *Setting:
		return appendString(b, string(*p)), nil
	case *int:
		return strconv.AppendInt(b, int64(*p), 10), nil
	case *int64:
		return strconv.AppendInt(b, *p, 10), nil
	case *bool:
		return strconv.AppendBool(b, *p), nil
	case *float64:
		return appendFloat(b, *p)
	case *time.Duration:
		return appendFloat(b, p.Seconds())
	case *time.Time:
		b, err := p.UTC().AppendText(append(b, '"'))
		return append(b, '"'), err
	case *[]byte:
		b = base64.StdEncoding.AppendEncode(append(b, '"'), *p)
		return append(b, '"'), nil
	default:
		text, err := json.Marshal(p)
		return append(b, text...), err
	}
}

// appendString appends a text. Those that are not plain are for encoding/json.
func appendString(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			text, _ := json.Marshal(s) // of a string: it cannot fail
			return append(b, text...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

// appendFloat appends a number as encoding/json writes it.
func appendFloat(b []byte, f float64) ([]byte, error) {
	if abs := math.Abs(f); abs != 0 && (abs < 1e-6 || abs >= 1e21) || f != f {
		text, err := json.Marshal(f)
		return append(b, text...), err
	}
	return strconv.AppendFloat(b, f, 'f', -1, 64), nil
}
