package ui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"inflight/ui/draw"
	"inflight/ui/keys"
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
	mark := ""
	if m.here(a) || m.pointedAt(a) {
		mark = m.styles.Sign("»")
	}
	switch {
	case chosen:
		return "[" + mark + text + "]"
	case mark != "":
		return mark + text
	}
	return " " + text
}

// footer is the last line: the keys that matter most here, and at its end those
// that one looks for when lost.
func (m *model) footer(width int) string {
	if m.state.Stopping != "" {
		return m.stopping(width)
	}
	if m.filter != nil {
		return m.styles.Paint(draw.Accent, " / ") + m.filter.Line(m.styles, max(width-4, 1))
	}
	return m.footerFor(width).line
}

// footerOf is all that the keys of the footer and their words depend on: they are put
// together again when it changes, and not for each frame.
type footerOf struct {
	width            int
	focus            area
	recorded, stands bool
	past, runs       bool // a moment that was is shown, and it goes on
	styles           *draw.Styles
}

// madeFooter is a footer and what it was made of.
type madeFooter struct {
	of    footerOf
	parts []footerPart
	line  string
}

// footerFor is the footer of keys.
func (m *model) footerFor(width int) *madeFooter {
	of := footerOf{
		width: width, focus: m.focus, styles: m.styles,
		recorded: m.recorded() || m.options.Begins != nil || m.past.Past(), stands: m.world.Stands(),
		past: m.options.Recording != nil || m.past.Past(), runs: m.past.Runs(),
	}
	f := &m.foot
	if f.parts != nil && f.of == of {
		return f
	}
	*f = madeFooter{of: of, parts: m.footerParts(of)}
	at := 0
	var line strings.Builder
	for _, part := range f.parts {
		line.WriteString(strings.Repeat(" ", part.from-at) + part.text)
		at = part.from + part.width
	}
	f.line = draw.Exactly(line.String(), width)
	return f
}

// footerPart is a key in the footer: where it stands, and what it is.
type footerPart struct {
	from, width int
	text        string // styled
	key         key.Binding
}

// footerParts are the keys of the footer, from left to right.
func (m *model) footerParts(of footerOf) []footerPart {
	last := []key.Binding{m.keys.As("help", keys.Help), m.keys.As("quit", keys.Quit)}
	fit, brief := m.footerKeys(of, last)
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
	add(max(of.width-1-ansi.StringWidth(m.keyLine(last, brief)), 1), last)
	return parts
}

// clickFooter presses the key that stands under the pointer: of several that
// share a place, the one whose name is there.
func (m *model) clickFooter(x int) tea.Cmd {
	if m.filter != nil || m.state.Stopping != "" {
		return nil
	}
	for _, part := range m.footerFor(m.width).parts {
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
var expendable = []string{"all actions", "next panel", "by hand", "open", "copy", "zoom", "sort", "broken", "choose", "what AWS knows", "filter"}

// expendableIn is what goes before that, where a panel's own keys matter more
// than those of the pipeline.
func expendableIn(a area) []string {
	switch a {
	case flowArea:
		return []string{"all actions", "next panel", "zoom", "broken", "purge", "redrive"}
	case callsArea, inboxArea, thumbnailsArea: // they list what is over
		return []string{"all actions", "next panel", "zoom", "sort", "broken", "purge", "redrive", "faults", "workers"}
	case timeArea: // a moment is what one is there for
		return []string{"all actions", "next panel", "zoom", "broken", "purge", "redrive", "faults", "workers", "model", "inspect", "10 s"}
	case inFlightArea, workersArea, deadArea, chartsArea, throughputArea, areas:
	}
	return nil
}

// footerKeys are the keys that fit beside the last ones, and whether their names
// have to be brief.
func (m *model) footerKeys(of footerOf, last []key.Binding) (fit []key.Binding, brief bool) {
	words := map[keys.ID]string{}
	switch {
	case of.past && of.runs:
		words[keys.Freeze] = "stand"
	case of.past: // it plays
	case of.stands:
		words[keys.Freeze] = "go on"
	}
	if !of.stands {
		words[keys.Step] = ""
		if of.focus == deadArea && !of.past { // its own keys matter more
			words[keys.Freeze] = ""
		}
	}
	if m.options.Recording != nil { // there is no now
		words[keys.Back] = ""
	}
	fit = m.keys.Footer(scopeOf(of.focus), of.recorded, of.past, words)
	fits := func() bool {
		return ansi.StringWidth(m.keyLine(fit, brief))+ansi.StringWidth(m.keyLine(last, brief))+4 <= of.width
	}
	if fits() {
		return fit, false
	}
	brief = !m.options.ASCII
	for _, what := range append(expendableIn(of.focus), expendable...) {
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

// briefly are keys in one cell.
var briefly = strings.NewReplacer("space", "␣", "enter", "⏎")

// keyLine is a list of keys and what they do.
func (m *model) keyLine(some []key.Binding, brief bool) string {
	parts := make([]string, len(some))
	for i, k := range some {
		name := k.Help().Key
		if brief {
			name = briefly.Replace(name)
		}
		parts[i] = m.styles.Paint(draw.Accent, name) + " " + m.styles.Paint(draw.Dim, k.Help().Desc)
	}
	return strings.Join(parts, "  ")
}

// stopping is the last line while the run waits for something before it is over.
func (m *model) stopping(width int) string {
	mark := " ! "
	hint := " (" + m.keys.Called(keys.Quit) + " leaves at once)"
	text := "stopping: " + draw.Escape(m.state.Stopping)
	room := width - len(mark) - len(hint)
	if room < 20 { // the key matters more
		return m.styles.Paint(draw.Warn, mark) + m.styles.Paint(draw.Strong, draw.Fit("stopping"+hint, max(width-len(mark), 1)))
	}
	return m.styles.Paint(draw.Warn, mark) + m.styles.Paint(draw.Strong, draw.Fit(draw.Fit(text, min(room, len(text)))+hint, width-len(mark)))
}
