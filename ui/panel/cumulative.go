package panel

import (
	"strings"

	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// band is one of the areas of the cumulative flow diagram.
type band struct {
	name  string
	token func(*glyphs) string // of the messages in it
	tone  draw.Tone
}

// The bands from the bottom up.
var bands = [...]band{
	{"dead", func(g *glyphs) string { return g.dead }, draw.Bad},
	{"done", func(g *glyphs) string { return g.finished }, draw.Out},
	{"in work", func(g *glyphs) string { return g.flight[0] }, draw.Flight},
	{"visible", func(g *glyphs) string { return g.waiting }, draw.Waiting},
}

// cumulative draws the cumulative flow diagram: how many images had been
// uploaded, received, finished and lost by each moment. The height between two
// lines is how many were between the two steps, the distance along how long
// that took.
func cumulative(p *page) {
	verdict := p.Styles.Spelt(Verdict(p.State, p.Now))
	medium, _, _ := strings.Cut(verdict, ":")
	short, _, _ := strings.Cut(verdict, ",")
	p.heading("cumulative flow", draw.Accent, verdict, medium, short)
	foot := 0
	if p.Height >= 4 {
		foot = 1
	}
	height := p.room() - foot
	rows, _ := p.buckets(p.Width)
	tops, top := stacked(rows)
	for row := range height {
		p.row(func(l *line) { p.bandLine(l, tops, top, row, height) })
	}
	if foot > 0 {
		p.row(p.bandLegend)
	}
}

// stacked are the upper edges of the bands in each bucket, and the highest. All
// are counted from what was done before the first bucket, so that the bands in
// sight are not squeezed by what is long over.
func stacked(rows [][]state.Second) (tops [][len(bands)]float64, top float64) {
	tops = make([][len(bands)]float64, len(rows))
	var dead0, done0 int64
	begun := false
	for i, bucket := range rows {
		if len(bucket) == 0 {
			continue
		}
		sec := &bucket[len(bucket)-1]
		if !begun {
			begun, dead0, done0 = true, sec.TotalDead, sec.TotalDone
		}
		dead := sec.TotalDead - dead0
		done := dead + sec.TotalDone - done0
		received := max(sec.TotalReceived-done0-dead0, done)
		uploaded := max(sec.TotalUploaded-done0-dead0, received)
		tops[i] = [len(bands)]float64{float64(dead), float64(done), float64(received), float64(uploaded)}
		top = max(top, float64(uploaded))
	}
	return tops, top
}

// bandLine draws one line of the bands.
func (p *page) bandLine(l *line, tops [][len(bands)]float64, top float64, row, height int) {
	for _, edges := range tops {
		at := (float64(height-1-row) + 0.5) / float64(height) * top
		drawn := false
		for i, b := range bands {
			if at < edges[i] {
				l.glyph(p.Styles.Of(b.tone), b.token(p.glyph), 1)
				drawn = true
				break
			}
		}
		if !drawn {
			l.gap(1)
		}
	}
}

// bandLegend says which band is what, and how high it is now.
func (p *page) bandLegend(l *line) {
	c := p.State.Count
	first, dead := c.Received-c.Retried-c.Redriven, c.Dead-c.Redriven
	now := [...]int64{dead, c.Deleted, max(first-c.Deleted-dead, 0), max(c.Uploaded-first, 0)}
	for i := len(bands) - 1; i >= 0; i-- {
		b := bands[i]
		p.legendEntry(l, p.Styles.Of(b.tone), b.token(p.glyph), b.name+" "+count(now[i]))
	}
}
