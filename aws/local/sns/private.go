package sns

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"syscall"
	"time"
)

// Whoever may subscribe an endpoint chooses what this machine posts to. So that
// nobody reaches through it what he could not reach himself, such as a service that
// listens to this machine only, or the credentials at 169.254.169.254, endpoints
// have public addresses unless Config.PrivateEndpoints says otherwise. What counts
// is the address that is dialled, whatever the name resolved to before.

// privateError refuses an address.
type privateError struct{ address netip.Addr }

// Error says what to do about it.
func (e *privateError) Error() string {
	return fmt.Sprintf("%s is a loopback, private or link-local address, and SNS delivers there only if it is told to: start with --sns-http-private", e.address)
}

// notPublic are the networks that are no part of the internet, besides those that
// netip knows.
//
// https://www.iana.org/assignments/iana-ipv4-special-registry
// https://www.iana.org/assignments/iana-ipv6-special-registry
var notPublic = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("fec0::/10"),
}

// carriers are the networks of IPv6 in whose addresses one of IPv4 stands, and at
// which byte.
var carriers = map[netip.Prefix]int{
	netip.MustParsePrefix("64:ff9b::/96"): 12, netip.MustParsePrefix("2002::/16"): 2, netip.MustParsePrefix("::/96"): 12,
}

// isPublic says whether an address is one of the internet.
func isPublic(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	for _, p := range notPublic {
		if p.Contains(a) {
			return false
		}
	}
	for p, at := range carriers {
		if p.Contains(a) {
			b := a.As16()
			return isPublic(netip.AddrFrom4([4]byte(b[at : at+4])))
		}
	}
	return true
}

// publicOnly is a transport that connects to public addresses only. It uses no
// proxy, which would connect for it to wherever a name leads.
func publicOnly(t *http.Transport) *http.Transport {
	d := &net.Dialer{
		Timeout: httpTimeout, KeepAlive: 30 * time.Second,
		ControlContext: func(_ context.Context, _, address string, _ syscall.RawConn) error {
			to, err := netip.ParseAddrPort(address)
			if err != nil {
				return fmt.Errorf("read the address %q: %w", address, err)
			}
			if !isPublic(to.Addr()) {
				return &privateError{to.Addr().Unmap()}
			}
			return nil
		},
	}
	t.Proxy, t.DialContext = nil, d.DialContext
	return t
}

// checkHost refuses an endpoint whose host is an address that is not public, so
// that whoever subscribes it hears why at once. A name is looked up when there is
// something to deliver.
func (s *Service) checkHost(host string) error {
	if s.privateEndpoints {
		return nil
	}
	if name := strings.ToLower(strings.TrimSuffix(host, ".")); name == "localhost" || strings.HasSuffix(name, ".localhost") {
		host = "127.0.0.1"
	}
	if a, err := netip.ParseAddr(host); err == nil && !isPublic(a) {
		return invalid("Endpoint Reason: %v", &privateError{a.Unmap()})
	}
	return nil
}

// unreachable is the failure to reach an endpoint. That its address is refused
// would not change with another attempt.
func unreachable(err error) error {
	if refused := (*privateError)(nil); errors.As(err, &refused) {
		return permanentError{refused}
	}
	return fmt.Errorf("reach the endpoint: %w", err) // net/http leaves a password out of it
}
