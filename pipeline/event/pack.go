package event

import (
	"bytes"
	"encoding/binary"
	"math"
	"reflect"
	"time"
)

// Packed are events in a row in a form that is small, and has next to no pointers: for
// the collector there is nothing to follow. Each text is there once, however many of
// the events have it, and so they have it when they are made again. A Packed does not
// change, and is safe for use by many goroutines.
type Packed struct {
	count   int
	kinds   []*kind
	lengths []byte // of the texts
	texts   string // one behind the other
	data    []byte
	whole   []any // what few events have, as it is
}

// Packer packs events. It belongs to one goroutine, and can be used many times. The
// zero Packer is ready for use.
type Packer struct {
	packed  Packed
	kinds   map[*kind]uint64
	places  map[string]uint64 // of the texts, from 1
	recent  []placed          // by field: what it had last it mostly has again
	lengths []byte
	texts   []byte
	data    []byte
	last    Event // that was added
}

// form is how the value of a field is packed.
type form uint8

const (
	asWhole form = iota
	asText
	asInt
	asUint
	asFlag
	asNumber
	asTime
	asTexts
	asNothing // pixels
)

// packedField is a field of a body that is packed.
type packedField struct {
	place int
	form  form
	text  int // which field with a text it is, of all kinds
}

// textFields is how many fields of bodies have a text. It does not change once main
// has begun.
var textFields int

// pack adds a field of the body.
func (k *kind) pack(t reflect.Type, place int) {
	f := packedField{place: place, form: formOf(t)}
	if f.form == asText {
		f.text = textFields
		textFields++
	}
	k.packed = append(k.packed, f)
}

// placed is a text and its place.
type placed struct {
	text  string
	place uint64
}

// formOf is the form of a field's values.
func formOf(t reflect.Type) form {
	switch t {
	case reflect.TypeFor[time.Time]():
		return asTime
	case reflect.TypeFor[map[string]string]():
		return asTexts
	case reflect.TypeFor[[]byte]():
		return asNothing
	}
	switch t.Kind() { //nolint:exhaustive // what is not named is kept as it is
	case reflect.String:
		return asText
	case reflect.Int, reflect.Int64:
		return asInt
	case reflect.Uint8:
		return asUint
	case reflect.Bool:
		return asFlag
	case reflect.Float64:
		return asNumber
	default:
		return asWhole
	}
}

// What the first byte of an event says is as in the event before it.
const (
	sameID = 1 << iota
	sameBucket
	sameKey
	sameWorker
	sameProcess
	nextSeq
)

// Add packs an event behind those that were added before. Pixels are left out.
func (p *Packer) Add(e *Event) {
	last := &p.last
	same := byte(0)
	for _, of := range []struct {
		same bool
		bit  byte
	}{
		{e.MessageID == last.MessageID, sameID},
		{e.Bucket == last.Bucket, sameBucket},
		{e.Key == last.Key, sameKey},
		{e.Worker == last.Worker, sameWorker},
		{e.Process == last.Process, sameProcess},
		{e.Seq == last.Seq+1, nextSeq},
	} {
		if of.same {
			same |= of.bit
		}
	}
	p.data = append(p.data, same)
	if same&nextSeq == 0 {
		p.uint(e.Seq)
	}
	p.time(e.Time, last.Time)
	if same&sameID == 0 {
		p.text(e.MessageID)
	}
	if same&sameBucket == 0 {
		p.text(e.Bucket)
	}
	if same&sameKey == 0 {
		p.text(e.Key)
	}
	if same&sameWorker == 0 {
		p.text(e.Worker)
	}
	if same&sameProcess == 0 {
		p.whole(e.Process)
	}
	p.body(e)
	p.packed.count++
	p.last = Event{Seq: e.Seq, Time: e.Time, MessageID: e.MessageID, Bucket: e.Bucket, Key: e.Key, Worker: e.Worker, Process: e.Process}
}

// Packed are the events that were added, and there are none any more.
func (p *Packer) Packed() *Packed {
	packed := p.packed
	packed.lengths, packed.texts, packed.data = bytes.Clone(p.lengths), string(p.texts), bytes.Clone(p.data)
	clear(p.kinds)
	clear(p.places)
	clear(p.recent)
	p.packed, p.last = Packed{}, Event{}
	p.lengths, p.texts, p.data = p.lengths[:0], p.texts[:0], p.data[:0]
	return &packed
}

