package panel

import (
	"fmt"
	"strings"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// chartsTitle is what stands in the frame of Charts.
func chartsTitle(View) (title, right string) { return "charts", "" }

// drawCharts draws the run over time: the cumulative flow with its verdict, the
// throughput, the depth of the queue, the age of its oldest message, and how
// long images take. Where there is little room the first of them are drawn.
func drawCharts(v View) []string {
	p, ok := newPage(v)
	if !ok {
		return p.finish()
	}
	if len(p.last(2)) == 0 || p.State.Count.Uploaded+p.State.Count.Sent == 0 {
		return p.empty("Nothing to draw yet. When images are uploaded, their flow through the queue appears here." + p.press(p.Keys.Upload, "upload one"))
	}
	return p.inset(chartsOn)
}

// chartsOn lays the charts out, in two columns where there is room.
func chartsOn(p *page) {
	if p.Width >= 88 && p.Height >= 8 {
		left, right := (p.Width-3)/2, p.Width-3-(p.Width-3)/2
		a := stack(p.sized(left), cumulative, latency)
		b := stack(p.sized(right), throughputChart, depth, age)
		for i := range p.Height {
			p.row(func(l *line) {
				l.styled(a[i], left)
				l.gap(3)
				l.styled(b[i], right)
			})
		}
		return
	}
	p.add(stack(p, cumulative, throughputChart, latency, depth, age))
}

// leastChart is the least height of a chart, with its heading.
const leastChart = 4

// stack draws as many charts as fit above one another, the first the highest.
func stack(p *page, charts ...func(*page)) []string {
	charts = charts[:min(max(p.Height/leastChart, 1), len(charts))]
	share := p.Height / (len(charts) + 1)
	left := p.Height
	var lines []string
	for i, draw := range charts {
		h := max(share, leastChart)
		if i == 0 {
			h = max(p.Height-share*(len(charts)-1), leastChart)
			h = min(h, p.Height-leastChart*(len(charts)-1))
		}
		if i == len(charts)-1 {
			h = left
		}
		h = min(h, left)
		left -= h
		sub := p.sized(p.Width)
		sub.Height = h
		draw(sub)
		lines = append(lines, sub.finish()...)
	}
	return lines
}

// heading draws the name of a chart and what it says now, in the longest of
// some ways to say it that fits.
func (p *page) heading(name string, t draw.Tone, ways ...string) {
	p.row(func(l *line) {
		l.put(p.Styles.Of(draw.Strong), name)
		says := longest(l.left()-2, ways...)
		if n := draw.Width(says); says != "" && l.left() > 2 {
			l.to(max(l.used+2, l.width-n))
			l.put(p.Styles.Of(t), says)
		}
	})
}

// axis draws what the height and the width of a chart stand for.
func (p *page) axis(from, to string) {
	p.row(func(l *line) {
		l.put(p.Styles.Of(draw.Dim), from)
		if l.left() > draw.Width(to)+1 {
			l.to(l.width - draw.Width(to))
			l.put(p.Styles.Of(draw.Dim), to)
		}
	})
}

// spanWord is how far back a chart of width cells goes.
func spanWord(width, each int) string {
	if n := width * each; n < 200 {
		return fmt.Sprintf("%d s ago", n)
	}
	return fmt.Sprintf("%.1f min ago", float64(width*each)/60)
}

// throughputChart draws what goes in and what comes out.
func throughputChart(p *page) {
	rows, each := p.buckets(p.Width)
	in, out := p.inAndOut(rows, each)
	now := p.Counted().Rates
	top := max(highest(in), highest(out))
	p.heading("in and out", draw.Dim,
		fmt.Sprintf("in %s  out %s, mean of %s", rate(now.Sent), rate(now.Thumbnails), rateWindow()),
		fmt.Sprintf("in %s  out %s", rate(now.Sent), rate(now.Thumbnails)))
	body := p.room()
	upper := (body + 1) / 2
	p.areas(in, top, upper, draw.In)
	p.areas(out, top, body-upper, draw.Out)
}

// areas draws a chart of columns.
func (p *page) areas(values []float64, top float64, height int, t draw.Tone) {
	for row := range height {
		p.row(func(l *line) { l.area(p.glyph, p.Styles.Of(t), values, top, row, height) })
	}
}

// depth draws how many messages were visible.
func depth(p *page) {
	rows, each := p.buckets(p.Width)
	waiting := level(rows, func(s *state.Second) float64 { return float64(s.Visible) })
	d := p.Counted()
	p.heading("queue depth", draw.Waiting,
		fmt.Sprintf("%s visible  %s not visible  %s delayed", count(d.Visible), count(d.NotVisible()), count(d.Delayed)),
		fmt.Sprintf("%s visible  %s not visible", count(d.Visible), count(d.NotVisible())),
		count(d.Visible)+" visible")
	p.areas(waiting, highest(waiting), p.room()-1, draw.Waiting)
	p.axis(spanWord(p.Width, each), "most "+count(int(highest(waiting))))
}

// age draws how old the oldest message was.
func age(p *page) {
	rows, each := p.buckets(p.Width)
	oldest := level(rows, func(s *state.Second) float64 { return s.Oldest.Seconds() })
	p.heading("age of the oldest", draw.Age, elapsed(p.State.OldestWaiting(p.Now)))
	p.areas(oldest, max(highest(oldest), 1), p.room()-1, draw.Age)
	p.axis(spanWord(p.Width, each), "most "+elapsed(time.Duration(highest(oldest)*float64(time.Second))))
}

// latency draws how long images took from upload to done: the percentiles, and
// how many took how long.
func latency(p *page) {
	h := &p.State.Latency.Total
	if h.Count() == 0 {
		p.heading("from upload to done", draw.Dim, "")
		p.text(draw.Dim, "no image is done yet")
		return
	}
	half, most, last := seconds(h.Quantile(0.5)), seconds(h.Quantile(0.95)), seconds(h.Quantile(0.99))
	says := fmt.Sprintf("p50 %s  p95 %s  p99 %s", half, most, last)
	name := longest(p.Width-draw.Width(says)-2, "from upload to done", "latency")
	p.heading(name, draw.Text, says, fmt.Sprintf("p50 %s  p95 %s", half, most), "p50 "+half)
	first, counts := h.Counts()
	values, begin, end := spread(first, counts, p.Width)
	body := p.room() - 1
	if p.Height >= 8 {
		body--
	}
	p.areas(values, highest(values), max(body, 1), draw.Flight)
	p.axis(seconds(begin), seconds(end))
	if p.Height >= 8 {
		p.text(draw.Dim, stageTimes(p.State))
	}
}

// spread puts the buckets of a histogram onto width cells.
func spread(first int, counts []uint32, width int) (values []float64, begin, end time.Duration) {
	const least = 16 // buckets, so that one value is not a wall
	n := max(len(counts), least)
	values = make([]float64, width)
	for x := range values {
		from, to := x*n/max(width, 1), (x+1)*n/max(width, 1)
		for i := from; i < max(to, from+1) && i < len(counts); i++ {
			values[x] += float64(counts[i])
		}
	}
	return values, state.BucketStart(first), state.BucketStart(first + n)
}

// stageTimes is how long each stage usually takes.
func stageTimes(s *state.State) string {
	var parts []string
	for _, stage := range event.Stages() {
		if h := s.Latency.Stages[stage]; h != nil && h.Count() > 0 {
			parts = append(parts, stageWord(stage)+" "+seconds(h.Quantile(0.5)))
		}
	}
	return "usually: " + strings.Join(parts, "  ")
}
