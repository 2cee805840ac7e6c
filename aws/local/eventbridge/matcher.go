package eventbridge

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"strings"
)

// matcher accepts values of a field.
type matcher struct {
	accepts func(v any) bool
	// absent is set for `exists: false`, which accepts a field that is not there,
	// and present for `exists: true`.
	absent, present bool
}

// acceptsField tells whether the value of a field matches. Of a list, one item
// has to.
func (m matcher) acceptsField(v any, there bool) bool {
	if list, ok := v.([]any); ok {
		if m.absent {
			return len(list) == 0
		}
		for _, item := range list {
			if m.acceptsField(item, true) {
				return true
			}
		}
		return false
	}
	_, object := v.(map[string]any)
	switch {
	case m.absent:
		return !there
	case m.present:
		return there && !object
	}
	return there && !object && m.accepts(v)
}

// parseMatcher reads an item of a field's list: a value to be equal to, or an
// object with one operator.
func parseMatcher(item any) (matcher, error) {
	switch item := item.(type) {
	case map[string]any:
		return parseOperator(item)
	case []any:
		return matcher{}, errors.New("a list may not be inside a list")
	default:
		return matcher{accepts: func(v any) bool { return equal(item, v) }}, nil
	}
}

// equal compares two JSON values that are no objects or lists.
func equal(a, b any) bool {
	an, aok := a.(json.Number)
	bn, bok := b.(json.Number)
	if aok && bok {
		af, aerr := an.Float64()
		bf, berr := bn.Float64()
		return aerr == nil && berr == nil && af == bf
	}
	return a == b
}

// parseOperator reads {"prefix": "a"} and the like.
func parseOperator(object map[string]any) (matcher, error) {
	if len(object) != 1 {
		return matcher{}, errors.New("only one key allowed in match expression")
	}
	for name, arg := range object {
		switch name {
		case "exists":
			yes, ok := arg.(bool)
			if !ok {
				return matcher{}, errors.New("exists match pattern must be either true or false")
			}
			return matcher{present: yes, absent: !yes}, nil
		case "anything-but":
			return parseAnythingBut(arg)
		case "numeric":
			return parseNumeric(arg)
		case "cidr":
			return parseCIDR(arg)
		default:
			return parseText(name, arg)
		}
	}
	return matcher{}, errors.New("empty match expression")
}

// parseText reads an operator on strings.
func parseText(name string, arg any) (matcher, error) {
	compare, err := textOperator(name, arg)
	if err != nil {
		return matcher{}, err
	}
	return matcher{accepts: func(v any) bool {
		s, ok := v.(string)
		return ok && compare(s)
	}}, nil
}

// textOperator is prefix, suffix (each also with equals-ignore-case inside),
// equals-ignore-case or wildcard.
func textOperator(name string, arg any) (func(string) bool, error) {
	if inner, ok := arg.(map[string]any); ok && (name == "prefix" || name == "suffix") && len(inner) == 1 {
		if s, ok := inner["equals-ignore-case"].(string); ok {
			return affix(name, s, true), nil
		}
	}
	s, ok := arg.(string)
	if !ok {
		return nil, fmt.Errorf("%s match pattern must be a string", name)
	}
	switch name {
	case "prefix", "suffix":
		return affix(name, s, false), nil
	case "equals-ignore-case":
		return func(v string) bool { return strings.EqualFold(v, s) }, nil
	case "wildcard":
		return parseWildcard(s)
	}
	return nil, fmt.Errorf("unrecognized match type %s", name)
}

// affix compares the beginning or the end of a text.
func affix(name, want string, fold bool) func(string) bool {
	has := strings.HasPrefix
	if name == "suffix" {
		has = strings.HasSuffix
	}
	if !fold {
		return func(v string) bool { return has(v, want) }
	}
	want = strings.ToLower(want)
	return func(v string) bool { return has(strings.ToLower(v), want) }
}

// parseAnythingBut reads what a value may not be.
func parseAnythingBut(arg any) (matcher, error) {
	switch arg := arg.(type) {
	case map[string]any:
		return parseAnythingButText(arg)
	case []any:
		if len(arg) == 0 {
			return matcher{}, errors.New("anything-but list must not be empty")
		}
		for _, item := range arg {
			if !isTextOrNumber(item) {
				return matcher{}, errors.New("inside anything-but list, only strings and numbers are allowed")
			}
		}
		return matcher{accepts: func(v any) bool { return !containsEqual(arg, v) }}, nil
	default:
		if !isTextOrNumber(arg) {
			return matcher{}, errors.New("value of anything-but must be an array or a single string or number value")
		}
		return matcher{accepts: func(v any) bool { return !equal(arg, v) }}, nil
	}
}

