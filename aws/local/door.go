package local

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"inflight/aws/local/wire"
)

// door decides who may come in over the network. The port is for programs, and
// a browser on this machine is one that any page of the web can have speak to
// it. Three ways are shut:
//
//   - a page whose own name was made to point here (DNS rebinding) is known by
//     the Host, which has to be an address, localhost or a name that was allowed;
//   - a script or a form of a foreign page is known by its Origin;
//   - an image, a frame or a link of a foreign page has no Origin. It is known by
//     Sec-Fetch-Site, by its Referer or, where a page can keep a browser from
//     sending either, by being a browser at all. Of these only what a person may
//     have clicked on is let in: reading an object of S3, and the links in mails.
//
// The headers are those of https://fetch.spec.whatwg.org/#origin-header and
// https://www.w3.org/TR/fetch-metadata/. What is signed has to come through the
// same door.
type door struct {
	names []string // allowed besides addresses and localhost, in lower case
}

// newDoor allows names besides those that are always allowed. A host:port is
// allowed by its host.
func newDoor(names ...string) door {
	var d door
	for _, name := range names {
		if host := hostName(name); host != "" {
			d.names = append(d.names, host)
		}
	}
	return d
}

// refuses says why a request may not come in, "" where it may.
func (d door) refuses(r *http.Request) string {
	if host := hostName(r.Host); r.Host != "" && !d.allows(host) {
		return "the host " + quoted(host) + " is not one that this server answers to: addresses, localhost and names given with --host are"
	}
	if origins := r.Header.Values("Origin"); len(origins) > 0 {
		if len(origins) > 1 || !d.allowsPage(origins[0], r.Host) {
			return "a page of " + quoted(origins[0]) + " may not call this server: --host NAME allows it"
		}
		return ""
	}
	if d.byOwnWill(r) || harmless(r) {
		return ""
	}
	return "a page of the web may not call this server by a browser that is open here: --host NAME allows it"
}

// allows tells whether a host is an address, localhost or a name that was
// allowed, or below one of them, as the names of buckets are.
func (d door) allows(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	return isLocalhost(host) || slices.ContainsFunc(d.names, func(name string) bool {
		return host == name || strings.HasSuffix(host, "."+name)
	})
}

// allowsPage tells whether a page's origin is of this machine, of a name that
// was allowed, or that of the request itself. An address that is not of this
// machine says nothing: pages of the web may have one.
func (d door) allowsPage(origin, host string) bool {
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" { // "null" is that of a sandboxed frame, or a file
		return false
	}
	page := hostName(u.Host)
	if addr, err := netip.ParseAddr(page); err == nil {
		return addr.Unmap().IsLoopback() || page == hostName(host) || slices.Contains(d.names, page)
	}
	return d.allows(page)
}

// byOwnWill tells whether a program or a person made a request without an
// Origin, and no foreign page.
func (d door) byOwnWill(r *http.Request) bool {
	referer := r.Header.Get("Referer")
	known := referer != "" && d.allowsPage(referer, r.Host)
	switch site := r.Header.Get("Sec-Fetch-Site"); site {
	case "none", "same-origin": // typed in, or a page of this very port
		return true
	case "same-site", "cross-site":
		return known
	case "":
	default:
		return false
	}
	// Browsers send Sec-Fetch-Site to addresses of this machine alone, and old
	// ones to none. A page can keep the Referer back, but not the User-Agent. What
	// it does by another method than these always has an Origin.
	browser := strings.HasPrefix(r.UserAgent(), "Mozilla/") && slices.Contains([]string{http.MethodGet, http.MethodHead, http.MethodPost}, r.Method)
	return known || referer == "" && !browser
}

// byBrowser tells whether a browser asks. It would run a script in what it is given as a
// page of this very port, which may call it: an image of a stranger is one to a browser
// where a link says so, with response-content-type.
func byBrowser(r *http.Request) bool {
	return r.Header.Get("Sec-Fetch-Mode") != "" || strings.HasPrefix(r.UserAgent(), "Mozilla/")
}

// harmless tells whether a request does nothing but give something to the person
// at the browser, which no page can read: what announcements and mails link to.
// A frame or an image of a foreign page is none, where the browser says so.
func harmless(r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	if dest := r.Header.Get("Sec-Fetch-Dest"); dest != "" && dest != "document" {
		return false
	}
	return isOpen(r) || plainService(r) == "s3" && !r.URL.Query().Has("Action")
}

// isLocalhost tells whether a name is localhost or below it, which browsers and
// resolvers take for this machine.
func isLocalhost(host string) bool {
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}

// hostName is the host of a host:port, in lower case and without brackets and
// the dot of the root.
func hostName(hostPort string) string {
	host := hostPort
	if h, _, err := net.SplitHostPort(hostPort); err == nil {
		host = h
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	return strings.TrimSuffix(strings.ToLower(host), ".")
}

// quoted is a name that came from outside, cut and in quotes.
func quoted(name string) string {
	const most = 100
	if len(name) > most {
		name = name[:most] + "…"
	}
	return "“" + strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
			return '\ufffd'
		}
		return r
	}, strings.ToValidUTF8(name, "\ufffd")) + "”"
}

// admit lets a request in, or answers that it may not come in.
func (s *Server) admit(w http.ResponseWriter, r *http.Request) bool {
	if wire.CallerFrom(r.Context()) != wire.Outside {
		return true
	}
	s.mu.Lock()
	d := s.door
	s.mu.Unlock()
	why := d.refuses(r)
	if why == "" {
		if byBrowser(r) {
			w.Header().Set("Content-Security-Policy", "sandbox") // no script in an object is of this origin
		}
		return true
	}
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Connection", "close") // the body, if there is one, is not read
	if strings.HasPrefix(r.URL.Path, "/_inflight/") {
		sayClock(w, http.StatusForbidden, map[string]string{"error": why})
		return false
	}
	refuse(w, r, plainService(r), forbidden("AccessDenied", why))
	return false
}

// plainService tells which service a request is for without its body.
func plainService(r *http.Request) string {
	if r.Method == http.MethodPost && r.Header.Get("X-Amz-Target") == "" && signedFor(r) == "" && r.URL.Path == "/" {
		return "sqs" // or SNS, whose answers look the same
	}
	return serviceOf(nil, r)
}
