package draw

import "strings"

// Frame draws the border around the inside of a panel: body, whose lines are width-2
// cells wide, with title and right in the upper border. It returns height lines that
// are width cells wide; where there is no room for a border it says the title alone.
func Frame(title, right string, body []string, focused bool, styles *Styles, width, height int) []string {
	lines := make([]string, 0, max(height, 0))
	if width < 1 || height < 1 {
		return lines
	}
	if width < 4 || height < 3 {
		lines = append(lines, styles.Paint(Dim, Fit(title, width)))
		for len(lines) < height {
			lines = append(lines, spaces(width))
		}
		return lines
	}
	edge, name := styles.Of(Border), styles.Of(Title)
	if focused {
		edge = styles.Of(BorderFocused)
		name += edge
	}
	side := paint(edge, styles.Sign("│"))
	dash := styles.Sign("─")
	lines = append(lines, topEdge(styles, edge, name, title, right, width))
	empty := side + spaces(width-2) + side
	for i := range height - 2 {
		if i < len(body) {
			lines = append(lines, side+body[i]+side)
		} else {
			lines = append(lines, empty)
		}
	}
	return append(lines, paint(edge, styles.Sign("╰")+strings.Repeat(dash, width-2)+styles.Sign("╯")))
}

// topEdge draws "╭─ title ───── right ─╮"; right gives way to title.
func topEdge(styles *Styles, edge, name, title, right string, width int) string {
	dash := styles.Sign("─")
	left, between, end := styles.Sign("╭"), "", styles.Sign("╮")
	room := width - 2
	if title != "" && width > 6 {
		if Width(title) > width-6 {
			title = Fit(title, width-6)
		}
		left += dash
		between = " " + paint(name, title) + " "
		room -= Width(title) + 3
	}
	n := Width(right)
	if right == "" || room+1 < n+6 {
		return paint(edge, left) + between + paint(edge, strings.Repeat(dash, room)+end)
	}
	return paint(edge, left) + between + paint(edge, strings.Repeat(dash, room-n-3)) + " " + styles.Paint(Dim, right) + " " + paint(edge, dash+end)
}
