package panel

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// faultsOn says what goes wrong on purpose now in three ways, from the longest to the
// shortest; none where nothing is on. What is over first stands first.
func (v View) faultsOn() []string {
	on := v.State.FaultsOn(v.Now)
	if len(on) == 0 || v.State.Over {
		return nil
	}
	slices.SortStableFunc(on, func(a, b state.Fault) int { return ends(&a).Compare(ends(&b)) })
	head := v.Styles.Sign("◈") + " "
	var long []string
	for i := range on {
		long = append(long, draw.Escape(on[i].Asked)+timeLeft(&on[i], v.Now))
	}
	ways := []string{head + strings.Join(long, "  ")}
	first := &on[0]
	name, left := draw.Escape(first.Name), timeLeft(first, v.Now)
	if len(on) > 1 {
		ways = append(ways, head+fmt.Sprintf("%s%s +%d", name, left, len(on)-1), head+fmt.Sprintf("%d faults%s", len(on), left))
	} else {
		ways = append(ways, head+name+left, head+"fault"+left)
	}
	for i := range ways {
		ways[i] = v.Styles.Paint(draw.Warn, ways[i])
	}
	return ways
}

// ends is when a fault is off by itself: one that is not ends last.
func ends(f *state.Fault) time.Time {
	if f.Until.IsZero() {
		return f.Since.Add(never)
	}
	return f.Until
}

const never = 1000 * 24 * time.Hour

// timeLeft is for how long a fault is on, where that has an end.
func timeLeft(f *state.Fault, now time.Time) string {
	if f.Until.IsZero() {
		return ""
	}
	return " " + countdown(f.Until.Sub(now))
}
