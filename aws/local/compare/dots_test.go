package compare_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"inflight/aws/local/compare"
)

func TestADotJoinsTheStepsOfAPath(t *testing.T) {
	for from, want := range map[string]string{
		`{"a.b":1}`:                       `{"a":{"b":1}}`,
		`{"a":{"b.c.d":[1]},"e":2}`:       `{"a":{"b":{"c":{"d":[1]}}},"e":2}`,
		`{"a.b":1,"a":{"c":2}}`:           `{"a":{"b":1,"c":2}}`,
		`{"a.b.c":1,"a":{"b.d":2}}`:       `{"a":{"b":{"c":1,"d":2}}}`,
		`{"a.b":1,"a":{"b":2}}`:           `{"a":{"b":[2,1]}}`,
		`{"a.b":1,"a":"x"}`:               `{"a":["x",{"b":1}]}`,
		`[{"a.b":1},"a.b",{"a":{"b":2}}]`: `[{"a":{"b":1}},"a.b",{"a":{"b":2}}]`,
		`{"a.":1,".b":2}`:                 `{"a":{"":1},"":{"b":2}}`,
		`{"a":{"b":"c.d"}}`:               `{"a":{"b":"c.d"}}`,
		`"a.b"`:                           `"a.b"`,
	} {
		var v, wanted any
		if err := json.Unmarshal([]byte(from), &v); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(want), &wanted); err != nil {
			t.Fatal(err)
		}
		if got := compare.Nest(v); !reflect.DeepEqual(got, wanted) {
			t.Errorf("%s is %v, want %s", from, got, want)
		}
		var unchanged any
		_ = json.Unmarshal([]byte(from), &unchanged) // just read
		if !reflect.DeepEqual(v, unchanged) {
			t.Errorf("%s was changed to %v", from, v)
		}
	}
}

func TestANestedValueHasNoDotsAndNestsNoFurther(t *testing.T) {
	names := rapid.StringMatching(`[ab.]{1,4}`)
	var values func(depth int) *rapid.Generator[any]
	values = func(depth int) *rapid.Generator[any] {
		leaf := rapid.Map(rapid.IntRange(0, 3), func(n int) any { return float64(n) })
		if depth == 0 {
			return leaf
		}
		object := rapid.Map(rapid.MapOfN(names, values(depth-1), 0, 3), func(m map[string]any) any { return m })
		list := rapid.Map(rapid.SliceOfN(values(depth-1), 0, 3), func(l []any) any { return l })
		return rapid.OneOf(leaf, object, list)
	}
	rapid.Check(t, func(t *rapid.T) {
		v := compare.Nest(values(3).Draw(t, "value"))
		if text, err := json.Marshal(v); err != nil || strings.Contains(string(text), ".") {
			t.Fatalf("%s, %v", text, err)
		}
		if again := compare.Nest(v); !reflect.DeepEqual(again, v) {
			t.Fatalf("%v nests to %v", v, again)
		}
	})
}
