package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"inflight/ui/draw"
)

// overlay is a window above the screen: the help, a question, what is known of
// a message.
type overlay interface {
	// size is how large the window would like to be inside its frame.
	size(m *model) (w, h int)
	// draw returns what is inside a frame of that size, and its title.
	draw(m *model, w, h int) (title, right string, body []string)
	// press takes a key; closed says that the window is done with.
	press(m *model, msg tea.KeyPressMsg) (cmd tea.Cmd, closed bool)
	// scroll moves what is to be seen, for the wheel.
	scroll(by int)
}

// push opens a window.
func (m *model) push(o overlay) { m.overlays = append(m.overlays, o) }

// top is the window that keys go to; nil where there is none.
func (m *model) top() overlay {
	if len(m.overlays) == 0 {
		return nil
	}
	return m.overlays[len(m.overlays)-1]
}

// pressOverlay hands a key to the topmost window. What the key opens lies above
// the window, so the window that is done with need not be the last any more.
func (m *model) pressOverlay(msg tea.KeyPressMsg) tea.Cmd {
	o := m.top()
	cmd, closed := o.press(m, msg)
	if closed {
		if i := slices.Index(m.overlays, o); i >= 0 {
			m.overlays = slices.Delete(m.overlays, i, i+1)
		}
	}
	return cmd
}

// place is where a window goes: the middle of the screen, with a margin where
// there is room for one.
func (m *model) place(o overlay) draw.Rect {
	w, h := o.size(m)
	marginX, marginY := 4, 2
	if m.width < mediumWidth {
		marginX = 2
	}
	w, h = min(w+2, m.width-marginX), min(h+2, m.height-marginY)
	return draw.At((m.width-w)/2, (m.height-h)/2, w, h)
}

// drawOverlays draws the windows, the screen below them without its colours.
func (m *model) drawOverlays(c *draw.Canvas) {
	if len(m.overlays) == 0 {
		return
	}
	c.Fade(m.styles.Of(draw.Border))
	for _, o := range m.overlays {
		r := m.place(o)
		title, right, body := o.draw(m, r.W-2, r.H-2)
		for i := range body {
			body[i] = draw.Exactly(body[i], r.W-2)
		}
		c.Lay(r, draw.Frame(title, right, body, true, m.styles, r.W, r.H))
	}
}
