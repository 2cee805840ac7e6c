package panel

import (
	"strings"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// ThumbnailRows are the thumbnails that Thumbnails shows, the latest first.
func ThumbnailRows(s *state.State, filter string) []*state.Picture {
	if s == nil {
		return nil
	}
	rows := make([]*state.Picture, 0, s.Thumbnails.Len())
	for i := s.Thumbnails.Len() - 1; i >= 0; i-- {
		if p := s.Thumbnails.At(i); matches(filter, p.SourceKey, p.Key) {
			rows = append(rows, p)
		}
	}
	return rows
}

// thumbnailsTitle is what stands in the frame of Thumbnails.
func thumbnailsTitle(v View) (title, right string) {
	if v.State == nil || v.State.Count.Thumbnails == 0 {
		return "thumbnails", ""
	}
	title = "thumbnails " + count(v.State.Count.Thumbnails)
	if facts := v.factsInTitle(); facts != "" {
		return title, facts
	}
	return title, size(v.State.Count.ThumbnailBytes) + "  " + v.Keys.Usual().Inspect + ": large"
}

// factsInTitle is what is known of the thumbnail under the cursor, where the pictures
// leave no line for it; else it is empty.
func (v View) factsInTitle() string {
	all := ThumbnailRows(v.State, v.Filter)
	t := tiles(v.Width, v.Height)
	if len(all) == 0 || v.Height <= t.height || v.Height > t.rows*(t.height+1) {
		return ""
	}
	pic := all[min(max(v.Cursor, 0), len(all)-1)]
	const most = 11 // of the name: below the picture there is less of it
	facts := strings.TrimRight(draw.Fit(draw.Escape(event.ShortName(pic.SourceKey)), most), " ")
	if pic.Took > 0 {
		facts += " in " + seconds(pic.Took)
	}
	return facts + ", " + size(pic.Size)
}

// tile is the size of a picture in the gallery, in cells: twice as wide as
// high, because cells are twice as high as wide.
type tile struct{ width, height, columns, rows int }

// tileGap is the space between two pictures.
const tileGap = 2

// tiles is the gallery that makes the most of a panel.
func tiles(width, height int) tile {
	var best tile
	for _, h := range []int{8, 6, 4} {
		t := tile{width: 2 * h, height: h}
		t.columns = (width - 2 + tileGap) / (t.width + tileGap)
		t.rows = (height - 1) / (h + 1)
		if t.columns > 0 && t.area() > best.area() {
			best = t
		}
	}
	if best.area() == 0 {
		return tile{width: 8, height: 4, columns: max((width-2+tileGap)/(8+tileGap), 1), rows: 1} // with no room for what is known of one
	}
	return best
}

// area is how much of the panel shows pictures.
func (t tile) area() int { return t.columns * t.rows * t.width * t.height }

// ThumbnailColumns is how many pictures stand side by side in a panel of that
// size: the up and down keys move by so many.
func ThumbnailColumns(width, height int) int { return tiles(width, height).columns }

// drawThumbnails draws the gallery: the thumbnails as pictures, each with its name
// in its image's colour, and what is known of the one under the cursor.
func drawThumbnails(v View) []string {
	p, ok := newPage(v)
	if !ok {
		return p.finish()
	}
	all := ThumbnailRows(p.State, p.Filter)
	if len(all) == 0 {
		return p.empty("No thumbnails yet. Each image that a worker is through with appears here as a picture." + p.press(p.Keys.Upload, "upload an image"))
	}
	t := tiles(p.Width, p.Height)
	if p.Width < t.width+2 || p.Height < t.height+1 {
		p.nameList(all)
		return p.finish()
	}
	cursor := min(max(p.Cursor, 0), len(all)-1)
	lines := (len(all) + t.columns - 1) / t.columns
	from, to := window(cursor/t.columns, p.Offset/t.columns, lines, t.rows)
	p.placed(Rows{
		first: from * t.columns, count: min(to*t.columns, len(all)) - from*t.columns,
		columns: t.columns, width: t.width + tileGap, height: t.height + 1,
	})
	for row := from; row < to; row++ {
		first := row * t.columns
		p.tileRow(all[first:min(first+t.columns, len(all))], cursor-first, t)
	}
	p.blank(p.room() - 1)
	p.row(func(l *line) { p.pictureFacts(l, all[cursor]) })
	return p.finish()
}

// nameList draws names where pictures do not fit.
func (p *page) nameList(all []*state.Picture) {
	from, to := p.scroll(len(all), p.room())
	for i := from; i < to; i++ {
		p.row(func(l *line) {
			p.pointer(l, i == p.Cursor)
			l.glyph(p.image(all[i].SourceKey), p.glyph.waiting, 1)
			l.gap(1)
			l.put(p.Styles.Of(draw.Text), draw.Escape(event.ShortName(all[i].SourceKey)))
		})
	}
}

// tileRow draws pictures side by side, with their names below.
func (p *page) tileRow(row []*state.Picture, cursor int, t tile) {
	pictures := make([][]string, len(row))
	for i, pic := range row {
		pictures[i] = p.picture(pic, t.width, t.height)
	}
	for y := range t.height {
		p.row(func(l *line) {
			for i := range row {
				l.to(1 + i*(t.width+tileGap))
				l.styled(pictures[i][y], t.width)
			}
		})
	}
	p.row(func(l *line) {
		for i, pic := range row {
			l.to(i * (t.width + tileGap))
			p.caption(l, pic, i == cursor, t.width)
		}
	})
}

// caption draws the name below a picture.
func (p *page) caption(l *line, pic *state.Picture, here bool, width int) {
	name := nameCell(pic.SourceKey, width)
	image := p.image(pic.SourceKey)
	if here {
		l.glyph(p.Styles.Of(draw.Accent), p.glyph.cursor, 1)
		l.cell(p.Styles.Of(draw.Strong)+image, name, width)
		return
	}
	l.gap(1)
	l.cell(image, name, width)
}

// picture is a thumbnail in cells. Where there is none it is a patch
// in the image's colour.
func (p *page) picture(pic *state.Picture, w, h int) []string {
	if p.Pictures != nil {
		if lines := p.Pictures.Cells(pic, w, h); len(lines) == h {
			return lines
		}
	}
	lines := make([]string, h)
	for i := range lines {
		l := line{width: w}
		l.glyph(p.image(pic.SourceKey), p.glyph.patch, w)
		lines[i] = l.end()
	}
	return lines
}

// pictureFacts draws what is known of a thumbnail in one line.
func (p *page) pictureFacts(l *line, pic *state.Picture) {
	l.gap(1)
	l.glyph(p.image(pic.SourceKey), p.glyph.waiting, 1)
	l.gap(1)
	l.put(p.Styles.Of(draw.Text), draw.Escape(event.ShortName(pic.SourceKey)))
	facts := []string{size(pic.Size)}
	if pic.Took > 0 {
		facts = append([]string{took(pic)}, facts...)
	}
	if pic.Engine != "" {
		facts = append(facts, "by "+draw.Escape(pic.Engine))
	}
	l.gap(2)
	l.put(p.Styles.Of(draw.Dim), strings.Join(facts, "  "))
}

// took says how long it took until a thumbnail was stored, and since when.
func took(pic *state.Picture) string {
	since := "upload"
	if pic.SinceSent {
		since = "send"
	}
	return seconds(pic.Took) + " from " + since + " to stored"
}
