package ui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"inflight/ui/draw"
)

// tabLine names the panels and their keys, the one that has the focus in
// brackets, or the one that is shown where there is room for one.
func (m *model) tabLine(width int) string {
	var b strings.Builder
	used := 0
	for i, text := range m.tabNames(width) {
		style := draw.Dim
		if panelAreas[i] == m.tabShown() {
			style = draw.Title
		}
		if used += ansi.StringWidth(text); used > width {
			break
		}
		b.WriteString(m.styles.Paint(style, text))
	}
	return b.String()
}

// tabShown is the panel whose name stands in brackets.
func (m *model) tabShown() area {
	if m.layout.tabs {
		return m.layout.shown
	}
	return m.focus
}

// leastTab is how many letters tell a panel's name.
const leastTab = 5

// tabNames are the panels as the line of tabs calls them. Where they do not fit
// those that are not chosen are cut: to their short names, where they have one,
// then all to as many letters as there is room for, then to their numbers.
func (m *model) tabNames(width int) []string {
	names := make([]string, len(panelAreas))
	most, numbers := 20, 0
	for {
		total := 0
		for i, a := range panelAreas {
			names[i] = m.tabName(a, most)
			if i >= len(panelAreas)-numbers && a != m.tabShown() {
				names[i] = fmt.Sprintf(" %d", i+1)
			}
			total += ansi.StringWidth(names[i])
		}
		switch {
		case total <= width || numbers == len(panelAreas):
			return names
		case most > leastTab:
			most--
		default:
			numbers++
		}
	}
}

// tabName is a panel's name in the line of tabs, at most so many cells of it
// where it is not the chosen one.
func (m *model) tabName(a area, most int) string {
	name, chosen := slots[a].name, a == m.tabShown()
	if short := slots[a].short; short != "" && !chosen && len(name) > most {
		name = short
	}
	if !chosen && len(name) > most {
		name = draw.Fit(name, most)
	}
	text := fmt.Sprintf("%d %s", slices.Index(panelAreas, a)+1, name)
	if chosen {
		return "[" + text + "]"
	}
	return " " + text
}
