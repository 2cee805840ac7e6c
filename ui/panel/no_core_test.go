package panel_test

import (
	"strings"
	"testing"

	"inflight/pipeline/event"
	"inflight/ui/draw"
	"inflight/ui/panel"
)

func TestTheLanesExplainTheWaitForACoreWhereOneWaits(t *testing.T) {
	begin := event.Event{Worker: "1", Body: &event.StageStarted{Stage: event.Download}}
	waits := event.Event{Worker: "1", Body: &event.StageWaiting{Stage: event.Thumbnail}}
	for name, c := range map[string]struct {
		then []event.Event
		want bool
	}{
		"nobody": {[]event.Event{{Worker: "1", Body: &event.WorkerStarted{}}, begin}, false},
		"one":    {[]event.Event{{Worker: "1", Body: &event.WorkerStarted{}}, begin, waits}, true},
		"before": {[]event.Event{{Worker: "1", Body: &event.WorkerStarted{}}, begin, waits, {Worker: "1", Body: &event.StageStarted{Stage: event.Thumbnail}}}, true},
	} {
		for _, ascii := range []bool{false, true} {
			s, at := told(c.then...)
			text := strings.Join(panel.Workers().Draw(panel.View{
				State: s, Now: at.Add(3_000_000_000), Width: 120, Height: 8, Styles: &draw.Styles{ASCII: ascii},
			}), "\n")
			if got := strings.Contains(text, "waiting for a core"); got != c.want {
				t.Errorf("%s:\n%s", name, text)
			}
			sign := map[bool]string{false: "┈", true: "dw"}[ascii] // a w alone is in words
			if got := strings.Contains(strings.SplitN(text, "\n", 2)[0], sign); got != c.want {
				t.Errorf("%s: the lane is\n%s", name, text)
			}
		}
	}
}
