package flow

import (
	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// arrows draws the ways between the boxes.
func (d *drawing) arrows() {
	for i := range d.plan.arrows {
		a := &d.plan.arrows[i]
		style, body := d.Styles.Of(draw.Border), d.body(a)
		if a.from == state.DeadLetterNode && d.held.dead.all > 0 {
			style = d.Styles.Of(draw.Accent) // there is something to redrive
		}
		for j := range a.n - 1 {
			d.canvas.Set(a.x+j*a.dx, a.y+j*a.dy, style, body)
		}
		d.canvas.Set(a.x+(a.n-1)*a.dx, a.y+(a.n-1)*a.dy, style, d.head(a))
		d.joint(a)
		d.label(a)
		if a.to == state.WorkersNode && d.State.Paused {
			d.canvas.Set(a.x+a.n/2, a.y, d.Styles.Of(draw.Warn), d.glyph.paused)
		}
	}
}

// body is the character of which an arrow is made.
func (d *drawing) body(a *arrow) string {
	switch {
	case a.dx == 0:
		return d.glyph.upright
	case a.from == state.BusNode && inferred(d.State):
		return d.glyph.inferred
	}
	return d.glyph.across
}

// head is the end of an arrow.
func (d *drawing) head(a *arrow) string {
	switch {
	case a.dx > 0:
		return d.glyph.right
	case a.dx < 0:
		return d.glyph.left
	case a.dy > 0:
		return d.glyph.down
	}
	return d.glyph.up
}

// joint lets an arrow begin in the border of its box.
func (d *drawing) joint(a *arrow) {
	x, y := a.x-a.dx, a.y-a.dy
	if box := d.plan.boxes[a.from]; box.H < 3 || a.dy < 0 { // above a box is its title
		return
	}
	joint := d.glyph.joints[0]
	switch {
	case a.dx < 0:
		joint = d.glyph.joints[1]
	case a.dy > 0:
		joint = d.glyph.joints[2]
	}
	d.canvas.Change(x, y, joint)
}

// label draws the word beside an arrow: in the middle above or below it, or to
// the right of it.
func (d *drawing) label(a *arrow) {
	text, style := a.label, d.Styles.Of(draw.Dim)
	switch {
	case a.to == state.WorkersNode && d.State.Paused && text != "":
		text, style = "paused", d.Styles.Of(draw.Warn)
	case a.to == state.DeadLetterNode:
		if n := d.State.Setup.MaxReceives; n > 0 {
			text = plural(int64(n), "receive")
		}
	case a.from == state.DeadLetterNode && text != "":
		key := d.Keys.Redrive + " "
		if d.Keys.Past {
			key = ""
		}
		text = key + text
		if ansi.StringWidth(text) > a.labelAcross {
			text = key + "back"
		}
	}
	if n := ansi.StringWidth(text); n <= a.labelAcross {
		x := a.labelX
		if a.dy == 0 {
			x += (a.labelAcross - n) / 2
		}
		d.canvas.Text(x, a.labelY, style, text, n)
	}
}

// travel draws the images that are on their way.
func (d *drawing) travel() {
	crowd := cleared(&d.memory.crowd, d.Width*d.Height)
	for _, t := range d.memory.trips(d.State, d.Now) {
		if a := d.arrow(t.from, t.to); a != nil && t.under(d.Now) {
			d.token(a, t, crowd)
		}
	}
}

// arrow is the way between two nodes, nil where there is none.
func (d *drawing) arrow(from, to state.Node) *arrow {
	for i := range d.plan.arrows {
		if a := &d.plan.arrows[i]; a.from == from && a.to == to {
			return a
		}
	}
	return nil
}

// token draws an image on its way, from its second try on with the number of
// it. Where several are in one cell it has a dot for each; the colour is that of
// the one that came first.
func (d *drawing) token(a *arrow, t trip, crowd []int) {
	at := int(int64(d.Now.Sub(t.start)) * int64(a.n) / int64(t.takes))
	x, y := a.x+at*a.dx, a.y+at*a.dy
	if x < 0 || y < 0 || x >= d.Width || y >= d.Height {
		return
	}
	n := &crowd[y*d.Width+x]
	*n++
	if *n > 1 {
		d.canvas.Change(x, y, d.glyph.several(*n))
		return
	}
	style := d.image(t.identity)
	d.canvas.Set(x, y, style, d.traveller(t))
	free := at+a.dx < a.n && at+a.dx >= 0 || a.dx == 0
	if try := d.glyph.try(t.try); try != "" && t.to != state.DeadLetterNode && free && x+1 < d.Width && crowd[y*d.Width+x+1] == 0 {
		d.canvas.Set(x+1, y, style, try)
	}
}

// traveller is the token of an image on its way.
func (d *drawing) traveller(t trip) string {
	switch {
	case t.to == state.DeadLetterNode:
		return d.glyph.dead
	case t.from == state.WorkersNode && t.to == state.QueueNode:
		return d.glyph.flight[2] // its time is up, or half of it went for nothing
	case t.from == state.DeadLetterNode:
		return d.glyph.waiting
	}
	return d.glyph.moving
}
