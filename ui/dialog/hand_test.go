package dialog

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/event"
	"inflight/ui/draw"
	"inflight/ui/keys"
)

// handScreen is a screen with a queue, on which a person holds messages for ten seconds.
func handScreen(w, h int, ids ...string) *Screen {
	s := screen(w, h)
	var rows []keys.Row[*Screen]
	for id, name := range map[keys.ID]string{
		keys.Up: "up", keys.Down: "down", keys.Left: "left", keys.Right: "right", keys.Back: "esc", keys.Quit: "q", keys.Inspect: "enter", keys.Copy: "y",
		keys.ByHand: "i", keys.Extend: "e", keys.GiveBack: "v", keys.DeleteHeld: "d", keys.Pause: "c",
	} {
		rows = append(rows, keys.Row[*Screen]{ID: id, Keys: []string{name}, In: keys.Everywhere})
	}
	s.Keys = keys.New(rows, nil, false)
	s.Now = time.Date(2026, 11, 29, 3, 0, 0, 0, time.UTC)
	s.State.Apply(event.Event{Time: s.Now, Body: &event.PipelineStarted{Setup: &event.Setup{
		Embedded: true, Endpoint: "http://127.0.0.1:4566", Region: "us-east-1", Queue: "practiceQ", QueueURL: "http://127.0.0.1:4566/000000000000/practiceQ", Visibility: 10, MaxReceives: 3,
	}}})
	for _, id := range ids {
		s.State.Apply(event.Event{Time: s.Now, MessageID: id, Key: id + ".jpg", Worker: event.You, Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: s.Now.Add(10 * time.Second), Body: "hello \x1b[31m\x07there"}})
	}
	return s
}

// noted is a hand whose acts are noted.
func noted(got *[]string) *Hand {
	note := func(what string) func(string) tea.Cmd {
		return func(id string) tea.Cmd { *got = append(*got, what+" "+id); return nil }
	}
	return &Hand{Acts: HandActs{Receive: func() tea.Cmd { *got = append(*got, "receive"); return nil }, Extend: note("extend"), GiveBack: note("give back"), Delete: note("delete")}}
}

func TestTheHandShowsTheCommandLineOfEachActAndDoesIt(t *testing.T) {
	var did []string
	h, s := noted(&did), handScreen(160, 40, "a", "b")
	h.Received("b", "AQEB+b", nil)
	for i, want := range []string{
		"aws sqs receive-message --queue-url http://127.0.0.1:4566/000000000000/practiceQ --visibility-timeout 20 --wait-time-seconds 10",
		"aws sqs change-message-visibility --queue-url http://127.0.0.1:4566/000000000000/practiceQ --receipt-handle AQEB+b --visibility-timeout 20",
		"--receipt-handle AQEB+b --visibility-timeout 0",
		"aws sqs delete-message --queue-url http://127.0.0.1:4566/000000000000/practiceQ --receipt-handle AQEB+b",
	} {
		if line := h.command(s); !strings.Contains(line, want) {
			t.Errorf("act %d: %s", i, line)
		}
		if shown := strings.Join(strings.Fields(text(s, h)), " "); !strings.Contains(strings.ReplaceAll(shown, "│ │ ", ""), want[:20]) {
			t.Errorf("act %d is not shown:\n%s", i, text(s, h))
		}
		h.Press(s, pressOf("enter"))
		h.Press(s, pressOf("down"))
	}
	if got := strings.Join(did, ", "); got != "receive, extend b, give back b, delete b" {
		t.Errorf("did %s", got)
	}
}

func TestTheKeysOfAHandMeanTheChosenMessage(t *testing.T) {
	var did []string
	h, s := noted(&did), handScreen(80, 24, "a", "b")
	for _, key := range []string{"e", "left", "v", "left", "d", "right", "right", "e"} {
		h.Press(s, pressOf(key))
	}
	if got := strings.Join(did, ", "); got != "extend b, give back a, delete a, extend b" {
		t.Errorf("did %s", got)
	}
}

func TestABodyIsEscapedAndAHandFitsTheScreen(t *testing.T) {
	for _, size := range [][2]int{{60, 16}, {80, 24}, {120, 36}, {200, 60}} {
		h, s := &Hand{}, handScreen(size[0], size[1], "a")
		h.Received("a", strings.Repeat("AQEB", 40), nil)
		seen := text(s, h)
		if strings.ContainsAny(seen, "\x1b\x07") {
			t.Errorf("%v: a control character of the body reaches the terminal", size)
		}
		if !strings.Contains(seen, "in your hand") || !strings.Contains(seen, "receive one more") {
			t.Errorf("%v:\n%s", size, seen)
		}
	}
}

func TestWhatCannotBeDoneNowIsDim(t *testing.T) {
	h, s := &Hand{}, handScreen(80, 24)
	for i, want := range []bool{true, false, false, false} {
		if h.does(s, i) != want {
			t.Errorf("with an empty hand act %d does something: %v", i, !want)
		}
	}
	s = handScreen(80, 24, "a")
	h.Waits()
	for i, want := range []bool{false, true, true, true} {
		if h.does(s, i) != want {
			t.Errorf("while it waits act %d does something: %v", i, !want)
		}
	}
}

func TestACommandLineIsBrokenAtItsSpacesAlone(t *testing.T) {
	const line = "aws sqs receive-message --queue-url http://127.0.0.1:4566/000000000000/practiceQ --wait-time-seconds 10"
	for width := 8; width < 120; width++ {
		lines := broken(line, width)
		for _, l := range lines {
			if draw.Width(l) > width {
				t.Errorf("at %d a line is %d wide", width, draw.Width(l))
			}
		}
		if joined := strings.ReplaceAll(strings.Join(lines, ""), " ", ""); joined != strings.ReplaceAll(line, " ", "") {
			t.Errorf("at %d it is %s", width, joined)
		}
		if width > 50 && strings.Join(lines, " ") != line {
			t.Errorf("at %d a word is broken: %q", width, lines)
		}
	}
}

func TestTheHandSaysThatItAsksForMoreThanTheQueuesTimeout(t *testing.T) {
	h := noted(&[]string{})
	for timeout, want := range map[float64]bool{10: true, 19: true, 20: false, 30: false} {
		s := handScreen(120, 36)
		s.State.Setup.Visibility = timeout
		if said := strings.Contains(text(s, h), "By hand a receive asks for 20 s"); said != want {
			t.Errorf("with a timeout of %g s it is said: %t", timeout, said)
		}
		s.State.Setup.Visibility = timeout
		if line := h.command(s); strings.Contains(line, "--visibility-timeout 20") != (timeout <= 20) {
			t.Errorf("with a timeout of %g s the line is %s", timeout, line)
		}
	}
}

func TestAQuestionShowsTheCommandLineOfItsYes(t *testing.T) {
	s, yes := handScreen(120, 36), 0
	w := ConfirmCommand("Delete it?", "delete it", "aws sqs delete-message --queue-url 'it''s'", func() tea.Cmd { yes++; return nil })
	if shown := text(s, w); !strings.Contains(shown, "aws sqs delete-message --queue-url") || !strings.Contains(shown, "(ctrl+y copies it)") {
		t.Errorf("it shows\n%s", shown)
	}
	if cmd, closed := w.Press(s, pressOf("ctrl+y")); cmd == nil || closed || yes != 0 {
		t.Errorf("ctrl+y: closed %t, yes %d", closed, yes)
	}
	if shown := text(s, ConfirmCommand("Delete it?", "delete it", "", nil)); strings.Contains(shown, "AWS CLI") {
		t.Errorf("a line that is not known is shown\n%s", shown)
	}
}
