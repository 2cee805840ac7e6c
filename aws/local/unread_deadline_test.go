package local

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// deadlines is a connection that remembers until when it was to be read.
type deadlines struct {
	*httptest.ResponseRecorder
	read time.Time
}

// SetReadDeadline remembers.
func (d *deadlines) SetReadDeadline(t time.Time) error {
	d.read = t
	return nil
}

// A client that waits to be told to send is not waited for; one that sends
// already is heard for a moment, so that it comes to read the answer.
func TestAClientThatSendsOnAfterAnErrorIsHeardForAMoment(t *testing.T) {
	for name, c := range map[string]struct {
		expect string
		reads  int64
		status int
		want   time.Duration // -1 for no deadline
	}{
		"waits to be told":                 {"100-continue", 0, http.StatusNotFound, 0},
		"was told, and sends":              {"100-continue", 2, http.StatusNotFound, drainTime},
		"sends unasked":                    {"", 0, http.StatusForbidden, drainTime},
		"has sent a part of it":            {"", 2, http.StatusInternalServerError, drainTime},
		"has sent all of it":               {"", 99, http.StatusNotFound, -1},
		"was asked, and has sent all":      {"100-continue", 99, http.StatusNotFound, drainTime},
		"is served though it was not read": {"", 0, http.StatusOK, -1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := httptest.NewRequest(http.MethodPut, "/bucket/key", strings.NewReader("a body"))
				if c.expect != "" {
					r.Header.Set("Expect", c.expect)
				}
				w := &deadlines{ResponseRecorder: httptest.NewRecorder()}
				closing(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if c.reads > 0 {
						_, _ = io.CopyN(io.Discard, r.Body, c.reads) // as far as it goes
					}
					w.WriteHeader(c.status)
				})).ServeHTTP(w, r)
				got := time.Duration(-1)
				if !w.read.IsZero() {
					got = time.Until(w.read)
				}
				if got != c.want || (w.Header().Get("Connection") == "close") != (c.want >= 0) {
					t.Errorf("read for %v, Connection %q; want %v", got, w.Header().Get("Connection"), c.want)
				}
			})
		})
	}
}
