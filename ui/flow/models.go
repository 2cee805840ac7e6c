package flow

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
	"inflight/ui/panel"
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
		d.semaphore(d.row(r, rows), wide)
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
	p.put(d.Styles.Of(tone), d.idleWord(w))
}

// idleWord is what a goroutine does that has no message in hand.
func (d *drawing) idleWord(w *state.Worker) string {
	switch does := d.State.Does(w); does {
	case state.NoPlace:
		return "blocked"
	case state.Holding, state.Idle:
		return "idle"
	default:
		return string(does)
	}
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
	full := filled(c.Fill, c.Size, cells)
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

// semaphore draws the permits of spawn, as many as are taken before those that are free,
// and how many these are.
func (d *drawing) semaphore(p *pen, cells int) {
	taken, all := d.permits()
	full := filled(taken, all, cells)
	dim, tone := d.Styles.Of(draw.Dim), draw.Flight
	if taken >= all {
		tone = draw.Warn
	}
	p.put(dim, "(")
	p.glyph(d.Styles.Of(tone), d.glyph.permits[0], full)
	p.glyph(dim, d.glyph.permits[1], cells-full)
	p.put(dim, ")")
	for _, text := range []string{fmt.Sprintf(" %d of %d free", all-taken, all), fmt.Sprintf(" %d free", all-taken), fmt.Sprintf("%d/%d", taken, all)} {
		if ansi.StringWidth(text) <= p.room() {
			p.put(d.Styles.Of(draw.Text), text)
			return
		}
	}
}

// permits are how many permits of spawn are taken, and how many there are.
func (d *drawing) permits() (taken, all int) {
	return d.State.PermitsTaken(), d.State.Wanted
}

// filled is how many cells of some are full: of what is not empty one, and of what is not
// full not all.
func filled(fill, size, cells int) int {
	switch {
	case size <= 0 || fill <= 0:
		return 0
	case fill >= size:
		return cells
	}
	full := int(math.Round(float64(cells) * float64(fill) / float64(size)))
	return min(max(full, 1), cells-1)
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
	d.hands(p, stage)
}

// hands draws the goroutines of a stage, a cell each: first who is at work, then who has
// an image and no place for it, then who has none. Where they are too many the last are
// left out.
func (d *drawing) hands(p *pen, stage event.Stage) {
	var all []*state.Worker
	for _, w := range d.State.Workers {
		if w.Stage() == stage {
			all = append(all, w)
		}
	}
	rank := func(w *state.Worker) int {
		switch {
		case w.Works():
			return 0
		case w.Activity == state.NoPlace, w.Activity == state.Died:
			return 1
		case w.Activity == state.NoPermit:
			return 2
		}
		return 3
	}
	slices.SortStableFunc(all, func(a, b *state.Worker) int { return rank(a) - rank(b) })
	for i, w := range all {
		if p.room() == 1 && i < len(all)-1 {
			p.put(d.Styles.Of(draw.Dim), d.glyph.more)
			return
		}
		d.workerCell(p, w)
	}
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

// compactModel draws the same in little room: who receives and the channel or the permits,
// or the channels before the stages as columns, and below each how many are at work and,
// where there is room, the first letter of the stage. It returns how many of so many rows
// that took.
func (d *drawing) compactModel(r draw.Rect, room int) (rows int) {
	p := d.row(r, 0)
	switch d.State.Model {
	case "dispatch":
		d.whoReceives(p)
		c := d.State.Before(event.Download)
		text := fmt.Sprintf("%d/%d", c.Fill, c.Size)
		if n := p.room() - ansi.StringWidth(text) - 2; n > 0 {
			d.fill(p, c, min(n, wide))
		}
		p.put(d.Styles.Of(draw.Text), text)
	case "spawn":
		d.whoReceives(p)
		const text = 3 // of the permits taken, and all
		d.semaphore(p, min(max(p.room()-text-2, 1), wide))
	case "staged":
		d.whoReceives(p)
		below, letters := d.row(r, 1), d.row(r, 2)
		below.gap(p.x - below.x + 1)
		letters.gap(p.x - letters.x + 1)
		dim := d.Styles.Of(draw.Dim)
		p.glyph(dim, d.glyph.walls[0], 1)
		for _, stage := range event.Stages() {
			tone, n := d.Styles.Of(stageTone(stage)), 0
			for _, w := range d.State.Workers {
				if w.Stage() == stage && w.Works() {
					n++
				}
			}
			p.glyph(tone, d.column(d.State.Before(stage)), 1)
			if room > 1 {
				below.put(tone, digit(n))
			}
			if room > 2 {
				letters.put(tone, string(stage[:1]))
			}
		}
		p.glyph(dim, d.glyph.walls[1], 1)
		return min(3, room)
	default:
		return 0
	}
	return 1
}

// digit is a number in one cell.
func digit(n int) string {
	if n > 9 {
		return "+"
	}
	return strconv.Itoa(n)
}

// whoReceives draws the one who receives for all in a cell: what it waits for.
func (d *drawing) whoReceives(p *pen) {
	for _, w := range d.State.Receivers[:min(len(d.State.Receivers), 1)] {
		d.waits(p, w)
	}
}

// waits draws a goroutine without a message: by its sign what it waits for.
func (d *drawing) waits(p *pen, w *state.Worker) {
	tone, sign := draw.Polling, d.glyph.free
	switch w.Activity {
	case state.NoPlace:
		tone, sign = draw.Warn, d.glyph.blocked
	case state.NoPermit:
		tone, sign = draw.Warn, d.glyph.noPermit
	case state.NoMessage:
		sign = d.glyph.noMessage
	}
	p.glyph(d.Styles.Of(tone), sign, 1)
}

// compactWord is what the model waits for, in a word: what more of would help.
func (d *drawing) compactWord() string {
	if word := d.State.Halted(); word != "" {
		return string(word)
	}
	switch s := d.State; s.Model {
	case "pool":
		if n := doing(s.Workers, state.Polling); n > 0 {
			return strconv.Itoa(n) + " poll"
		}
	case "dispatch", "spawn":
		for _, w := range s.Receivers {
			return d.idleWord(w)
		}
	case "staged":
		if stage := panel.Narrow(s); stage != "" {
			return string(stage)
		}
	}
	return ""
}

// doing is how many workers do the same.
func doing(workers []*state.Worker, a state.Activity) (n int) {
	for _, w := range workers {
		if w.Activity == a {
			n++
		}
	}
	return n
}

// column is how full a channel is, as a column of one cell.
func (d *drawing) column(c state.Channel) string {
	if c.Size == 0 || c.Fill == 0 {
		return d.glyph.place
	}
	return d.glyph.columns[min((c.Fill*len(d.glyph.columns)-1)/c.Size, len(d.glyph.columns)-1)]
}
