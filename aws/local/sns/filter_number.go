package sns

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"

	"inflight/aws/local/compare"
)

// numeric reads a comparison such as ["=", 5] or a range such as [">", 0, "<=", 5].
func numeric(operand any) (condition, error) {
	list, ok := operand.([]any)
	if !ok || len(list) != 2 && len(list) != 4 {
		return nil, errors.New("value of numeric must be an array of one comparison or two")
	}
	var tests []func(int64) bool
	var bounds []int64
	for i := 0; i < len(list); i += 2 {
		operator, isString := list[i].(string)
		literal, isNumber := list[i+1].(json.Number)
		if !isString || !isNumber || len(list) == 4 && (operator == "=" || (operator[:min(1, len(operator))] == ">") != (i == 0)) {
			return nil, errors.New(`value of numeric must be like ["=", 5], [">", 5] or [">=", 0, "<", 5]`)
		}
		bound, err := fixed(literal)
		if err != nil {
			return nil, err
		}
		test, err := compare.Number(operator, bound)
		if err != nil {
			return nil, err
		}
		tests, bounds = append(tests, test), append(bounds, bound)
	}
	if len(bounds) == 2 && bounds[0] >= bounds[1] {
		return nil, errors.New("Bottom must be less than top") //nolint:staticcheck // in the words of AWS
	}
	return anyValue(func(v any) bool {
		n, ok := number(v)
		for _, test := range tests {
			ok = ok && test(n)
		}
		return ok
	}), nil
}

// fixed is a number in hundred-thousandths, the accuracy AWS compares with.
func fixed(n json.Number) (int64, error) {
	f, err := strconv.ParseFloat(n.String(), 64)
	if err != nil || math.Abs(f) > 1e9 {
		return 0, fmt.Errorf("the number %s is not between -1,000,000,000 and 1,000,000,000", n)
	}
	return int64(math.Round(f * 1e5)), nil
}

// number is the value as fixed makes it, if it is a number within bounds.
func number(v any) (int64, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	f, err := fixed(n)
	return f, err == nil
}
