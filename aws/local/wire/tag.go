package wire

import (
	"reflect"
	"strings"
)

// place says where a field of a struct lives in a form and in XML.
type place struct {
	path  string // Attribute, or Attributes.entry
	key   string // of a map: the name of the key, such as Name
	value string // of a map: the name of the value, such as Value
}

// placeOf reads a field's tags. ok is false for a field that is not part of
// the query protocol.
func placeOf(f reflect.StructField) (p place, ok bool) {
	tag := f.Tag.Get("query")
	if tag == "" {
		tag, _, _ = strings.Cut(f.Tag.Get("json"), ",")
	}
	if tag == "" {
		tag = f.Name
	}
	if tag == "-" || !f.IsExported() {
		return place{}, false
	}
	p.path, tag, _ = strings.Cut(tag, ",")
	p.key, p.value, _ = strings.Cut(tag, ",")
	if p.key == "" {
		p.key, p.value = "key", "value"
	}
	return p, true
}

// isBytes reports whether t is a []byte, which travels as base64.
func isBytes(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8
}

// isInlined reports whether a field is an embedded struct, whose fields count
// as those of the struct it stands in.
func isInlined(f reflect.StructField) bool {
	return f.Anonymous && f.Type.Kind() == reflect.Struct && f.Tag.Get("json") == ""
}
