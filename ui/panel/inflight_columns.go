package panel

import "inflight/ui/draw"

// columns are the widths of the columns of InFlight; 0 leaves one out.
type columns struct {
	id, name, worker, try, stage, work, spent, bar, ticks, left int
}

// inFlightColumns shares out the width: what matters most gets its place first.
// It is the same whatever the rows are, so that nothing jumps while they change.
func inFlightColumns(width int) columns {
	c := columns{name: 20, left: 5}
	switch {
	case width < 24:
		c.name = max(width-2-1-1-c.left, 0)
	case width < 46:
		c.try, c.name = 4, min(c.name, max(width-22, 6))
		c.bar = width - c.fixed()
	case width < 60:
		c.try, c.work, c.name = 4, 8, min(c.name, 12)
		c.bar = width - c.fixed()
	default:
		c.try, c.stage, c.work, c.spent, c.ticks = 4, 9, 8, 6, 3
		c.name = min(c.name, 12+(width-60)/3)
		if width >= 110 {
			c.worker, c.id = 3, 8
		}
		c.work += (width - 60) / 6
		if c.bar = width - c.fixed(); c.bar < 3 { // the countdown matters more than how often it was put off
			c.ticks = 0
			c.bar = width - c.fixed()
		}
	}
	if c.bar < 3 {
		c.bar = 0
		c.name = max(width-(c.fixed()-c.name), 0)
	}
	return c
}

// fixed is the width of all but the countdown bar.
func (c columns) fixed() int {
	w := 3 + 1 // pointer, token, gap; margin at the right
	for _, n := range []int{c.name, c.id, c.worker, c.try, c.stage, c.work, c.spent, c.ticks, c.left} {
		if n > 0 {
			w += n + 1
		}
	}
	return w
}

// head draws the names of the columns.
func (c columns) head(l *line, p *page) {
	dim := p.Styles.Of(draw.Dim)
	l.gap(3)
	c.cell(l, dim, "image", c.name)
	c.cell(l, dim, "id", c.id)
	c.cell(l, dim, "by", c.worker)
	c.cell(l, dim, "recv", c.try)
	c.cell(l, dim, "work", c.stage)
	if c.stage == 0 {
		c.cell(l, dim, "work", c.work)
	}
	ways := []string{"visible again in", "left"}
	room := c.bar + c.left + 2
	if c.ticks > 0 { // nothing else says what a tick is
		tick := p.glyph.tick + " heartbeat   "
		ways = append([]string{tick + ways[0], tick + ways[1]}, ways...)
		room = max(room+c.ticks, draw.Width(ways[1]))
	}
	says := longest(max(min(room, l.left()-2), 0), ways...)
	l.to(l.width - max(draw.Width(says)+1, len("left")+2))
	l.put(dim, says)
}

// cell draws a column and the gap behind it, if there is such a column.
func (c columns) cell(l *line, style, s string, width int) {
	if width > 0 {
		l.cell(style, s, width)
		l.gap(1)
	}
}
