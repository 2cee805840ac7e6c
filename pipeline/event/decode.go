package event

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// UnmarshalJSON reads an event as MarshalJSON wrote it. Fields it does not
// know are passed over, and a kind it does not know is kept by its name, so that a
// newer recording can be read.
func (e *Event) UnmarshalJSON(b []byte) error {
	*e = Event{}
	var members [32]member
	all, err := split(b, members[:0])
	if err != nil {
		return fmt.Errorf("read an event: %w", err)
	}
	var name Kind
	for _, m := range all {
		switch string(m.name) {
		case "seq":
			err = readUint(m.value, &e.Seq)
		case "time":
			err = e.Time.UnmarshalJSON(m.value)
		case "type":
			err = readValue(m.value, (*string)(&name))
		}
		if err != nil {
			return fmt.Errorf("read an event: its %s: %w", m.name, err)
		}
	}
	if name == "" {
		return nil
	}
	k := declared[name]
	if k == nil {
		e.Body = &unknown{kind{name: name}}
		return nil
	}
	e.Body = k.fresh()
	if err := e.readFields(k, all); err != nil {
		return fmt.Errorf("read an event: %w", err)
	}
	e.understand()
	return nil
}

// readFields reads what applies to the kind of the event.
func (e *Event) readFields(k *kind, all []member) error {
	body := reflect.ValueOf(e.Body).Elem()
	next := 0 // the field that was written after the last one
	for _, m := range all {
		f := k.field(m.name, next)
		if f < 0 {
			continue
		}
		next = f + 1
		field := &k.fields[f]
		if e.Process == nil && (field.part == inHost || field.part == inPID) {
			e.Process = &Process{}
		}
		if err := readValue(m.value, field.of(e, body)); err != nil {
			return fmt.Errorf("its %s: %w", field.name, err)
		}
	}
	return nil
}

// field is the place of a field by its name, looked for from a place on; -1 where
// the kind has none of that name.
func (k *kind) field(name []byte, from int) int {
	for i := range k.fields {
		at := (from + i) % len(k.fields)
		if k.fields[at].name == string(name) {
			return at
		}
	}
	return -1
}

// readValue reads JSON into what p points at. What is not written as this program
// writes it is for encoding/json.
func readValue(b []byte, p any) error { //nolint:cyclop // one case a type: a table
	switch p := p.(type) {
	case *string:
		return readString(b, p)
	case *Stage:
		return readString(b, (*string)(p))
	case *Setting:
		return readString(b, (*string)(p))
	case *int:
		if plainInt(b) {
			*p = int(whole(b))
			return nil
		}
	case *int64:
		if plainInt(b) {
			*p = whole(b)
			return nil
		}
	case *time.Time:
		return p.UnmarshalJSON(b)
	case *time.Duration:
		var seconds float64
		if err := readValue(b, &seconds); err != nil {
			return err
		}
		*p = time.Duration(math.Round(seconds * float64(time.Second)))
		return nil
	case *bool:
		if c := b[0]; c == 't' || c == 'f' { // split has seen which
			*p = c == 't'
			return nil
		}
	case *[]byte:
		if b[0] == '"' && bytes.IndexByte(b, '\\') < 0 {
			var err error
			*p, err = base64.StdEncoding.AppendDecode(nil, b[1:len(b)-1])
			return err
		}
	case *float64:
		if c := b[0]; c >= '0' && c <= '9' { // split has seen that it is a number
			f, err := strconv.ParseFloat(string(b), 64)
			*p = f
			return err
		}
	}
	return json.Unmarshal(b, p)
}

// readString reads a string.
func readString(b []byte, p *string) error {
	if b[0] == '"' && utf8.Valid(b) {
		if bytes.IndexByte(b, '\\') < 0 {
			*p = string(b[1 : len(b)-1])
			return nil
		}
		if s, ok := unescape(b[1 : len(b)-1]); ok {
			*p = s
			return nil
		}
	}
	return json.Unmarshal(b, p)
}

// unescape reads a string with the escapes that JSON in JSON has: of a quote, a
// backslash, a line's end and the like. For others it is not ok.
func unescape(b []byte) (string, bool) {
	var s strings.Builder
	s.Grow(len(b))
	for {
		i := bytes.IndexByte(b, '\\')
		if i < 0 {
			s.Write(b)
			return s.String(), true
		}
		s.Write(b[:i])
		if i+1 == len(b) {
			return "", false
		}
		at := strings.IndexByte(`"\/nrt`, b[i+1])
		if at < 0 {
			return "", false
		}
		s.WriteByte("\"\\/\n\r\t"[at])
		b = b[i+2:]
	}
}

// readUint reads a number that is not below 0.
func readUint(b []byte, p *uint64) error {
	if plainInt(b) {
		*p = uint64(whole(b))
		return nil
	}
	return json.Unmarshal(b, p)
}

// whole is the number that plainInt has seen.
func whole(b []byte) int64 {
	n := int64(0)
	for _, c := range b {
		n = 10*n + int64(c-'0')
	}
	return n
}
