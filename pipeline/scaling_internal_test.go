package pipeline

import (
	"strings"
	"testing"
	"time"
)

func TestScalingFollowsTheBacklogOfAWorkerWithACoolDown(t *testing.T) {
	s := Scaling{Least: 1, Most: 16}
	for _, c := range []struct {
		n, backlog  int
		oldest, ago time.Duration
		want        int
		why         string
	}{
		{3, 24, 0, time.Minute, 6, "backlog 8 a worker, target 4: 3 more"},
		{3, 24, 0, 2 * time.Second, 3, ""}, // too soon after the last
		{3, 12, 0, time.Minute, 3, ""},     // the target is kept
		{3, 500, 0, time.Minute, 16, "13 more"},
		{16, 500, 0, time.Minute, 16, ""},
		{2, 3, 40 * time.Second, time.Minute, 3, "the oldest has waited for 40 s, target 30 s: 1 more"},
		{2, 0, 40 * time.Second, time.Minute, 2, ""}, // it is in flight: more workers would not help it
		{9, 4, 0, time.Minute, 5, "backlog 0.4 a worker, target 4: 4 fewer"},
		{9, 4, 0, 10 * time.Second, 9, ""},
		{9, 4, time.Minute, time.Minute, 10, "1 more"},
		{1, 0, 0, time.Hour, 1, ""},
		{0, 9, 0, time.Minute, 3, "3 more"},
	} {
		got, why := s.next(c.n, c.backlog, c.oldest, c.ago)
		if got != c.want || !strings.Contains(why, c.why) || c.why == "" && why != "" {
			t.Errorf("%+v: %d, %q", c, got, why)
		}
	}
}
