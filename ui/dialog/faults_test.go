package dialog

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/event"
	"inflight/pipeline/fault"
	"inflight/pipeline/state"
)

// faultRig is a menu on a screen, and what it was asked for.
type faultRig struct {
	*Screen

	menu  Window
	asked []string
}

func newFaultRig(w, h int, impossible ...fault.Name) *faultRig {
	r := &faultRig{Screen: screen(w, h)}
	r.Now = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	note := func(format string, a ...any) tea.Cmd {
		return func() tea.Msg {
			r.asked = append(r.asked, fmt.Sprintf(format, a...))
			return nil
		}
	}
	r.menu = Faults(FaultSwitch{
		Check: func(spec fault.Spec) error {
			if slices.Contains(impossible, spec.Name) {
				return errors.New("the AWS of this run is another")
			}
			return nil
		},
		On:     func(spec fault.Spec) tea.Cmd { return note("on %s for %s", spec, spec.For) },
		Off:    func(spec fault.Spec) tea.Cmd { return note("off %s", spec) },
		AllOff: func() tea.Cmd { return note("all off") },
		Page: func(hit *state.Struck) func() {
			if hit.MessageID != "m" {
				return nil
			}
			return func() { r.asked = append(r.asked, "page of "+hit.MessageID) }
		},
	})
	return r
}

// on turns a fault on in the state.
func (r *faultRig) on(asked string, long time.Duration) {
	name, _, _ := strings.Cut(asked, "@")
	name, _, _ = strings.Cut(name, "=")
	b := &event.FaultSwitched{Fault: name, Asked: asked, On: true}
	if long > 0 {
		b.Until = r.Now.Add(long)
	}
	r.State.Apply(event.Event{Time: r.Now, Body: b})
}

// press presses keys, and does what comes of them.
func (r *faultRig) press(keys ...string) (closed bool) {
	for _, k := range keys {
		var cmd tea.Cmd
		if cmd, closed = r.menu.Press(r.Screen, pressOf(k)); cmd != nil {
			cmd()
		}
	}
	return closed
}

func TestTheMenuOfFaultsHasEachWithASentenceAndWhatIsOnFirst(t *testing.T) {
	r := newFaultRig(120, 50)
	r.on("panic=once@upload", 0)
	r.on("slow-answers=0.2@sqs", 14*time.Second)
	r.State.Apply(event.Event{Time: r.Now, Body: &event.FaultInjected{Fault: "slow-answers", Reason: "sqs ReceiveMessage by slow-answers=0.2@sqs"}})
	said := text(r.Screen, r.menu)
	last := strings.Index(said, "◈ panic=once@upload")
	if !strings.Contains(said, "until it hits") || !strings.Contains(said, "1 hit  for 14 s more") || last < 0 {
		t.Errorf("what is on is not said:\n%s", said)
	}
	for _, d := range fault.Descriptions() {
		at := strings.Index(said, " "+string(d.Name)+" ")
		if at < last || !strings.Contains(said, d.Says[:min(len(d.Says), 30)]) {
			t.Errorf("%s has no row after what is on, or no sentence:\n%s", d.Name, said)
		}
		last = at
	}
	if !strings.Contains(said, "inflight run --fault panic=once@upload,slow-answers=0.2@sqs") {
		t.Errorf("it does not say how a run begins with them:\n%s", said)
	}
	if !strings.Contains(said, "from the start, for good: ") || strings.Contains(said, "the same from the start") {
		t.Errorf("one of them is on for a time, which the flag has not, and it is said to be the same:\n%s", said)
	}
	for i := range fault.Descriptions() { // the whole sentence, at 80x24 too
		small := newFaultRig(80, 24)
		for range i {
			small.press("down")
		}
		said := strings.Join(strings.Fields(strings.ReplaceAll(text(small.Screen, small.menu), "│", " ")), " ")
		if d := fault.Descriptions()[i]; !strings.Contains(said, strings.ToUpper(d.Says[:1])+d.Says[1:]+".") || !strings.Contains(said, "▸ "+string(d.Name)) || !strings.Contains(said, "Nothing is on.") {
			t.Errorf("%s: %q:\n%s", d.Name, said, text(small.Screen, small.menu))
		}
	}
}

