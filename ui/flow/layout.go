package flow

import (
	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// arrow is a straight line of n cells from one node to another; its head is
// the last of them.
type arrow struct {
	from, to    state.Node
	x, y        int // the first cell
	dx, dy      int
	n           int
	label       string // beside it
	labelX      int
	labelY      int
	labelAcross int // how wide the label may be
}

// kind is which picture fits.
type kind uint8

const (
	list    kind = iota // a line a node
	compact             // boxes of two lines
	whole               // boxes with all there is to say
)

// plan is where everything is.
type plan struct {
	kind   kind
	boxes  [nodes]draw.Rect
	arrows []arrow
	inset  draw.Rect // free for throughput and age
}

const nodes = int(state.DeadLetterNode) + 1

// What a picture needs at least.
const (
	wholeWidth, wholeHeight     = 106, 15
	compactWidth, compactHeight = 76, 6
	leastInset                  = 30
	announceAhead               = 9 // cells by which the announcements begin before the thumbnails
)

// Size is how many rows the picture wants on a terminal of that size.
func Size(width, height int) (rows int) {
	switch {
	case width >= wholeWidth && height >= 54:
		return 24
	case width >= wholeWidth && height >= 44:
		return 20
	case width >= wholeWidth && height >= 36:
		return 18
	case width >= wholeWidth && height >= 33:
		return wholeHeight
	case width >= compactWidth && height >= 18:
		return compactHeight + min(max((height-22)/2, 0), 4)
	}
	return min(max(height/4, 1), nodes)
}

// layout plans the picture for a size. It depends on nothing else, so that
// nothing jumps while messages come and go.
func layout(w, h int) plan {
	switch {
	case w >= wholeWidth && h >= wholeHeight:
		return wholePlan(w, h)
	case w >= compactWidth && h >= compactHeight:
		return compactPlan(w, h)
	}
	return listPlan(w, h)
}

// wholePlan has the source, the bus, the queue and the workers from left to
// right, the dead letters under the queue, and what comes of it all under the
// workers.
func wholePlan(w, h int) plan {
	gap := min(max(w/17, 6), 14)
	rest := w - 3*gap
	source, bus, workers := rest*235/1000, rest*205/1000, rest*235/1000
	queue := rest - source - bus - workers
	small := 3 // the boxes under the workers
	way := 1   // the arrows between them
	if h >= 22 {
		small, way = 4, 2
	}
	lane := 2 // the arrows to the dead letters
	if h >= 17 {
		lane = 3
	}
	dead := max((h-lane)/3, 4)
	upper := h - lane - dead
	first := 5
	if h >= 20 {
		first = 7
	}
	p := plan{kind: whole}
	at := func(n state.Node, x, y, w, h int) draw.Rect {
		p.boxes[n] = draw.At(x, y, w, h)
		return p.boxes[n]
	}
	s := at(state.SourceNode, 0, 0, source, first)
	b := at(state.BusNode, s.Right()+gap, 0, bus, first)
	q := at(state.QueueNode, b.Right()+gap, 0, queue, upper)
	k := at(state.WorkersNode, q.Right()+gap, 0, workers, h-2*small-2*way-1)
	t := at(state.ThumbnailNode, k.X, k.Bottom()+way+1, workers, small)
	a := at(state.AnnounceNode, k.X, t.Bottom()+way, workers, small)
	d := at(state.DeadLetterNode, q.X, q.Bottom()+lane, queue, dead)
	p.inset = draw.At(0, first, b.Right()+gap/3, h-first)
	p.arrows = append(across(s, b, q, k, 2, min(upper, k.H)-3), upDown(q, d, t, a, k)...)
	return p
}

// across are the arrows from left to right, and the one back to the queue.
func across(s, b, q, k draw.Rect, row, back int) []arrow {
	forth := func(from, to state.Node, l, r draw.Rect, label string) arrow {
		return arrow{
			from: from, to: to, x: l.Right(), y: row, dx: 1, n: r.X - l.Right(),
			label: label, labelX: l.Right(), labelY: row - 1, labelAcross: r.X - l.Right(),
		}
	}
	in := forth(state.QueueNode, state.WorkersNode, q, k, "receive")
	return []arrow{
		forth(state.SourceNode, state.BusNode, s, b, "event"),
		forth(state.BusNode, state.QueueNode, b, q, "match"),
		in,
		{
			from: state.WorkersNode, to: state.QueueNode, x: k.X - 1, y: back, dx: -1, n: in.n,
			label: "back", labelX: in.x, labelY: back + 1, labelAcross: in.n,
		},
	}
}

// upDown are the arrows to the dead letters and back, and to what comes out.
func upDown(q, d, t, a, k draw.Rect) []arrow {
	down := func(from, to state.Node, u, l draw.Rect, x int, label string) arrow {
		return arrow{
			from: from, to: to, x: x, y: u.Bottom(), dy: 1, n: l.Y - u.Bottom(),
			label: label, labelX: x + 2, labelY: u.Bottom(), labelAcross: l.Right() - x - 2,
		}
	}
	dead := down(state.QueueNode, state.DeadLetterNode, q, d, q.X+q.W*11/20, "")
	redrive := arrow{
		from: state.DeadLetterNode, to: state.QueueNode, x: q.X + q.W*3/20, y: d.Y - 1, dy: -1, n: dead.n,
		label: "redrive", labelX: q.X + q.W*3/20 + 2, labelY: d.Y - 1, labelAcross: dead.x - q.X - q.W*3/20 - 3,
	}
	if dead.n > 2 {
		dead.labelY++
		redrive.labelY--
	}
	return []arrow{
		dead, redrive,
		down(state.WorkersNode, state.ThumbnailNode, k, t, k.X+k.W/3, "thumbnail"),
		down(state.ThumbnailNode, state.AnnounceNode, t, a, k.X+k.W/3, "link"),
	}
}

// compactPlan has five boxes in a row; the dead letters and the announcements
// are a line each below.
func compactPlan(w, h int) plan {
	gap := min(max(w/26, 3), 8)
	rest := w - 4*gap
	// Enough for the titles; what is more goes half to the queue.
	const source0, bus0, workers0, thumbs0, queue0 = 11, 13, 13, 9, 22
	more := max(rest-source0-bus0-workers0-thumbs0-queue0, 0) / 8
	source, bus, workers, thumbs := source0+more, bus0+more, workers0+more, thumbs0+more
	queue := rest - source - bus - workers - thumbs
	tall := 4 + min(max(h-compactHeight, 0), 4)
	p := plan{kind: compact}
	x := 0
	at := func(n state.Node, w int) draw.Rect {
		p.boxes[n] = draw.At(x, 0, w, tall)
		x += w + gap
		return p.boxes[n]
	}
	s, b := at(state.SourceNode, source), at(state.BusNode, bus)
	q, k := at(state.QueueNode, queue), at(state.WorkersNode, workers)
	t := at(state.ThumbnailNode, thumbs)
	lane := 1 + min(max(h-tall-2, 0), 1)
	a := draw.At(t.X-announceAhead, tall+lane, w-t.X+announceAhead, 1)
	d := draw.At(q.X, tall+lane, a.X-q.X-2, 1)
	p.boxes[state.DeadLetterNode], p.boxes[state.AnnounceNode] = d, a
	p.arrows = append(across(s, b, q, k, 1, 2), upDown(q, d, t, a, t)...)
	for i := range p.arrows {
		a := &p.arrows[i]
		switch {
		case a.dy == 0:
			a.label = ""
		case a.from == state.WorkersNode: // it goes to the right here
			*a = arrow{from: a.from, to: a.to, x: k.Right(), y: 1, dx: 1, n: gap}
		case a.from == state.ThumbnailNode:
			a.label = ""
		}
	}
	return p
}

// listPlan is a line for each node, as many as there are lines.
func listPlan(w, h int) plan {
	p := plan{kind: list}
	for i, n := range Nodes() {
		if i < h && h >= nodes {
			p.boxes[n] = draw.At(0, i, w, 1)
		}
	}
	return p
}
