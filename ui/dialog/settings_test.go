package dialog

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/event"
	"inflight/pipeline/setting"
	"inflight/pipeline/state"
)

// turned are knobs that note what they are asked for.
type turned struct {
	asked    []string
	err      error
	readings []setting.Reading
	unread   error
}

func (n *turned) Settings(context.Context) ([]setting.Reading, error) { return n.readings, n.unread }

func (n *turned) Turn(_ context.Context, name event.Setting, value string) error {
	n.asked = append(n.asked, string(name)+" "+value)
	return n.err
}

func (n *turned) UndoTurn(context.Context) error {
	n.asked = append(n.asked, "undo")
	return n.err
}

func (n *turned) RestorePreset(context.Context) error {
	n.asked = append(n.asked, "preset")
	return n.err
}

// ours is a reading of a setting of a queue of ours.
func ours(name event.Setting, value, queue string) setting.Reading {
	s, _ := setting.Of(name)
	return setting.Reading{Setting: s, Value: value, Queue: queue}
}

// opened is the sheet over a run that waits 20 s, with what turns its settings.
func opened(n *turned) (*Screen, *Turning, Window) {
	s := screen(120, 36)
	s.State.Setup = event.Setup{Visibility: 30, Wait: 20, Batch: 1, MaxReceives: 3, RetryDelay: 1, Heartbeat: true, Engine: "ffmpeg", Fit: "cover", Embedded: true}
	t := &Turning{}
	w, cmd := Settings(t, Sheet{Ctx: context.Background(), Knobs: n, Now: func() time.Time { return time.Unix(100, 0) }, Wall: time.Unix(100, 0)})
	run(t, cmd)
	return s, t, w
}

// run does what a command says, and what follows from it.
func run(t *Turning, cmd tea.Cmd) {
	for cmd != nil {
		msg, is := cmd().(Turned)
		if !is {
			return
		}
		cmd, _ = t.Came(msg)
	}
}

// pressed presses keys on the sheet, each when what the one before it asked for is done.
func pressed(s *Screen, t *Turning, w Window, names ...string) {
	for _, name := range names {
		cmd, _ := w.Press(s, pressOf(name))
		run(t, cmd)
	}
}

func TestTheArrowsTurnTheSettingUnderTheCursor(t *testing.T) {
	n := &turned{}
	s, turning, w := opened(n)
	pressed(s, turning, w, "right", "left", "down", "left", "down", "left", "right", "ctrl+z", "D")
	want := []string{"visibility-timeout 1m0s", "visibility-timeout 15s", "heartbeat false", "wait 5s", "undo", "preset"} // nothing comes after 20 s
	if !slices.Equal(n.asked, want) {
		t.Errorf("asked for %q, want %q", n.asked, want)
	}
}

func TestAValueIsTypedAndOneThatIsNoneIsRefusedWithItsRange(t *testing.T) {
	n := &turned{}
	s, turning, w := opened(n)
	pressed(s, turning, w, "enter", "9", "h", "x", "enter")
	if said := text(s, w); len(n.asked) > 0 || !strings.Contains(said, `visibility timeout "9hx": it has to be whole seconds from 1s to 12h`) {
		t.Errorf("asked for %q, and said\n%s", n.asked, said)
	}
	pressed(s, turning, w, "backspace", "enter")
	if want := []string{"visibility-timeout 9h0m0s"}; !slices.Equal(n.asked, want) {
		t.Errorf("asked for %q, want %q", n.asked, want)
	}
	if _, closed := w.Press(s, pressOf("esc")); !closed {
		t.Error("esc does not close it")
	}
}

func TestTheSheetSaysFromWhenAChangeHoldsAndWhichCallMakesIt(t *testing.T) {
	s, turning, w := opened(&turned{})
	for _, want := range []string{
		"call   SetQueueAttributes VisibilityTimeout=30, --visibility-timeout 30s", "from our next receive, and our next heartbeat",
	} {
		if said := text(s, w); !strings.Contains(said, want) {
			t.Errorf("no %q in\n%s", want, said)
		}
	}
	pressed(s, turning, w, "down", "down", "down")
	if said := text(s, w); !strings.Contains(said, "call   ReceiveMessage MaxNumberOfMessages=1, --batch 1") {
		t.Errorf("it says\n%s", said)
	}
}

func TestTheSheetSaysWhatTheQueueHasOtherwiseAndWhatIsNotOursToChange(t *testing.T) {
	n := &turned{readings: []setting.Reading{ours(event.VisibilitySetting, "30s", "2m0s"), ours(event.DelaySetting, "0s", "0s")}}
	n.readings[0].Note = "the queue has 2 min, we ask for 30 s"
	n.readings[1].Fixed = "q is not ours, and stays as it is: it has no tag"
	s, turning, w := opened(n)
	if said := text(s, w); !strings.Contains(said, "the queue has 2 min, we ask for") || !strings.Contains(said, "q is not ours, and stays") {
		t.Errorf("it says\n%s", said)
	}
	for range 7 {
		pressed(s, turning, w, "down")
	}
	pressed(s, turning, w, "right", "enter", "5", "enter")
	if len(n.asked) > 0 {
		t.Errorf("asked for %q of a queue that is not ours", n.asked)
	}
}

