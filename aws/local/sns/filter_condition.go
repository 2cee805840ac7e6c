package sns

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/netip"
	"strconv"
	"strings"
)

// condition says whether a field's values match. A field that is absent has no
// values; one that is a list has many.
type condition func(values []any) bool

// anyValue is the condition that one of the values passes the test.
func anyValue(test func(v any) bool) condition {
	return func(values []any) bool {
		for _, v := range values {
			if test(v) {
				return true
			}
		}
		return false
	}
}

// parseConditions reads the list that stands for a key.
func parseConditions(key string, list []any) ([]condition, error) {
	if len(list) == 0 {
		return nil, fmt.Errorf("%q: empty arrays are not allowed", key)
	}
	conditions := make([]condition, 0, len(list))
	for _, item := range list {
		c, err := parseCondition(item)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", key, err)
		}
		conditions = append(conditions, c)
	}
	return conditions, nil
}

func parseCondition(item any) (condition, error) {
	if object, ok := item.(map[string]any); ok {
		return parseOperator(object)
	}
	test, err := equals(item)
	if err != nil {
		return nil, err
	}
	return anyValue(test), nil
}

// equals tests for a string, number, true, false or null.
func equals(wanted any) (func(any) bool, error) {
	switch wanted := wanted.(type) {
	case json.Number:
		n, err := fixed(wanted)
		return func(v any) bool {
			got, ok := number(v)
			return ok && got == n
		}, err
	case string, bool, nil:
		return func(v any) bool { return v == wanted }, nil
	default:
		return nil, errors.New("match value must be String, number, true, false, or null")
	}
}

// parseOperator reads a condition such as {"prefix": "a"}.
func parseOperator(object map[string]any) (condition, error) {
	if len(object) != 1 {
		return nil, errors.New("a condition has exactly one operator")
	}
	for operator, operand := range object {
		switch operator {
		case "exists":
			return exists(operand)
		case "numeric":
			return numeric(operand)
		case "anything-but":
			return anythingBut(operand)
		default:
			return stringCondition(operator, operand)
		}
	}
	return nil, errors.New("a condition has exactly one operator")
}

func exists(operand any) (condition, error) {
	want, ok := operand.(bool)
	if !ok {
		return nil, errors.New("exists match pattern must be either true or false")
	}
	return func(values []any) bool { return (len(values) > 0) == want }, nil
}

func stringCondition(operator string, operand any) (condition, error) {
	test, err := stringTest(operator, operand)
	if err != nil {
		return nil, err
	}
	return anyValue(test), nil
}

// stringTest is the test of an operator whose operand is a string.
func stringTest(operator string, operand any) (func(any) bool, error) {
	text, ok := operand.(string)
	if !ok {
		return nil, fmt.Errorf("%s match pattern must be a string", operator)
	}
	var test func(string) bool
	switch operator {
	case "prefix":
		test = func(s string) bool { return strings.HasPrefix(s, text) }
	case "suffix":
		test = func(s string) bool { return strings.HasSuffix(s, text) }
	case "equals-ignore-case":
		test = func(s string) bool { return strings.EqualFold(s, text) }
	case "wildcard":
		pieces, err := parseWildcard(text)
		if err != nil {
			return nil, err
		}
		test = func(s string) bool { return matchWildcard(pieces, s) }
	case "cidr":
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, errors.New("malformed CIDR, an address, a slash and a number of bits are needed")
		}
		test = func(s string) bool {
			ip, err := netip.ParseAddr(s)
			return err == nil && prefix.Contains(ip)
		}
	default:
		return nil, fmt.Errorf("unrecognized match type %s", operator)
	}
	return func(v any) bool {
		s, ok := v.(string)
		return ok && test(s)
	}, nil
}

// anythingBut matches a field that is there and has a value other than those
// that are named.
func anythingBut(operand any) (condition, error) {
	tests, err := excluded(operand)
	if err != nil {
		return nil, err
	}
	return anyValue(func(v any) bool {
		for _, test := range tests {
			if test(v) {
				return false
			}
		}
		return true
	}), nil
}

// excluded reads what anything-but names: a value, values, or a condition on
// strings.
func excluded(operand any) ([]func(any) bool, error) {
	object, ok := operand.(map[string]any)
	if ok {
		return excludedStrings(object)
	}
	list, ok := operand.([]any)
	if !ok {
		list = []any{operand}
	}
	if len(list) == 0 {
		return nil, errors.New("anything-but list must not be empty")
	}
	var tests []func(any) bool
	for _, item := range list {
		switch item.(type) {
		case string, json.Number:
		default:
			return nil, errors.New("anything-but must name strings or numbers")
		}
		test, err := equals(item)
		if err != nil {
			return nil, err
		}
		tests = append(tests, test)
	}
	return tests, nil
}

func excludedStrings(object map[string]any) ([]func(any) bool, error) {
	if len(object) != 1 {
		return nil, errors.New("anything-but takes exactly one operator")
	}
	var tests []func(any) bool
	for operator, operand := range object {
		list, ok := operand.([]any)
		if !ok {
			list = []any{operand}
		}
		if operator == "cidr" || len(list) == 0 {
			return nil, errors.New("anything-but takes prefix, suffix, wildcard and equals-ignore-case")
		}
		for _, item := range list {
			test, err := stringTest(operator, item)
			if err != nil {
				return nil, err
			}
			tests = append(tests, test)
		}
	}
	return tests, nil
}

// numeric reads a comparison such as ["=", 5] or a range such as [">", 0, "<=", 5].
func numeric(operand any) (condition, error) {
	list, ok := operand.([]any)
	if !ok || len(list) != 2 && len(list) != 4 {
		return nil, errors.New("value of numeric must be an array of one comparison or two")
	}
	var tests []func(int64) bool
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
		test, err := comparison(operator, bound)
		if err != nil {
			return nil, err
		}
		tests = append(tests, test)
	}
	return anyValue(func(v any) bool {
		n, ok := number(v)
		for _, test := range tests {
			ok = ok && test(n)
		}
		return ok
	}), nil
}

func comparison(operator string, bound int64) (func(int64) bool, error) {
	switch operator {
	case "=":
		return func(n int64) bool { return n == bound }, nil
	case "<":
		return func(n int64) bool { return n < bound }, nil
	case "<=":
		return func(n int64) bool { return n <= bound }, nil
	case ">":
		return func(n int64) bool { return n > bound }, nil
	case ">=":
		return func(n int64) bool { return n >= bound }, nil
	default:
		return nil, fmt.Errorf("unrecognized numeric range operator %q", operator)
	}
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
