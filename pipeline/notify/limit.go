package notify

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// leastWait is how long a post waits that was too much, where the answer did not
// say.
const leastWait = time.Second

// LimitError says that Discord takes no post before a time has passed.
type LimitError struct{ After time.Duration }

// Error says for how long Discord asks to wait.
func (e *LimitError) Error() string {
	return fmt.Sprintf("Discord asks to wait for %s", roundedUp(e.After))
}

// roundedUp is a duration in whole tenths of a second, or in whole seconds where it
// is long: never shorter than it is.
func roundedUp(d time.Duration) time.Duration {
	unit := time.Second
	if d < 10*time.Second {
		unit = 100 * time.Millisecond
	}
	return (d + unit - 1).Truncate(unit)
}

// answerSeen is what the transport saw of an answer: discordgo tells neither its
// status nor its header where it cannot read the body.
type answerSeen struct {
	status int
	after  time.Duration
}

type seenKey struct{}

// see notes an answer for whoever made the request.
func see(r *http.Request, response *http.Response) {
	if seen, ok := r.Context().Value(seenKey{}).(*answerSeen); ok {
		seen.status, seen.after = response.StatusCode, retryAfter(response.Header.Get("Retry-After"), time.Now())
	}
}

// retryAfter reads the header Retry-After: seconds, or a date. What cannot be read
// is no time.
// https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
func retryAfter(text string, now time.Time) time.Duration {
	text = strings.TrimSpace(text)
	if s, err := strconv.ParseFloat(text, 64); err == nil {
		return seconds(s)
	}
	if at, err := http.ParseTime(text); err == nil {
		return seconds(at.Sub(now).Seconds())
	}
	return 0
}

// seconds is a duration that somebody else named: a day at most, and no less than
// nothing.
func seconds(s float64) time.Duration {
	const most = 24 * time.Hour
	if math.IsNaN(s) || s <= 0 {
		return 0
	}
	return time.Duration(min(s, most.Seconds()) * float64(time.Second))
}
