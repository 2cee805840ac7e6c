package ui

import (
	tea "charm.land/bubbletea/v2"

	"inflight/ui/draw"
	"inflight/ui/keys"
)

// quit ends the screen. Where leaving takes a while it begins that and stays,
// to show what is waited for; a second time it goes at once.
func (m *model) quit() tea.Cmd {
	if m.options.Leave == nil || m.leaving || m.state.Stopping != "" {
		return tea.Quit
	}
	m.leaving = true
	m.options.Leave()
	return nil
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
