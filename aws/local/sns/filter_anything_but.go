package sns

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

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
		if len(list) == 0 || !slices.Contains([]string{"prefix", "wildcard", "equals-ignore-case"}, operator) {
			return nil, fmt.Errorf("Unsupported anything-but pattern: %s", operator) //nolint:staticcheck // in the words of AWS
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
