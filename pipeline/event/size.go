package event

import (
	"reflect"
	"unsafe"
)

// bytes is how much memory an event takes, about: itself, its body and what they
// point at. Texts that many events share are counted for each.
func (e *Event) bytes() int {
	n := int(unsafe.Sizeof(*e)) + len(e.MessageID) + len(e.Bucket) + len(e.Key)
	if e.Body == nil {
		return n
	}
	k := e.Body.kind()
	n += k.size
	if len(k.texts) == 0 {
		return n
	}
	body := reflect.ValueOf(e.Body).Elem()
	for _, place := range k.texts {
		switch v := body.Field(place); v.Kind() {
		case reflect.Map:
			n += mapBytes(v)
		default:
			n += v.Len()
		}
	}
	return n
}

// mapBytes is how much memory a map takes, about.
func mapBytes(m reflect.Value) (n int) {
	const entry = 48
	for of := m.MapRange(); of.Next(); {
		n += entry + of.Key().Len()
		if v := of.Value(); v.Kind() == reflect.String {
			n += v.Len()
		}
	}
	return n
}

// Bytes is how much memory an event takes, about: itself and what it points at.
func (e *Event) Bytes() int { return e.bytes() }
