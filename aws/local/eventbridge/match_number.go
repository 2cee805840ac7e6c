package eventbridge

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"inflight/aws/local/compare"
)

// numberLimit is how far from zero a numeric comparison may be.
const numberLimit = 5.0e9

// parseNumeric reads one comparison or a range, such as [">", 0, "<=", 5].
func parseNumeric(arg any) (matcher, error) {
	list, ok := arg.([]any)
	if !ok || len(list) != 2 && len(list) != 4 {
		return matcher{}, errors.New("numeric match pattern must be an array of one or two comparisons")
	}
	var all []func(float64) bool
	for pair := range slices.Chunk(list, 2) {
		sign, _ := pair[0].(string)
		n, err := asNumber(pair[1])
		if err != nil {
			return matcher{}, err
		}
		if math.Abs(n) > numberLimit {
			return matcher{}, fmt.Errorf("value of numeric comparison must be between -%.0f and %.0f", numberLimit, numberLimit)
		}
		holds, err := compare.Number(sign, n)
		if err != nil {
			return matcher{}, err
		}
		all = append(all, holds)
	}
	return matcher{accepts: func(v any) bool {
		f, err := asNumber(v)
		return err == nil && !slices.ContainsFunc(all, func(holds func(float64) bool) bool { return !holds(f) })
	}}, nil
}

// parseCIDR reads a block of IPv4 or IPv6 addresses.
func parseCIDR(arg any) (matcher, error) {
	s, _ := arg.(string)
	within, err := compare.Text("cidr", s)
	if err != nil {
		return matcher{}, err
	}
	return matcher{accepts: func(v any) bool {
		s, ok := v.(string)
		return ok && within(s)
	}}, nil
}
