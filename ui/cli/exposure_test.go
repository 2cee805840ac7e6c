package cli

import (
	"strings"
	"testing"
)

func TestListeningForOthersIsSaidLoudly(t *testing.T) {
	for _, c := range []struct {
		addr   string
		signed bool
		want   string // a part of the warning; "" is none
	}{
		{addr: "127.0.0.1:4566"},
		{addr: "127.8.8.8:4566"},
		{addr: "[::1]:4566", signed: true},
		{addr: "0.0.0.0:4566", want: "listens on 0.0.0.0:4566, not on 127.0.0.1 alone: whoever"},
		{addr: "[::]:4566", want: "WARNING"},
		{addr: "192.0.2.7:4566", signed: true, want: "nothing is encrypted"},
	} {
		var said strings.Builder
		warnOfExposure(&said, c.addr, c.signed)
		if got := said.String(); !strings.Contains(got, c.want) || (c.want == "" && got != "") {
			t.Errorf("%s, signed %v: said %q, want %q", c.addr, c.signed, got, c.want)
		}
	}
}

func TestAnAddressThatStandsForAllIsCalledByOneThatWorks(t *testing.T) {
	for addr, want := range map[string]string{
		"127.0.0.1:4566": "http://127.0.0.1:4566",
		"0.0.0.0:80":     "http://127.0.0.1:80",
		"[::]:80":        "http://127.0.0.1:80",
		"192.0.2.7:80":   "http://192.0.2.7:80",
	} {
		if got := fromHere(addr); got != want {
			t.Errorf("%s is called at %s, want %s", addr, got, want)
		}
	}
}
