package panel

// Frame draws the border around the inside of a panel: body, which is width-2
// cells wide and height-2 lines high, with title and right in the upper border.
// It returns height lines that are width cells wide; where there is no room for
// a border it returns the body cut to size.
func Frame(title, right string, body []string, focused bool, styles *Styles, width, height int) []string {
	p, ok := newPage(View{Styles: styles, Width: width, Height: height})
	if !ok {
		return p.finish()
	}
	if width < 4 || height < 3 {
		p.text(toneDim, title)
		return p.finish()
	}
	edge := p.ink.of(toneBorder)
	name := p.ink.of(toneTitle)
	if focused {
		edge = p.ink.of(toneBorderFocused)
		name += edge
	}
	p.row(func(l *line) { topEdge(l, p.glyph, edge, name, p.ink.of(toneDim), title, right) })
	for i := range height - 2 {
		inside, n := spaces(width-2), width-2
		if i < len(body) {
			inside = body[i]
		}
		p.row(func(l *line) {
			l.glyph(edge, p.glyph.upright, 1)
			l.styled(inside, n)
			l.glyph(edge, p.glyph.upright, 1)
		})
	}
	p.row(func(l *line) {
		l.glyph(edge, p.glyph.corners[2], 1)
		l.glyph(edge, p.glyph.dash, width-2)
		l.glyph(edge, p.glyph.corners[3], 1)
	})
	return p.finish()
}

// topEdge draws "╭─ title ───── right ─╮"; right gives way to title.
func topEdge(l *line, g *glyphs, edge, name, dim, title, right string) {
	l.glyph(edge, g.corners[0], 1)
	if room := l.width - 6; title != "" && room > 0 {
		if cells(title) > room {
			title = Fit(title, room)
		}
		l.glyph(edge, g.dash, 1)
		l.gap(1)
		l.put(name, title)
		l.gap(1)
	}
	n := cells(right)
	if right == "" || l.left() < n+6 {
		l.glyph(edge, g.dash, l.left()-1)
		l.glyph(edge, g.corners[1], 1)
		return
	}
	l.glyph(edge, g.dash, l.left()-n-4)
	l.gap(1)
	l.put(dim, right)
	l.gap(1)
	l.glyph(edge, g.dash, 1)
	l.glyph(edge, g.corners[1], 1)
}