func TestAChangeThatIsRefusedIsSaidInTheSheet(t *testing.T) {
	n := &turned{err: errors.New("setting VisibilityTimeout, queue q: these credentials may not do that")}
	s, turning, w := opened(n)
	pressed(s, turning, w, "right")
	if said := text(s, w); !strings.Contains(said, "these credentials may not do that") || !strings.Contains(said, "30 s") {
		t.Errorf("it says\n%s", said)
	}
	n.err, n.unread = nil, errors.New("no network")
	pressed(s, turning, w, "right")
	if said := text(s, w); strings.Contains(said, "credentials") || !strings.Contains(said, "AWS cannot be asked: no network") {
		t.Errorf("then it says\n%s", said)
	}
}

func TestARecordingShowsTheSettingsOfThenAndTurnsNone(t *testing.T) {
	s := screen(120, 36)
	s.State.Apply(event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{Visibility: 30, Wait: 20}}},
		event.Event{Time: time.Unix(90, 0), Body: &event.SettingChanged{Setting: event.VisibilitySetting, From: "30s", To: "3s", Call: "SetQueueAttributes VisibilityTimeout=3"}})
	turning := &Turning{}
	w, cmd := Settings(turning, Sheet{Now: func() time.Time { return time.Unix(100, 0) }, Fixed: errors.New("this is a recording")})
	if cmd != nil || IsSettings(w) {
		t.Error("it reads settings")
	}
	for _, name := range []string{"right", "left", "enter", "ctrl+z", "D"} {
		if cmd, closed := w.Press(s, pressOf(name)); cmd != nil || closed {
			t.Errorf("%s does something", name)
		}
	}
	said := text(s, w)
	for _, want := range []string{"visibility timeout   3 s", "this is a recording"} {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in\n%s", want, said)
		}
	}
}

func TestTurnsGoOneAfterTheOtherAndTheLastOfOneSettingWins(t *testing.T) {
	n := &turned{}
	s, turning, w := opened(n)
	first, _ := w.Press(s, pressOf("left")) // under way
	for range 3 {
		if cmd, _ := w.Press(s, pressOf("left")); cmd != nil {
			t.Error("a second change goes beside the first")
		}
	}
	if said := text(s, w); !strings.Contains(said, "visibility timeout   3 s") {
		t.Errorf("it does not show what is wanted:\n%s", said)
	}
	run(turning, first)
	if want := []string{"visibility-timeout 15s", "visibility-timeout 3s"}; !slices.Equal(n.asked, want) {
		t.Errorf("asked for %q, want %q", n.asked, want)
	}
}

func TestBesideWaitAndBatchStandReceivesBeforeAndAfter(t *testing.T) {
	s, turning, w := opened(&turned{})
	at := func(sec int64) time.Time { return time.Unix(sec, 0) }
	s.State = state.NewState()
	s.State.Apply(event.Event{Time: at(10), Body: &event.PipelineStarted{Setup: &event.Setup{Embedded: true, Wait: 5, Batch: 1}}})
	call := func(sec int64, empty bool) event.Event {
		return event.Event{Time: at(sec), Worker: "1", Body: &event.APICalled{Service: "sqs", Operation: "ReceiveMessage", Status: 200, USD: 4e-7, Empty: empty}}
	}
	for sec := int64(11); sec <= 40; sec++ {
		s.State.Apply(call(sec, sec%2 == 0))
	}
	s.State.Apply(event.Event{Time: at(40), Body: &event.SettingChanged{Setting: event.WaitSetting, From: "5s", To: "20s"}})
	s.State.Apply(call(60, true))
	pressed(s, turning, w, "down", "down")
	said := text(s, w)
	for _, want := range []string{
		"now    wait 20 s, batch 1, 60 s: 1.0 receives/min, 1.0 empty, $0.0173/month",
		"before wait 5.0 s, batch 1, 30 s: 60 receives/min, 30 empty, $1.04/month",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in\n%s", want, said)
		}
	}
}

func TestWhereNotAllSettingsAreSeenItIsSaidWhichAre(t *testing.T) {
	for _, c := range []struct {
		h   int
		all bool
	}{{36, true}, {16, false}} {
		s, _, w := opened(&turned{})
		s.Height = c.h
		if said := text(s, w); strings.Contains(said, " of 14 ") == c.all {
			t.Errorf("%d lines high:\n%s", c.h, said)
		}
	}
}
