package ui

import (
	"strings"
	"testing"
)

func TestWithoutAHeartbeatWorkMayBeDoneTwiceAndIsNotSaidToBe(t *testing.T) {
	m := newScreen(t, busy, size{120, 36}, nil)
	for heartbeat, want := range map[bool]string{
		false: "off: work that takes longer than the timeout may be done twice",
		true:  "on: the timeout is extended while a worker is at work",
	} {
		m.state.Setup.Heartbeat = heartbeat
		if text := m.workersPage().text; !strings.Contains(text, want) {
			t.Errorf("heartbeat %v: no %q in\n%s", heartbeat, want, text)
		}
	}
}
