package clock_test

import (
	"testing"
	"time"

	"inflight/aws/local/clock"
)

// BenchmarkNow tells the time.
func BenchmarkNow(b *testing.B) {
	for name, c := range map[string]clock.Clock{"wall": clock.Real{}, "controlled": clock.NewControlled(nil, 1), "faster": clock.NewControlled(nil, 10)} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				c.Now()
			}
		})
	}
}

// BenchmarkReset moves a timer as a queue does at each receive, among those of a
// thousand receivers that wait.
func BenchmarkReset(b *testing.B) {
	for name, c := range map[string]clock.Clock{"wall": clock.Real{}, "controlled": clock.NewControlled(nil, 1)} {
		b.Run(name, func(b *testing.B) {
			for i := range 1000 {
				defer c.AfterFunc(time.Hour+time.Duration(i), func() {}).Stop()
			}
			t := c.AfterFunc(30*time.Second, func() {})
			defer t.Stop()
			for b.Loop() {
				t.Reset(30 * time.Second)
			}
		})
	}
}
