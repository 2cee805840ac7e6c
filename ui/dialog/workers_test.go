package dialog

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/panel"
	"inflight/ui/sample"
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

// moment is the sample of a model, and its time.
func moment(name string) (*state.State, time.Time) {
	all := sample.Model(name)
	return sample.State(all), all[len(all)-1].Time
}

func TestThePageOfTheWorkersExplainsTheModelInFiveLinesWithItsFile(t *testing.T) {
	for _, name := range consume.Models() {
		st, now := moment(name)
		said := strings.Join(modelLines(st, now), "\n")
		lines := strings.Split(said, "\n")
		if !strings.HasPrefix(lines[0], name+": ") || lines[4] != "Its page: pipeline/consume/"+name+".go" || lines[5] != "" {
			t.Errorf("%s is explained by\n%s", name, said)
		}
		if _, err := os.Stat("../../pipeline/consume/" + name + ".go"); err != nil {
			t.Error(err)
		}
		for _, l := range lines[:5] {
			if len(l) > 110 {
				t.Errorf("%d cells: %s", len(l), l)
			}
		}
		if unused := strings.Contains(said, "(not used by "+name+")"); unused == (name == "dispatch" || name == "staged") {
			t.Errorf("%s: that the channel is not used is said: %v", name, unused)
		}
	}
}

func TestWhatHoldsUpMoreIsNamedAndElseNothing(t *testing.T) {
	for name, want := range map[string]string{"dispatch": "the workers: the channel before them is full, 4/4", "staged": ""} {
		st, now := moment(name)
		if got := panel.Bottleneck(st, now); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	st, now := moment("staged")
	st.Apply(event.Event{Time: now, MessageID: "m3", Worker: "download-1", Body: &event.MessageHeld{ReceiveCount: 1, Stage: event.Thumbnail, Count: 4, Total: 4}})
	if got := panel.Bottleneck(st, now); got != "thumbnail: the channel before it is full, 4/4" {
		t.Errorf("it is %q", got)
	}
	sent := event.Event{Time: now, MessageID: "m20", Body: &event.MessageSent{Queue: "practiceQ"}}
	noCore := event.Event{Time: now, MessageID: "m1", Worker: "1", Body: &event.StageWaiting{Stage: event.Thumbnail}}
	for want, events := range map[string][]event.Event{
		"": nil,
		"the workers: all are busy, and messages wait": {sent},
		"the cores: workers wait for one":              {sent, noCore},
	} {
		st, now = moment("spawn")
		st.Apply(events...)
		if got := panel.Bottleneck(st, now.Add(5*time.Second)); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestThePageOfTheWorkersSaysWhichIsDeadWhileItIs names the message that it has.
func TestThePageOfTheWorkersSaysWhichIsDeadWhileItIs(t *testing.T) {
	const says = "dead, of a fault, with heron"
	for fault, want := range map[string]bool{event.WorkerDies: true, event.HeartbeatLost: false} {
		st := state.NewState()
		m := func(worker string, b event.Body) event.Event {
			return event.Event{MessageID: "m", Key: "heron.jpg", Worker: worker, Body: b}
		}
		st.Apply(event.Event{Worker: "1", Body: &event.WorkerStarted{}}, m("", &event.MessageSent{Queue: "practiceQ"}), m("1", &event.FaultInjected{Fault: fault}),
			m("1", &event.MessageReceived{ReceiveCount: 1}), m("1", &event.StageStarted{Stage: event.Download}))
		if said := text(screen(120, 60), Workers(st, time.Time{})); strings.Contains(said, says) != want {
			t.Errorf("with %s it says\n%s", fault, said)
		}
		st.Apply(m("1", &event.MessageReturned{ReceiveCount: 1, Late: true}))
		if said := text(screen(120, 60), Workers(st, time.Time{})); strings.Contains(said, "dead, of") {
			t.Errorf("with %s, and another in its place, it says\n%s", fault, said)
		}
	}
}

// TestThePageOfTheWorkersSaysWhoStands while the clock of their AWS goes on, and which
// poll ends first.
func TestThePageOfTheWorkersSaysWhoStands(t *testing.T) {
	begin := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		embedded bool
		world    []event.Body
		says     []string // of who works, and who polls
	}{
		"another AWS, frozen":      {false, []event.Body{&event.WorldFreezing{}, &event.WorldFrozen{}}, []string{"0%  frozen: thumbnail storm", "0%  frozen"}},
		"another AWS, freezing":    {false, []event.Body{&event.WorldFreezing{}}, []string{"100%  thumbnail storm", "0%  freezing"}},
		"another AWS":              {false, nil, []string{"100%  thumbnail storm", "0%  polling"}},
		"the embedded one, frozen": {true, []event.Body{&event.WorldFreezing{}, &event.WorldFrozen{}}, []string{"100%  thumbnail storm", "0%  polling"}},
	} {
		st := state.NewState()
		st.Apply(event.Event{Time: begin, Body: &event.PipelineStarted{Setup: &event.Setup{Embedded: c.embedded}}})
		for _, w := range []string{"1", "2"} {
			st.Apply(event.Event{Time: begin, Worker: w, Body: &event.WorkerStarted{}}, event.Event{Time: begin, Worker: w, Body: &event.WorkerPolling{}})
		}
		st.Apply(event.Event{Time: begin, Worker: "1", MessageID: "m", Key: "storm.jpg", Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: begin.Add(time.Hour)}},
			event.Event{Time: begin, Worker: "1", MessageID: "m", Key: "storm.jpg", Body: &event.StageStarted{Stage: event.Thumbnail}})
		now := begin.Add(40 * time.Second)
		for _, b := range c.world {
			st.Apply(event.Event{Time: begin, Body: b})
		}
		said := text(screen(120, 50), Workers(st, now))
		for i, says := range c.says {
			if row := regexp.MustCompile(fmt.Sprintf(`(?m)^.*\b%d +0 +0 .*$`, i+1)).FindString(said); !strings.Contains(row, says) {
				t.Errorf("%s: worker %d has no %q: %q\n%s", name, i+1, says, row, said)
			}
		}
	}
}
