package eventbridge

import (
	"encoding/json"
	"errors"
	"slices"
)

// parseAnythingBut reads what a value may not be: a text, a number, a list of
// one kind, or an operator on texts.
func parseAnythingBut(arg any) (matcher, error) {
	if object, ok := arg.(map[string]any); ok {
		return parseAnythingButText(object)
	}
	list, err := listOf(arg)
	if err != nil {
		return matcher{}, err
	}
	texts, numbers := 0, 0
	for _, item := range list {
		switch item.(type) {
		case string:
			texts++
		case json.Number:
			numbers++
		}
	}
	if texts != len(list) && numbers != len(list) {
		return matcher{}, errors.New("anything-but takes texts or numbers, and a list has to be all of one kind")
	}
	return matcher{accepts: func(v any) bool {
		return !slices.ContainsFunc(list, func(unwanted any) bool { return equal(unwanted, v) })
	}}, nil
}

// parseAnythingButText reads {"anything-but": {"prefix": …}}, where the
// argument may be a list. Values that are no texts are something else, and so
// accepted.
func parseAnythingButText(object map[string]any) (matcher, error) {
	name, arg, ok := only(object)
	if !ok {
		return matcher{}, errors.New("only one key allowed in match expression")
	}
	list, err := listOf(arg)
	if err != nil {
		return matcher{}, err
	}
	var unwanted []func(string) bool
	for _, item := range list {
		compare, err := parseText(name, item)
		if err != nil {
			return matcher{}, err
		}
		unwanted = append(unwanted, compare)
	}
	return matcher{accepts: func(v any) bool {
		s, ok := v.(string)
		return !ok || !slices.ContainsFunc(unwanted, func(is func(string) bool) bool { return is(s) })
	}}, nil
}

// listOf is a list, or one value as a list.
func listOf(arg any) ([]any, error) {
	list, ok := arg.([]any)
	if !ok {
		return []any{arg}, nil
	}
	if len(list) == 0 {
		return nil, errors.New("anything-but list must not be empty")
	}
	return list, nil
}

// equal compares texts as they are and numbers by their value.
func equal(a, b any) bool {
	if a == b {
		return true
	}
	x, err := asNumber(a)
	if err != nil {
		return false
	}
	y, err := asNumber(b)
	return err == nil && x == y
}
