package ui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline"
	"inflight/pipeline/event"
	"inflight/pipeline/fault"
	"inflight/pipeline/state"
	"inflight/ui/dialog"
	"inflight/ui/graphics"
	"inflight/ui/keys"
	"inflight/ui/panel"
	"inflight/ui/scenes"
)

// inspect opens what is under the cursor.
func (m *model) inspect() tea.Cmd {
	at, filter := m.lists[m.focus].cursor, m.lists[m.focus].filter
	switch m.focus {
	case flowArea:
		return m.inspectNode()
	case deadArea:
		return m.inspectLetter()
	case inFlightArea, queueArea, workersArea, timeArea:
		if under := m.underCursor(); under != nil {
			m.windows.Push(&life{m: m, id: under.ID})
		}
	case thumbnailsArea:
		if at < len(panel.ThumbnailRows(m.state, filter)) {
			m.windows.Push(&large{m: m})
		}
	case inboxArea:
		if at < len(panel.InboxRows(m.state, filter)) {
			m.windows.Push(&mail{m: m})
		}
	case callsArea:
		if rows := panel.CallRows(m.state, filter, m.bookkeeping); at < len(rows) {
			m.windows.Push(dialog.Call(&rows[at], &m.state.Setup, m.keys.Called(keys.Copy)))
		}
	case chartsArea, throughputArea, areas:
		m.zoom()
	}
	return nil
}

// openSettings opens the sheet of the settings: in the past, and in a recording, as they
// were then.
func (m *model) openSettings() tea.Cmd {
	o := dialog.Sheet{Ctx: m.ctx, Now: func() time.Time { return m.now }, Wall: m.wall()}
	switch {
	case m.recorded():
		o.Fixed = errRecorded
	case m.past.Past():
		o.Fixed = errSettingsThen
	case m.options.Begins != nil:
		o.Fixed = errNotBegun
	default:
		o.Knobs, o.Behind = m.options.Control, func() bool { return m.steps.behind }
	}
	sheet, cmd := dialog.Settings(&m.turning, o)
	m.windows.Push(sheet)
	return cmd
}

// readSettings reads the settings again while the sheet is open.
func (m *model) readSettings() tea.Cmd {
	if !dialog.IsSettings(m.windows.Top()) {
		return nil
	}
	return m.turning.Again(m.ctx, m.options.Control, m.wall())
}

// errSettingsThen says why nothing is turned in the past.
var errSettingsThen = errors.New("these are the settings of then: esc goes back to now, where they can be changed")

// nextWait lets receives wait for the next of 0, 1, 5 and 20 s.
func (m *model) nextWait() tea.Cmd {
	is := m.turning.Value(event.WaitSetting, m.state.Setup.Value(event.WaitSetting), m.steps.behind)
	return m.turning.Turn(m.ctx, m.options.Control, event.WaitSetting, dialog.NextWait(is))
}

// cameTurned takes how a change of a setting went. Where the sheet is open it shows that.
func (m *model) cameTurned(msg dialog.Turned) tea.Cmd {
	next, said := m.turning.Came(msg)
	if !dialog.IsSettings(m.windows.Top()) && (said.Err != nil || said.Text != "") {
		m.toasts.Add(said, m.wall())
	}
	if next != nil {
		return next
	}
	return m.take() // with the event that says the same
}

// inspectNode opens what AWS knows of the node that has the focus.
func (m *model) inspectNode() tea.Cmd {
	if m.node == state.WorkersNode {
		m.windows.Push(dialog.Workers(m.state, m.now))
		return nil
	}
	return m.describe(m.node)
}

// openFaults opens the menu of what can go wrong on purpose.
func (m *model) openFaults() {
	control := m.options.Control
	m.windows.Push(dialog.Faults(dialog.FaultSwitch{
		Check: control.CheckFault,
		On: func(spec fault.Spec) tea.Cmd {
			return m.do("on: "+spec.String(), func(ctx context.Context) error { return control.SwitchFault(ctx, spec) })()
		},
		Off: func(spec fault.Spec) tea.Cmd {
			return m.do("off: "+spec.String(), func(ctx context.Context) error { return control.FaultOff(ctx, spec.Name, spec.Filter) })()
		},
		AllOff: m.do("all faults are off", control.FaultsOff),
		Page: func(hit *state.Struck) func() {
			of := m.state.Message(hit.MessageID)
			if of == nil && hit.MessageID == "" && hit.Key != "" {
				of = m.state.Latest(hit.Key)
			}
			if of == nil {
				return nil
			}
			return func() { m.windows.Push(&life{m: m, id: of.ID}) }
		},
	}))
}

// describedMsg is what AWS knows of a node.
type describedMsg struct {
	page dialog.Window
	err  error
}

