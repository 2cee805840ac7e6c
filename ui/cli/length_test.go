package cli

import (
	"strings"
	"testing"
	"time"
)

func TestTheLengthOfARecordingIsReadFromItsEnds(t *testing.T) {
	event := func(at string) string {
		return `{"seq":1,"time":"2026-01-02T03:04:` + at + `Z","type":"consuming.paused"}` + "\n"
	}
	long := strings.Repeat(event("07"), 10_000)
	for name, tc := range map[string]struct {
		text string
		want time.Duration
	}{
		"two events":          {event("00") + event("05.5"), 5500 * time.Millisecond},
		"one":                 {event("00"), 0},
		"many":                {event("00") + long + event("09"), 9 * time.Second},
		"still being written": {event("00") + event("03") + `{"seq":3,"ti`, 3 * time.Second},
		"none":                {"", 0},
		"no recording":        {"notes\nof a walk\n", 0},
	} {
		t.Run(name, func(t *testing.T) {
			if got := lengthOf(strings.NewReader(tc.text)); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}
