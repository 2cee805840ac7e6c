package flow

import (
	"time"

	"inflight/pipeline/state"
	"inflight/ui/draw"
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

// Diagram draws one frame after another in the memory of the one before. The zero
// Diagram is ready; it is used by one goroutine at a time.
type Diagram struct {
	canvas   draw.Canvas
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

// Draw draws the pipeline as it is at v.Now: exactly v.Height lines, each
// exactly v.Width cells wide. The node that has the focus gets a border of its
// own. It changes nothing of what it draws.
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
		return d.canvas.Lines()
	}
	d.settingUp()
	d.arrows()
	d.travel()
	d.inset()
	return d.canvas.Lines()
}

// At is the node that is drawn at a place of the picture, counted from its
// upper left corner, for the mouse.
func At(v panel.View, x, y int) (state.Node, bool) {
	p := layout(v.Width, v.Height)
	for _, n := range Nodes() {
		if p.boxes[n].Holds(x, y) {
			return n, true
		}
	}
	return None, false
}

// drawing is a picture being drawn.
type drawing struct {
	panel.View
	glyph  *glyphs
	canvas *draw.Canvas
	memory *Diagram
	plan   plan
	focus  state.Node
	held   compartments
	rates  state.Rates
}

// noState stands for a state that is not there; never changed.
var noState = state.NewState()

func newDrawing(v panel.View, focus state.Node, memory *Diagram) *drawing {
	if v.State == nil {
		v.State = noState
	}
	d := &drawing{View: v, focus: focus, memory: memory, plan: layout(v.Width, v.Height)}
	d.canvas = &memory.canvas
	d.canvas.Clear(v.Width, v.Height)
	d.Keys = v.Keys.Usual()
	d.glyph = glyphsOf(d.Styles)
	c := v.Counted()
	d.held, d.rates = compartmentsOf(c), c.Rates
	return d
}

// image is the style of an image's hue.
func (d *drawing) image(identity string) string { return d.Styles.OfImage(d.State.Hue(identity)) }

// inset draws throughput and age where the picture leaves room for it, over
// the left part of it. The root needs to draw nothing there.
func (d *drawing) inset() {
	r := d.plan.inset
	if r.W < leastInset || r.H < 5 {
		return
	}
	v := d.View
	v.Width, v.Height, v.Focused = r.W-2, r.H-2, false
	title, right := panel.Throughput().Title(v)
	d.canvas.Lay(r, draw.Frame(title, right, panel.Throughput().Draw(v), false, d.Styles, r.W, r.H))
}