func TestAFaultIsTurnedOnOnceForATimeOrAtARate(t *testing.T) {
	for _, c := range []struct {
		press []string
		want  string
	}{
		{[]string{"enter", "enter"}, "on aws-500=once for 0s"},
		{[]string{"enter", "right", "right", "enter"}, "on aws-500 for 20s"},
		{[]string{"enter", "end", "right", "right", "right", "right", "right", "down", "right", "right", "right", "enter"}, "on aws-500=0.1 for 0s"},
		{[]string{"enter", "right", "down", "right", "down", "s", "q", "s", "enter"}, "on aws-500=0.5@sqs for 10s"},
		{[]string{"enter", "right", "down", "right", "up", "left", "enter"}, "on aws-500=once for 0s"}, // once has no share
		{[]string{"enter", "down", "q", "backspace", "s", "3", "left", "enter"}, "on aws-500=once@s3 for 0s"},
		{[]string{"enter", "esc", "down", "enter", "enter"}, "on slow-down=once for 0s"},
	} {
		r := newFaultRig(80, 24)
		if closed := r.press(c.press...); !closed || !slices.Equal(r.asked, []string{c.want}) {
			t.Errorf("%v: %q, and it closes: %t", c.press, r.asked, closed)
		}
	}
	r := newFaultRig(80, 24)
	r.press("enter", "right", "right", "down", "down", "o", "u", "r", "s")
	if said := text(r.Screen, r.menu); !strings.Contains(said, "inflight run --fault aws-500@ours") || !strings.Contains(said, "the flag has no time") || !strings.Contains(said, "service.Operation") {
		t.Errorf("it does not say how a run begins with it:\n%s", said)
	}
}

func TestAFilterThatNeverHitsIsRefusedWhileItIsTyped(t *testing.T) {
	r := newFaultRig(80, 24)
	r.press("enter", "down", "u", "p")
	said := text(r.Screen, r.menu)
	if closed := r.press("enter"); closed || len(r.asked) > 0 {
		t.Errorf("it is turned on: %q", r.asked)
	}
	if !strings.Contains(said, "is no filter") || strings.Contains(said, "turn on") {
		t.Errorf("it does not say what is wrong:\n%s", said)
	}
	r.menu.(interface{ paste(tea.PasteMsg) }).paste(tea.PasteMsg{Content: "\x1b[2J"})
	if said := text(r.Screen, r.menu); strings.Contains(said, "\x1b") {
		t.Errorf("what was pasted reaches the terminal: %q", said)
	}
	r.press("backspace", "esc", "esc")
}

func TestWhatIsOnIsTurnedOffOneByOneOrAll(t *testing.T) {
	r := newFaultRig(80, 24)
	r.on("panic=once@upload", 0)
	r.on("slow-answers=0.2@sqs", 14*time.Second)
	if closed := r.press("enter", "down", "enter", "x"); closed || !slices.Equal(r.asked, []string{"off panic=once@upload", "off slow-answers=0.2@sqs", "all off"}) {
		t.Errorf("asked for is %q, closed %t", r.asked, closed)
	}
	// The one under the cursor stays so, whatever comes and goes before it.
	r.asked = nil
	r.State.Apply(event.Event{Time: r.Now, Body: &event.FaultSwitched{Fault: "panic", Asked: "panic=once@upload"}})
	r.press("enter")
	r.on("aws-gone", 0)
	r.press("enter")
	if !slices.Equal(r.asked, []string{"off slow-answers=0.2@sqs", "off slow-answers=0.2@sqs"}) {
		t.Errorf("asked for is %q", r.asked)
	}
	if !r.press("esc") {
		t.Error("esc does not close it")
	}
}

func TestWhatIsNotPossibleHereIsSaidWithItsReason(t *testing.T) {
	r := newFaultRig(80, 24, fault.AWS500)
	said := text(r.Screen, r.menu)
	if !strings.Contains(said, "not here: the AWS of this run is another") || !strings.Contains(said, "Not here: the AWS of this run is another.") {
		t.Errorf("it does not say why:\n%s", said)
	}
	if closed := r.press("enter", "enter"); closed || len(r.asked) > 0 {
		t.Errorf("it is turned on: %q", r.asked)
	}
}

