package panel

import "strings"

// window is the part of n rows that h lines show: the first row, and one past
// the last. It starts at offset, or where the cursor is in sight.
func window(cursor, offset, n, h int) (from, to int) {
	if h <= 0 || n <= 0 {
		return 0, 0
	}
	cursor = min(max(cursor, 0), n-1)
	from = min(max(offset, 0), max(n-h, 0))
	from = min(from, cursor)
	from = max(from, cursor-h+1)
	return from, min(from+h, n)
}

// scroll is the part of n rows that h lines show, with the cursor brought onto
// one of them.
func (p *page) scroll(n, h int) (from, to int) {
	p.Cursor = min(p.Cursor, max(n-1, 0))
	return window(p.Cursor, p.Offset, n, h)
}

// matches tells whether one of the texts holds the filter, without regard to
// case. The empty filter is in all.
func matches(filter string, texts ...string) bool {
	if filter == "" {
		return true
	}
	filter = strings.ToLower(filter)
	for _, t := range texts {
		if strings.Contains(strings.ToLower(t), filter) {
			return true
		}
	}
	return false
}

// pointer draws the cursor's column. The row under the cursor of the panel that
// has the focus gets a background too, where the theme has one.
func (p *page) pointer(l *line, here bool) {
	switch {
	case here && p.Focused:
		l.under = p.ink.of(toneSelected)
		l.glyph(p.ink.of(toneAccent), p.glyph.cursor, 1)
	case here:
		l.glyph(p.ink.of(toneDim), p.glyph.cursor, 1)
	default:
		l.gap(1)
	}
}

// empty says what would appear here and how to make it appear.
func (p *page) empty(text string) []string {
	if p.Filter != "" {
		text = "Nothing here holds “" + Escape(p.Filter) + "”. Press esc to see all."
	}
	if p.Height > 4 {
		p.blank(1)
	}
	for _, s := range Wrap(text, max(p.Width-4, min(p.Width, 8))) {
		p.row(func(l *line) {
			if l.width > 12 {
				l.gap(2)
			}
			l.put(p.ink.of(toneDim), s)
		})
	}
	return p.finish()
}
