package panel

import (
	"cmp"
	"fmt"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// chartSpan is how far back the charts go at least.
const chartSpan = 2 * time.Minute

// throughputTitle is what stands in the frame of Throughput, which people know
// as the rates.
func throughputTitle(v View) (title, right string) {
	width := max(v.Width-2-curveName-curveValue, 1)
	span := chartSpan
	if v.State != nil {
		span = time.Duration(width*v.bucketSeconds(width)) * time.Second
	}
	return "rates: mean of " + rateWindow(), "last " + spanOf(span)
}

// rateWindow is the time over which rates are a mean, in the words of a title.
func rateWindow() string { return spanOf(state.RateWindow) }

// spanOf is a length of time in the words of a title.
func spanOf(d time.Duration) string {
	if d < 100*time.Second {
		return fmt.Sprintf("%.0f s", d.Seconds())
	}
	return fmt.Sprintf("%.0f min", d.Minutes())
}

// What stands beside a curve: its name and its present value.
const curveName, curveValue = 4, 8

// drawThroughput draws what goes into the queue, what comes out and how old its
// oldest message is, each as a line of columns, and below what is worth knowing
// just now.
func drawThroughput(v View) []string {
	p, ok := newPage(v)
	if !ok {
		return p.finish()
	}
	return p.inset(throughputOn)
}

// zoomedHeight is from how many lines on the curves have the panel to themselves.
const zoomedHeight = 25

func throughputOn(p *page) {
	words := p.notes(max(p.Height-3, 0))
	height := max((p.Height-len(words)-1)/3, 1)
	if p.Height < zoomedHeight {
		height = min(height, 3) // beside others, low curves leave room for words to come
	}
	for _, c := range p.overview() {
		p.chart(c, height)
	}
	if gap := p.room() - len(words); gap > 0 {
		p.blank(1)
	}
	p.add(words)
}

// curve is a chart of one series.
type curve struct {
	name   string
	tone   draw.Tone
	values []float64
	top    float64
	now    string
}

// overview are the three charts of Throughput.
func (p *page) overview() []curve {
	rows, each := p.buckets(max(p.Width-curveName-curveValue, 0))
	in, out := p.inAndOut(rows, each)
	age := level(rows, func(s *state.Second) float64 { return s.Oldest.Seconds() })
	top := max(highest(in), highest(out))
	now := p.Counted().Rates
	return []curve{
		{"in", draw.In, in, top, rate(now.Sent)},
		{"out", draw.Out, out, top, rate(now.Thumbnails)},
		{"age", draw.Age, age, max(highest(age), 1), elapsed(p.State.OldestWaiting(p.Now))},
	}
}

// inAndOut are what goes in and what comes out a second: messages sent, or where
// nobody reports it images uploaded, and thumbnails.
func (p *page) inAndOut(rows [][]state.Second, each int) (in, out []float64) {
	sent := func(s *state.Second) int { return s.Sent }
	if p.State.Count.Sent == 0 {
		sent = func(s *state.Second) int { return s.Uploaded }
	}
	return perSecond(rows, each, sent), perSecond(rows, each, func(s *state.Second) int { return s.Thumbnails })
}

// chart draws a curve over some lines, its name at the left and its present
// value at the right of the last one.
func (p *page) chart(c curve, height int) {
	for row := range height {
		p.row(func(l *line) {
			name, value := "", ""
			if row == height-1 {
				name, value = c.name, c.now
			}
			l.cell(p.Styles.Of(draw.Dim), name, curveName)
			l.area(p.glyph, p.Styles.Of(c.tone), c.values, c.top, row, height)
			l.number(p.Styles.Of(c.tone), value, curveValue)
		})
	}
}

// notes draws whether time stands, what happens now, the verdict and the insights, each over some
// lines, as far as they fit into most: one that does not is left out up to the
// end of a sentence, and so are those after it.
func (p *page) notes(most int) []string {
	sub := p.sized(p.Width)
	sub.Height = most
	if p.OfTime != "" {
		sub.note(draw.Warn, p.OfTimeMark, p.OfTime)
	}
	if p.Told != "" {
		sub.note(draw.Good, p.glyph.now, p.Told)
	}
	sub.note(draw.Accent, "=", p.Styles.Spelt(Verdict(p.State, p.Now)))
	sub.why()
	for _, in := range p.advises() {
		sub.note(draw.Warn, "!", p.Advice(in))
	}
	sub.laws(p.Height)
	for _, text := range []string{p.State.Setup.EngineNote, paced(&p.State.Setup)} {
		if len(draw.Wrap(draw.Escape(text), p.noteWidth())) <= sub.room() {
			sub.note(draw.Dim, "i", text)
		}
	}
	return sub.lines
}

// why draws why the model does what it does. It changes often, and has as many lines in
// any case: nothing moves with it.
func (p *page) why() {
	if p.State.Model == "" {
		return
	}
	left := p.room() - (longestWhy+p.noteWidth()-1)/p.noteWidth()
	if all := p.advises(); len(all) > 0 && draw.Sentences(p.Advice(all[0]), p.noteWidth(), left) == "" {
		return // what is wrong goes first
	}
	if why := Why(p.State, p.Now); why != "" {
		p.note(draw.Accent, whyMark, p.State.Model+": "+why)
	}
	p.blank(p.room() - max(left, 0))
}

// roomForLaws is how high the rates are at least that have room for Little's law and the
// bottleneck, a line each.
const roomForLaws = 14

// laws draws Little's law and what holds up more, with the numbers of the moment, where
// the panel is so high and has lines left. They change often, too, and have their lines in
// any case.
func (p *page) laws(height int) {
	if height < roomForLaws || p.State.Model == "" || p.room() < 2 {
		return
	}
	law := LittlesLaw(p.State, p.Now)
	switch {
	case law != "":
	case p.State.Halted() != "":
		law = "it speaks of work that goes on"
	case p.State.Trend(p.Now).Taken > 0:
		law = "it is too early to tell"
	default:
		law = "nothing was received in the last " + rateWindow()
	}
	what := cmp.Or(Bottleneck(p.State, p.Now), "none")
	for i, text := range []string{"Little's law: " + law, "bottleneck: " + what} {
		p.row(func(l *line) {
			if i == 0 {
				l.put(p.Styles.Of(draw.Accent), "L")
			}
			l.to(2)
			l.put(p.Styles.Of(draw.Text), draw.Fit(draw.Escape(text), p.noteWidth()))
		})
	}
}

// paced says that the work is slowed down on purpose.
func paced(set *event.Setup) string {
	if set.Pace <= 0 {
		return ""
	}
	return fmt.Sprintf("paced for the eye: each stage takes at least %.1f s; the work is real", set.Pace)
}

// noteWidth is the room of a note beside its mark.
func (p *page) noteWidth() int { return max(p.Width-3, 8) }

// note draws a sentence with a mark before it, or as many sentences of it as
// there is room for. It says where not even the first has room.
func (p *page) note(t draw.Tone, mark, text string) {
	room := p.room()
	if text = draw.Sentences(text, p.noteWidth(), room); text == "" {
		return
	}
	lines := draw.Wrap(draw.Escape(text), p.noteWidth())
	if len(lines) > room {
		lines[room-1] = draw.Fit(lines[room-1]+" …", p.noteWidth())
		lines = lines[:room]
	}
	for i, s := range lines {
		p.row(func(l *line) {
			if i == 0 {
				l.put(p.Styles.Of(t), mark)
			}
			l.to(2)
			l.put(p.Styles.Of(draw.Text), s)
		})
	}
}
