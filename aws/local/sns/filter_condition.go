package sns

import (
	"encoding/json"
	"errors"
	"fmt"

	"inflight/aws/local/compare"
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
	test, err := compare.Text(operator, text)
	if err != nil {
		return nil, err
	}
	return func(v any) bool {
		s, ok := v.(string)
		return ok && test(s)
	}, nil
}
