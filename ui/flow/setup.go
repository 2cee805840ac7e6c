package flow

import (
	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// settingUp draws the nodes while the stack is set up: what is not there yet
// without light, and of neither what is in it, for nobody has looked.
func (d *drawing) settingUp() {
	if !d.State.SettingUp() {
		return
	}
	for _, n := range Nodes() {
		r := d.plan.boxes[n]
		if r.W < 1 || r.H < 1 {
			continue
		}
		style, there := d.Styles.Of(draw.Dim), d.State.Stands(n)
		if there {
			style = d.Styles.Of(draw.Good)
		}
		if r.H < 3 { // it has no border
			r.H = 1
			d.wipe(r)
			p := d.bare(r).put(d.Styles.Of(draw.Title), d.nameOf(n)).gap(1)
			p.put(style, standing(n, there, p.room()))
			continue
		}
		d.wipe(draw.At(r.X+1, r.Y+1, r.W-2, r.H-2))
		row := 0
		if name := draw.Escape(d.ownName(n)); r.H > 3 && name != "" {
			d.row(r, row).put(d.Styles.Of(draw.Text), name)
			row++
		}
		d.row(r, row).put(style, standing(n, there, r.W-4))
		for y := r.Y; !there && y < r.Bottom(); y++ {
			for x := r.X; x < r.Right(); x++ {
				d.canvas.Tint(x, y, d.Styles.Of(draw.Dim))
			}
		}
	}
}

// stand is how many nodes are there.
func (d *drawing) stand() int {
	there := 0
	for _, n := range Nodes() {
		if d.State.Stands(n) {
			there++
		}
	}
	return there
}

// standing says whether a node is there, in so many cells.
func standing(n state.Node, there bool, room int) string {
	switch {
	case there:
		return "there"
	case room < len("not started yet"):
		return "not yet"
	case n == state.WorkersNode:
		return "not started yet"
	}
	return "not there yet"
}

// ownName is the name of a node that is not in the title of its box.
func (d *drawing) ownName(n state.Node) string {
	switch set := &d.State.Setup; n {
	case state.SourceNode:
		return set.SourceBucket
	case state.ThumbnailNode:
		return set.ThumbnailBucket
	case state.BusNode:
		return set.Rule
	case state.AnnounceNode:
		return set.Topic
	case state.QueueNode, state.WorkersNode, state.DeadLetterNode:
	}
	return ""
}

// nameOf is what a node is called that is drawn in a line.
func (d *drawing) nameOf(n state.Node) string {
	if n == state.DeadLetterNode {
		return draw.Escape(d.State.Setup.DeadLetterQueue)
	}
	return "topic"
}

// wipe empties cells.
func (d *drawing) wipe(r draw.Rect) {
	for y := r.Y; y < r.Bottom(); y++ {
		for x := r.X; x < r.Right(); x++ {
			d.canvas.Set(x, y, "", " ")
		}
	}
}
