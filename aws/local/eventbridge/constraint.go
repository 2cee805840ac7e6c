package eventbridge

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// constraints are what the model of the API says of parameters, in the words of
// AWS's own validation. All that are violated are told at once.
//
// https://github.com/aws/api-models-aws/blob/main/models/eventbridge/service/2015-10-07/eventbridge-2015-10-07.json
type constraints []string

// violate notes a value that its parameter cannot have.
func (c *constraints) violate(value, at, constraint string) {
	*c = append(*c, fmt.Sprintf("Value '%s' at '%s' failed to satisfy constraint: Member must %s", value, at, constraint))
}

// name checks a name of 1 to limit of [A-Za-z0-9._-].
func (c *constraints) name(value, at string, limit int) {
	if value == "" {
		c.violate(value, at, "have length greater than or equal to 1")
	}
	if strings.ContainsFunc(value, notInName) || value == "" {
		c.violate(value, at, `satisfy regular expression pattern: [\.\-_A-Za-z0-9]+`)
	}
	c.length(value, at, limit)
}

// length checks a text of up to limit characters.
func (c *constraints) length(value, at string, limit int) {
	if utf8.RuneCountInString(value) > limit {
		c.violate(value, at, fmt.Sprintf("have length less than or equal to %d", limit))
	}
}

// oneOf checks a value that may be left out.
func (c *constraints) oneOf(value, at string, values ...string) {
	if value != "" && !slices.Contains(values, value) {
		c.violate(value, at, "satisfy enum value set: ["+strings.Join(values, ", ")+"]")
	}
}

// err says what was violated; nil if nothing was.
func (c *constraints) err() error {
	switch n := len(*c); n {
	case 0:
		return nil
	case 1:
		return invalid("1 validation error detected: %s", (*c)[0])
	default:
		return invalid("%d validation errors detected: %s", n, strings.Join(*c, "; "))
	}
}

// notInName tells whether a character cannot stand in a name.
func notInName(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '.' && r != '-' && r != '_'
}

// validateName says what is wrong with a name.
func validateName(value, at string, limit int) error {
	var c constraints
	c.name(value, at, limit)
	return c.err()
}
