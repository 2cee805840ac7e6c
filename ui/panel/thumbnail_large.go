package panel

import (
	"fmt"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// thumbnailLargeTitle is what stands in the frame of ThumbnailLarge.
func thumbnailLargeTitle(v View) (title, right string) {
	all := ThumbnailRows(v.State, v.Filter)
	if len(all) == 0 {
		return "thumbnail", ""
	}
	at := min(max(v.Cursor, 0), len(all)-1)
	right = count(at+1) + " of " + count(len(all))
	if v.State.Message(all[at].MessageID) != nil {
		right += ", " + v.Keys.Usual().Inspect + " shows its life"
	}
	return "thumbnail " + draw.Escape(event.ShortName(all[at].SourceKey)), right
}

// drawThumbnailLarge draws the thumbnail under the cursor as large as it fits, with
// its URL and what else is known of it.
func drawThumbnailLarge(v View) []string {
	p, ok := newPage(v)
	if !ok {
		return p.finish()
	}
	all := ThumbnailRows(p.State, p.Filter)
	if len(all) == 0 {
		return p.empty("This thumbnail is not kept any more.")
	}
	pic := all[min(max(p.Cursor, 0), len(all)-1)]
	beside := p.Width >= 72
	h := min(32, p.Height-7, (p.Width-2)/2)
	if beside {
		h = min(32, p.Height-2, (p.Width-34)/2)
	}
	if h < 2 {
		p.pictureText(pic)
		return p.finish()
	}
	picture := p.picture(pic, 2*h, h)
	if !beside {
		p.blank(1)
		for _, s := range picture {
			p.row(func(l *line) { l.to((l.width - 2*h) / 2); l.styled(s, 2*h) })
		}
		p.pictureText(pic)
		return p.finish()
	}
	facts := p.sized(p.Width - 2*h - 5)
	facts.pictureText(pic)
	text := facts.finish()
	p.blank(1)
	for i := range p.room() {
		p.row(func(l *line) {
			l.gap(2)
			if i < h {
				l.styled(picture[i], 2*h)
			}
			l.to(2*h + 4)
			l.styled(text[i], facts.Width)
		})
	}
	return p.finish()
}

// pictureText draws what is known of a thumbnail, a fact a line.
func (p *page) pictureText(pic *state.Picture) {
	m := p.State.Message(pic.MessageID)
	p.row(func(l *line) {
		l.put(p.Styles.Of(draw.Strong)+p.image(pic.SourceKey), draw.Escape(event.ShortName(pic.SourceKey)))
		if m != nil && m.Try > 0 {
			l.put(p.Styles.Of(draw.Dim), "  receive "+tryOf(m, p.State.Setup.MaxReceives))
		}
	})
	p.fact("made of", draw.Escape(pic.SourceKey))
	p.fact("stored as", draw.Escape(pic.Bucket+"/"+pic.Key))
	p.fact("size", fmt.Sprintf("%s, 64x64 PNG", size(pic.Size)))
	p.fact("engine", draw.Escape(pic.Engine))
	if pic.Took > 0 {
		p.fact("took", took(pic))
	}
	p.fact("at", clockTime(pic.At))
	if m != nil {
		p.fact("message", becameOf(p.State, p.Now, m))
	}
	p.link(pic.URL)
}

// fact draws a name and what it is.
func (p *page) fact(name, value string) {
	if value == "" {
		return
	}
	p.row(func(l *line) {
		l.cell(p.Styles.Of(draw.Dim), name, 10)
		l.put(p.Styles.Of(draw.Text), value)
	})
}

// link draws a URL over as many lines as it takes, and the keys for it.
func (p *page) link(url string) {
	if url == "" || p.Width < 1 {
		return
	}
	p.blank(1)
	for _, s := range hardWrap(draw.Escape(url), p.Width) {
		p.text(draw.Accent, s)
	}
	p.text(draw.Dim, "y copies the URL, o opens it")
}
