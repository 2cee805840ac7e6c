package compare

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
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
	return nil, fmt.Errorf("Unrecognized match type %s", operator) //nolint:staticcheck // AWS's words, which stand behind "Reason: "
}

// cidr tells whether a text is an address in a block of IPv4 or IPv6 addresses.
func cidr(operand string) (func(string) bool, error) {
	block, err := parseCIDR(operand)
	if err != nil {
		return nil, err
	}
	return func(s string) bool {
		address, err := netip.ParseAddr(s)
		return err == nil && block.Contains(address)
	}, nil
}

// parseCIDR reads a block of addresses, in AWS's words.
//
//nolint:staticcheck // the words, which stand behind "Reason: "
func parseCIDR(operand string) (netip.Prefix, error) {
	address, mask, ok := strings.Cut(operand, "/")
	if !ok || strings.Contains(mask, "/") {
		return netip.Prefix{}, errors.New("Malformed CIDR, one '/' required")
	}
	bits, err := strconv.Atoi(mask)
	if err != nil {
		return netip.Prefix{}, errors.New("Malformed CIDR, mask bits must be an integer")
	}
	if bits < 0 {
		return netip.Prefix{}, errors.New("Malformed CIDR, mask bits must not be negative")
	}
	ip, err := netip.ParseAddr(address)
	switch {
	case err != nil || ip.Zone() != "":
		return netip.Prefix{}, fmt.Errorf("Nonstandard IP address: %s", address)
	case ip.Is4() && bits > 31:
		return netip.Prefix{}, errors.New("IPv4 mask bits must be < 32")
	case bits > 127:
		return netip.Prefix{}, errors.New("IPv6 mask bits must be < 128")
	}
	return netip.PrefixFrom(ip, bits), nil
}