func TestWhereNotAllFaultsAreSeenItIsSaidWhichAre(t *testing.T) {
	for _, c := range []struct {
		w, h int
		all  bool
	}{{80, 24, false}, {120, 36, true}, {60, 20, false}, {200, 60, true}} {
		r := newFaultRig(c.w, c.h)
		said := text(r.Screen, r.menu)
		if r.press("end"); strings.Contains(said, " of 20 ") == c.all {
			t.Errorf("%dx%d:\n%s", c.w, c.h, said)
		}
	}
}

// TestTheMenuOfFaultsHasTheLastHitsAlsoOfWhatNoMessageKnows: the latest first, with what
// was hit, and a bound; where nothing was hit there is no title.
func TestTheMenuOfFaultsHasTheLastHitsAlsoOfWhatNoMessageKnows(t *testing.T) {
	const title = "hit, the latest first"
	r := newFaultRig(120, 50)
	if said := text(r.Screen, r.menu); strings.Contains(said, title) {
		t.Errorf("nothing was hit:\n%s", said)
	}
	hit := func(sec int, e event.Event) {
		e.Time = r.Now.Add(time.Duration(sec) * time.Second)
		r.State.Apply(e)
	}
	hit(1, event.Event{Worker: "2", Body: &event.FaultInjected{Fault: "aws-gone", Reason: "sqs ReceiveMessage by aws-gone=once@sqs"}})
	hit(2, event.Event{MessageID: "m", Key: "storm-0001.jpg", Worker: "1", Body: &event.FaultInjected{Fault: "panic", Reason: "upload by panic@upload"}})
	hit(3, event.Event{Worker: "receiver", MessageID: "0123456789", Body: &event.FaultInjected{Fault: "worker-dies", Reason: "by worker-dies"}})
	hit(4, event.Event{Key: "\x1b[2J.jpg", Body: &event.FaultInjected{Fault: "broken-image", Reason: "giant by broken-image"}})
	wants := []string{
		"12:00:04  giant, ␛[2J (broken-image)", "12:00:03  msg-01234567, the receiver (worker-dies)",
		"12:00:02  upload, storm-0001, worker 1 (panic@upload)", "12:00:01  sqs ReceiveMessage, worker 2 (aws-gone=once@sqs)",
	}
	said, last := text(r.Screen, r.menu), 0
	for _, want := range wants {
		at := strings.Index(said, want)
		if at < max(last, strings.Index(said, title)) || !strings.Contains(said, title) {
			t.Errorf("%q does not stand in its place:\n%s", want, said)
		}
		last = at
	}
	r.press("end")
	if said := text(r.Screen, r.menu); !strings.Contains(said, "At 12:00:01 the fault aws-gone hit sqs ReceiveMessage, worker 2 (aws-gone=once@sqs).") || strings.Contains(said, "turn o") {
		t.Errorf("under the cursor:\n%s", said)
	}
	r.press("enter")
	if len(r.asked) > 0 || strings.Contains(text(r.Screen, r.menu), "its page") {
		t.Errorf("a hit was to be turned on: %q", r.asked)
	}
	r.press("up")
	if said := text(r.Screen, r.menu); !strings.Contains(said, "enter: its page") {
		t.Errorf("of a message that is known no page is offered:\n%s", said)
	}
	if r.press("enter"); !slices.Equal(r.asked, []string{"page of m"}) {
		t.Errorf("enter on what hit m does %q", r.asked)
	}
	r.press("end")
	for i := range 40 {
		hit(5+i, event.Event{Body: &event.FaultInjected{Fault: "throttle", Reason: "sqs GetQueueUrl by throttle"}})
	}
	if said := text(r.Screen, r.menu); strings.Count(said, "◈ throttle") != 6 {
		t.Errorf("of 40 more the last 6 are wanted:\n%s", said)
	}
	small := newFaultRig(80, 24)
	small.State.Apply(event.Event{Time: r.Now, Worker: "2", Body: &event.FaultInjected{Fault: "aws-gone", Reason: "sqs ReceiveMessage by aws-gone"}})
	small.press("end")
	if said := text(small.Screen, small.menu); !strings.Contains(said, "12:00:00  sqs ReceiveMessage, worker 2 (aws-gone)") {
		t.Errorf("at 80x24:\n%s", said)
	}
}
