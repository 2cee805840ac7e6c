package dialog

import (
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline"
	"inflight/pipeline/event"
	"inflight/ui/draw"
	"inflight/ui/panel"
)

// DocumentActs are what the window for a document needs of others. What they come to is
// handed to took.
type DocumentActs struct {
	// Check asks AWS what a text means that is not set.
	Check func(d pipeline.Document, text string, took func(says string, err error)) tea.Cmd
	// Set checks a text, and sets it; now is how it is then.
	Set func(d pipeline.Document, text string, took func(now pipeline.Document, says string, err error)) tea.Cmd
	// Edit hands a text to the person's own editor; nil: they have named none. The text
	// comes back as it was where that failed.
	Edit func(text string, took func(text string, err error) tea.Cmd) tea.Cmd
}

// Edited is a message that hands over what a person has edited elsewhere.
type Edited func() tea.Cmd

// errNoEditor says why no editor is opened.
var errNoEditor = errors.New("no editor is named: set $VISUAL or $EDITOR before inflight is started, or edit it here")

// errSetting says why nothing else is done with a document.
var errSetting = errors.New("AWS is being asked to set it: this works when it has answered")

// Document lets a person edit a document that was read: in their own editor at once, if
// they have one and the document is theirs to change. The command opens that, or asks
// what the text means.
func Document(d pipeline.Document, acts DocumentActs) (Window, tea.Cmd) {
	w := &document{acts: acts, read: d, area: newArea(d.Indented(d.Text))}
	w.opened = w.area.text()
	if acts.Edit != nil && d.Foreign == "" {
		return w, w.edit()
	}
	return w, w.check()
}

// document is the window.
type document struct {
	acts DocumentActs
	read pipeline.Document // as AWS has it
	area area

	opened  string // what stood there then
	asked   bool   // AWS is being asked
	setting bool   // to set it, which nothing overtakes
	turn    int    // of asking: what an earlier one comes to says nothing any more
	of      string // the text that says and problem are of
	says    string // what it means
	problem error  // why it is not set, or what is wrong with it
	was     bool   // it has been set
	failed  error  // why the editor brought nothing, until a key is pressed
}

const documentWidth = 96

func (d *document) Size(s *Screen) (w, h int) {
	w = min(documentWidth, s.Width-4)
	return w, max(strings.Count(d.area.text(), "\n")+1, 3) + 1 + len(d.below(s, w))
}

func (d *document) Scroll(by int) {
	for ; by > 0; by-- {
		d.area.field.CursorDown()
	}
	for ; by < 0; by++ {
		d.area.field.CursorUp()
	}
}

func (d *document) paste(msg tea.PasteMsg) { d.area.take(msg) }

func (d *document) Draw(s *Screen, w, h int) (title, right string, body []string) {
	below := d.below(s, w)
	room := max(h-len(below)-1, 1)
	body = append(body, "")
	for _, line := range d.area.draw(s.Styles, max(w-4, 1), room) {
		body = append(body, "  "+line)
	}
	return string(d.read.Kind) + " of " + draw.Escape(d.read.Of()), d.area.more(room), append(body, below...)
}

// leastArea is how many lines of the text are to be seen before the command line is.
const (
	leastArea = 8
	margins   = 6 // of the window and its frame
)

// below is what stands below the text: what it means, the keys, and the command line
// where there is room for it.
func (d *document) below(s *Screen, w int) []string {
	st := s.Styles
	out := []string{""}
	tone, says := d.verdict()
	for _, line := range draw.Wrap(draw.Escape(says), max(w-4, 1)) {
		out = append(out, "  "+st.Paint(tone, line))
	}
	keys := "ctrl+s: set it  ctrl+t: what it means  ctrl+x: clear  esc: close"
	if d.acts.Edit != nil {
		keys += "  ctrl+e: your editor"
	}
	if d.read.Own != "" {
		keys += "  ctrl+r: put back the stack's own"
	}
	for _, line := range draw.Wrap(keys, max(w-4, 1)) {
		out = append(out, "  "+st.Paint(draw.Dim, line))
	}
	command := commandLines(s, d.command(s), "ctrl+y", w)
	if len(out)+len(command)+leastArea < s.Height-margins {
		return append(out, append(command, "")...)
	}
	if len(command) > 0 {
		out = append(out, "  "+st.Paint(draw.Dim, draw.Fit("ctrl+y: copies the same as a line of the AWS CLI", w-4)))
	}
	return out
}

