package ui

import (
	"slices"
	"strconv"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"inflight/ui/draw"
	"inflight/ui/keys"
)

// footer is the last line: the keys that matter most here, and at its end those
// that one looks for when lost.
func (m *model) footer(width int) string {
	if m.state.Stopping != "" {
		return m.stopping(width)
	}
	if m.filter != nil {
		return m.styles.Paint(draw.Accent, " / ") + m.filter.Line(m.styles, max(width-4, 1))
	}
	line := ""
	for _, part := range m.footerParts(width) {
		line += strings.Repeat(" ", part.from-ansi.StringWidth(line)) + part.text
	}
	return draw.Exactly(line, width)
}

// footerPart is a key in the footer: where it stands, and what it is.
type footerPart struct {
	from, width int
	text        string // styled
	key         key.Binding
}

// footerParts are the keys of the footer, from left to right.
func (m *model) footerParts(width int) []footerPart {
	last := []key.Binding{m.keys.As("help", keys.Help), m.keys.As("quit", keys.Quit)}
	fit, brief := m.footerKeys(width, last)
	var parts []footerPart
	add := func(at int, some []key.Binding) {
		for _, k := range some {
			p := footerPart{from: at, text: m.keyLine([]key.Binding{k}, brief), key: k}
			p.width = ansi.StringWidth(p.text)
			parts = append(parts, p)
			at += p.width + 2
		}
	}
	add(1, fit)
	add(max(width-1-ansi.StringWidth(m.keyLine(last, brief)), 1), last)
	return parts
}

// clickFooter presses the key that stands under the pointer: of several that
// share a place, the one whose name is there.
func (m *model) clickFooter(x int) tea.Cmd {
	if m.filter != nil || m.state.Stopping != "" {
		return nil
	}
	for _, part := range m.footerParts(m.width) {
		at := x - part.from
		if at < 0 || at >= part.width {
			continue
		}
		names := part.key.Keys()
		which := 0
		if len(names) > 1 {
			if name := ansi.Truncate(part.key.Help().Key, at, ""); strings.ContainsAny(part.key.Help().Key, "←→↑↓") {
				which = min(ansi.StringWidth(name), len(names)-1)
			} else {
				which = min(strings.Count(name, "/"), len(names)-1)
			}
		}
		return m.press(pressed(names[which]))
	}
	return nil
}

// pressed is the message of a key, by the name that a binding has it by.
func pressed(name string) tea.KeyPressMsg {
	for code, special := range map[rune]string{
		tea.KeyEnter: "enter", tea.KeyTab: "tab", tea.KeyEsc: "esc", tea.KeyLeft: "left", tea.KeyRight: "right", tea.KeyUp: "up", tea.KeyDown: "down",
	} {
		if name == special {
			return tea.KeyPressMsg{Code: code}
		}
	}
	if name == "space" {
		return tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}
	}
	r := []rune(name)
	if len(r) == 1 {
		return tea.KeyPressMsg{Code: r[0], Text: name}
	}
	if rest, ok := strings.CutPrefix(name, "ctrl+"); ok && rest != "" {
		return tea.KeyPressMsg{Code: []rune(rest)[0], Mod: tea.ModCtrl}
	}
	if n, ok := strings.CutPrefix(name, "f"); ok {
		if i, err := strconv.Atoi(n); err == nil {
			return tea.KeyPressMsg{Code: tea.KeyF1 + rune(i-1)}
		}
	}
	return tea.KeyPressMsg{}
}

// expendable is what goes first where the keys do not fit, by what they do.
var expendable = []string{"all actions", "next panel", "open", "copy", "zoom", "sort", "broken", "choose", "what AWS knows", "filter"}

// expendableIn is what goes before that, where a panel's own keys matter more
// than those of the pipeline.
func expendableIn(a area) []string {
	switch a {
	case flowArea:
		return []string{"all actions", "next panel", "zoom", "broken", "purge", "redrive"}
	case callsArea, inboxArea, thumbnailsArea: // they list what is over
		return []string{"all actions", "next panel", "zoom", "sort", "broken", "purge", "redrive", "workers"}
	case inFlightArea, workersArea, deadArea, chartsArea, throughputArea, areas:
	}
	return nil
}

// footerKeys are the keys that fit beside the last ones, and whether their names
// have to be brief.
func (m *model) footerKeys(width int, last []key.Binding) (fit []key.Binding, brief bool) {
	words := map[keys.ID]string{}
	if m.state.Paused {
		words[keys.Pause] = "resume"
	}
	fit = m.keys.Footer(scopeOf(m.focus), m.options.Playing != nil || m.options.Begins != nil, words)
	fits := func() bool {
		return ansi.StringWidth(m.keyLine(fit, brief))+ansi.StringWidth(m.keyLine(last, brief))+4 <= width
	}
	if fits() {
		return fit, false
	}
	brief = !m.options.ASCII
	for _, what := range append(expendableIn(m.focus), expendable...) {
		if fits() {
			return fit, brief
		}
		fit = slices.DeleteFunc(fit, func(k key.Binding) bool { return k.Help().Desc == what })
	}
	for len(fit) > 0 && !fits() {
		fit = fit[:len(fit)-1]
	}
	return fit, brief
}

// keyLine is a list of keys and what they do.
func (m *model) keyLine(some []key.Binding, brief bool) string {
	parts := make([]string, len(some))
	for i, k := range some {
		name := k.Help().Key
		if brief {
			name = strings.NewReplacer("space", "␣", "enter", "⏎").Replace(name)
		}
		parts[i] = m.styles.Paint(draw.Accent, name) + " " + m.styles.Paint(draw.Dim, k.Help().Desc)
	}
	return strings.Join(parts, "  ")
}
