package ui

import (
	"fmt"
	"strings"

	"inflight/ui/draw"
	"inflight/ui/keys"
)

// narration says whether what happens is told in sentences: in a demonstration
// it is, until somebody wants it otherwise.
type narration struct{ turned, on bool }

// narrates tells whether it does.
func (m *model) narrates() bool {
	if m.narration.turned {
		return m.narration.on
	}
	return m.state.Setup.Demonstration
}

// turnNarration turns it on or off.
func (m *model) turnNarration() { m.narration = narration{true, !m.narrates()} }

// tell draws what is most worth knowing now, over the lines there are for it:
// what happens, and what is wrong or should be known.
func (m *model) tell(r draw.Rect) []string {
	var lines []string
	add := func(style draw.Tone, mark, text string) {
		text = draw.Sentences(text, r.W-4, r.H-len(lines))
		for i, part := range draw.Wrap(draw.Escape(text), max(r.W-4, 1)) {
			if len(lines) == r.H {
				lines[r.H-1] = draw.Exactly(lines[r.H-1], r.W-3) + m.styles.Paint(draw.Dim, m.styles.Sign("…"))
				return
			}
			if i > 0 {
				mark = " "
			}
			lines = append(lines, " "+m.styles.Paint(style, mark)+" "+m.styles.Paint(draw.Text, part))
		}
	}
	urgent := len(m.state.Insights) > 0 && m.state.Insights[0].Urgent()
	if text := m.told(); text != "" && r.H > 1 && (!urgent || m.following != "") {
		add(draw.Good, m.styles.Sign("»"), strings.TrimRight(draw.Fit(draw.Escape(text), r.W-4), " "))
	}
	if len(m.state.Insights) > 0 {
		add(draw.Warn, "!", m.view(flowArea, r.W, r.H).Advice(m.state.Insights[0]))
	}
	if note := m.note(); note != "" && len(lines) < r.H {
		add(draw.Dim, "i", note)
	}
	for i := range lines {
		lines[i] = draw.Exactly(lines[i], r.W)
	}
	return lines
}

// note is what a person should know of the run while nothing is wrong.
func (m *model) note() string {
	if m.state.Over {
		return "The run is over. Press " + m.keys.Called(keys.Quit) + " to leave."
	}
	notes := m.notes()
	if len(notes) == 0 {
		return ""
	}
	return draw.Escape(notes[0])
}

// notes are what a person should know of how it runs.
func (m *model) notes() []string {
	var out []string
	setup := &m.state.Setup
	if setup.EngineNote != "" {
		out = append(out, setup.EngineNote)
	}
	if setup.Pace > 0 {
		out = append(out, fmt.Sprintf("Paced for the eye: each stage takes at least %.1f s; the work is real. --pace 0s --rate 0 is full speed.", setup.Pace))
	}
	return out
}
