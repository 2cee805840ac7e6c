package cli

import (
	"time"

	awsclock "inflight/aws/local/clock"
	"inflight/pipeline/clock"
)

// timepiece is the clock of the embedded AWS as the pipeline knows one: the two go by
// the same, so that they stand still, run and are moved together.
type timepiece struct{ *awsclock.Controlled }

// AfterFunc calls f on another goroutine once d has passed.
func (t timepiece) AfterFunc(d time.Duration, f func()) clock.Timer {
	return t.Controlled.AfterFunc(d, f)
}
