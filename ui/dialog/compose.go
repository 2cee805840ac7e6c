package dialog

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline"
	"inflight/pipeline/event"
	"inflight/ui/draw"
	"inflight/ui/keys"
	"inflight/ui/panel"
)

// ComposeActs are what the window for a message to be sent needs of others. Both answer
// with a message: of a body that was read, and that it was sent.
type ComposeActs struct {
	// FromFile and FromObject read a body: a file's, or the event of an object. What
	// they return is handed to took.
	FromFile, FromObject func(name string, took func(body string, err error)) tea.Cmd
	Send                 func(m pipeline.NewMessage, times int) tea.Cmd
}

// Compose asks for a message to be sent by hand. Key is the object whose event is
// proposed, others are further ones.
func Compose(acts ComposeActs, keys []string) Window {
	c := &compose{acts: acts, objects: keys}
	for i := range c.fields {
		c.fields[i] = NewInput("")
	}
	c.fields[bodyField] = newBodyInput()
	c.fields[timesField] = NewInput("1")
	c.at = bodyField
	if len(keys) > 0 {
		c.object = keys[0]
	}
	return c
}

// What the body is made of.
const (
	fromText = iota
	fromFile
	fromObject
	sources
)

// The rows, in their order; the first is no field to type in.
const (
	sourceField = iota
	bodyField
	delayField
	attributesField
	timesField
	fieldCount
)

// compose is the window.
type compose struct {
	acts   ComposeActs
	source int
	fields [fieldCount]Input
	at     int // the row with the focus

	objects []string
	object  string // the proposed one

	read    string // what was read of: source and name; empty: nothing
	body    string
	problem error // why it could not be read
	asked   bool  // it is being read
	tried   bool  // to send: what is wrong is said
}

const composeWidth = 76

func (c *compose) Size(s *Screen) (w, h int) {
	w = min(max(composeWidth, s.Width-24), 110, s.Width-4)
	_, _, body := c.Draw(s, w, 0)
	return w, len(body)
}

func (c *compose) Scroll(int) {}

func (c *compose) paste(msg tea.PasteMsg) {
	if c.at != sourceField {
		c.fields[c.at].Take(msg)
	}
}

// names are what the sources are called, and the field below them.
var (
	sourceNames = [sources]string{"text", "a file", "the event of an object"}
	bodyNames   = [sources]string{"body", "path", "key"}
)

func (c *compose) Draw(s *Screen, w, _ int) (title, right string, body []string) {
	st := s.Styles
	row := func(at int, name, line string) {
		mark := "  "
		if at == c.at {
			mark = s.Styles.Sign("▸") + " "
		}
		body = append(body, " "+st.Paint(draw.Accent, mark)+st.Paint(draw.Dim, draw.Fit(name, 12))+line)
	}
	room := max(w-16, 8)
	body = append(body, "")
	var choices strings.Builder
	for i, name := range sourceNames {
		tone := draw.Dim
		if i == c.source {
			tone = draw.Strong
			name = "[" + name + "]"
		} else {
			name = " " + name + " "
		}
		choices.WriteString(st.Paint(tone, name) + " ")
	}
	row(sourceField, "send", choices.String()+st.Paint(draw.Dim, s.Keys.As("", keys.Left, keys.Right).Help().Key))
	for at, name := range []string{bodyField: bodyNames[c.source], delayField: "delay", attributesField: "attributes", timesField: "how many"} {
		if at == sourceField {
			continue
		}
		line := st.Paint(draw.Text, draw.Fit(draw.Escape(c.fields[at].Text()), room))
		switch {
		case at == c.at:
			line = c.fields[at].Line(st, room)
		case c.fields[at].Text() == "":
			line = st.Paint(draw.Dim, draw.Fit(c.hint(s, at), room))
		}
		row(at, name, line)
	}
	body = append(body, "")
	m, times, err := c.message(s)
	tone := draw.Text
	var text string
	switch {
	case c.asked:
		tone, text = draw.Dim, "reading it"
	case err != nil:
		tone, text = draw.Bad, event.Reason(err)
		if !c.tried && c.untouched() {
			tone, text = draw.Dim, "Workers get what you send. They cannot work on a body that is no S3 event."
		}
	default:
		text = panel.WhatBecomesOf(&s.State.Setup, &m, times)
	}
	for _, line := range draw.Wrap(text, max(w-4, 1)) {
		body = append(body, "  "+st.Paint(tone, line))
	}
	if err == nil && !c.asked {
		body = append(body, commandLines(s, c.command(s, &m, times), c.copyKeys(s), w)...)
	}
	enter := "send"
	if c.needsReading() {
		enter = "read it"
	}
	return "send a message to " + draw.Escape(s.State.Setup.Queue), s.Keys.Called(keys.Inspect) + ": " + enter + "  tab: next  esc: no", append(body, "")
}

// copyKeys are what the key is called that copies: in a field it would be typed.
func (c *compose) copyKeys(s *Screen) string {
	if c.at == sourceField {
		return s.Keys.Called(keys.Copy)
	}
	return "ctrl+y"
}

// hint is what stands in an empty field.
func (c *compose) hint(s *Screen, at int) string {
	switch at {
	case bodyField:
		switch c.source {
		case fromFile:
			return "of a file on this machine"
		case fromObject:
			return draw.Escape(c.object)
		}
		return "one line; a file can have more"
	case delayField:
		if d := s.State.Setup.Delay; d > 0 {
			return fmt.Sprintf("the queue's own, %g s; or 1 to 900 s", d)
		}
		return "none; or 1 to 900 s"
	case attributesField:
		return "none; or name=value, size:Number=5"
	}
	return "1 to " + strconv.Itoa(pipeline.MaxSent)
}