// describe asks AWS what it knows of a node.
func (m *model) describe(node state.Node) tea.Cmd {
	d := m.options.Describer
	if m.options.Begins != nil {
		return dialog.Refuse(errNotBegun)
	}
	if d == nil {
		return nil
	}
	ctx := m.ctx
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(ctx, actionTime)
		defer cancel()
		title, text, err := d.Describe(ctx, node)
		lead, rest, told := strings.Cut(text, "\n\n")
		if !told || strings.HasPrefix(text, "{") {
			lead, rest = "", text
		}
		return describedMsg{page: &nodePage{Window: dialog.Page(title, lead, rest), m: m, node: node}, err: err}
	}
}

// nodePage is what AWS knows of a node. What decides what arrives there can be edited.
type nodePage struct {
	dialog.Window

	m    *model
	node state.Node
}

// Press takes the key that edits, and those of a page.
func (p *nodePage) Press(s *dialog.Screen, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	if _, editable := documentOf(p.node); editable && p.m.keys.Matches(msg, keys.Edit) {
		r, _ := p.m.keys.Pressed(msg, keys.Flow)
		return p.m.act(r, msg.String()), true
	}
	return p.Window.Press(s, msg)
}

// documentOf is the document that can be edited on a node.
func documentOf(node state.Node) (kind pipeline.DocumentKind, editable bool) {
	switch node { //nolint:exhaustive // the others have none
	case state.BusNode:
		return pipeline.PatternDocument, true
	case state.QueueNode:
		return pipeline.PolicyDocument, true
	}
	return "", false
}

// errNoDocument says where something can be edited.
var errNoDocument = errors.New("choose EventBridge or the queue in the diagram (tab, or a click): its pattern or its access policy can be edited")

// documentMsg is a document that was read, to be edited.
type documentMsg struct {
	read pipeline.Document
	err  error
}

// openDocument reads the document of a node, to be edited.
func (m *model) openDocument(node state.Node) tea.Cmd {
	kind, editable := documentOf(node)
	if m.focus != flowArea || !editable {
		return dialog.Refuse(errNoDocument)
	}
	ctx, control := m.ctx, m.options.Control
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(ctx, actionTime)
		defer cancel()
		read, err := control.Document(ctx, kind)
		return documentMsg{read, err}
	}
}

// editDocument lets a person edit a document.
func (m *model) editDocument(msg documentMsg) tea.Cmd {
	if msg.err != nil {
		m.toasts.Add(dialog.Done{Err: msg.err}, m.wall())
		return nil
	}
	ctx, control := m.ctx, m.options.Control
	check := func(d pipeline.Document, text string, took func(string, error)) tea.Cmd {
		key := m.lastKey()
		return func() tea.Msg {
			ctx, cancel := context.WithTimeout(ctx, actionTime)
			defer cancel()
			says, err := control.CheckDocument(ctx, &d, text, key)
			return dialog.Took(func() { took(says, err) })
		}
	}
	var window dialog.Window
	set := func(d pipeline.Document, text string, took func(pipeline.Document, string, error)) tea.Cmd {
		key := m.lastKey()
		return func() tea.Msg {
			ctx, cancel := context.WithTimeout(ctx, actionTime)
			defer cancel()
			now := d
			says, err := control.CheckDocument(ctx, &d, text, key)
			if err == nil {
				now, err = control.SetDocument(ctx, &d, text)
			}
			return dialog.Took(func() {
				took(now, says, err)
				if err != nil && !m.windows.Has(window) { // it was closed before the answer came
					m.toasts.Add(dialog.Done{Err: fmt.Errorf("the %s of %s is not set: %w", d.Kind, d.Of(), err)}, m.wall())
				}
			})
		}
	}
	acts := dialog.DocumentActs{Check: check, Set: set}
	if editor := m.options.Editor; editor != nil {
		acts.Edit = func(text string, took func(string, error) tea.Cmd) tea.Cmd {
			file := strings.ReplaceAll(string(msg.read.Kind), " ", "-") + ".json"
			return editor.Edit(ctx, file, text, func(text string, err error) tea.Msg {
				return scenes.Brought{By: m, Msg: dialog.Edited(func() tea.Cmd { return took(text, err) })}
			})
		}
	}
	var cmd tea.Cmd
	window, cmd = dialog.Document(msg.read, acts)
	m.windows.Push(window)
	return cmd
}

// tookBack takes what was edited by another program, which has had the terminal: that
// holds no pictures any more, and Bubble Tea looks as often as it did to begin with. What
// has happened meanwhile is taken first: the text is tried on the last event.
func (m *model) tookBack(msg dialog.Edited) tea.Cmd {
	m.dirty = true
	m.writing.Begun()
	came := m.take()
	return tea.Batch(m.pictures.Leave(), came, msg())
}

// lastKey is the key of the image that S3 told of last, as far as that is known here;
// empty: none.
func (m *model) lastKey() (key string) {
	var at time.Time
	if n := m.state.Thumbnails.Len(); n > 0 {
		last := m.state.Thumbnails.At(n - 1)
		key, at = last.SourceKey, last.At.Add(-last.Took)
	}
	for _, one := range m.state.Live() {
		if one.Key != "" && one.SentAt.After(at) {
			key, at = one.Key, one.SentAt
		}
	}
	if u := &m.state.Unmatched; u.Key != "" && u.Type == "Object Created" && u.At.After(at) {
		return u.Key
	}
	return key
}

