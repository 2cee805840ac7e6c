package compare_test

import (
	"strconv"
	"strings"
	"testing"

	"inflight/aws/local/compare"
)

func TestWildcardsAreTooComplexWhereOneTextMatchesManyBeginnings(t *testing.T) {
	var numbers []string
	for i := range 300 {
		numbers = append(numbers, strconv.Itoa(1000+i))
	}
	for _, c := range []struct {
		wildcards []string
		want      bool
	}{
		{[]string{"*.png"}, false},
		{[]string{"*/bin/*.jar", "*/bin/*.class"}, false},
		{[]string{"/Users/*/dir/dir/dir/dir/dir/doc.txt"}, false},
		{[]string{"arn:aws:events:us-east-1:*:event-bus/*"}, false},
		{[]string{"*" + strings.Join(numbers, ",") + "*" + strings.Join(numbers, ";") + "*" + strings.Join(numbers, " ")}, false}, // long, and no more than that
		{[]string{"*" + strings.Repeat("abcdefghijklmnopqrstuvwxyz", 20)}, true},
		{[]string{`\*\*\*\*\*\*\*\*\*\*\*\*`}, false}, // stars that are escaped
		{[]string{"*:*:*:*:*:event-bus/*"}, true},
		{[]string{"*a*a*a*a*a*a"}, true},
		{[]string{"x*" + strings.Repeat("a", 10)}, true},
		{[]string{"x*" + strings.Repeat("a", 9)}, false},
		{[]string{"*/a/*", "*/b/*", "*/c/*", "*/d/*", "*/e/*", "*/f/*"}, true},
	} {
		if got := compare.TooComplex(c.wildcards); got != c.want {
			t.Errorf("%.60v is too complex: %v", c.wildcards, got)
		}
	}
}
