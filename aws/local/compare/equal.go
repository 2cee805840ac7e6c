package compare

import (
	"strconv"
	"strings"
)

// SameNumber tells whether two JSON numbers are the same, however they are
// written: 300, 300.0 and 3.0e2. Those that a float64 does not hold exactly are
// the same only if they are written in the same way, so that no two long ids are.
func SameNumber(a, b string) bool {
	if a == b {
		return true
	}
	x, exact := exactly(a)
	y, too := exactly(b)
	return exact && too && x == y
}

// exactly is a number as a float64, and whether that is the number: written as
// short as can be it has the same digits.
func exactly(text string) (f float64, exact bool) {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0, false
	}
	digits, exponent, ok := decimal(text)
	shortest, shortestExponent, _ := decimal(strconv.FormatFloat(f, 'e', -1, 64))
	return f, ok && digits == shortest && exponent == shortestExponent
}

// decimal takes a number apart: its digits without zeros at either end, behind
// its sign, and the power of ten of the first. Zero has no digits.
func decimal(text string) (digits string, exponent int, ok bool) {
	sign := ""
	if rest, negative := strings.CutPrefix(text, "-"); negative {
		sign, text = "-", rest
	}
	mantissa, power, scientific := strings.Cut(strings.ToLower(text), "e")
	if scientific {
		var err error
		if exponent, err = strconv.Atoi(strings.TrimPrefix(power, "+")); err != nil {
			return "", 0, false
		}
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	exponent += len(whole) - 1
	digits = whole + fraction
	trimmed := strings.TrimLeft(digits, "0")
	exponent -= len(digits) - len(trimmed)
	if digits = strings.TrimRight(trimmed, "0"); digits == "" {
		return "", 0, true
	}
	return sign + digits, exponent, true
}
