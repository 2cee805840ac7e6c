package ui

import (
	"strings"
	"testing"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/setting"
)

func TestInAFrozenWorldTheNextWaitIsThatAfterTheOneInForce(t *testing.T) {
	c := &fakeControl{}
	m := newScreen(t, busy, size{120, 36}, func(o *Options) { o.Control = c })
	m.steps.behind = true // what is shown stays behind what is
	wait, _ := setting.Of(event.WaitSetting)
	for _, is := range []string{"0s", "1s"} {
		c.readings = []setting.Reading{{Setting: wait, Value: is, Queue: is}}
		m.typed("w")
	}
	if got := strings.Join(c.asked(), ", "); got != "turn wait to 0s, turn wait to 1s" {
		t.Errorf("it asked to %s", got)
	}
}

func TestAWaitThatIsTurnedIsSaidWithItsCall(t *testing.T) {
	c := &fakeControl{}
	wait, _ := setting.Of(event.WaitSetting)
	m := newScreen(t, busy, size{80, 24}, func(o *Options) { o.Control = c })
	c.readings = []setting.Reading{{Setting: wait, Value: "0s", Queue: "0s"}}
	m.typed("w")
	sees("wait: 0 s (SetQueueAttributes ReceiveMessageWaitTimeSeconds=0)")(t, m, c, nil)
	c.readings = []setting.Reading{{Setting: wait, Value: "1s", Queue: "20s"}} // the queue is not ours
	m.steps.behind = true
	m.typed("w")
	if said := m.screen(); !strings.Contains(said, "(ReceiveMessage WaitTimeSeconds=") {
		t.Errorf("it says\n%s", said)
	}
}

func TestTheSheetIsReadAgainWhileItIsOpen(t *testing.T) {
	m := newScreen(t, busy, size{120, 36}, func(o *Options) { o.Control = &fakeControl{} })
	now := m.wall()
	m.wall = func() time.Time { return now }
	if m.readSettings() != nil {
		t.Error("it is read without a sheet")
	}
	m.typed("O")
	for _, after := range []time.Duration{time.Second, 3 * time.Second, 4 * time.Second, 6 * time.Second} {
		m.wall = func() time.Time { return now.Add(after) }
		cmd, read := m.readSettings(), after == 3*time.Second || after == 6*time.Second
		if (cmd != nil) != read {
			t.Errorf("after %s it is read: %v", after, cmd != nil)
		}
		m.perform(cmd)
	}
	m.typed("esc")
	m.wall = func() time.Time { return now.Add(time.Minute) }
	if m.readSettings() != nil {
		t.Error("it is read when the sheet is closed")
	}
}
