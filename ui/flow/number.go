package flow

import (
	"strconv"
	"time"

	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// count is a number with its thousands apart.
func count[N int | int64](n N) string {
	s := strconv.FormatInt(int64(n), 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// short is a number in at most five cells.
func short(n int64) string {
	switch {
	case n < 10_000:
		return count(n)
	case n < 1_000_000:
		return strconv.FormatInt(n/1000, 10) + "k"
	}
	return strconv.FormatInt(n/1_000_000, 10) + "M"
}

// size is a number of bytes, at most 7 cells.
func size(n int64) string {
	f := float64(max(n, 0))
	unit := 0
	units := [...]string{" B", " kB", " MB", " GB", " TB"}
	for f >= 1000 && unit < len(units)-1 {
		f /= 1000
		unit++
	}
	digits := 0
	if f < 10 && unit > 0 {
		digits = 1
	}
	return strconv.FormatFloat(f, 'f', digits, 64) + units[unit]
}

// span is how long something takes or took.
func span(d time.Duration) string {
	switch d = max(d, 0); {
	case d < 10*time.Second:
		return strconv.FormatFloat(float64(d.Milliseconds()/100)/10, 'f', 1, 64) + " s"
	case d < 100*time.Second:
		return strconv.Itoa(int(d.Seconds())) + " s"
	case d < 100*time.Minute:
		return strconv.Itoa(int(d.Minutes())) + " m"
	case d < 100*time.Hour:
		return strconv.Itoa(int(d.Hours())) + " h"
	}
	return strconv.Itoa(int(d.Hours()/24)) + " d"
}

// seconds is a setting in seconds as it was set.
func seconds(s float64) string { return strconv.FormatFloat(s, 'f', -1, 64) + " s" }

// rate is a number of things a second.
func rate(f float64) string {
	if f >= 100 {
		return strconv.FormatFloat(f, 'f', 0, 64) + "/s"
	}
	return strconv.FormatFloat(f, 'f', 1, 64) + "/s"
}

// plural is "1 word" or "n words".
func plural(n int64, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return count(n) + " " + word + "s"
}

// How far back the small charts go: two minutes, or all of a shorter run.
const sparkSeconds, leastSparkSeconds = 120, 30

// levels are the last two minutes in n values: the highest of each stretch.
func levels(s *state.State, now time.Time, n int, value func(state.Second) int) []int {
	if n < 1 {
		return nil
	}
	out := make([]int, n)
	seconds := s.Series.Last(now, sparkSeconds)
	span := max(len(seconds), leastSparkSeconds)
	skip := span - len(seconds)
	for i, sec := range seconds {
		at := (skip + i) * n / span
		out[at] = max(out[at], value(sec))
	}
	return out
}

// chart draws values as columns over the rows of a box that begin with first.
func (d *drawing) chart(r draw.Rect, first, rows, x, w int, style string, values []int) {
	top := 1
	for _, v := range values {
		top = max(top, v)
	}
	for i, v := range values[:min(w, len(values))] {
		eighths := v * rows * 8 / top
		if v > 0 {
			eighths = max(eighths, 1)
		}
		for row := range rows {
			y := r.Y + 1 + first + rows - 1 - row
			if y >= r.Bottom()-1 || y <= r.Y {
				continue
			}
			switch part := min(max(eighths-row*8, 0), 8); {
			case part > 0:
				d.canvas.Set(x+i, y, style, d.glyph.columns[part-1])
			case row == 0:
				d.canvas.Set(x+i, y, d.Styles.Of(draw.Track), d.glyph.columns[0])
			}
		}
	}
}
