package panel

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"inflight/pipeline/event"
)

// countdown is the time left as people count down: whole seconds, rounded up,
// tenths below one second. It changes once a second, and so do its cells.
func countdown(d time.Duration) string {
	switch {
	case d <= 0:
		return "0 s"
	case d < time.Second:
		return fmt.Sprintf("0.%d s", min(d/(100*time.Millisecond), 9))
	case d < 100*time.Second:
		return strconv.Itoa(int(math.Ceil(d.Seconds()))) + " s"
	case d < 100*time.Minute:
		return strconv.Itoa(int(math.Ceil(d.Minutes()))) + " m"
	case d < 100*time.Hour:
		return strconv.Itoa(int(math.Ceil(d.Hours()))) + " h"
	}
	return strconv.Itoa(int(math.Ceil(d.Hours()/24))) + " d"
}

// seconds is how long something took, at most 6 cells.
func seconds(d time.Duration) string {
	switch d = max(d, 0); {
	case d < time.Millisecond && d > 0:
		return strconv.Itoa(int(d.Microseconds())) + " µs"
	case d < 100*time.Millisecond:
		return strconv.FormatFloat(float64(d)/float64(time.Millisecond), 'f', 1, 64) + " ms"
	case d < 100*time.Second:
		return strconv.FormatFloat(d.Seconds(), 'f', 1, 64) + " s"
	case d < 100*time.Minute:
		return strconv.Itoa(int(d.Minutes())) + " m"
	case d < 100*time.Hour:
		return strconv.Itoa(int(d.Hours())) + " h"
	}
	return strconv.Itoa(int(d.Hours()/24)) + " d"
}

// elapsed is how long something has been going on: tenths, whole seconds from
// ten on.
func elapsed(d time.Duration) string {
	switch d = max(d, 0); {
	case d < 10*time.Second:
		return strconv.FormatFloat(math.Floor(d.Seconds()*10)/10, 'f', 1, 64) + " s"
	case d < 100*time.Second:
		return strconv.Itoa(int(d.Seconds())) + " s"
	}
	return seconds(d)
}

// tenths is a time since something, in tenths of a second while that tells.
func tenths(d time.Duration) string {
	if d < 100*time.Millisecond {
		return "0.0 s"
	}
	return seconds(d)
}

// size is a number of bytes, at most 7 cells.
func size(n int64) string {
	f := float64(max(n, 0))
	for _, unit := range []string{" B", " kB", " MB", " GB", " TB"} {
		if f < 1000 || unit == " TB" {
			if f >= 10 || unit == " B" {
				return strconv.FormatFloat(f, 'f', 0, 64) + unit
			}
			return strconv.FormatFloat(f, 'f', 1, 64) + unit
		}
		f /= 1000
	}
	return ""
}

// count is a number with its thousands apart.
func count[N int | int64](n N) string { return event.Count(int64(n)) }

// Count is a number as the panels write it, with its thousands apart.
func Count(n int) string { return count(n) }

// rate is a number of things a second.
func rate(f float64) string {
	if f >= 100 {
		return strconv.FormatFloat(f, 'f', 0, 64) + "/s"
	}
	return strconv.FormatFloat(f, 'f', 1, 64) + "/s"
}

// money is an amount of dollars, with as many digits as it needs to be seen.
func money(usd float64) string {
	switch {
	case usd <= 0:
		return "$0"
	case usd < 0.001:
		return "$" + strconv.FormatFloat(usd, 'f', 6, 64)
	case usd < 1:
		return "$" + strconv.FormatFloat(usd, 'f', 4, 64)
	}
	return "$" + strconv.FormatFloat(usd, 'f', 2, 64)
}

// clockTime is a moment as a time of day, to the tenth of a second.
func clockTime(t time.Time) string { return t.Format("15:04:05.0") }

// plural is "1 word" or "n words".
func plural[N int | int64](n N, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return count(n) + " " + word + "s"
}
