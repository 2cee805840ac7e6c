package ui

import (
	"context"
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"inflight/pipeline"
	"inflight/ui/panel"
)

// inspect opens what is under the cursor.
func (m *model) inspect() tea.Cmd {
	at := m.lists[m.focus].cursor
	filter := m.lists[m.focus].filter
	switch m.focus {
	case flowArea:
		return m.describe(m.node)
	case inFlightArea:
		if rows := panel.InFlightRows(m.state, m.now, filter, m.sort); at < len(rows) {
			m.push(&life{id: rows[at].ID})
		}
	case deadArea:
		if rows := panel.DeadLetterRows(m.state, filter); at < len(rows) {
			m.push(&life{id: rows[at].ID})
		}
	case workersArea:
		if at < len(m.state.Workers) && m.state.Workers[at].MessageID != "" {
			m.push(&life{id: m.state.Workers[at].MessageID})
		}
	case thumbnailsArea:
		if at < len(panel.ThumbnailRows(m.state, filter)) {
			m.push(&large{})
		}
	case inboxArea:
		if at < len(panel.InboxRows(m.state, filter)) {
			m.push(&mail{})
		}
	case callsArea:
		if rows := panel.CallRows(m.state, filter); at < len(rows) {
			m.push(callPage(&rows[at]))
		}
	case chartsArea, throughputArea, areas:
		m.zoomed = !m.zoomed
		m.arrange()
	}
	return nil
}

// life shows a message's life.
type life struct {
	pages
	id string
}

func (l *life) size(m *model) (int, int) { return min(m.width*4/5, 120), m.height * 4 / 5 }

func (l *life) view(m *model, w, h int) panel.View {
	v := m.view(inFlightArea, w, h)
	v.MessageID, v.Focused = l.id, true
	return v
}

func (l *life) draw(m *model, w, h int) (title, right string, body []string) {
	v := l.view(m, w, h)
	l.offset = min(l.offset, max(panel.MessageLines(v)-h, 0))
	v.Offset = l.offset
	title, right = panel.MessageTitle(v)
	return title, right, panel.Message(v)
}

// large shows the thumbnail under the gallery's cursor.
type large struct{ pages }

func (*large) size(m *model) (int, int) { return min(m.width-8, 130), m.height - 4 }

func (*large) draw(m *model, w, h int) (title, right string, body []string) {
	v := m.view(thumbnailsArea, w, h)
	v.Focused = true
	title, right = panel.ThumbnailLargeTitle(v)
	return title, right, panel.ThumbnailLarge(v)
}

func (l *large) press(m *model, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	list := &m.lists[thumbnailsArea]
	last := max(len(panel.ThumbnailRows(m.state, list.filter))-1, 0)
	switch {
	case key.Matches(msg, m.keys.Copy):
		return m.copyURL(), false
	case key.Matches(msg, m.keys.Left), key.Matches(msg, m.keys.Up):
		list.cursor = max(list.cursor-1, 0)
	case key.Matches(msg, m.keys.Right), key.Matches(msg, m.keys.Down):
		list.cursor = min(list.cursor+1, last)
	default:
		return l.pages.press(m, msg)
	}
	return nil, false
}

// mail shows the mail or post under the inbox's cursor.
type mail struct{ pages }

func (*mail) size(m *model) (int, int) { return min(m.width-8, 100), m.height * 3 / 4 }

func (l *mail) draw(m *model, w, h int) (title, right string, body []string) {
	v := m.view(inboxArea, w, h)
	v.Focused, v.Offset = true, l.offset
	title, right = panel.InboxMessageTitle(v)
	return title, right, panel.InboxMessage(v)
}

// page shows a text.
type page struct {
	pages
	title string
	text  string // from outside: escaped line by line as it is drawn
}

func (*page) size(m *model) (int, int) { return min(m.width-8, 110), m.height * 4 / 5 }

func (p *page) draw(m *model, w, h int) (title, right string, body []string) {
	var lines []string
	for line := range strings.SplitSeq(p.text, "\n") {
		lines = append(lines, " "+highlight(m.styles, panel.Fit(line, max(w-2, 1))))
	}
	return p.title, "esc closes", p.cut(lines, h)
}

// highlight colours a line of JSON: names, and the rest.
func highlight(s *panel.Styles, line string) string {
	if name, rest, ok := strings.Cut(line, `": `); ok && strings.HasPrefix(strings.TrimSpace(name), `"`) {
		return paint(s.Accent, name+`"`) + paint(s.Dim, ": ") + paint(s.Text, rest)
	}
	return paint(s.Text, line)
}

// callPage shows an API call.
func callPage(c *pipeline.Call) *page {
	caller := "this program"
	if c.Caller != "" {
		caller = c.Caller
	}
	lines := []string{
		fmt.Sprintf("%s %s", c.Service, c.Operation), "",
		"at        " + c.At.Format("15:04:05.000"),
		"by        " + caller,
		fmt.Sprintf("status    %d", c.Status),
		fmt.Sprintf("took      %.1f ms", float64(c.Took.Microseconds())/1000),
		fmt.Sprintf("attempts  %d", c.Attempts),
		fmt.Sprintf("size      %d bytes", c.Size),
		fmt.Sprintf("price     $%.7f", c.USD),
	}
	if c.Text != "" {
		lines = append(lines, "result    "+c.Text)
	}
	if c.Error != "" {
		lines = append(lines, "", "error")
		lines = append(lines, panel.Wrap(c.Error, 90)...)
	}
	return &page{title: "API call", text: strings.Join(lines, "\n")}
}

// describedMsg is what AWS knows of a node.
type describedMsg struct {
	page *page
	err  error
}

// describe asks AWS what it knows of a node.
func (m *model) describe(node pipeline.Node) tea.Cmd {
	d := m.options.Describer
	if d == nil {
		return nil
	}
	ctx := m.ctx
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(ctx, actionTime)
		defer cancel()
		title, text, err := d.Describe(ctx, node)
		return describedMsg{page: &page{title: title, text: text}, err: err}
	}
}

// described shows what AWS knows.
func (m *model) described(msg describedMsg) {
	if msg.err != nil {
		m.toasts.add(doneMsg{err: msg.err}, m.clock())
		return
	}
	m.push(msg.page)
}
