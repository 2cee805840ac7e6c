package wire

import (
	"encoding/base64"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// appendXML writes the fields of the struct that out is or points to. Absent
// pointers and empty lists, maps, strings and byte slices are left out, but for a
// list with the tag list:"always".
func appendXML(b []byte, out any) []byte {
	return appendFields(b, reflect.Indirect(reflect.ValueOf(out)))
}

func appendFields(b []byte, v reflect.Value) []byte {
	if v.Kind() != reflect.Struct {
		return appendValue(b, v)
	}
	for i := range v.NumField() {
		if isInlined(v.Type().Field(i)) {
			b = appendFields(b, v.Field(i))
			continue
		}
		p, ok := placeOf(v.Type().Field(i))
		if !ok || isEmpty(v.Field(i)) && v.Type().Field(i).Tag.Get("list") != "always" {
			continue
		}
		b = appendField(b, p, v.Field(i))
	}
	return b
}

// isEmpty reports whether a field is left out. Numbers and booleans never are:
// those that may be absent are pointers.
func isEmpty(v reflect.Value) bool {
	switch v.Kind() { //nolint:exhaustive // the kinds that can be empty
	case reflect.Pointer, reflect.Interface:
		return v.IsNil()
	case reflect.String, reflect.Slice, reflect.Map:
		return v.Len() == 0
	default:
		return false
	}
}

// appendField writes one field. Of a path with a dot, the first part wraps the
// whole list or map and the last names each item of it.
func appendField(b []byte, p place, v reflect.Value) []byte {
	if outer, inner, nested := strings.Cut(p.path, "."); nested {
		p.path = inner
		return appendElement(b, outer, func(b []byte) []byte { return appendField(b, p, v) })
	}
	v = reflect.Indirect(v)
	switch {
	case v.Kind() == reflect.Slice && !isBytes(v.Type()):
		for i := range v.Len() {
			b = appendElement(b, p.path, func(b []byte) []byte { return appendFields(b, reflect.Indirect(v.Index(i))) })
		}
		return b
	case v.Kind() == reflect.Map:
		return appendMap(b, p, v)
	default:
		return appendElement(b, p.path, func(b []byte) []byte { return appendValue(b, v) })
	}
}

// appendMap writes a map in the order of its keys.
func appendMap(b []byte, p place, v reflect.Value) []byte {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(x, y reflect.Value) int { return strings.Compare(x.String(), y.String()) })
	for _, key := range keys {
		b = appendElement(b, p.path, func(b []byte) []byte {
			b = appendTextElement(b, p.key, key.String())
			return appendElement(b, p.value, func(b []byte) []byte {
				return appendFields(b, reflect.Indirect(v.MapIndex(key)))
			})
		})
	}
	return b
}

func appendValue(b []byte, v reflect.Value) []byte {
	switch {
	case v.Type() == timestampType:
		return time.Time(v.Interface().(Timestamp)).UTC().AppendFormat(b, "2006-01-02T15:04:05.000Z") //nolint:forcetypeassert // just compared
	case isBytes(v.Type()):
		return base64.StdEncoding.AppendEncode(b, v.Bytes())
	}
	switch v.Kind() { //nolint:exhaustive // the kinds that outputs are made of
	case reflect.String:
		return AppendXMLText(b, v.String())
	case reflect.Bool:
		return strconv.AppendBool(b, v.Bool())
	case reflect.Int, reflect.Int32, reflect.Int64:
		return strconv.AppendInt(b, v.Int(), 10)
	case reflect.Float64:
		return strconv.AppendFloat(b, v.Float(), 'g', -1, 64)
	case reflect.Struct:
		return appendFields(b, v)
	default:
		return b
	}
}

// appendElement writes an element around what content appends.
func appendElement(b []byte, name string, content func([]byte) []byte) []byte {
	b = append(append(append(b, '<'), name...), '>')
	b = content(b)
	return append(append(append(b, '<', '/'), name...), '>')
}

func appendTextElement(b []byte, name, text string) []byte {
	return appendElement(b, name, func(b []byte) []byte { return AppendXMLText(b, text) })
}

// AppendXMLText appends text escaped for XML. Characters that XML cannot carry
// become U+FFFD.
func AppendXMLText(b []byte, text string) []byte {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == '&':
			b = append(b, "&amp;"...)
		case r == '<':
			b = append(b, "&lt;"...)
		case r == '>':
			b = append(b, "&gt;"...)
		case r == '"':
			b = append(b, "&quot;"...)
		case r == '\r':
			b = append(b, "&#xD;"...) // a bare one would be read as a line feed
		case !ValidXMLRune(r), r == utf8.RuneError && size == 1:
			b = append(b, "\uFFFD"...)
		default:
			b = append(b, text[i:i+size]...)
		}
		i += size
	}
	return b
}

// ValidXMLRune reports whether XML 1.0 can carry the character, which is also
// what SQS takes in a message.
func ValidXMLRune(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' ||
		r >= 0x20 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= 0x10FFFF
}
