package flow

import (
	"time"

	"inflight/pipeline/state"
	"inflight/ui/panel"
)

// None is the focus where no node has it.
const None = state.Node(255)

// Nodes are the nodes in the order in which keys go through them: along the
// way of a message, with the dead letters after the queue they come from.
func Nodes() []state.Node {
	return []state.Node{
		state.SourceNode, state.BusNode, state.QueueNode, state.DeadLetterNode,
		state.WorkersNode, state.ThumbnailNode, state.AnnounceNode,
	}
}

// Draw draws the pipeline as it is at v.Now: exactly v.Height lines, each
// exactly v.Width cells wide. The node that has the focus gets a border of its
// own. It changes nothing and is as safe to call as reading v.State is.
func Draw(v panel.View, focus state.Node) []string { return new(Diagram).Draw(v, focus) }

// Diagram draws one frame after another in the memory of the one before. The zero
// Diagram is ready; it is used by one goroutine at a time.
type Diagram struct {
	cells    []cell
	crowd    []int
	journeys journeys

	of    *state.State // that journeys are of, at how many moves, and when
	total int64
	at    time.Time
}

// cleared is memory for n values, all zero.
func cleared[T any](memory *[]T, n int) []T {
	if cap(*memory) < n {
		*memory = make([]T, n)
		return *memory
	}
	*memory = (*memory)[:n]
	clear(*memory)
	return *memory
}

// Draw is the function Draw, in the memory of the frame before.
func (m *Diagram) Draw(v panel.View, focus state.Node) []string {
	if v.Width < 1 || v.Height < 1 {
		return make([]string, max(v.Height, 0))
	}
	d := newDrawing(v, focus, m)
	switch d.plan.kind {
	case whole:
		d.whole()
	case compact:
		d.compact()
	case list:
		d.list()
		return d.canvas.lines(0)
	}
	d.settingUp()
	d.arrows()
	d.travel()
	lines := d.canvas.lines(0)
	d.inset(lines)
	return lines
}

// At is the node that is drawn at a place of the picture, counted from its
// upper left corner, for the mouse.
func At(v panel.View, x, y int) (state.Node, bool) {
	p := layout(v.Width, v.Height)
	for _, n := range Nodes() {
		if p.boxes[n].holds(x, y) {
			return n, true
		}
	}
	return None, false
}

// drawing is a picture being drawn.
type drawing struct {
	panel.View
	styles *panel.Styles
	glyph  *glyphs
	canvas *canvas
	memory *Diagram
	plan   plan
	focus  state.Node
	held   compartments
	rates  state.Rates
}

var (
	noState  = state.NewState() // stands for a state that is not there; never changed
	noStyles panel.Styles       // draws without any; never changed
)

func newDrawing(v panel.View, focus state.Node, memory *Diagram) *drawing {
	if v.State == nil {
		v.State = noState
	}
	d := &drawing{View: v, styles: v.Styles, focus: focus, memory: memory, plan: layout(v.Width, v.Height)}
	d.canvas = &canvas{w: v.Width, h: v.Height, cells: cleared(&memory.cells, v.Width*v.Height)}
	if d.styles == nil {
		d.styles = &noStyles
	}
	d.Keys = v.Keys.Usual()
	d.glyph = glyphsOf(d.styles)
	c := v.Counted()
	d.held, d.rates = compartmentsOf(c), c.Rates
	return d
}

// image is the style of an image's hue.
func (d *drawing) image(identity string) string {
	if d.styles.Image == nil {
		return ""
	}
	return d.styles.Image(d.State.Hue(identity))
}

// inset draws throughput and age where the picture leaves room for it, over
// the left part of the lines. The root needs to draw nothing there.
func (d *drawing) inset(lines []string) {
	r := d.plan.inset
	if r.w < leastInset || r.h < 5 {
		return
	}
	v := d.View
	v.Width, v.Height, v.Focused = r.w-2, r.h-2, false
	title, right := panel.ThroughputTitle(v)
	for i, s := range panel.Frame(title, right, panel.Throughput(v), false, d.styles, r.w, r.h) {
		lines[r.y+i] = s + d.canvas.line(r.y+i, r.w)
	}
}
