package compare_test

import (
	"testing"

	"inflight/aws/local/compare"
)

func TestNumbersAreTheSameHoweverTheyAreWritten(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"300", "300.0", true},
		{"300", "3.0e2", true},
		{"0.5", "5E-1", true},
		{"-0", "0.000", true},
		{"1e21", "1000000000000000000000", true},
		{"300", "301", false},
		{"300", "-300", false},
		{"0.1", "0.10000000000000001", false},
		{"123456789012345678901", "123456789012345678902", false},
		{"9007199254740993", "9007199254740992", false},
		{"123456789012345678901", "123456789012345678901", true},
		{"1e400", "1e400", true},
		{"1e400", "2e400", false},
		{"1e-400", "0", false},
		{"1e99999999999999999999", "1", false},
	} {
		if got := compare.SameNumber(c.a, c.b); got != c.want {
			t.Errorf("%s and %s: %v", c.a, c.b, got)
		}
	}
}