// body packs what there is to say of an event of its kind.
func (p *Packer) body(e *Event) {
	var k *kind
	if e.Body != nil {
		k = e.Body.kind()
	}
	if k == nil || declared[k.name] != k { // another version's, or nothing
		p.uint(0)
		p.whole(e.Body)
		return
	}
	p.uint(p.kindPlace(k))
	body := reflect.ValueOf(e.Body).Elem()
	for _, f := range k.packed {
		switch v := body.Field(f.place); f.form {
		case asText:
			p.textOf(f.text, v.String())
		case asInt:
			p.int(v.Int())
		case asUint:
			p.uint(v.Uint())
		case asFlag:
			if v.Bool() {
				p.data = append(p.data, 1)
			} else {
				p.data = append(p.data, 0)
			}
		case asNumber:
			p.number(v.Float())
		case asTime:
			p.time(*v.Addr().Interface().(*time.Time), e.Time) //nolint:forcetypeassert // its form says so
		case asTexts:
			p.textMap(*v.Addr().Interface().(*map[string]string)) //nolint:forcetypeassert // its form says so
		case asWhole:
			if v.IsZero() {
				p.uint(0)
			} else {
				p.whole(v.Interface())
			}
		case asNothing:
		}
	}
}

// kindPlace is the place of a kind, from 1.
func (p *Packer) kindPlace(k *kind) uint64 {
	place := p.kinds[k]
	if place == 0 {
		if p.kinds == nil {
			p.kinds = map[*kind]uint64{}
		}
		p.packed.kinds = append(p.packed.kinds, k)
		place = uint64(len(p.packed.kinds))
		p.kinds[k] = place
	}
	return place
}

func (p *Packer) uint(n uint64) {
	if n < 0x80 {
		p.data = append(p.data, byte(n))
		return
	}
	p.data = binary.AppendUvarint(p.data, n)
}

func (p *Packer) int(n int64) { p.uint(uint64(n)<<1 ^ uint64(n>>63)) }

// number packs one whose last bits are mostly 0.
func (p *Packer) number(f float64) {
	if f == 0 && !math.Signbit(f) {
		p.data = append(p.data, 0)
		return
	}
	p.data = binary.LittleEndian.AppendUint64(append(p.data, 1), math.Float64bits(f))
}

// text packs the place of a text, from 1; 0 is that of none.
func (p *Packer) text(s string) {
	if s == "" {
		p.data = append(p.data, 0)
		return
	}
	p.uint(p.place(s))
}

// place is that of a text.
func (p *Packer) place(s string) uint64 {
	place := p.places[s]
	if place == 0 {
		if p.places == nil {
			p.places = map[string]uint64{}
		}
		p.texts = append(p.texts, s...)
		p.lengths = binary.AppendUvarint(p.lengths, uint64(len(s)))
		place = uint64(len(p.places) + 1)
		p.places[s] = place
	}
	return place
}

// textOf packs a text of a field.
func (p *Packer) textOf(field int, s string) {
	if s == "" {
		p.data = append(p.data, 0)
		return
	}
	if p.recent == nil {
		p.recent = make([]placed, textFields)
	}
	last := &p.recent[field]
	if last.text != s {
		*last = placed{s, p.place(s)}
	}
	p.uint(last.place)
}

// textMap packs a map; 0 stands for none, and so 1 for an empty one.
func (p *Packer) textMap(m map[string]string) {
	if m == nil {
		p.data = append(p.data, 0)
		return
	}
	p.uint(uint64(len(m)) + 1)
	for k, v := range m {
		p.text(k)
		p.text(v)
	}
}

// time packs a time by what it is after another, without a monotonic reading.
func (p *Packer) time(t, after time.Time) {
	p.int(t.Unix() - after.Unix())
	p.int(int64(t.Nanosecond() - after.Nanosecond()))
	switch at := t.Location(); at {
	case time.UTC:
		p.data = append(p.data, 0)
	case time.Local:
		p.data = append(p.data, 1)
	default:
		p.data = append(p.data, 2)
		p.whole(at)
	}
}

// whole keeps a value as it is: one that was kept last, once.
func (p *Packer) whole(v any) {
	all := p.packed.whole
	if n := len(all); n == 0 || reflect.TypeOf(v) == nil || !reflect.TypeOf(v).Comparable() || all[n-1] != v {
		p.packed.whole = append(all, v)
	}
	p.uint(uint64(len(p.packed.whole)))
}

// Bytes is how much memory they take, about.
func (p *Packed) Bytes() int {
	const entry = 64
	return len(p.lengths) + len(p.texts) + len(p.data) + (len(p.kinds)+len(p.whole))*entry
}

