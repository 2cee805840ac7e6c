package flow_test

import (
	"fmt"
	"strings"

	"inflight/ui/flow"
	"inflight/ui/panel"
	"inflight/ui/sample"
)

// The smallest picture says in a line how many messages are where, and shows
// them below.
func ExampleDiagram_Draw() {
	events, now := sample.Failing()
	v := panel.View{State: sample.State(events), Now: now, Width: 60, Height: 4}
	for _, line := range new(flow.Diagram).Draw(v, flow.None) {
		fmt.Println(strings.TrimRight(line, " "))
	}
	// Output:
	// S3 27 ▶ bus 27 ▶ SQS 8 ▶ in flight 4 ▶ done 10  ✖ 7
	// visible     ■ ■³ ■ ■² ■ ■ ■³ ■
	// in flight   ◑ ◕³ ●
	// dead        ✖ ✖ ✖ ✖ ✖ ✖ ✖
}
