package ticker

import (
	"runtime"
	"testing"
	"time"
)

// loaded is a load after five seconds of frames with so many events a second,
// each frame at a cost.
func loaded(events float64, cost time.Duration) Load {
	var l Load
	now := time.Unix(1, 0)
	l.Came(0, now)
	for end := now.Add(5 * time.Second); now.Before(end); {
		l.Spent(cost)
		next := l.Interval()
		now = now.Add(next)
		l.Came(int(events*next.Seconds()), now)
	}
	return l
}

func TestFramesTakeASmallShareOfTheProcessorsWhileMuchHappens(t *testing.T) {
	for _, cost := range []time.Duration{2 * time.Millisecond, 4 * time.Millisecond} {
		cost *= time.Duration(runtime.GOMAXPROCS(0)) // the more processors, the more they pay for
		cost /= 2
		l := loaded(5000, cost)
		if got := float64(cost) / float64(l.Interval()) / float64(runtime.GOMAXPROCS(0)); got > 1.1*share {
			t.Errorf("frames of %v come every %v: %.1f %% of the processors, want %.1f %%", cost, l.Interval(), 100*got, 100*share)
		}
	}
}

func TestFramesComeAsOftenAsTheEyeCanUseThem(t *testing.T) {
	for name, l := range map[string]Load{
		"while little happens, whatever they cost": loaded(100, 20*time.Millisecond),
		"while much happens, where they are cheap": loaded(5000, 100*time.Microsecond),
		"at first": {},
	} {
		if got := l.Interval(); got != fastest {
			t.Errorf("%s: one every %v, want one every %v", name, got, fastest)
		}
	}
}

func TestThereAreFramesHoweverMuchTheyCost(t *testing.T) {
	l := loaded(5000, 10*time.Second)
	if got := l.Interval(); got != busiest {
		t.Errorf("one every %v, want one every %v", got, busiest)
	}
}
