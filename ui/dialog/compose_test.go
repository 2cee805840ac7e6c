package dialog

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline"
)

// composed is a window whose acts are noted: bodies come when they are handed over.
type composed struct {
	*compose

	s     *Screen
	sent  []string
	asked []string
	took  func(string, error)
}

func newComposed(objects ...string) *composed {
	c := &composed{s: handScreen(120, 36)}
	from := func(what string) func(string, func(string, error)) tea.Cmd {
		return func(name string, took func(string, error)) tea.Cmd {
			c.asked = append(c.asked, what+" "+name)
			c.took = took
			return nil
		}
	}
	c.compose = Compose(ComposeActs{FromFile: from("file"), FromObject: from("object"), Send: func(m pipeline.NewMessage, times int) tea.Cmd {
		c.sent = append(c.sent, fmt.Sprintf("%q %s %v %q ×%d", m.Body, m.Delay, m.Attributes, m.Group, times))
		return nil
	}}, objects).(*compose)
	return c
}

// typed presses keys; what is longer than a key is typed letter by letter.
func (c *composed) typed(keys ...string) (closed bool) {
	for _, k := range keys {
		if msg, special := map[string]tea.KeyPressMsg{"tab": {Code: tea.KeyTab}, "pgdown": {Code: tea.KeyPgDown}, "ctrl+y": {Code: 'y', Mod: tea.ModCtrl}}[k]; special {
			_, closed = c.Press(c.s, msg)
			continue
		}
		if k == "enter" || k == "esc" || k == "left" || k == "right" || k == "up" || k == "down" || k == "backspace" {
			_, closed = c.Press(c.s, pressOf(k))
			continue
		}
		for _, r := range k {
			_, closed = c.Press(c.s, tea.KeyPressMsg{Code: r, Text: string(r)})
		}
	}
	return closed
}

func TestAMessageIsSentAsItWasComposed(t *testing.T) {
	c := newComposed()
	if closed := c.typed("yes, hello", "tab", "5", "tab", "by=me, n:Number=7", "tab", "backspace", "3", "enter"); !closed {
		t.Errorf("it stays open:\n%s", text(c.s, c.compose))
	}
	if got := strings.Join(c.sent, ";"); got != `"yes, hello" 5s [{by String me} {n Number 7}] "" ×3` {
		t.Errorf("sent %s", got)
	}
}

func TestWhatIsWrongIsSaidAndNothingIsSent(t *testing.T) {
	for says, keys := range map[string][]string{
		"SQS takes no empty body":           {"enter"},
		"the delay \"901\" is no number":    {"x", "tab", "901", "enter"},
		"the delay \"-1\" is no number":     {"x", "tab", "-1", "enter"},
		"\"by me\" is no attribute":         {"x", "tab", "tab", "by me", "enter"},
		"is no number from 1 to 100":        {"x", "up", "up", "backspace", "101", "enter"},
		"which? the path is empty":          {"up", "right", "enter"},
		"which? the key is empty":           {"up", "left", "enter"},
		"a Number, and \"many\" is none":    {"x", "tab", "tab", "n:Number=many", "enter"},
		"How many: \"\" is no number from":  {"x", "up", "up", "backspace", "enter"},
		"the attribute a has no value":      {"x", "tab", "tab", "a=", "enter"},
		"the attribute AWS.a begins as AWS": {"x", "tab", "tab", "AWS.a=b", "enter"},
	} {
		c := newComposed()
		if closed := c.typed(keys...); closed || len(c.sent) > 0 {
			t.Errorf("%s: it is sent", says)
		}
		if seen := strings.Join(strings.Fields(strings.ReplaceAll(text(c.s, c.compose), "│", "")), " "); !strings.Contains(strings.ToLower(seen), strings.ToLower(says)) {
			t.Errorf("it does not say %q:\n%s", says, text(c.s, c.compose))
		}
	}
}

func TestABodyOfAFileIsReadBeforeItIsSent(t *testing.T) {
	c := newComposed()
	c.typed("up", "right", "down", "/tmp/a.json", "enter")
	if strings.Join(c.asked, ";") != "file /tmp/a.json" || len(c.sent) > 0 {
		t.Fatalf("asked %v, sent %v", c.asked, c.sent)
	}
	c.typed("enter") // it is being read
	if len(c.sent) > 0 || len(c.asked) != 1 {
		t.Errorf("asked %v, sent %v", c.asked, c.sent)
	}
	c.took("", errors.New("there is no file /tmp/a.json"))
	if closed := c.typed("enter"); closed || !strings.Contains(text(c.s, c.compose), "there is no file /tmp/a.json") {
		t.Errorf("it does not say what is wrong:\n%s", text(c.s, c.compose))
	}
	c.typed("5", "enter") // another path
	c.took("hello\n", nil)
	if line := c.line(t); !strings.Contains(line, "--message-body file:///tmp/a.json5 ") {
		t.Errorf("the line is %s", line)
	}
	c.typed("enter")
	if got := strings.Join(c.sent, ";"); got != `"hello\n" 0s [] "" ×1` {
		t.Errorf("sent %s", got)
	}
}

// line is the command line that the window copies.
func (c *composed) line(t *testing.T) string {
	t.Helper()
	m, times, err := c.message(c.s)
	if err != nil {
		t.Fatal(err)
	}
	return c.command(c.s, &m, times)
}

func TestTheEventOfAnObjectIsProposed(t *testing.T) {
	c := newComposed("storm.jpg", "dune.jpg")
	c.typed("up", "left", "down", "pgdown", "enter")
	if strings.Join(c.asked, ";") != "object dune.jpg" {
		t.Errorf("asked %v", c.asked)
	}
	c.took(`{"detail-type":"Object Created","detail":{"bucket":{"name":"b"},"object":{"key":"dune.jpg"}}}`, nil)
	if !strings.Contains(text(c.s, c.compose), "A worker makes the thumbnail of dune.jpg") {
		t.Errorf("it does not say what comes of it:\n%s", text(c.s, c.compose))
	}
	if c.typed("enter"); len(c.sent) != 1 {
		t.Error("it is not sent")
	}
}

func TestTheKeyThatCopiesIsALetterWhereOneTypes(t *testing.T) {
	c := newComposed()
	c.typed("y", "y")
	if c.fields[bodyField].Text() != "yy" {
		t.Errorf("typed %q", c.fields[bodyField].Text())
	}
	if cmd, _ := c.Press(c.s, tea.KeyPressMsg{Code: 'y', Mod: tea.ModCtrl}); cmd == nil {
		t.Error("ctrl+y copies nothing")
	}
	c.typed("up")
	if cmd, _ := c.Press(c.s, pressOf("y")); cmd == nil {
		t.Error("y copies nothing where nothing is typed")
	}
	if seen := text(c.s, c.compose); !strings.Contains(seen, "(y copies it)") {
		t.Errorf("it does not say so:\n%s", seen)
	}
}

func TestABodyIsShownEscapedAndPastedWhole(t *testing.T) {
	c := newComposed()
	long := strings.Repeat("0123456789", 1000)
	c.paste(tea.PasteMsg{Content: long + "\x1b[31m"})
	if got := c.fields[bodyField].Text(); !strings.HasPrefix(got, long) {
		t.Errorf("%d of %d characters are pasted", len(got), len(long))
	}
	if strings.Contains(text(c.s, c.compose), "\x1b") {
		t.Error("an escape reaches the terminal")
	}
}
