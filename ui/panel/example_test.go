package panel_test

import (
	"fmt"
	"strings"

	"inflight/ui/draw"
	"inflight/ui/panel"
	"inflight/ui/sample"
)

// A panel is drawn from a state, a moment and a size, and nothing else.
func ExampleInFlight() {
	events, now := sample.Busy()
	v := panel.View{State: sample.State(events), Now: now, Width: 62, Height: 6, Filter: "storm", Sort: panel.SortName}
	title, right := panel.InFlight().Title(v)
	for _, line := range draw.Frame(title, right, panel.InFlight().Draw(v), false, nil, 64, 8) {
		fmt.Println(strings.TrimRight(line, " "))
	}
	// Output:
	// ╭─ in flight 6, 1 late ──────────── filter: storm  sort: name ─╮
	// │   image        recv work                  ╵ heartbeat   left │
	// │▸■ storm-0121   1/3  upload    ▰▰▰▰▰▱▱▱   23 s expired        │
	// │ ◑ storm-0124   1/3  thumbnail ▰▰▰▰▱▱▱▱   10 s ━╍╍╍       5 s │
	// │ ● storm-0127   1/3  thumbnail ▰▰▰▰▱▱▱▱   17 s ━━━╸ ╵╵   13 s │
	// │ ● storm-0139   1/3  download  ▰▱▱▱▱▱▱▱  0.6 s ━━━━      15 s │
	// │                 held: expired 1, again 0  repeated 0  kept 0 │
	// ╰──────────────────────────────────────────────────────────────╯
}

func ExampleVerdict() {
	events, now := sample.Busy()
	fmt.Println(panel.Verdict(sample.State(events), now))
	// Output: growing 0.8/s, 21 messages wait: 7 workers more would hold it
}