// verdict is what is to be said of the text.
func (d *document) verdict() (tone draw.Tone, says string) {
	text := d.area.text()
	wrong := d.read.Check(text)
	switch {
	case d.failed != nil:
		return draw.Bad, event.Reason(d.failed)
	case d.asked && (d.setting || wrong == nil):
		return draw.Dim, "asking AWS"
	case d.problem != nil && d.of == text:
		return draw.Bad, event.Reason(d.problem) + d.others()
	case d.read.Foreign != "":
		return draw.Warn, "It is not this stack's, and stays as it is: " + d.read.Foreign
	case wrong != nil:
		return draw.Bad, event.Reason(wrong)
	case d.was && d.of == text:
		return draw.Good, "It is set. " + d.says
	case text == d.opened && d.of == text:
		return draw.Text, "This is what AWS has. " + d.says
	case text == d.opened:
		return draw.Text, "This is what AWS has."
	case d.of == text && d.says != "":
		return draw.Text, "Not set yet. " + d.says
	case strings.TrimSpace(text) == "":
		return draw.Text, "ctrl+s takes the policy away."
	}
	return draw.Dim, "Not set yet."
}

// others says how a document is that somebody else has changed.
func (d *document) others() string {
	if !errors.Is(d.problem, pipeline.ErrChangedMeanwhile) {
		return ""
	}
	now := "none"
	if d.read.Text != "" {
		now = event.OneLine(d.read.Text, 160)
	}
	return ". ctrl+s again replaces what AWS has now: " + now
}

// command is the line of the AWS CLI that sets the text.
func (d *document) command(s *Screen) string {
	if d.read.Check(d.area.text()) != nil {
		return ""
	}
	return panel.DocumentCommand(&s.State.Setup, &d.read, d.area.text())
}

// Press takes the keys that act, and what is typed: letters are typed here, whatever
// their keys do elsewhere.
func (d *document) Press(s *Screen, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	d.failed = nil
	switch msg.String() {
	case "esc":
		return nil, true
	case "ctrl+e":
		return d.edit(), false
	case "ctrl+s":
		return d.set(), false
	case "ctrl+t":
		return d.check(), false
	case "ctrl+r":
		switch {
		case d.read.Own == "":
			return nil, false
		case d.setting:
			return Refuse(errSetting), false
		}
		d.area.set(d.read.Indented(d.read.Own))
		return d.set(), false
	case "ctrl+x":
		d.area.set("")
		return nil, false
	case "ctrl+y":
		if line := d.command(s); line != "" {
			return tea.Batch(tea.SetClipboard(line), Say("copied the command line")), false
		}
		return nil, false
	}
	d.area.take(msg)
	return nil, false
}

// edit hands the text to the person's own editor, and asks what it means when it comes
// back. It is set by a key here, as what is typed here is.
func (d *document) edit() tea.Cmd {
	switch {
	case d.acts.Edit == nil:
		return Refuse(errNoEditor)
	case d.setting:
		return Refuse(errSetting)
	}
	return d.acts.Edit(d.area.text(), func(text string, err error) tea.Cmd {
		if d.failed = err; text != d.area.text() {
			d.area.set(text)
		}
		return d.check()
	})
}

// check asks what the text means.
func (d *document) check() tea.Cmd {
	text := d.area.text()
	switch {
	case d.setting:
		return Refuse(errSetting)
	case d.read.Check(text) != nil:
		return nil
	}
	turn := d.ask(false)
	return d.acts.Check(d.read, text, func(says string, err error) {
		if d.answered(turn) {
			d.of, d.says, d.problem, d.was = text, says, err, false
		}
	})
}

// set sets the text. It does not wait for what a check comes to.
func (d *document) set() tea.Cmd {
	text := d.area.text()
	switch {
	case d.setting:
		return Refuse(errSetting)
	case d.read.Foreign != "" || d.read.Check(text) != nil:
		return nil
	}
	turn := d.ask(true)
	return d.acts.Set(d.read, text, func(now pipeline.Document, says string, err error) {
		if !d.answered(turn) {
			return
		}
		d.of, d.says, d.problem, d.was = text, says, err, err == nil
		d.read = now
		if err == nil {
			d.opened = text
		}
	})
}

// ask begins to ask AWS, and returns which turn it is.
func (d *document) ask(setting bool) (turn int) {
	d.asked, d.setting = true, setting
	d.turn++
	return d.turn
}

// answered takes that AWS has answered, and tells whether nothing was asked since.
func (d *document) answered(turn int) bool {
	if turn != d.turn {
		return false
	}
	d.asked, d.setting = false, false
	return true
}
