package dialog

import (
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"inflight/ui/draw"
	"inflight/ui/flow"
	"inflight/ui/keys"
	"inflight/ui/panel"
	"inflight/ui/rewind"
)

// help shows every key, and what every sign on the screen means, in as many
// columns as there is room for.
type help struct {
	Pages
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

// Help is what every key does, and what every sign and word means.
func Help(s *Screen) Window { return newHelp(s) }

// newHelp makes the help from the key map, and from the tables that the panels
// draw with.
func newHelp(s *Screen) *help {
	h := &help{}
	for _, g := range s.Keys.Help() {
		part := helpPart{title: g.Title}
		for _, k := range g.Keys {
			part.rows = append(part.rows, helpRow{draw.Accent, k.Help().Key, k.Help().Desc})
		}
		h.parts = append(h.parts, part)
	}
	for _, g := range append(panel.Legend(s.Styles), rewind.Legend(s.Styles), flow.Legend(s.Styles)) {
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

func (h *help) Size(s *Screen) (w, height int) {
	columns := max(min((s.Width-6)/leastColumn, 3), 1)
	w = min(columns*mostColumn, s.Width-6)
	return w, len(h.lines(s, w))
}

func (h *help) Draw(s *Screen, w, height int) (title, right string, body []string) {
	body, right = h.cut(s, h.lines(s, w), height)
	return "help", right, body
}

// lines are all of it.
func (h *help) lines(s *Screen, w int) []string {
	var lines []string
	for _, line := range draw.Wrap(helpIntro, max(w-2, 1)) {
		lines = append(lines, " "+s.Styles.Paint(draw.Text, line))
	}
	columns := max(min(w/leastColumn, 3), 1)
	lines = append(append(lines, ""), h.columns(s, columns, w/columns)...)
	h.words = len(lines) + 1
	lines = append(append(lines, ""), s.glossaryLines(w)...)
	h.all = len(lines)
	return lines
}

// Press takes the key for help too: it goes on to the words, and closes there.
func (h *help) Press(s *Screen, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	if words := min(h.words, h.all-h.height); s.Keys.Matches(msg, keys.Help) && h.Offset < words {
		h.Offset = words
		return nil, false
	}
	return h.Pages.Press(s, msg)
}

// columns are the parts beside and below each other: in their order, each
// column about as high as the others.
func (h *help) columns(s *Screen, n, width int) []string {
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
		columns[at] = append(columns[at], part.lines(s, width)...)
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
func (p *helpPart) lines(s *Screen, width int) []string {
	lines := []string{" " + s.Styles.Paint(draw.Title, p.title)}
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
			lines = append(lines, "  "+s.Styles.Paint(r.tone, draw.Fit(name, wide))+" "+s.Styles.Paint(draw.Text, does))
		}
	}
	return append(lines, "")
}
