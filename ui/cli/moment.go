package cli

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// moment is a time in a recording, as a flag says it: 12:03:04 on the clock of
// then, or 1:30 or 90s since its begin. The zero moment is none.
type moment struct {
	text  string
	clock bool // since midnight; else since the begin
	since time.Duration
}

// String implements pflag.Value.
func (m *moment) String() string { return m.text }

// Type implements pflag.Value.
func (m *moment) Type() string { return "time" }

// Set implements pflag.Value.
func (m *moment) Set(text string) error {
	if since, err := time.ParseDuration(text); err == nil {
		if since < 0 {
			return fmt.Errorf("nothing was before the recording began")
		}
		*m = moment{text: text, since: since}
		return nil
	}
	parts := strings.Split(text, ":")
	if len(parts) != 2 && len(parts) != 3 {
		return fmt.Errorf("it has to be a time such as 12:03:04, or how long after the begin, such as 1:30 or 90s")
	}
	var seconds float64
	for i, part := range parts {
		n, err := strconv.ParseFloat(part, 64)
		if last := i == len(parts)-1; err != nil || !(n >= 0) || i > 0 && n >= 60 || i == 0 && len(parts) == 3 && n >= 24 || !last && strings.Contains(part, ".") || n > 1e6 {
			return fmt.Errorf("it has to be a time such as 12:03:04, or how long after the begin, such as 1:30 or 90s")
		}
		seconds = seconds*60 + n
	}
	*m = moment{text: text, clock: len(parts) == 3, since: time.Duration(seconds * float64(time.Second))}
	return nil
}

// in is the moment in a recording that begins so; the clock is that of the zone
// of its begin. A time of day that is before it is one of the next day.
func (m *moment) in(begin time.Time) time.Time {
	if !m.clock {
		return begin.Add(m.since)
	}
	y, month, d := begin.Date()
	at := time.Date(y, month, d, 0, 0, 0, 0, begin.Location()).Add(m.since)
	if at.Before(begin.Truncate(time.Second)) {
		at = at.AddDate(0, 0, 1)
	}
	return at
}
