package panel

import (
	"slices"
	"strings"

	"inflight/pipeline/state"
	"inflight/ui/draw"
)

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
	from, to = window(p.Cursor, p.Offset, n, h)
	p.placed(Rows{first: from, count: to - from})
	return from, to
}

// outOfSight says how many rows of a list are above and below those that are drawn.
func (p *page) outOfSight(l *line, above, below int) {
	if above > 0 {
		l.put(p.Styles.Of(draw.Text), "+"+count(above)+" above  ")
	}
	if below > 0 {
		l.put(p.Styles.Of(draw.Text), "+"+count(below)+" below  ")
	}
}

// Rows says where the rows of a list were drawn: from which line of the panel
// on, and how many cells each has. The zero value is that of no list.
type Rows struct {
	line         int // of the panel, from 0 on, where the first row stands
	first, count int // rows in sight
	// columns are rows that stand side by side, each width cells wide; 0 is
	// one of the whole width. height is how many lines each has; 0 is one.
	columns, width, height int
}

// At is the row at a cell inside of the panel.
func (r Rows) At(x, y int) (row int, ok bool) {
	line := (y - r.line) / max(r.height, 1)
	if y < r.line || x < 0 {
		return 0, false
	}
	row = line
	if r.columns > 0 {
		column := x / max(r.width, 1)
		if column >= r.columns {
			return 0, false
		}
		row = line*r.columns + column
	}
	return r.first + row, row < r.count
}

// placed tells whoever wants to know where the rows begin: on the next line.
func (p *page) placed(r Rows) {
	if p.Placed != nil {
		r.line = len(p.lines)
		*p.Placed = r
	}
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

// withGone are the rows from one to before another of a list in which the row
// under the cursor may be of a message that has gone. get gives some rows of the
// others.
func (p *page) withGone(from, to int, get func(from, count int) []*state.Message) []*state.Message {
	if p.Gone == nil || p.Cursor < from || p.Cursor >= to {
		if p.Gone != nil && p.Cursor < from {
			from, to = from-1, to-1
		}
		return get(from, to-from)
	}
	rows := get(from, to-from-1)
	at := min(p.Cursor-from, len(rows))
	return slices.Concat(rows[:at], []*state.Message{p.Gone}, rows[at:])
}

// pointer draws the cursor's column. The row under the cursor of the panel that
// has the focus gets a background too, where the theme has one.
func (p *page) pointer(l *line, here bool) {
	switch {
	case here && p.Focused:
		l.under = p.Styles.Of(draw.Selected)
		l.glyph(p.Styles.Of(draw.Accent), p.glyph.cursor, 1)
	case here:
		l.glyph(p.Styles.Of(draw.Dim), p.glyph.cursor, 1)
	default:
		l.gap(1)
	}
}

// foundIn names the panels that hold what a filter found nowhere in another: an
// image that is done is in flight no more, and whoever looks for it there shall
// learn where it is.
func foundIn(s *state.State, filter string) string {
	var found []string
	if queueCount(s, filter) > 0 {
		found = append(found, "9 queue")
	}
	if len(DeadLetterRows(s, filter)) > 0 {
		found = append(found, "3 dead letters")
	}
	if len(ThumbnailRows(s, filter)) > 0 {
		found = append(found, "4 thumbnails")
	}
	if len(found) == 0 {
		return ""
	}
	return " Found in " + strings.Join(found, ", ") + "."
}

// empty says what would appear here and how to make it appear.
func (p *page) empty(text string) []string {
	if p.State.SettingUp() {
		text = "The stack is being set up: nothing runs yet."
	} else if p.Filter != "" {
		text = "Nothing here holds “" + draw.Escape(p.Filter) + "”." + foundIn(p.State, p.Filter) + " Press " + p.Keys.Back + " to see all."
	}
	if p.Height > 4 {
		p.blank(1)
	}
	for _, s := range draw.Wrap(text, max(p.Width-4, min(p.Width, 8))) {
		p.row(func(l *line) {
			if l.width > 12 {
				l.gap(2)
			}
			l.put(p.Styles.Of(draw.Dim), s)
		})
	}
	return p.finish()
}
