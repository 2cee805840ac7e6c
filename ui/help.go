package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"inflight/ui/draw"
	"inflight/ui/flow"
	"inflight/ui/keys"
	"inflight/ui/panel"
)

// help shows every key, and what every sign on the screen means, in as many
// columns as there is room for.
type help struct {
	pages
	parts      []helpPart
	words, all int // the line where the words begin, and how many there are, when it was drawn last
}

// helpPart is a group of keys or signs under a title.
type helpPart struct {
	title string
	rows  []helpRow
}

// helpRow is a key or a sign, and what it does or means.
type helpRow struct {
	tone       draw.Tone
	name, does string
}

// newHelp makes the help from the key map, and from the tables that the panels
// draw with.
func newHelp(m *model) *help {
	h := &help{}
	for _, g := range m.keys.Help() {
		part := helpPart{title: g.Title}
		for _, k := range g.Keys {
			part.rows = append(part.rows, helpRow{draw.Accent, m.plainKey(k.Help().Key), k.Help().Desc})
		}
		h.parts = append(h.parts, part)
	}
	for _, g := range append(panel.Legend(m.styles), flow.Legend(m.styles)) {
		part := helpPart{title: g.Title}
		for _, sign := range g.Signs {
			part.rows = append(part.rows, helpRow{sign.Tone, sign.Glyph, sign.Means})
		}
		h.parts = append(h.parts, part)
	}
	return h
}

// What the help measures: the narrowest and the widest column, and the least
// room for the name of a key or for a sign.
const (
	leastColumn, mostColumn = 36, 40
	leastName               = 4
)

const helpIntro = "Images go into S3; each becomes a message in a queue; workers take them and race the visibility countdown. " +
	"One image has one colour everywhere. A small figure beside a token is its receive count. " +
	"The same key again shows what the words mean."

func (h *help) size(m *model) (w, height int) {
	columns := max(min((m.width-6)/leastColumn, 3), 1)
	w = min(columns*mostColumn, m.width-6)
	return w, len(h.lines(m, w))
}

func (h *help) draw(m *model, w, height int) (title, right string, body []string) {
	body, right = h.cut(m, h.lines(m, w), height)
	return "help", right, body
}

// lines are all of it.
func (h *help) lines(m *model, w int) []string {
	var lines []string
	for _, line := range draw.Wrap(helpIntro, max(w-2, 1)) {
		lines = append(lines, " "+m.styles.Paint(draw.Text, line))
	}
	columns := max(min(w/leastColumn, 3), 1)
	lines = append(append(lines, ""), h.columns(m, columns, w/columns)...)
	h.words = len(lines) + 1
	lines = append(append(lines, ""), m.glossaryLines(w)...)
	h.all = len(lines)
	return lines
}

// press takes the key for help too: it goes on to the words, and closes there.
func (h *help) press(m *model, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	if words := min(h.words, h.all-h.height); m.keys.Matches(msg, keys.Help) && h.offset < words {
		h.offset = words
		return nil, false
	}
	return h.pages.press(m, msg)
}

// columns are the parts beside and below each other: in their order, each
// column about as high as the others.
func (h *help) columns(m *model, n, width int) []string {
	total := 0
	for _, part := range h.parts {
		total += len(part.rows) + 2
	}
	columns := make([][]string, n)
	at := 0
	for _, part := range h.parts {
		high := len(columns[at]) + (len(part.rows)+2)/2
		if at < n-1 && high > total/n {
			at++
		}
		columns[at] = append(columns[at], part.lines(m, width)...)
	}
	var lines []string
	for y := 0; ; y++ {
		line, more := "", false
		for _, column := range columns {
			text := ""
			if y < len(column) {
				text, more = column[y], true
			}
			line += draw.Exactly(text, width)
		}
		if !more {
			return lines
		}
		lines = append(lines, line)
	}
}

// lines are a part: its title, its rows, and an empty line.
func (p *helpPart) lines(m *model, width int) []string {
	lines := []string{" " + m.styles.Paint(draw.Title, p.title)}
	wide := leastName
	for _, r := range p.rows {
		wide = max(wide, ansi.StringWidth(r.name))
	}
	for _, r := range p.rows {
		for i, does := range draw.Wrap(r.does, max(width-wide-4, 1)) {
			name := r.name
			if i > 0 {
				name = ""
			}
			lines = append(lines, "  "+m.styles.Paint(r.tone, draw.Fit(name, wide))+" "+m.styles.Paint(draw.Text, does))
		}
	}
	return append(lines, "")
}

// plainKey is the name of a key without arrows where only ASCII may be drawn.
func (m *model) plainKey(name string) string {
	if !m.options.ASCII {
		return name
	}
	return strings.NewReplacer("↑↓", "up/down", "←→", "left/right", "↑", "up", "↓", "down", "←", "left", "→", "right").Replace(name)
}