// untouched tells whether nothing has been typed.
func (c *compose) untouched() bool { return c.fields[bodyField].Text() == "" }

// name is the file or the object that is meant.
func (c *compose) name() string {
	if name := c.fields[bodyField].Text(); name != "" || c.source != fromObject {
		return name
	}
	return c.object
}

// wanted is what has to have been read for the message to be sent; empty: nothing.
func (c *compose) wanted() string {
	if c.source == fromText || c.name() == "" {
		return ""
	}
	return strconv.Itoa(c.source) + c.name()
}

// needsReading tells whether the body has to be read first.
func (c *compose) needsReading() bool { return c.wanted() != "" && c.read != c.wanted() }

// fifo is how the name of such a queue ends, and byHandGroup the group that what is sent
// to it by hand is of.
const (
	fifo        = ".fifo"
	byHandGroup = "by-hand"
)

// notReadError says that the body has not been read yet.
type notReadError struct{ key, what string }

func (e *notReadError) Error() string {
	return e.key + " reads " + e.what + ", and shows what comes of it"
}

// message is what would be sent, and how often; or what is wrong with it.
func (c *compose) message(s *Screen) (m pipeline.NewMessage, times int, err error) {
	m.Body = c.fields[bodyField].Text()
	if c.source != fromText {
		switch {
		case c.name() == "":
			return m, 0, fmt.Errorf("which? the %s is empty", bodyNames[c.source])
		case c.needsReading():
			return m, 0, &notReadError{s.Keys.Called(keys.Inspect), sourceNames[c.source]}
		case c.problem != nil:
			return m, 0, c.problem
		}
		m.Body = c.body
	}
	if strings.HasSuffix(s.State.Setup.Queue, fifo) {
		m.Group = byHandGroup
	}
	if text := strings.TrimSpace(c.fields[delayField].Text()); text != "" {
		n, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(text, "s")))
		if err != nil || n < 0 || n > int(pipeline.MaxDelay.Seconds()) {
			return m, 0, fmt.Errorf("the delay %q is no number of seconds from 0 to 900", event.OneLine(text, 20))
		}
		m.Delay = time.Duration(n) * time.Second
	}
	if m.Attributes, err = pipeline.ParseAttributes(c.fields[attributesField].Text()); err != nil {
		return m, 0, err
	}
	text := strings.TrimSpace(c.fields[timesField].Text())
	if times, err = strconv.Atoi(text); err != nil || times < 1 || times > pipeline.MaxSent {
		return m, 0, fmt.Errorf("how many: %q is no number from 1 to %d", event.OneLine(text, 20), pipeline.MaxSent)
	}
	return m, times, m.Check()
}

// command is the line of the AWS CLI that sends it.
func (c *compose) command(s *Screen, m *pipeline.NewMessage, times int) string {
	file := ""
	if c.source == fromFile {
		file = c.name()
	}
	return panel.SendCommand(&s.State.Setup, m, file, times)
}

// Press takes the keys that choose a row, and what is typed.
func (c *compose) Press(s *Screen, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	key := msg.String() // letters are typed here, whatever their keys do elsewhere
	switch {
	case key == "esc":
		return nil, true
	case key == "enter":
		return c.enter(s)
	case key == "tab", key == "down":
		c.at = (c.at + 1) % fieldCount
	case key == "shift+tab", key == "up":
		c.at = (c.at + fieldCount - 1) % fieldCount
	case key == "ctrl+y", c.at == sourceField && s.Keys.Matches(msg, keys.Copy):
		return c.copied(s), false
	case c.at == sourceField:
		c.pressSource(s, msg)
	case c.at == bodyField && c.source == fromObject && (key == "pgup" || key == "pgdown"):
		c.propose(key == "pgdown")
	default:
		c.fields[c.at].Take(msg)
		c.tried = false
	}
	return nil, false
}

// pressSource takes the keys of the first row.
func (c *compose) pressSource(s *Screen, msg tea.KeyPressMsg) {
	switch key := msg.String(); {
	case key == "left", s.Keys.Matches(msg, keys.Left):
		c.turn(-1)
	case key == "right", key == "space", s.Keys.Matches(msg, keys.Right):
		c.turn(1)
	}
}

// turn takes another source of the body.
func (c *compose) turn(by int) {
	c.source = (c.source + sources + by) % sources
	c.fields[bodyField], c.tried = newBodyInput(), false
}

// propose takes another of the objects that are known.
func (c *compose) propose(next bool) {
	for i, key := range c.objects {
		if key != c.object {
			continue
		}
		if next {
			i++
		} else {
			i--
		}
		c.object = c.objects[(i+len(c.objects))%len(c.objects)]
		c.fields[bodyField] = newBodyInput()
		return
	}
}

// copied copies the command line, where there is one.
func (c *compose) copied(s *Screen) tea.Cmd {
	m, times, err := c.message(s)
	if err != nil {
		c.tried = true
		return nil
	}
	line := c.command(s, &m, times)
	if line == "" {
		return nil
	}
	return tea.Batch(tea.SetClipboard(line), Say("copied the command line"))
}

// enter reads the body where it has to be read, or else sends the message.
func (c *compose) enter(s *Screen) (tea.Cmd, bool) {
	c.tried = true
	if c.asked {
		return nil, false
	}
	if c.needsReading() {
		c.asked = true
		want, from := c.wanted(), c.acts.FromFile
		if c.source == fromObject {
			from = c.acts.FromObject
		}
		return from(c.name(), func(body string, err error) { c.asked, c.read, c.body, c.problem = false, want, body, err }), false
	}
	m, times, err := c.message(s)
	if err != nil {
		return nil, false
	}
	return c.acts.Send(m, times), true
}
