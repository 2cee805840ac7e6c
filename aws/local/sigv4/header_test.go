package sigv4

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestTheQuickWayReadsAHeaderAsTheSlowOneDoes holds what is done for each header of
// each request to the words of the specification.
func TestTheQuickWayReadsAHeaderAsTheSlowOneDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"x-", "amz", "-", "meta-", "a", "9", "_", strings.Repeat("long", 20)}), 1, 5).Draw(t, "name"), "")
		value := rapid.StringOf(rapid.SampledFrom([]rune{'a', 'B', ' ', ' ', '\t', '\u00a0', '\u0085', ',', 'é'}))
		values := rapid.SliceOfN(value, 0, 2).Draw(t, "values")
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		for _, v := range values {
			r.Header.Add(name, v)
		}
		var want []string
		for _, v := range r.Header.Values(name) {
			want = append(want, strings.Join(strings.Fields(v), " "))
		}
		if got := headerValue(r, name); got != strings.Join(want, ",") {
			t.Errorf("%s: %q is read as %q", name, values, got)
		}
	})
}
