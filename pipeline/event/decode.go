package event

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"time"
	"unicode/utf8"
)

// UnmarshalJSON reads an event as MarshalJSON wrote it. Fields it does not
// know are passed over, and a kind it does not know is kept by its name, so that a
// newer recording can be read.
func (e *Event) UnmarshalJSON(b []byte) error { return (&Decoder{}).Decode(b, e) }

// Decoder reads many events, one after the other, each as UnmarshalJSON does: what they
// have in common, such as the id of their message, it makes once. It belongs to one
// goroutine.
type Decoder struct {
	members [32]member
	texts   texts
	seconds seconds
	process *Process // of the last event that named one
	from    Process  // of this one
}

// NewDecoder returns a Decoder of many events.
func NewDecoder() *Decoder { return &Decoder{texts: newTexts(), seconds: newSeconds()} }

// Decode reads an event from its JSON, of which it keeps nothing.
func (d *Decoder) Decode(b []byte, e *Event) error {
	*e = Event{}
	all, err := split(b, d.members[:0])
	if err != nil {
		return fmt.Errorf("read an event: %w", err)
	}
	k, err := d.head(all, e)
	if err != nil {
		return fmt.Errorf("read an event: its %w", err)
	}
	if k == nil {
		return nil
	}
	e.Body = k.fresh()
	if err := d.fields(k, all, e); err != nil {
		return fmt.Errorf("read an event: its %w", err)
	}
	e.understand()
	return nil
}

// head reads what every event has. Of a kind that is not known nil is returned: its
// body is its name.
func (d *Decoder) head(all []member, e *Event) (k *kind, err error) {
	var name []byte
	for i := range all {
		m := &all[i]
		switch string(m.name) {
		case "seq":
			e.Seq, err = readUint(m.value)
		case "time":
			e.Time, err = d.seconds.time(m.value)
		case "type":
			name, err = d.kindName(m)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.name, err)
		}
	}
	if len(name) == 0 {
		return nil, nil
	}
	if k = declared[Kind(name)]; k == nil {
		e.Body = &unknown{kind{name: Kind(name)}}
	}
	return k, nil
}

// kindName is the name of a kind.
func (d *Decoder) kindName(m *member) ([]byte, error) {
	if m.simple {
		return m.value[1 : len(m.value)-1], nil
	}
	var name string
	err := d.text(m, &name)
	return []byte(name), err
}

// fields reads what applies to the kind of the event.
func (d *Decoder) fields(k *kind, all []member, e *Event) (err error) {
	body := reflect.ValueOf(e.Body).Elem()
	d.from = Process{}
	next := 0 // the field that was written after the last one
	for i := range all {
		m := &all[i]
		at := k.field(m.name, next)
		if at < 0 {
			continue
		}
		next = at + 1
		switch f := &k.fields[at]; f.part {
		case inMessageID:
			err = d.text(m, &e.MessageID)
		case inEventBucket:
			err = d.text(m, &e.Bucket)
		case inKey:
			err = d.text(m, &e.Key)
		case inWorker:
			err = d.text(m, &e.Worker)
		case inHost:
			err = d.text(m, &d.from.Host)
		case inPID:
			d.from.PID, err = readInt(m.value)
		case inBody:
			err = d.value(m, body.Field(f.place))
		}
		if err != nil {
			return fmt.Errorf("%s: %w", k.fields[at].name, err)
		}
	}
	if d.from != (Process{}) {
		if d.process == nil || *d.process != d.from {
			d.process = &Process{d.from.Host, d.from.PID}
		}
		e.Process = d.process
	}
	return nil
}

// field is the place of a field by its name, looked for from a place on; -1 where
// the kind has none of that name.
func (k *kind) field(name []byte, from int) int {
	for i := from; i < len(k.fields); i++ {
		if k.fields[i].name == string(name) {
			return i
		}
	}
	for i := range min(from, len(k.fields)) {
		if k.fields[i].name == string(name) {
			return i
		}
	}
	return -1
}

// value reads JSON into a field. What is not written as this program writes it is for
// encoding/json.
func (d *Decoder) value(m *member, to reflect.Value) error {
	b := m.value
	switch to.Kind() {
	case reflect.String:
		if s, ok := d.plainText(m); ok {
			to.SetString(s)
			return nil
		}
	case reflect.Int, reflect.Int64:
		if to.Type() == durationType {
			took, err := readSeconds(b)
			to.SetInt(int64(took))
			return err
		}
		if plainInt(b) {
			to.SetInt(whole(b))
			return nil
		}
	case reflect.Bool:
		if c := b[0]; c == 't' || c == 'f' { // split has seen which
			to.SetBool(c == 't')
			return nil
		}
	case reflect.Float64:
		f, err := readFloat(b)
		to.SetFloat(f)
		return err
	case reflect.Struct:
		t, err := d.seconds.time(b)
		*to.Addr().Interface().(*time.Time) = t //nolint:forcetypeassert // no other struct is written: see written
		return err
	case reflect.Slice:
		if b[0] == '"' && bytes.IndexByte(b, '\\') < 0 {
			text, err := base64.StdEncoding.AppendDecode(nil, b[1:len(b)-1])
			to.SetBytes(text)
			return err
		}
	default:
	}
	return json.Unmarshal(b, to.Addr().Interface())
}

var durationType = reflect.TypeFor[time.Duration]()

// text reads a text.
func (d *Decoder) text(m *member, to *string) error {
	if s, ok := d.plainText(m); ok {
		*to = s
		return nil
	}
	return json.Unmarshal(m.value, to)
}

// plainText is a text; not ok where it is for encoding/json.
func (d *Decoder) plainText(m *member) (s string, ok bool) {
	if m.simple {
		return d.texts.of(m.value[1 : len(m.value)-1]), true
	}
	if m.value[0] != '"' || !utf8.Valid(m.value) {
		return "", false
	}
	return d.texts.unescape(m.value[1 : len(m.value)-1])
}

// readSeconds reads how long something took.
func readSeconds(b []byte) (time.Duration, error) {
	seconds, err := readFloat(b)
	return time.Duration(math.Round(seconds * float64(time.Second))), err
}

// readFloat reads a number.
func readFloat(b []byte) (float64, error) {
	if c := b[0]; c >= '0' && c <= '9' { // split has seen that it is a number
		return strconv.ParseFloat(string(b), 64)
	}
	return oddly[float64](b)
}

// oddly reads what is not written as this program writes it.
func oddly[T any](b []byte) (v T, err error) {
	err = json.Unmarshal(b, &v)
	return v, err
}

// readInt reads a whole number.
func readInt(b []byte) (int, error) {
	if plainInt(b) {
		return int(whole(b)), nil
	}
	return oddly[int](b)
}

// readUint reads a number that is not below 0.
func readUint(b []byte) (uint64, error) {
	if plainInt(b) {
		return uint64(whole(b)), nil
	}
	return oddly[uint64](b)
}

// whole is the number that plainInt has seen.
func whole(b []byte) int64 {
	n := int64(0)
	for _, c := range b {
		n = 10*n + int64(c-'0')
	}
	return n
}
