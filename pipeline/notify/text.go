package notify

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

const (
	maxName = 80  // runes of an image's name that are shown
	maxKey  = 300 // runes of an object key that are shown
)

// printable replaces what could move a cursor, break a line or turn the
// direction of the text with U+FFFD.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsGraphic(r) && !unicode.In(r, unicode.Zl, unicode.Zp) {
			return r
		}
		return unicode.ReplacementChar
	}, s)
}

// cut shortens s to limit runes, the last of which says that there was more.
func cut(s string, limit int) string {
	runes := []rune(s)
	if len(runes) <= limit {
		return s
	}
	return string(runes[:limit-1]) + "…"
}

// cutReason shortens a reason to limit runes in its middle: its end is the cause.
func cutReason(s string, limit int) string {
	runes := []rune(s)
	if len(runes) <= limit {
		return s
	}
	head := (limit - 1) * 2 / 5
	return string(runes[:head]) + "…" + string(runes[len(runes)-(limit-1-head):])
}

// ascii replaces everything but printable ASCII with question marks.
func ascii(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, s)
}

// size writes a number of bytes for people.
func size(n int64) string {
	const kB, MB, GB = 1e3, 1e6, 1e9
	switch f := float64(n); {
	case n < kB:
		return fmt.Sprintf("%d bytes", n)
	case f < 999.95*kB:
		return fmt.Sprintf("%.1f kB", f/kB)
	case f < 999.95*MB:
		return fmt.Sprintf("%.1f MB", f/MB)
	default:
		return fmt.Sprintf("%.1f GB", f/GB)
	}
}

// moment writes a time for people, wherever they are.
func moment(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04 UTC") }

// took writes a duration to a tenth of a second.
func took(d time.Duration) string {
	return fmt.Sprintf("%.1f s", d.Seconds())
}
