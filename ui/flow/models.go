package flow

import (
	"fmt"
	"math"

	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// model draws what a model has besides its workers, at the top of their box: who
// receives, and the channel, the semaphore or the stages between. It returns how many
// rows that took: none for serial and the pool, whose workers are all there is.
func (d *drawing) model(r draw.Rect) (rows int) {
	for _, w := range d.State.Receivers {
		d.receiver(d.row(r, rows), w)
		rows++
	}
	switch d.State.Model {
	case "dispatch":
		d.channel(d.row(r, rows), d.State.Before(event.Download), "held")
		return rows + 1
	case "spawn":
		d.channel(d.row(r, rows), state.Channel{Fill: d.rates.InHand, Size: d.State.Wanted}, "permits")
		return rows + 1
	case "staged":
		for _, stage := range event.Stages() {
			d.station(d.row(r, rows), stage)
			rows++
		}
		return rows
	}
	return 0
}

// receiver draws who receives for the others, and what it waits for.
func (d *drawing) receiver(p *pen, w *state.Worker) {
	p.put(d.Styles.Of(draw.Dim), "receiver").gap(1)
	tone := draw.Polling
	if w.Activity == state.NoPlace { // backpressure
		tone = draw.Warn
	}
	p.put(d.Styles.Of(tone), idleWord(w))
}

// idleWord is what a goroutine does that has no message in hand.
func idleWord(w *state.Worker) string {
	switch w.Activity {
	case state.NoPlace:
		return "blocked"
	case state.Holding, state.Idle:
		return "idle"
	}
	return string(w.Activity)
}

// wide is how many cells the inside of a channel has where there is room.
const wide = 4

// channel draws how full a channel is, and how full it may be.
func (d *drawing) channel(p *pen, c state.Channel, word string) {
	d.fill(p, c, wide)
	p.gap(1).put(d.Styles.Of(draw.Text), fmt.Sprintf("%d/%d", c.Fill, c.Size)).gap(1).word(d.Styles.Of(draw.Dim), word)
}

// fill draws a channel in so many cells: one that is not empty shows a full cell, and
// one with a place left an empty one.
func (d *drawing) fill(p *pen, c state.Channel, cells int) {
	full := 0
	if c.Size > 0 {
		full = int(math.Round(float64(cells) * float64(c.Fill) / float64(c.Size)))
		switch {
		case c.Fill > 0 && c.Fill < c.Size:
			full = min(max(full, 1), cells-1)
		case c.Fill >= c.Size:
			full = cells
		}
	}
	tone := draw.Waiting
	if c.Size > 0 && c.Fill >= c.Size {
		tone = draw.Warn
	}
	dim := d.Styles.Of(draw.Dim)
	p.glyph(dim, d.glyph.walls[0], 1)
	p.glyph(d.Styles.Of(tone), d.glyph.taken, full)
	p.glyph(dim, d.glyph.place, cells-full)
	p.glyph(dim, d.glyph.walls[1], 1)
}

// station draws a stage: the channel before it, and the images in the hands of its
// goroutines.
func (d *drawing) station(p *pen, stage event.Stage) {
	const narrow, roomy = 2, 26
	c := d.State.Before(stage)
	if p.room() < roomy {
		d.fill(p, c, narrow)
	} else {
		d.fill(p, c, wide)
		p.put(d.Styles.Of(draw.Text), draw.FitRight(fmt.Sprintf("%d/%d", c.Fill, c.Size), 6)).gap(1)
	}
	p.put(d.Styles.Of(stageTone(stage)), draw.Fit(string(stage), min(stageCells, p.room()))).gap(1)
	for _, w := range d.State.Workers {
		if w.Stage() == stage {
			d.stationCell(p, w)
		}
	}
}

// stationCell draws a goroutine of a stage: one with an image that cannot go on says
// what it waits for by its sign.
func (d *drawing) stationCell(p *pen, w *state.Worker) {
	if w.Activity == state.NoPlace {
		p.glyph(d.Styles.Of(draw.Warn), d.glyph.walls[0], 1)
		return
	}
	d.workerCell(p, w)
}

// stageTone is the colour of a stage.
func stageTone(stage event.Stage) draw.Tone {
	switch stage {
	case event.Download:
		return draw.Download
	case event.Thumbnail:
		return draw.Thumbnail
	case event.Upload:
		return draw.Upload
	case event.Notify:
	}
	return draw.Notify
}

// compactModel draws the same in one row: the channel, or the four before the stages as
// columns. It reports whether there is anything to draw.
func (d *drawing) compactModel(p *pen) bool {
	c := d.State.Before(event.Download)
	switch d.State.Model {
	case "spawn":
		c = state.Channel{Fill: d.rates.InHand, Size: d.State.Wanted}
	case "dispatch":
	case "staged":
		dim := d.Styles.Of(draw.Dim)
		p.glyph(dim, d.glyph.walls[0], 1)
		for _, stage := range event.Stages() {
			p.glyph(d.Styles.Of(stageTone(stage)), d.column(d.State.Before(stage)), 1)
		}
		p.glyph(dim, d.glyph.walls[1], 1)
		return true
	default:
		return false
	}
	text := fmt.Sprintf("%d/%d", c.Fill, c.Size)
	if n := p.room() - ansi.StringWidth(text) - 2; n > 0 {
		d.fill(p, c, min(n, wide))
	}
	p.put(d.Styles.Of(draw.Text), text)
	return true
}

// column is how full a channel is, as a column of one cell.
func (d *drawing) column(c state.Channel) string {
	if c.Size == 0 || c.Fill == 0 {
		return d.glyph.place
	}
	return d.glyph.columns[min((c.Fill*len(d.glyph.columns)-1)/c.Size, len(d.glyph.columns)-1)]
}
