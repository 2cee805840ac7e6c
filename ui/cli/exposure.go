package cli

import (
	"io"
	"net/netip"
)

// warnOfExposure says loudly when others than this machine can reach the
// embedded AWS at addr, a host:port as a listener names it.
func warnOfExposure(w io.Writer, addr string, signed bool) {
	at, err := netip.ParseAddrPort(addr)
	if err == nil && at.Addr().Unmap().IsLoopback() {
		return
	}
	risk := "whoever reaches this machine can read and change everything in it, with any keys"
	if signed {
		risk = "others can reach it; it checks signatures, but nothing is encrypted"
	}
	sayf(w, "WARNING: the embedded AWS listens on %s, not on 127.0.0.1 alone: %s", addr, risk)
}

// fromHere is the URL at which this machine reaches what listens on addr: an
// address that stands for all of them is none to call.
func fromHere(addr string) string {
	at, err := netip.ParseAddrPort(addr)
	if err == nil && at.Addr().IsUnspecified() {
		addr = netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), at.Port()).String()
	}
	return "http://" + addr
}
