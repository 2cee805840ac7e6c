package event

import (
	"net/url"
	"strings"
)

// awsDomains are the domains under which AWS itself answers.
// https://docs.aws.amazon.com/general/latest/gr/rande.html
var awsDomains = []string{"amazonaws.com", "amazonaws.com.cn", "api.aws"}

// IsAWS tells whether calls to an endpoint reach AWS itself, where they cost
// money and what they delete is gone: the SDK's own endpoints, for which it is
// empty, and hosts under AWS's domains.
func IsAWS(endpoint string) bool {
	if endpoint == "" {
		return true
	}
	u, err := url.Parse(endpoint)
	if err != nil {
		return false
	}
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	for _, domain := range awsDomains {
		if host == domain || strings.HasSuffix(host, "."+domain) {
			return true
		}
	}
	return false
}

// Real tells whether the run is on AWS itself.
func (s *Setup) Real() bool { return !s.Embedded && IsAWS(s.Endpoint) }

// Priced tells whether the prices of calls are worth showing: what they cost on
// AWS, or on the embedded AWS what they would. Anything else has prices of its
// own, or none.
func (s *Setup) Priced() bool { return s.Embedded || s.Real() }
