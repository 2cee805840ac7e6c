package cli

import (
	"testing"
	"time"
)

func TestAMomentIsATimeOfDayOrSinceTheBegin(t *testing.T) {
	begin := time.Date(2026, 1, 2, 23, 59, 30, 500e6, time.UTC)
	for text, want := range map[string]time.Duration{
		"0s": 0, "90s": 90 * time.Second, "1m30s": 90 * time.Second, "1:30": 90 * time.Second, "0:00.5": 500 * time.Millisecond, "100:00": 100 * time.Minute,
		"23:59:31":   500 * time.Millisecond,
		"23:59:30":   -500 * time.Millisecond, // the second in which it begins
		"00:00:10":   39500 * time.Millisecond,
		"0:0:10.25":  39750 * time.Millisecond,
		"23:59:29.9": 24*time.Hour - 600*time.Millisecond,
	} {
		var m moment
		if err := m.Set(text); err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := m.in(begin).Sub(begin); got != want {
			t.Errorf("%s is %s after the begin, want %s", text, got, want)
		}
		if m.String() != text {
			t.Errorf("%s is written as %s", text, m.String())
		}
	}
}

func TestWhatIsNoMomentIsRefused(t *testing.T) {
	for _, text := range []string{"", "noon", "-5s", "1", "25:00:00", "1:60", "1:2:3:4", "1:-1", "1.5:00", "1:NaN", "1:Inf", "1e300:00", "::", "12:03:"} {
		var m moment
		if err := m.Set(text); err == nil {
			t.Errorf("%q is %s", text, m.since)
		}
	}
}
