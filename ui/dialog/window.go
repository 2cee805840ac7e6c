package dialog

import (
	"slices"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/state"
	"inflight/ui/draw"
	"inflight/ui/keys"
)

// Window lies above the screen: the help, a question, what is known of a message.
type Window interface {
	// Size is how large the window would like to be inside its frame.
	Size(s *Screen) (w, h int)
	// Draw returns what is inside a frame of that size, and its title.
	Draw(s *Screen, w, h int) (title, right string, body []string)
	// Press takes a key; closed says that the window is done with.
	Press(s *Screen, msg tea.KeyPressMsg) (cmd tea.Cmd, closed bool)
	// Scroll moves what is to be seen, for the wheel.
	Scroll(by int)
}

// Screen is what windows lie on, and what they are drawn with.
type Screen struct {
	Width, Height int
	Roomy         bool // there is room for a margin
	Styles        *draw.Styles
	Keys          Keys
	State         *state.State
	Now           time.Time // of the frame, by the clock that is drawn
}

// Keys are the keys of the screen's actions, as a keys.Table has them.
type Keys interface {
	Matches(msg tea.KeyPressMsg, id keys.ID) bool
	Called(id keys.ID) string
	As(does string, ids ...keys.ID) key.Binding
	Help() []keys.Part
}

// Stack is the windows that are open; the last is on top. The zero Stack has none.
type Stack struct{ open []Window }

// Push opens a window.
func (k *Stack) Push(w Window) { k.open = append(k.open, w) }

// Top is the window that keys go to; nil where there is none.
func (k *Stack) Top() Window {
	if len(k.open) == 0 {
		return nil
	}
	return k.open[len(k.open)-1]
}

// Has tells whether a window is open.
func (k *Stack) Has(w Window) bool { return slices.Contains(k.open, w) }

// Press hands a key to the topmost window. What the key opens lies above the
// window, so the window that is done with need not be the last any more.
func (k *Stack) Press(s *Screen, msg tea.KeyPressMsg) tea.Cmd {
	top := k.Top()
	cmd, closed := top.Press(s, msg)
	if closed {
		if i := slices.Index(k.open, top); i >= 0 {
			k.open = slices.Delete(k.open, i, i+1)
		}
	}
	return cmd
}

// Paste adds text to what is being typed in the topmost window.
func (k *Stack) Paste(msg tea.PasteMsg) {
	if w, takes := k.Top().(interface{ paste(msg tea.PasteMsg) }); takes {
		w.paste(msg)
	}
}

// Click closes the topmost window by a click outside of it. A question stays.
func (k *Stack) Click(s *Screen, x, y int) {
	if _, question := k.Top().(*confirm); !question && !s.place(k.Top()).Holds(x, y) {
		k.open = k.open[:len(k.open)-1]
	}
}

// place is where a window goes: the middle of the screen, with a margin where
// there is room for one.
func (s *Screen) place(o Window) draw.Rect {
	w, h := o.Size(s)
	marginX, marginY := 4, 2
	if !s.Roomy {
		marginX = 2
	}
	w, h = min(w+2, s.Width-marginX), min(h+2, s.Height-marginY)
	return draw.At((s.Width-w)/2, (s.Height-h)/2, w, h)
}

// Draw draws the windows, what lies below each without its colours.
func (k *Stack) Draw(s *Screen, c *draw.Canvas) {
	if len(k.open) == 0 {
		return
	}
	for _, o := range k.open {
		c.Fade(s.Styles.Of(draw.Border)) // a window below, too: else two look like one
		r := s.place(o)
		title, right, body := o.Draw(s, r.W-2, r.H-2)
		for i := range body {
			body[i] = draw.Exactly(body[i], r.W-2)
		}
		c.Lay(r, draw.Frame(title, right, body, true, s.Styles, r.W, r.H))
	}
}
