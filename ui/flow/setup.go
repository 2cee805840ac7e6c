package flow

import (
	"inflight/pipeline/state"
	"inflight/ui/panel"
)

// settingUp draws the nodes while the stack is set up: what is not there yet
// without light, and of neither what is in it, for nobody has looked.
func (d *drawing) settingUp() {
	if !d.State.SettingUp() {
		return
	}
	for _, n := range Nodes() {
		r := d.plan.boxes[n]
		if r.w < 1 || r.h < 1 {
			continue
		}
		style, there := d.styles.Dim, d.State.Stands(n)
		if there {
			style = d.styles.Good
		}
		if r.h < 3 { // it has no border
			r.h = 1
			d.wipe(r)
			p := d.bare(r).put(d.styles.Title, d.nameOf(n)).gap(1)
			p.put(style, standing(n, there, p.room()))
			continue
		}
		d.wipe(rect{r.x + 1, r.y + 1, r.w - 2, r.h - 2})
		row := 0
		if name := panel.Escape(d.ownName(n)); r.h > 3 && name != "" {
			d.row(r, row).put(d.styles.Text, name)
			row++
		}
		d.row(r, row).put(style, standing(n, there, r.w-4))
		for y := r.y; !there && y < r.bottom(); y++ {
			for x := r.x; x < r.right(); x++ {
				d.canvas.tint(x, y, d.styles.Dim)
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
		return panel.Escape(d.State.Setup.DeadLetterQueue)
	}
	return "topic"
}

// wipe empties cells.
func (d *drawing) wipe(r rect) {
	for y := r.y; y < r.bottom(); y++ {
		for x := r.x; x < r.right(); x++ {
			d.canvas.set(x, y, "", " ")
		}
	}
}

// tint gives a cell another style.
func (c *canvas) tint(x, y int, style string) {
	if x >= 0 && y >= 0 && x < c.w && y < c.h && c.cells[y*c.w+x].text != "" {
		c.cells[y*c.w+x].style = style
	}
}
