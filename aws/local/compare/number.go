package compare

import (
	"cmp"
	"fmt"
)

// Number is the comparison of numbers that a sign makes with a bound: =, <, <=,
// > or >=. The error says that there is no such sign.
func Number[N cmp.Ordered](sign string, bound N) (func(N) bool, error) {
	switch sign {
	case "=":
		return func(n N) bool { return n == bound }, nil
	case "<":
		return func(n N) bool { return n < bound }, nil
	case "<=":
		return func(n N) bool { return n <= bound }, nil
	case ">":
		return func(n N) bool { return n > bound }, nil
	case ">=":
		return func(n N) bool { return n >= bound }, nil
	}
	return nil, fmt.Errorf("Unrecognized numeric range operator: %s", sign) //nolint:staticcheck // AWS's words, which stand behind "Reason: "
}
