package panel_test

import (
	"fmt"
	"strings"

	"inflight/ui/panel"
	"inflight/ui/sample"
)

// A panel is drawn from a state, a moment and a size, and nothing else.
func ExampleInFlight() {
	events, now := sample.Busy()
	v := panel.View{State: sample.State(events), Now: now, Width: 62, Height: 6, Filter: "storm", Sort: panel.SortName}
	title, right := panel.InFlightTitle(v)
	for _, line := range panel.Frame(title, right, panel.InFlight(v), false, nil, 64, 8) {
		fmt.Println(strings.TrimRight(line, " "))
	}
	// Output:
	// ╭─ in flight 6, 1 too late ──────── filter: storm  sort: name ─╮
	// │   image        try  work                  ╵ heartbeat   left │
	// │▸■ storm-0121   1/3  upload   ▓▓▓▓▓░░░   23 s too late        │
	// │ ◑ storm-0124   1/3  ffmpeg   ▓▓▓▓░░░░   10 s █▌···       5 s │
	// │ ● storm-0127   1/3  ffmpeg   ▓▓▓▓░░░░   17 s ████▎ ╵╵   13 s │
	// │ ● storm-0139   1/3  download ▓░░░░░░░  0.6 s ████▊      15 s │
	// │ ours 6 = the queue's 6                                       │
	// ╰──────────────────────────────────────────────────────────────╯
}

func ExampleVerdict() {
	events, now := sample.Busy()
	fmt.Println(panel.Verdict(sample.State(events), now))
	// Output: growing 0.8/s, 20 messages wait: 6 workers more would hold it
}
