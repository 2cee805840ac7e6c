package ui

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/x/ansi"
)

// footer is the last line: the keys that matter most here, and at its end those
// that one looks for when lost.
func (m *model) footer(width int) string {
	if m.state.Stopping != "" {
		return m.stopping(width)
	}
	if m.filter != nil {
		return paint(m.styles.Accent, " / ") + m.filter.line(m.styles, max(width-4, 1))
	}
	last := []key.Binding{as("help", m.keys.Help), as("quit", m.keys.Quit)}
	keys, brief := m.footerKeys(width, last)
	first := m.keyLine(keys, brief)
	end := m.keyLine(last, brief)
	gap := max(width-1-ansi.StringWidth(first)-ansi.StringWidth(end)-1, 1)
	return " " + first + strings.Repeat(" ", gap) + end + " "
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
func (m *model) footerKeys(width int, last []key.Binding) (keys []key.Binding, brief bool) {
	keys = m.keys.short(m.focus, m.state.Paused, m.options.Playing != nil)
	fits := func() bool {
		return ansi.StringWidth(m.keyLine(keys, brief))+ansi.StringWidth(m.keyLine(last, brief))+4 <= width
	}
	if fits() {
		return keys, false
	}
	brief = !m.options.ASCII
	for _, what := range append(expendableIn(m.focus), expendable...) {
		if fits() {
			return keys, brief
		}
		keys = slices.DeleteFunc(keys, func(k key.Binding) bool { return k.Help().Desc == what })
	}
	for len(keys) > 0 && !fits() {
		keys = keys[:len(keys)-1]
	}
	return keys, brief
}

// keyLine is a list of keys and what they do.
func (m *model) keyLine(keys []key.Binding, brief bool) string {
	parts := make([]string, len(keys))
	for i, k := range keys {
		name := m.plainKey(k.Help().Key)
		if brief {
			name = strings.NewReplacer("space", "␣", "enter", "⏎").Replace(name)
		}
		parts[i] = paint(m.styles.Accent, name) + " " + paint(m.styles.Dim, k.Help().Desc)
	}
	return strings.Join(parts, "  ")
}
