package wire

import (
	"encoding/base64"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// form is the fields of a request, with their names in order so that one can
// ask what lies below a name.
type form struct {
	values url.Values
	names  []string
}

// decodeForm reads the fields of a request into the struct that in points to.
func decodeForm(values url.Values, in any) error {
	f := form{values: values, names: make([]string, 0, len(values))}
	for name := range values {
		f.names = append(f.names, name)
	}
	slices.Sort(f.names)
	return f.decodeStruct("", reflect.ValueOf(in).Elem())
}

// has reports whether there is a field called name, or one below it.
func (f form) has(name string) bool {
	if _, ok := f.values[name]; ok {
		return true
	}
	i, _ := slices.BinarySearch(f.names, name+".")
	return i < len(f.names) && strings.HasPrefix(f.names[i], name+".")
}

func (f form) decodeStruct(prefix string, v reflect.Value) error {
	for i := range v.NumField() {
		if isInlined(v.Type().Field(i)) {
			if err := f.decodeStruct(prefix, v.Field(i)); err != nil {
				return err
			}
			continue
		}
		p, ok := placeOf(v.Type().Field(i))
		if !ok || !f.has(prefix+p.path) {
			continue
		}
		if err := f.decode(prefix+p.path, p, v.Field(i)); err != nil {
			return err
		}
	}
	return nil
}

// decode reads what lies at name into v, which may be of any kind that inputs
// are made of.
func (f form) decode(name string, p place, v reflect.Value) error {
	switch {
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return f.decode(name, p, v.Elem())
	case v.Type() == timestampType:
		return decodeTimestamp(name, f.values.Get(name), v)
	case v.Kind() == reflect.Struct:
		return f.decodeStruct(name+".", v)
	case isBytes(v.Type()):
		return decodeBytes(name, f.values.Get(name), v)
	case v.Kind() == reflect.Slice:
		return f.decodeList(name, p, v)
	case v.Kind() == reflect.Map:
		return f.decodeMap(name, p, v)
	default:
		return decodeScalar(name, f.values.Get(name), v)
	}
}

// decodeList reads name.1, name.2 and so on.
func (f form) decodeList(name string, p place, v reflect.Value) error {
	for n := 1; ; n++ {
		item := name + "." + strconv.Itoa(n)
		if !f.has(item) {
			return nil
		}
		element := reflect.New(v.Type().Elem()).Elem()
		if err := f.decode(item, p, element); err != nil {
			return err
		}
		v.Set(reflect.Append(v, element))
	}
}

// decodeMap reads name.1.Key and name.1.Value, name.2.Key and so on.
func (f form) decodeMap(name string, p place, v reflect.Value) error {
	v.Set(reflect.MakeMap(v.Type()))
	for n := 1; ; n++ {
		item := name + "." + strconv.Itoa(n)
		if !f.has(item) {
			return nil
		}
		element := reflect.New(v.Type().Elem()).Elem()
		if err := f.decode(item+"."+p.value, p, element); err != nil {
			return err
		}
		key := reflect.ValueOf(f.values.Get(item + "." + p.key)).Convert(v.Type().Key())
		v.SetMapIndex(key, element)
	}
}

func decodeBytes(name, text string, v reflect.Value) error {
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return Errorf("MalformedInput", "the parameter %s is not base64", name)
	}
	v.SetBytes(b)
	return nil
}

func decodeScalar(name, text string, v reflect.Value) error {
	var err error
	switch v.Kind() { //nolint:exhaustive // the kinds that inputs are made of
	case reflect.String:
		v.SetString(text)
	case reflect.Bool:
		var b bool
		b, err = strconv.ParseBool(text)
		v.SetBool(b)
	case reflect.Int, reflect.Int32, reflect.Int64:
		var n int64
		n, err = strconv.ParseInt(text, 10, v.Type().Bits())
		v.SetInt(n)
	case reflect.Float64:
		var n float64
		n, err = strconv.ParseFloat(text, 64)
		v.SetFloat(n)
	default:
		return Errorf("InternalFailure", "the parameter %s has no form in the query protocol", name).WithStatus(500)
	}
	if err != nil {
		return Errorf("MalformedInput", "the parameter %s cannot be %q", name, text)
	}
	return nil
}