// show shows what AWS knows.
func (m *model) show(msg describedMsg) {
	if msg.err != nil {
		m.toasts.Add(dialog.Done{Err: msg.err}, m.wall())
		return
	}
	m.windows.Push(msg.page)
}

// life shows a message's life.
type life struct {
	dialog.Pages
	m  *model
	id string
}

func (l *life) Size(*dialog.Screen) (w, h int) { return min(l.m.width-4, 120), min(l.m.height-2, 50) }

// Press takes the keys that follow and announce, those that go to when it failed or
// died, and those that scroll.
func (l *life) Press(s *dialog.Screen, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	m := l.m
	switch {
	case m.keys.Matches(msg, keys.Follow):
		m.follow()
		return nil, false
	case m.keys.Matches(msg, keys.Announce):
		return m.announceAgain(), false
	case m.keys.Matches(msg, keys.LastMark):
		return m.gone(m.past.OfMessage(l.id, false)), false
	case m.keys.Matches(msg, keys.NextMark):
		return m.gone(m.past.OfMessage(l.id, true)), false
	}
	return l.Pages.Press(s, msg)
}

func (l *life) Draw(s *dialog.Screen, w, h int) (title, right string, body []string) {
	m := l.m
	v := m.view(inFlightArea, w, h)
	v.MessageID, v.Focused = l.id, true
	right = l.Fit(s, panel.Message().Lines(v), h)
	v.Offset = l.Offset
	title, _ = panel.Message().Title(v)
	return title, right, panel.Message().Draw(v)
}

// large shows the thumbnail under the gallery's cursor.
type large struct {
	dialog.Pages
	m *model
}

func (l *large) Size(*dialog.Screen) (w, h int) {
	m := l.m
	if m.pictures.OverFrame() { // nothing may change beside it
		return m.width, m.height - 2
	}
	return min(m.width-4, 120), min(m.height-2, 36)
}

func (l *large) Draw(s *dialog.Screen, w, h int) (title, right string, body []string) {
	m := l.m
	v := m.view(thumbnailsArea, w, h)
	v.Focused, v.Pictures = true, graphics.Still{Pictures: m.pictures}
	title, right = panel.ThumbnailLarge().Title(v)
	return title, right, panel.ThumbnailLarge().Draw(v)
}

// Press takes the keys for the link, the one that opens the life of the message,
// where it is known still, and those that go to the next thumbnail.
func (l *large) Press(s *dialog.Screen, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	m := l.m
	switch {
	case m.keys.Matches(msg, keys.Inspect) && m.pictured() != nil:
		m.windows.Push(&life{m: m, id: m.pictured().ID})
	case m.keys.Matches(msg, keys.Copy):
		return m.copyURL(), false
	case m.keys.Matches(msg, keys.Open):
		return m.openURL(), false
	case m.keys.Matches(msg, keys.Announce):
		return m.announceAgain(), false
	case m.keys.Matches(msg, keys.Left), m.keys.Matches(msg, keys.Up):
		m.moveCursor(thumbnailsArea, -1)
	case m.keys.Matches(msg, keys.Right), m.keys.Matches(msg, keys.Down):
		m.moveCursor(thumbnailsArea, 1)
	default:
		return l.Pages.Press(s, msg)
	}
	return nil, false
}

func (l *large) Scroll(int) {}

// mail shows the mail or post under the inbox's cursor.
type mail struct {
	dialog.Pages
	m *model
}

func (l *mail) Size(*dialog.Screen) (w, h int) { return min(l.m.width-4, 100), min(l.m.height-4, 24) }

func (l *mail) Draw(s *dialog.Screen, w, h int) (title, right string, body []string) {
	m := l.m
	v := m.view(inboxArea, w, h)
	v.Focused = true
	title, right = panel.InboxMessage().Title(v)
	if n := panel.InboxMessage().Lines(v); n > h {
		right += ", " + l.Fit(s, n, h)
	}
	v.Offset = l.Offset
	return title, right, panel.InboxMessage().Draw(v)
}

// Press takes the keys for the link, and those that go to the next mail.
func (l *mail) Press(s *dialog.Screen, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	m := l.m
	switch {
	case m.keys.Matches(msg, keys.Copy):
		return m.copyURL(), false
	case m.keys.Matches(msg, keys.Open):
		return m.openURL(), false
	case m.keys.Matches(msg, keys.Left), m.keys.Matches(msg, keys.Up):
		l.Offset = 0
		m.moveCursor(inboxArea, -1)
	case m.keys.Matches(msg, keys.Right), m.keys.Matches(msg, keys.Down):
		l.Offset = 0
		m.moveCursor(inboxArea, 1)
	default:
		return l.Pages.Press(s, msg)
	}
	return nil, false
}