// Events makes the events again: all that they had but pixels, and what of their times
// is monotonic.
func (p *Packed) Events() []Event {
	u := unpacker{Packed: p, rest: p.data, table: p.table()}
	events := make([]Event, p.count)
	for i := range events {
		u.event(&events[i])
	}
	return events
}

// table are the texts, each at its place.
func (p *Packed) table() []string {
	n := 1
	for _, b := range p.lengths {
		if b < 0x80 {
			n++
		}
	}
	table := make([]string, 1, n)
	rest, lengths := p.texts, p.lengths
	for len(lengths) > 0 {
		length, n := binary.Uvarint(lengths)
		lengths = lengths[n:]
		table = append(table, rest[:length])
		rest = rest[length:]
	}
	return table
}

// unpacker makes events again, one after the other.
type unpacker struct {
	*Packed
	rest  []byte
	table []string
	last  Event
}

func (u *unpacker) event(e *Event) {
	same := u.byte()
	e.Seq = u.last.Seq + 1
	if same&nextSeq == 0 {
		e.Seq = u.uint()
	}
	e.Time = u.time(u.last.Time)
	e.MessageID, e.Bucket, e.Key, e.Worker, e.Process = u.last.MessageID, u.last.Bucket, u.last.Key, u.last.Worker, u.last.Process
	if same&sameID == 0 {
		e.MessageID = u.text()
	}
	if same&sameBucket == 0 {
		e.Bucket = u.text()
	}
	if same&sameKey == 0 {
		e.Key = u.text()
	}
	if same&sameWorker == 0 {
		e.Worker = u.text()
	}
	if same&sameProcess == 0 {
		e.Process, _ = u.whole().(*Process)
	}
	u.body(e)
	u.last = *e
}

func (u *unpacker) body(e *Event) {
	place := u.uint()
	if place == 0 {
		e.Body, _ = u.whole().(Body)
		return
	}
	k := u.kinds[place-1]
	e.Body = k.fresh()
	body := reflect.ValueOf(e.Body).Elem()
	for _, f := range k.packed {
		switch v := body.Field(f.place); f.form {
		case asText:
			v.SetString(u.text())
		case asInt:
			v.SetInt(u.int())
		case asUint:
			v.SetUint(u.uint())
		case asFlag:
			v.SetBool(u.byte() != 0)
		case asNumber:
			v.SetFloat(u.number())
		case asTime:
			*v.Addr().Interface().(*time.Time) = u.time(e.Time) //nolint:forcetypeassert // its form says so
		case asTexts:
			*v.Addr().Interface().(*map[string]string) = u.textMap() //nolint:forcetypeassert // its form says so
		case asWhole:
			if value := u.whole(); value != nil {
				v.Set(reflect.ValueOf(value))
			}
		case asNothing:
		}
	}
}

func (u *unpacker) byte() byte {
	b := u.rest[0]
	u.rest = u.rest[1:]
	return b
}

func (u *unpacker) uint() uint64 {
	if b := u.rest[0]; b < 0x80 {
		u.rest = u.rest[1:]
		return uint64(b)
	}
	n, length := binary.Uvarint(u.rest)
	u.rest = u.rest[length:]
	return n
}

func (u *unpacker) int() int64 {
	n := u.uint()
	return int64(n>>1) ^ -int64(n&1)
}

func (u *unpacker) number() float64 {
	if u.byte() == 0 {
		return 0
	}
	n := binary.LittleEndian.Uint64(u.rest)
	u.rest = u.rest[8:]
	return math.Float64frombits(n)
}

func (u *unpacker) text() string { return u.table[u.uint()] }

func (u *unpacker) textMap() map[string]string {
	n := u.uint()
	if n == 0 {
		return nil
	}
	m := make(map[string]string, n-1)
	for range n - 1 {
		k := u.text()
		m[k] = u.text()
	}
	return m
}

func (u *unpacker) time(after time.Time) time.Time {
	seconds, nanoseconds := after.Unix()+u.int(), int64(after.Nanosecond())+u.int()
	t := time.Unix(seconds, nanoseconds)
	switch u.byte() {
	case 0:
		return t.UTC()
	case 1:
		return t
	}
	if at, ok := u.whole().(*time.Location); ok {
		return t.In(at)
	}
	return t
}

// whole is what was kept as it was; nil for a value that was nothing.
func (u *unpacker) whole() any {
	place := u.uint()
	if place == 0 {
		return nil
	}
	return u.Packed.whole[place-1]
}
