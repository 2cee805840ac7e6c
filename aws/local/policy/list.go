package policy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// list is a value of a policy that may be written alone or as an array.
type list[T any] []T

// UnmarshalJSON reads one value or an array of them.
func (l *list[T]) UnmarshalJSON(b []byte) error {
	if bytes.HasPrefix(bytes.TrimSpace(b), []byte("[")) {
		var many []T
		if err := strict(b, &many); err != nil {
			return err
		}
		*l = many
		return nil
	}
	var one T
	if err := strict(b, &one); err != nil {
		return err
	}
	*l = list[T]{one}
	return nil
}

// strict decodes JSON and refuses members that a policy does not have.
func strict(b []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	return dec.Decode(v)
}

// scalar is a value of a condition: a string, or a number or boolean that
// stands for its text.
type scalar string

// UnmarshalJSON reads a string, a number or a boolean.
func (s *scalar) UnmarshalJSON(b []byte) error {
	switch text := string(bytes.TrimSpace(b)); {
	case strings.HasPrefix(text, `"`):
		return json.Unmarshal(b, (*string)(s))
	case strings.HasPrefix(text, "{"), strings.HasPrefix(text, "["), text == "null":
		return fmt.Errorf("a condition's value is %s; it has to be a string, a number or a boolean", text)
	default:
		*s = scalar(text)
		return nil
	}
}

// principals are who a statement is about.
type principals struct {
	anyone bool
	names  []string // services, accounts and ARNs
}

// UnmarshalJSON reads "*" or an object of lists by kind.
func (p *principals) UnmarshalJSON(b []byte) error {
	var star string
	if json.Unmarshal(b, &star) == nil {
		if star != "*" {
			return fmt.Errorf("the principal %q has to be \"*\" or an object such as {\"Service\": ...}", star)
		}
		p.anyone = true
		return nil
	}
	var kinds map[string]list[string]
	if err := json.Unmarshal(b, &kinds); err != nil {
		return fmt.Errorf("the principal has to be \"*\" or an object of lists: %w", err)
	}
	for kind, names := range kinds {
		switch kind {
		case "AWS":
			for _, n := range names {
				p.anyone = p.anyone || n == "*"
			}
		case "Service", "Federated", "CanonicalUser":
		default:
			return fmt.Errorf("the principal's kind %q has to be AWS, Service, Federated or CanonicalUser", kind)
		}
		p.names = append(p.names, names...)
	}
	if len(p.names) == 0 {
		return fmt.Errorf("the principal names nobody")
	}
	return nil
}

// contain tells whether the principal is one of them. An account is known by
// its id and by the ARN of its root.
func (p principals) contain(name string) bool {
	if p.anyone {
		return true
	}
	for _, n := range p.names {
		if n == name || n == "arn:aws:iam::"+name+":root" {
			return true
		}
	}
	return false
}
