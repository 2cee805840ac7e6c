package eventbridge

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"

	"inflight/aws/local/compare"
)

// numberLimit is how far from zero a numeric comparison may be.
const numberLimit = 5.0e9

// parseNumeric reads one comparison or a range, such as [">", 0, "<=", 5].
//
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html#filtering-numeric-matching
func parseNumeric(arg any) (matcher, error) {
	list, ok := arg.([]any)
	if !ok {
		return matcher{}, reason("Value of numeric must be an array.")
	}
	low, isRange, err := parseComparison(list)
	if err != nil {
		return matcher{}, err
	}
	holds := []func(float64) bool{low.holds}
	if isRange {
		high, err := parseTop(list[2:])
		if err != nil {
			return matcher{}, err
		}
		if low.bound >= high.bound {
			return matcher{}, reason("Bottom must be less than top")
		}
		holds = append(holds, high.holds)
	}
	return matcher{accepts: func(v any) bool {
		f, err := asNumber(v)
		return err == nil && !slices.ContainsFunc(holds, func(holds func(float64) bool) bool { return !holds(f) })
	}}, nil
}

// comparison is a sign and a bound.
type comparison struct {
	bound float64
	holds func(float64) bool
}

// parseComparison reads the first comparison. A second makes a range of one that
// says what is the least.
func parseComparison(list []any) (c comparison, isRange bool, err error) {
	if len(list) == 0 {
		return c, false, reason("Invalid member in numeric match: ]")
	}
	sign, ok := list[0].(string)
	if !ok {
		return c, false, reason("Invalid member in numeric match: %v", list[0])
	}
	name := sign
	if sign == "=" {
		name = "equals"
	}
	if c, err = newComparison(sign, name, list[1:]); err != nil {
		return c, false, err
	}
	isRange = len(list) > 2
	if isRange && sign != ">" && sign != ">=" {
		return c, false, reason("Too many elements in numeric expression")
	}
	return c, isRange, nil
}

// parseTop reads the second comparison, which says what is the most.
func parseTop(list []any) (c comparison, err error) {
	sign, ok := list[0].(string)
	if !ok {
		return c, reason("Bad value in numeric range: %v", list[0])
	}
	if sign != "<" && sign != "<=" {
		return c, reason("Bad numeric range operator: %s", sign)
	}
	if c, err = newComparison(sign, sign, list[1:]); err != nil {
		return c, err
	}
	if len(list) > 2 {
		return c, reason("Too many terms in numeric range expression")
	}
	return c, nil
}

// newComparison reads the bound behind a sign.
func newComparison(sign, name string, rest []any) (c comparison, err error) {
	if _, err := compare.Number(sign, 0.0); err != nil {
		return c, err
	}
	if len(rest) == 0 {
		return c, reason("Value of %s must be numeric", name)
	}
	if _, ok := rest[0].(json.Number); !ok {
		return c, reason("Value of %s must be numeric", name)
	}
	if c.bound, err = asNumber(rest[0]); err != nil || math.Abs(c.bound) > numberLimit {
		return c, reason("Value must be between -5.0E9 and 5.0E9, inclusive")
	}
	c.holds, err = compare.Number(sign, c.bound)
	return c, err
}

// asNumber is the value of a JSON number that fits a float64.
func asNumber(v any) (float64, error) {
	number, ok := v.(json.Number)
	if !ok {
		return 0, errors.New("it is no number")
	}
	f, err := number.Float64()
	if err != nil {
		return 0, fmt.Errorf("the number is out of range: %w", err)
	}
	return f, nil
}
