package ui

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"inflight/ui/panel"
)

// overlay is a window above the screen: the help, a question, what is known of
// a message.
type overlay interface {
	// draw returns what is inside a frame of that size, and its title.
	draw(m *model, w, h int) (title, right string, body []string)
	// size is how large the frame should be at most.
	size(m *model) (w, h int)
	// press takes a key; closed says that the window is done with.
	press(m *model, msg tea.KeyPressMsg) (cmd tea.Cmd, closed bool)
	scroll(by int)
}

// push opens a window.
func (m *model) push(o overlay) { m.overlays = append(m.overlays, o) }

// pressOverlay hands a key to the topmost window.
func (m *model) pressOverlay(msg tea.KeyPressMsg) tea.Cmd {
	top := len(m.overlays) - 1
	o := m.overlays[top]
	cmd, closed := o.press(m, msg)
	if closed {
		for i, other := range m.overlays {
			if other == o {
				m.overlays = append(m.overlays[:i], m.overlays[i+1:]...)
				break
			}
		}
	}
	return cmd
}

// drawOverlays draws the windows in the middle of the screen.
func (m *model) drawOverlays(c *canvas) {
	for _, o := range m.overlays {
		w, h := o.size(m)
		w, h = min(w, m.width-4), min(h, m.height-2)
		title, right, body := o.draw(m, w-2, h-2)
		for i := range body {
			body[i] = exactly(body[i], w-2)
		}
		r := rect{(m.width - w) / 2, (m.height - h) / 2, w, h}
		c.lay(r, panel.Frame(title, right, body, true, m.styles, w, h))
	}
}

// pages are windows that only show text, and scroll.
type pages struct{ offset int }

func (p *pages) scroll(by int) { p.offset = max(p.offset+by, 0) }

// pressScroll takes the keys that scroll, and those that close.
func (p *pages) press(m *model, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	k := &m.keys
	switch {
	case key.Matches(msg, k.Up):
		p.scroll(-1)
	case key.Matches(msg, k.Down):
		p.scroll(1)
	case key.Matches(msg, k.PageUp):
		p.scroll(-10)
	case key.Matches(msg, k.PageDown), key.Matches(msg, k.Pause):
		p.scroll(10)
	case key.Matches(msg, k.Home):
		p.offset = 0
	case key.Matches(msg, k.Back), key.Matches(msg, k.Quit), key.Matches(msg, k.Inspect), key.Matches(msg, k.Help):
		return nil, true
	}
	return nil, false
}

// cut is the part of the lines to be seen.
func (p *pages) cut(lines []string, h int) []string {
	p.offset = min(p.offset, max(len(lines)-h, 0))
	return lines[p.offset:min(p.offset+h, len(lines))]
}

// help shows every key.
type help struct {
	pages
	groups []group
}

func newHelp(m *model) *help { return &help{groups: m.keys.groups()} }

func (h *help) size(*model) (int, int) {
	lines := 2
	for _, g := range h.groups {
		lines += len(g.keys) + 2
	}
	return 62, lines + 6
}

func (h *help) draw(m *model, w, height int) (title, right string, body []string) {
	s := m.styles
	lines := []string{
		paint(s.Text, " Images go into S3; each becomes a message in a queue; workers"),
		paint(s.Text, " take them and race the visibility countdown."),
	}
	for _, g := range h.groups {
		lines = append(lines, "", " "+paint(s.Title, g.title))
		for _, k := range g.keys {
			lines = append(lines, "   "+paint(s.Accent, panel.Fit(k.Help().Key, 10))+" "+paint(s.Text, k.Help().Desc))
		}
	}
	lines = append(lines, "", paint(s.Dim, " waiting ■   delayed ◌   in flight ● ◕ ◑ ◔   dead ✖   2nd try ²"))
	return "help", "esc closes", h.cut(lines, height)
}

// confirm asks before something that cannot be undone.
type confirm struct {
	question string
	yes      func() tea.Cmd
	typed    string // has to be typed; empty: y is enough
	input    input
}

func (c *confirm) size(*model) (int, int) { return 64, 9 }

func (c *confirm) scroll(int) {}

func (c *confirm) draw(m *model, w, _ int) (title, right string, body []string) {
	s := m.styles
	body = append(body, "")
	for _, line := range panel.Wrap(c.question, w-4) {
		body = append(body, "  "+paint(s.Text, line))
	}
	body = append(body, "")
	if c.typed == "" {
		return "are you sure?", "", append(body, "  "+paint(s.Accent, "y")+paint(s.Text, " yes, purge it     ")+paint(s.Accent, "n")+paint(s.Text, " no"))
	}
	body = append(body, "  "+paint(s.Bad, "This is a real account.")+paint(s.Text, " Type the queue's name, then enter:"))
	return "are you sure?", "esc: no", append(body, "  "+c.input.line(s, w-4))
}

func (c *confirm) press(m *model, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	if c.typed == "" {
		switch {
		case key.Matches(msg, m.keys.Yes):
			return c.yes(), true
		case key.Matches(msg, m.keys.No), key.Matches(msg, m.keys.Quit):
			return nil, true
		}
		return nil, false
	}
	switch {
	case key.Matches(msg, m.keys.Back):
		return nil, true
	case key.Matches(msg, m.keys.Inspect):
		if c.input.text == c.typed {
			return c.yes(), true
		}
	default:
		c.input.press(msg)
	}
	return nil, false
}

// palette finds an action by its name.
type palette struct {
	input  input
	cursor int
}

func newPalette(*model) *palette { return &palette{} }

func (p *palette) size(m *model) (int, int) { return 64, len(m.actions()) + 4 }

func (p *palette) scroll(by int) { p.cursor = max(p.cursor+by, 0) }

// found are the actions that match what was typed.
func (p *palette) found(m *model) (out []action) {
	for _, a := range m.actions() {
		if strings.Contains(a.name, strings.ToLower(p.input.text)) {
			out = append(out, a)
		}
	}
	return out
}

func (p *palette) draw(m *model, w, _ int) (title, right string, body []string) {
	s := m.styles
	body = append(body, paint(s.Accent, " : ")+p.input.line(s, w-4), "")
	found := p.found(m)
	p.cursor = min(p.cursor, max(len(found)-1, 0))
	for i, a := range found {
		style, mark := s.Text, "   "
		if i == p.cursor {
			style, mark = s.Strong, " > "
		}
		body = append(body, paint(s.Accent, mark)+paint(style, panel.Fit(a.name, max(w-16, 1)))+paint(s.Dim, a.key.Help().Key))
	}
	if len(found) == 0 {
		body = append(body, paint(s.Dim, fmt.Sprintf("   no action is called %q", panel.Escape(p.input.text))))
	}
	return "actions", "enter runs, esc closes", body
}

func (p *palette) press(m *model, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	switch msg.String() {
	case "esc":
		return nil, true
	case "up":
		p.scroll(-1)
	case "down":
		p.scroll(1)
	case "enter":
		if found := p.found(m); p.cursor < len(found) {
			return found[p.cursor].run(), true
		}
	default:
		p.input.press(msg)
		p.cursor = 0
	}
	return nil, false
}
