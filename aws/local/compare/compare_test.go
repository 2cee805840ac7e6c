package compare_test

import (
	"testing"

	"inflight/aws/local/compare"
)

func TestATextIsComparedAsTheOperatorSays(t *testing.T) {
	for _, c := range []struct {
		operator, operand, text string
		want                    bool
	}{
		{"prefix", "dune", "dune-1", true},
		{"prefix", "dune", "a dune", false},
		{"suffix", ".jpg", "dune.jpg", true},
		{"suffix", ".jpg", ".jpg.png", false},
		{"equals-ignore-case", "Dune", "dUNE", true},
		{"equals-ignore-case", "Dune", "dunes", false},
		{"wildcard", "d*-1", "dune-1", true},
		{"wildcard", "d*-1", "dune-12", false},
		{"wildcard", "*", "", true},
		{"wildcard", "a*a", "a", false},
		{"wildcard", "a*b*b", "ab", false},
		{"wildcard", "a*b*b", "abb", true},
		{"wildcard", `a\*\\`, `a*\`, true},
		{"wildcard", `a\*`, "ab", false},
		{"cidr", "10.0.0.0/24", "10.0.0.255", true},
		{"cidr", "10.0.0.0/24", "10.0.1.0", false},
		{"cidr", "10.0.0.0/24", "here", false},
		{"cidr", "2001:db8::/32", "2001:db8::1", true},
	} {
		is, err := compare.Text(c.operator, c.operand)
		if err != nil {
			t.Errorf("%s %q: %v", c.operator, c.operand, err)
			continue
		}
		if got := is(c.text); got != c.want {
			t.Errorf("%s %q of %q: %v", c.operator, c.operand, c.text, got)
		}
	}
}

func TestAnOperandThatIsNoneIsRefused(t *testing.T) {
	for operand, operator := range map[string]string{"a**b": "wildcard", `a\b`: "wildcard", `a\`: "wildcard", "10.0.0.0": "cidr", "x": "infix"} {
		if _, err := compare.Text(operator, operand); err == nil {
			t.Errorf("%s %q was taken", operator, operand)
		}
	}
	if _, err := compare.Number("=>", 1); err == nil {
		t.Error("=> was taken")
	}
}

func TestNumbersAreComparedAsTheSignSays(t *testing.T) {
	for sign, want := range map[string][3]bool{ // with 1, 2 and 3, where 2 is the bound
		"=": {false, true, false}, "<": {true, false, false}, "<=": {true, true, false},
		">": {false, false, true}, ">=": {false, true, true},
	} {
		holds, err := compare.Number(sign, 2.0)
		if err != nil {
			t.Fatal(err)
		}
		if got := [3]bool{holds(1), holds(2), holds(3)}; got != want {
			t.Errorf("%s: %v", sign, got)
		}
	}
}

func TestAnOperandThatIsNoneIsRefusedInAWSsWords(t *testing.T) {
	for _, c := range []struct{ operator, operand, words string }{
		{"wildcard", "**", "Consecutive wildcard characters at pos 1"},
		{"wildcard", `a\***b`, "Consecutive wildcard characters at pos 4"},
		{"wildcard", `ab\c`, "Invalid escape character at pos 3"},
		{"wildcard", `ab\`, "Invalid escape character at pos 3"},
		{"cidr", "192.168.0.0", "Malformed CIDR, one '/' required"},
		{"cidr", "192.168.0.0/8/8", "Malformed CIDR, one '/' required"},
		{"cidr", "192.168.0.0/x", "Malformed CIDR, mask bits must be an integer"},
		{"cidr", "192.168.0.0/-1", "Malformed CIDR, mask bits must not be negative"},
		{"cidr", "192.168.0.0/32", "IPv4 mask bits must be < 32"},
		{"cidr", "2001:db8::/128", "IPv6 mask bits must be < 128"},
		{"cidr", "192.168/16", "Nonstandard IP address: 192.168"},
		{"infix", "x", "Unrecognized match type infix"},
	} {
		if _, err := compare.Text(c.operator, c.operand); err == nil || err.Error() != c.words {
			t.Errorf("%s %q: %v, want %s", c.operator, c.operand, err, c.words)
		}
	}
}
