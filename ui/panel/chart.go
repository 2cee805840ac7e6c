package panel

import (
	"math"

	"inflight/pipeline/state"
)

// buckets puts the last seconds into width buckets of whole seconds, the latest
// at the right: those of chartSpan, or of all the run while it is shorter.
// Buckets begin at multiples of their length, so that a chart moves by whole
// cells.
func (v *View) buckets(width int) (rows [][]state.Second, each int) {
	if width <= 0 {
		return nil, 1
	}
	each = v.bucketSeconds(width)
	last := v.last(width * each)
	rows = make([][]state.Second, width)
	end := max(v.Now.Unix(), v.State.Now.Unix())
	for i := 0; i < len(last); {
		bucket := (end - int64(len(last)-1-i)) / int64(each)
		from := i
		for i < len(last) && (end-int64(len(last)-1-i))/int64(each) == bucket {
			i++
		}
		if at := width - 1 - int(end/int64(each)-bucket); at >= 0 && at < width {
			rows[at] = last[from:i]
		}
	}
	return rows, each
}

// bucketSeconds is how many seconds a cell of a chart stands for.
func (v *View) bucketSeconds(width int) int {
	const shortest, longest = 30, mostSeconds
	span := max(len(v.last(int(chartSpan.Seconds()))), shortest)
	each := max(int(math.Ceil(float64(span)/float64(width))), 1)
	return min(each, max(longest/width, 1))
}

// perSecond is the mean a second of a count in each bucket, smoothed over the
// neighbours before, so that one image a second is a line and not a comb.
func perSecond(rows [][]state.Second, each int, of func(*state.Second) int) []float64 {
	back := max(5/each, 1)
	out := make([]float64, len(rows))
	for i := range rows {
		sum, n := 0, 0
		for _, bucket := range rows[max(i-back+1, 0) : i+1] {
			for i := range bucket {
				sum += of(&bucket[i])
				n++
			}
		}
		if n > 0 {
			out[i] = float64(sum) / float64(n)
		}
	}
	return out
}

// level is the highest value of a level in each bucket.
func level(rows [][]state.Second, of func(*state.Second) float64) []float64 {
	out := make([]float64, len(rows))
	for i, bucket := range rows {
		for j := range bucket {
			out[i] = max(out[i], of(&bucket[j]))
		}
	}
	return out
}

// highest is the largest of the values.
func highest(values []float64) float64 {
	top := 0.0
	for _, v := range values {
		top = max(top, v)
	}
	return top
}

// area draws one line of a chart of columns: line number row from the top of
// height lines, where a column as high as top fills all of them.
func (l *line) area(g *glyphs, style string, values []float64, top float64, row, height int) {
	for _, v := range values {
		eighths := 0
		if top > 0 {
			eighths = int(math.Round(v / top * float64(height*8)))
		}
		if v > 0 {
			eighths = max(eighths, 1)
		}
		switch in := eighths - (height-1-row)*8; {
		case in >= 8:
			l.glyph(style, g.up[7], 1)
		case in > 0:
			l.glyph(style, g.up[in-1], 1)
		default:
			l.gap(1)
		}
	}
}
