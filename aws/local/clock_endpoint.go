package local

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"inflight/aws/local/clock"
	"inflight/aws/local/wire"
)

// clockPath is where the clock of the server is told and moved, so that somebody
// can watch four days of retention pass in a second. It is no part of AWS.
const clockPath = "/_inflight/clock"

// Limits of a change: a clock that is far ahead of its scheduled rules makes up
// for each of their runs.
const (
	maxSpeed   = 86_400 // a day in a second
	maxAdvance = 366 * 24 * time.Hour
)

// clockReading is what the clock says.
type clockReading struct {
	Now   time.Time `json:"now"`
	Speed float64   `json:"speed"` // seconds that pass on it in one of the world's
	Ahead string    `json:"ahead"` // of the wall clock, such as 96h0m0s
}

// clockChange is what can be done to the clock.
type clockChange struct {
	Speed   *float64 `json:"speed"`
	Advance string   `json:"advance"`
}

// serveClock tells the time, and changes how it passes. Who may is decided before
// anything else: with Options.RequireSignature whoever signs with the server's
// keys, for a service named inflight; without it only programs on this machine,
// and no page in a browser.
func (s *Server) serveClock(w http.ResponseWriter, r *http.Request) {
	c, ok := s.options.Clock.(*clock.Controlled)
	switch {
	case s.options.RequireSignature:
		if err := s.verify(w, r, "inflight"); err != nil {
			sayClock(w, err.HTTPStatus(), map[string]string{"error": err.Message})
			return
		}
	case r.Method == http.MethodPost && !fromThisMachine(r):
		sayClock(w, http.StatusForbidden, map[string]string{"error": "without --auth only programs on the same machine may change the clock, as JSON"})
		return
	}
	switch {
	case !ok:
		sayClock(w, http.StatusNotImplemented, map[string]string{"error": "this server was started with a clock that cannot be changed"})
		return
	case r.Method == http.MethodPost:
		if err := s.changeClock(r, c); err != nil {
			sayClock(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
			return
		}
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		w.Header().Set("Allow", "GET, HEAD, POST")
		sayClock(w, http.StatusMethodNotAllowed, map[string]string{"error": "GET tells the time, POST changes the clock"})
		return
	}
	sayClock(w, http.StatusOK, clockReading{Now: c.Now().UTC(), Speed: c.Speed(), Ahead: c.Ahead().Round(time.Millisecond).String()})
}

// fromThisMachine tells whether a request comes from a program on this machine:
// a page of the web that is open there cannot send JSON here.
func fromThisMachine(r *http.Request) bool {
	if wire.CallerFrom(r.Context()) != wire.Outside {
		return true
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && net.ParseIP(host).IsLoopback() && r.Header.Get("Origin") == "" && kind == "application/json"
}

// changeClock does what the body asks for, the speed first.
func (s *Server) changeClock(r *http.Request, c *clock.Controlled) error {
	const limit = 4 << 10
	var change clockChange
	decoder := json.NewDecoder(io.LimitReader(r.Body, limit))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&change); err != nil {
		return fmt.Errorf(`the body has to be such as {"speed": 10} or {"advance": "4d"}: %w`, err)
	}
	advance, err := parseSpan(change.Advance)
	switch {
	case err != nil:
		return err
	case change.Speed != nil && !(*change.Speed >= 0 && *change.Speed <= maxSpeed):
		return fmt.Errorf("the speed is %v; it has to be 0 (stand still) to %d (a day in a second)", *change.Speed, maxSpeed)
	}
	if change.Speed != nil {
		c.SetSpeed(*change.Speed)
		if s.options.ClockSet != nil {
			s.options.ClockSet(*change.Speed)
		}
	}
	if advance > 0 {
		c.Advance(advance)
		nextSecond(r.Context())
	}
	return s.keepClock(c)
}

// nextSecond waits for the next second of the wall clock. Signatures tell the
// second in which they were made: after it, one that is made when the clock has
// been moved cannot be taken for one that was made before.
func nextSecond(ctx context.Context) {
	now := time.Now()
	t := time.NewTimer(now.Truncate(time.Second).Add(time.Second).Sub(now))
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// parseSpan reads a time span: one of Go's, such as 90m, before which days may
// stand, such as 4d or 1d12h. "" is none.
func parseSpan(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	var span time.Duration
	rest := text
	var bad error
	if days, after, ok := strings.Cut(text, "d"); ok {
		n, err := strconv.ParseUint(days, 10, 16)
		span, rest, bad = time.Duration(n)*24*time.Hour, after, err
	}
	if rest != "" {
		d, err := time.ParseDuration(rest)
		span, bad = span+d, errors.Join(bad, err)
	}
	if bad != nil || span <= 0 || span > maxAdvance {
		return 0, fmt.Errorf("advance is %q; it has to be a time such as 90s, 5m, 96h, 4d or 1d12h, of 366 days at most", text)
	}
	return span, nil
}

// sayClock answers with JSON.
func sayClock(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // a caller that hung up cannot be told
}