func isTextOrNumber(v any) bool {
	switch v.(type) {
	case string, json.Number:
		return true
	}
	return false
}

func containsEqual(list []any, v any) bool {
	for _, item := range list {
		if equal(item, v) {
			return true
		}
	}
	return false
}

// parseAnythingButText reads {"anything-but": {"prefix": …}}, where the
// argument may be a list.
func parseAnythingButText(object map[string]any) (matcher, error) {
	if len(object) != 1 {
		return matcher{}, errors.New("only one key allowed in match expression")
	}
	var unwanted []func(string) bool
	for name, arg := range object {
		list, ok := arg.([]any)
		if !ok {
			list = []any{arg}
		}
		if len(list) == 0 {
			return matcher{}, errors.New("anything-but list must not be empty")
		}
		for _, item := range list {
			compare, err := textOperator(name, item)
			if err != nil {
				return matcher{}, err
			}
			unwanted = append(unwanted, compare)
		}
	}
	return matcher{accepts: func(v any) bool {
		s, ok := v.(string)
		if !ok {
			return true
		}
		for _, compare := range unwanted {
			if compare(s) {
				return false
			}
		}
		return true
	}}, nil
}

// parseNumeric reads comparisons such as [">", 0, "<=", 5].
func parseNumeric(arg any) (matcher, error) {
	list, ok := arg.([]any)
	if !ok || len(list) < 2 || len(list)%2 != 0 || len(list) > 4 {
		return matcher{}, errors.New("numeric match pattern must be an array of one or two comparisons")
	}
	var all []func(float64) bool
	for i := 0; i < len(list); i += 2 {
		sign, _ := list[i].(string)
		number, isNumber := list[i+1].(json.Number)
		if !isNumber {
			return matcher{}, errors.New("value of numeric comparison must be a number")
		}
		n, err := number.Float64()
		if err != nil {
			return matcher{}, fmt.Errorf("value of numeric comparison is out of range: %w", err)
		}
		compare := comparison(sign, n)
		if compare == nil {
			return matcher{}, fmt.Errorf("unrecognized numeric range operator: %q", sign)
		}
		all = append(all, compare)
	}
	return matcher{accepts: func(v any) bool {
		number, ok := v.(json.Number)
		if !ok {
			return false
		}
		f, err := number.Float64()
		if err != nil {
			return false
		}
		for _, compare := range all {
			if !compare(f) {
				return false
			}
		}
		return true
	}}, nil
}

// comparison is a comparison with n, nil for an unknown sign.
func comparison(sign string, n float64) func(float64) bool {
	switch sign {
	case "=":
		return func(v float64) bool { return v == n }
	case "<":
		return func(v float64) bool { return v < n }
	case "<=":
		return func(v float64) bool { return v <= n }
	case ">":
		return func(v float64) bool { return v > n }
	case ">=":
		return func(v float64) bool { return v >= n }
	}
	return nil
}

// parseCIDR reads a block of addresses.
func parseCIDR(arg any) (matcher, error) {
	s, _ := arg.(string)
	block, err := netip.ParsePrefix(s)
	if err != nil {
		return matcher{}, fmt.Errorf("malformed CIDR: %q", s)
	}
	return matcher{accepts: func(v any) bool {
		s, ok := v.(string)
		if !ok {
			return false
		}
		addr, err := netip.ParseAddr(s)
		return err == nil && block.Contains(addr)
	}}, nil
}

// parseWildcard reads a pattern in which * stands for any text and \* for a
// star.
func parseWildcard(s string) (func(string) bool, error) {
	var parts []string
	var part strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			i++
			if i == len(s) || s[i] != '*' && s[i] != '\\' {
				return nil, errors.New("invalid escape character in wildcard pattern")
			}
			part.WriteByte(s[i])
		case s[i] == '*':
			if i > 0 && s[i-1] == '*' && part.Len() == 0 {
				return nil, errors.New("consecutive wildcard characters are not allowed")
			}
			parts = append(parts, part.String())
			part.Reset()
		default:
			part.WriteByte(s[i])
		}
	}
	parts = append(parts, part.String())
	return func(v string) bool { return matchParts(parts, v) }, nil
}

// matchParts matches a text against parts with anything between them.
func matchParts(parts []string, v string) bool {
	if len(parts) == 1 {
		return v == parts[0]
	}
	rest, ok := strings.CutPrefix(v, parts[0])
	if !ok {
		return false
	}
	last := parts[len(parts)-1]
	if !strings.HasSuffix(rest, last) {
		return false
	}
	rest = rest[:len(rest)-len(last)]
	for _, part := range parts[1 : len(parts)-1] {
		_, after, found := strings.Cut(rest, part)
		if !found {
			return false
		}
		rest = after
	}
	return true
}
