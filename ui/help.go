package ui

import (
	"strings"

	"inflight/ui/panel"
)

// help shows every key, in two columns where there is room for them.
type help struct {
	pages
	groups []group
}

func newHelp(m *model) *help { return &help{groups: m.keys.groups()} }

// What the help measures: a column, and the narrowest window with two of them.
const (
	helpColumn = 36
	helpTwo    = 2*helpColumn + 2
)

const helpIntro = "Images go into S3; each becomes a message in a queue; workers take them and race the visibility countdown."

func (h *help) size(m *model) (w, height int) {
	w = helpTwo
	if m.width < helpTwo+4 {
		w = helpColumn + 4
	}
	return w, len(h.lines(m, w, m.height-4))
}

func (h *help) draw(m *model, w, height int) (title, right string, body []string) {
	body, right = h.cut(h.lines(m, w, height), height)
	return "help", right, body
}

// lines are all of it; the introduction only where there is room for it.
func (h *help) lines(m *model, w, height int) []string {
	s := m.styles
	keys := h.columns(m, w)
	var lines []string
	if intro := panel.Wrap(helpIntro, max(w-2, 1)); len(keys)+len(intro)+3 <= height {
		for _, line := range intro {
			lines = append(lines, " "+paint(s.Text, line))
		}
		lines = append(lines, "")
	}
	lines = append(append(lines, keys...), "")
	return append(lines, " "+paint(s.Dim, m.legend()))
}

// columns are the groups of keys, two beside each other where that fits.
func (h *help) columns(m *model, w int) []string {
	if w < helpTwo {
		return h.column(m, h.groups)
	}
	half := (len(h.groups) + 1) / 2
	left, right := h.column(m, h.groups[:half]), h.column(m, h.groups[half:])
	for len(left) < len(right) {
		left = append(left, "")
	}
	for i, line := range right {
		left[i] = exactly(left[i], helpColumn) + "  " + line
	}
	return left
}

// column is a list of groups, a key a line.
func (h *help) column(m *model, groups []group) []string {
	var lines []string
	for i, g := range groups {
		if i > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, " "+paint(m.styles.Title, g.title))
		for _, k := range g.keys {
			lines = append(lines, "  "+paint(m.styles.Accent, panel.Fit(m.plainKey(k.Help().Key), 10))+paint(m.styles.Text, k.Help().Desc))
		}
	}
	return lines
}

// legend says what the glyphs are.
func (m *model) legend() string {
	if m.options.ASCII {
		return m.plainKey("# waiting   ~ delayed   o in flight   x dead   2: second try")
	}
	return "■ waiting   ◌ delayed   ● ◕ ◑ ◔ in flight   ✖ dead   ² second try"
}

// plainKey is the name of a key without arrows where only ASCII may be drawn.
func (m *model) plainKey(name string) string {
	if !m.options.ASCII {
		return name
	}
	return strings.NewReplacer("↑", "up", "↓", "down", "←", "left", "→", "right").Replace(name)
}
