package compare

import (
	"fmt"
	"net/netip"
	"strings"
)

// Text is the comparison of texts that an operator makes with its operand:
// prefix, suffix, equals-ignore-case, wildcard or cidr. The error says what is
// wrong with the operand, or that there is no such operator.
func Text(operator, operand string) (func(string) bool, error) {
	switch operator {
	case "prefix":
		return func(s string) bool { return strings.HasPrefix(s, operand) }, nil
	case "suffix":
		return func(s string) bool { return strings.HasSuffix(s, operand) }, nil
	case "equals-ignore-case":
		return func(s string) bool { return strings.EqualFold(s, operand) }, nil
	case "wildcard":
		return wildcard(operand)
	case "cidr":
		return cidr(operand)
	}
	return nil, fmt.Errorf("unrecognized match type %s", operator)
}

// cidr tells whether a text is an address in a block of IPv4 or IPv6 addresses.
func cidr(operand string) (func(string) bool, error) {
	block, err := netip.ParsePrefix(operand)
	if err != nil {
		return nil, fmt.Errorf("malformed CIDR, one IP address and a mask such as 10.0.0.0/24 are needed: %q", operand)
	}
	return func(s string) bool {
		address, err := netip.ParseAddr(s)
		return err == nil && block.Contains(address)
	}, nil
}
