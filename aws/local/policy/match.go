package policy

import "strings"

// like matches a text against a pattern in which * stands for any number of
// characters and ? for one. It takes time proportional to the product of their
// lengths at worst.
func like(pattern, text string) bool {
	p, t, star, mark := 0, 0, -1, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, t
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == text[t]):
			p++
			t++
		case star >= 0:
			mark++
			p, t = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

// likeFold is like without regard to case, as actions are compared.
func likeFold(pattern, text string) bool {
	return like(strings.ToLower(pattern), strings.ToLower(text))
}

// likeARN matches ARNs part by part, so that a wildcard does not reach over a
// colon of the first five.
func likeARN(pattern, arn string) bool {
	const parts = 6
	ps, as := strings.SplitN(pattern, ":", parts), strings.SplitN(arn, ":", parts)
	if len(ps) != parts || len(as) != parts {
		return pattern == "*"
	}
	for i := range parts {
		if !like(ps[i], as[i]) {
			return false
		}
	}
	return true
}
