package wire_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"inflight/aws/local/wire"
)

// tree reads any JSON with a JSONReader, but for numbers, which it takes as
// whole ones.
type tree struct{ value map[string]any }

func (v *tree) DecodeJSON(r *wire.JSONReader) error {
	v.value = map[string]any{}
	for name := range r.Fields() {
		switch string(name) {
		case "text":
			v.value["text"] = r.Text()
		case "number":
			if n := r.Int(); n != nil {
				v.value["number"] = *n
			}
		case "list":
			list := []string{}
			for range r.Items() {
				list = append(list, r.Text())
			}
			v.value["list"] = list
		case "rare":
			var rare map[string]int
			r.Decode(&rare)
			v.value["rare"] = rare
		default:
			r.Skip()
		}
	}
	return nil
}

func readTree(body string) (map[string]any, error) {
	var v tree
	r := wire.NewJSONReader([]byte(body))
	if err := v.DecodeJSON(r); err != nil {
		return nil, err
	}
	return v.value, r.End()
}

func TestAJSONReaderReadsWhatItIsAskedFor(t *testing.T) {
	got, err := readTree(` { "other" : [1, {"a":[true,false,null,-1.5e3]}, "x\"y"], "text":"a\n\u00e9\ud83d\ude00", "number": -7,
		"list":["", "b"], "rare":{"n":2}, "null":null } `)
	want := map[string]any{"text": "a\né😀", "number": -7, "list": []string{"", "b"}, "rare": map[string]int{"n": 2}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
}

func TestAJSONReaderRefusesWhatIsNotJSON(t *testing.T) {
	for _, body := range []string{
		``, `[`, `{`, `{"text"}`, `{"text":}`, `{"text":"a}`, `{"text":"a"`, `{"text":"a",}`, `{"text":"a"}x`, `{"text":1}`,
		`{"number":"1"}`, `{"number":1.5}`, `{"number":99999999999999999999}`, `{"x":tru}`, `{"x":01}`, `{"x":--1}`, "{\"text\":\"a\x01\"}",
		`{"text":"\x"}`, `{"text":"\`, `{"list":["a" "b"]}`, `{"rare":{"n":"x"}}`, `{"x":` + strings.Repeat("[", 5000), "\x00",
	} {
		if v, err := readTree(body); err == nil {
			t.Errorf("%.40q was read as %v", body, v)
		}
	}
}

func FuzzJSONReaderAgreesWithEncodingJSON(f *testing.F) {
	for _, seed := range []string{`{"text":"a\u00e9","number":3}`, `{"x":[1,{"y":null}]}`, "{\"text\":\"\xff\"}", `{"text":null}`, `{"text":"\ud800"}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := readTree(string(body))
		if err != nil {
			return
		}
		if !json.Valid(body) {
			t.Fatalf("%q is not JSON, but was read", body)
		}
		text, ok := got["text"].(string)
		if !ok {
			return
		}
		// Case matters to the reader and not to encoding/json, so ask for a map.
		var want map[string]any
		if err := json.Unmarshal(body, &want); err != nil {
			t.Fatal(err)
		}
		if w, _ := want["text"].(string); w != text {
			t.Errorf("%q: read %q, encoding/json reads %q", body, text, w)
		}
	})
}

func FuzzAppendedStringsAreJSON(f *testing.F) {
	f.Add("plain")
	f.Add("quote \" slash \\ tab \t bell \a é 😀 \xff \u2028")
	f.Fuzz(func(t *testing.T, text string) {
		var back string
		if err := json.Unmarshal(wire.AppendJSONString(nil, text), &back); err != nil {
			t.Fatal(err)
		}
		if want := strings.ToValidUTF8(text, "\uFFFD"); back != want && len([]rune(back)) != len([]rune(text)) {
			t.Errorf("%q came back as %q", text, back)
		}
	})
}

func FuzzFormsDoNotPanic(f *testing.F) {
	f.Add("Action=Greet&Word.1=a&Guests.member.1.Age=x&Tag.1.Key=k&Entries.entry.1.key=")
	f.Fuzz(func(t *testing.T, body string) {
		if answer := callQuery(t, body); answer.StatusCode >= 500 && !strings.Contains(body, "Stumble") && !strings.Contains(body, "Break") {
			t.Errorf("status %d for %q", answer.StatusCode, body)
		}
	})
}
