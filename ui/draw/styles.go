package draw

import "github.com/charmbracelet/x/ansi"

// Styles are what everything is drawn with: for each tone the escape sequence that
// turns its style on, a colour for each image, and the set of characters. The theme
// makes them; there is no colour anywhere else. The zero Styles, and none at all,
// draw without any, as NO_COLOR asks.
type Styles struct {
	Tones Tones

	// Image is the style of an image's hue. It is called for every row; nil: images
	// have none.
	Image func(hue int) string

	// ASCII draws with ASCII characters alone.
	ASCII bool
}

// Tones are the sequences that turn styles on, by tone; empty for the terminal's own.
type Tones [tones]string

// Of is the style of a tone.
func (s *Styles) Of(t Tone) string {
	if s == nil {
		return ""
	}
	return s.Tones[t]
}

// OfImage is the style of an image's hue.
func (s *Styles) OfImage(hue int) string {
	if s == nil || s.Image == nil {
		return ""
	}
	return s.Image(hue)
}

// Paint gives a text the style of a tone.
func (s *Styles) Paint(t Tone, text string) string { return paint(s.Of(t), text) }

func paint(style, text string) string {
	if style == "" || text == "" {
		return text
	}
	return style + text + ansi.ResetStyle
}
