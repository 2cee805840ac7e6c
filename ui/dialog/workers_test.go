package dialog

import (
	"strings"
	"testing"
	"time"

	"inflight/pipeline/state"
)

func TestWithoutAHeartbeatWorkMayBeDoneTwiceAndIsNotSaidToBe(t *testing.T) {
	st := state.NewState()
	for heartbeat, want := range map[bool]string{
		false: "off: work that takes longer than the timeout may be done twice",
		true:  "on: the timeout is extended while a worker is at work",
	} {
		st.Setup.Heartbeat = heartbeat
		if said := text(screen(120, 36), Workers(st, time.Time{})); !strings.Contains(said, want) {
			t.Errorf("heartbeat %v: no %q in\n%s", heartbeat, want, said)
		}
	}
}
