package event

import (
	"math"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// aTime draws one as an event may have it.
func aTime(t *rapid.T) time.Time {
	at := time.Unix(rapid.Int64Range(-1<<40, 1<<40).Draw(t, "seconds"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanoseconds"))
	switch rapid.IntRange(0, 3).Draw(t, "where") {
	case 0:
		return time.Time{}
	case 1:
		return at
	case 2:
		return at.In(time.FixedZone("there", 3600))
	default:
		return at.UTC()
	}
}

// fill draws what a value may be.
func fill(t *rapid.T, v reflect.Value) {
	if v.Type().Size() == 0 { // a mark
		return
	}
	switch p := v.Addr().Interface().(type) {
	case *time.Time:
		*p = aTime(t)
		return
	case *[]byte: // pixels are left out
		return
	}
	switch v.Kind() { //nolint:exhaustive // a kind of field that is new is told of below
	case reflect.String:
		v.SetString(rapid.SampledFrom([]string{"", "a", "b", "photos/harbour.jpg", "é\xff\x00", string(make([]byte, 300))}).Draw(t, "text"))
	case reflect.Int, reflect.Int64:
		v.SetInt(rapid.Int64().Draw(t, "int"))
	case reflect.Uint8:
		v.SetUint(uint64(rapid.Uint8().Draw(t, "uint")))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "flag"))
	case reflect.Float64:
		v.SetFloat(rapid.SampledFrom([]float64{0, math.Copysign(0, -1), 4e-7, -1, math.MaxFloat64, math.Inf(1)}).Draw(t, "number"))
	case reflect.Map:
		if rapid.Bool().Draw(t, "none") {
			return
		}
		v.Set(reflect.MakeMap(v.Type()))
		for range rapid.IntRange(0, 3).Draw(t, "entries") {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(t, key)
			fill(t, value)
			v.SetMapIndex(key, value)
		}
	case reflect.Pointer:
		if rapid.Bool().Draw(t, "some") {
			v.Set(reflect.New(v.Type().Elem()))
			fill(t, v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i))
		}
	default:
		t.Fatalf("no test draws a %s", v.Type())
	}
}

func TestEventsOfEachKindArePackedAndMadeAgain(t *testing.T) {
	var kinds []*kind
	for _, name := range Kinds() {
		kinds = append(kinds, declared[name])
	}
	var p Packer
	processes := []*Process{nil, {Host: "here", PID: 7}, {Host: "there", PID: 8}}
	rapid.Check(t, func(t *rapid.T) {
		var want []Event
		for range rapid.IntRange(0, 30).Draw(t, "events") {
			e := Event{Seq: uint64(len(want) + 1), Time: aTime(t), Process: rapid.SampledFrom(processes).Draw(t, "process")}
			for _, s := range []*string{&e.MessageID, &e.Bucket, &e.Key, &e.Worker} {
				fill(t, reflect.ValueOf(s).Elem())
			}
			if rapid.IntRange(0, 9).Draw(t, "gap") == 0 {
				e.Seq = rapid.Uint64().Draw(t, "seq")
			}
			switch k := rapid.SampledFrom(kinds).Draw(t, "kind"); rapid.IntRange(0, 20).Draw(t, "odd") {
			case 0:
				e.Body = &unknown{kind{name: "another.version"}}
			case 1:
			default:
				e.Body = k.fresh()
				fill(t, reflect.ValueOf(e.Body).Elem())
			}
			want = append(want, e)
			p.Add(&e)
		}
		if p.packed.count != len(want) {
			t.Fatalf("%d events were added, of %d", p.packed.count, len(want))
		}
		got := p.Packed().Events()
		for i := range want {
			if !reflect.DeepEqual(got[i], want[i]) {
				t.Fatalf("of event %d is made\n%#v %#v\nit was\n%#v %#v", i, got[i], got[i].Body, want[i], want[i].Body)
			}
		}
		if len(got) != len(want) || p.packed.count != 0 {
			t.Fatalf("of %d events %d are made, and %d are left", len(want), len(got), p.packed.count)
		}
	})
}

func TestPixelsAreNotPacked(t *testing.T) {
	var p Packer
	p.Add(&Event{Body: &ThumbnailPictured{SourceKey: "dune.jpg", PNG: []byte("pixels")}})
	b, _ := p.Packed().Events()[0].Body.(*ThumbnailPictured)
	if b == nil || b.PNG != nil || b.SourceKey != "dune.jpg" {
		t.Errorf("of a picture is made %+v", b)
	}
}

func TestATextThatManyEventsHaveIsPackedOnce(t *testing.T) {
	size := func(n int, body string) int {
		var p Packer
		for i := range n {
			p.Add(&Event{Seq: uint64(i), Time: time.Unix(int64(i), 0), MessageID: "m", Key: "dune.jpg", Body: &MessageSent{Body: body, Queue: "images"}})
		}
		return p.Packed().Bytes()
	}
	long := string(make([]byte, 4000))
	if one, many := size(1, long), size(1000, long); many > one+1000*20 {
		t.Errorf("a message takes %d bytes, a thousand with the same text %d", one, many)
	}
}
