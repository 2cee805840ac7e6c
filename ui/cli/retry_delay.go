package cli

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"inflight/pipeline/consume"
)

// retryDelay is a duration, or "timeout".
type retryDelay time.Duration

// String is the value as a flag shows it.
func (r *retryDelay) String() string {
	if time.Duration(*r) == consume.RetryByTimeout {
		return "timeout"
	}
	return time.Duration(*r).String()
}

// Set reads the value of the flag.
func (r *retryDelay) Set(text string) error {
	if text == "timeout" {
		*r = retryDelay(consume.RetryByTimeout)
		return nil
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		if n, nerr := strconv.Atoi(strings.TrimSpace(text)); nerr == nil {
			return fmt.Errorf("%d has no unit: write %ds", n, n)
		}
		return fmt.Errorf("it has to be a duration such as 1s, or timeout")
	}
	if d < 0 || d > time.Hour || d%time.Second != 0 {
		return fmt.Errorf("it has to be whole seconds from 0s to 1h, or timeout")
	}
	*r = retryDelay(d)
	return nil
}

// Type is what the help calls the value.
func (r *retryDelay) Type() string { return "duration|timeout" }
