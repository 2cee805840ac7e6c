package flow

import (
	"strconv"
	"unicode/utf8"

	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// compact draws all nodes with the least that tells what happens.
func (d *drawing) compact() {
	b, s, n := &d.plan.boxes, d.Styles, &d.State.Count
	r := b[state.SourceNode]
	d.box(r, state.SourceNode, "S3 source", "")
	d.row(r, 0).put(s.Of(draw.Strong), short(n.Uploaded)).gap(1).word(s.Of(draw.Dim), noun(n.Uploaded, "object"))
	if r.H > 4 {
		d.row(r, 1).put(s.Of(draw.Dim), size(n.UploadedBytes))
	}
	d.uploads(d.row(r, r.H-3))
	r = b[state.BusNode]
	d.box(r, state.BusNode, "EventBridge", "")
	d.compactBus(r)
	d.compactQueue(b[state.QueueNode])
	d.compactWorkers(b[state.WorkersNode])
	r = b[state.ThumbnailNode]
	d.box(r, state.ThumbnailNode, "thumbs", "")
	r.W++ // up to the edge: there is little room
	d.row(r, 0).put(s.Of(draw.Good), count(n.Thumbnails))
	d.row(r, 1).put(s.Of(draw.Dim), size(n.ThumbnailBytes))
	d.compactDead(b[state.DeadLetterNode])
	p := d.bare(b[state.AnnounceNode])
	switch {
	case d.stepped(state.AnnounceNode):
		p.put(s.Of(draw.Warn), d.glyph.here).gap(1)
	case d.focus == state.AnnounceNode:
		p.put(s.Of(draw.Accent), d.focusMark())
	}
	if n.NotifyGivenUp > 0 {
		d.failures(p, n.NotifyGivenUp)
	}
	d.channels(p)
}

func (d *drawing) compactBus(r draw.Rect) {
	s := d.Styles
	if inferred(d.State) {
		d.row(r, 0).put(s.Of(draw.Strong), d.glyph.about+" "+short(matched(d.State)))
		d.row(r, 1).put(s.Of(draw.Dim), "inferred")
		return
	}
	p := d.row(r, 0)
	if r.H > 4 {
		d.lost(d.row(r, 2))
	} else {
		d.lost(p)
	}
	if ownBus(d.State) {
		p.put(s.Of(draw.Strong), short(d.State.Count.Forwarded)).put(s.Of(draw.Text), d.glyph.right)
	}
	p.put(s.Of(draw.Strong), short(d.State.Count.Matched))
	d.row(r, 1).put(s.Of(draw.Text), "matched")
}

// compactQueue draws the compartments of the queue. Where there are few rows,
// what backs off stands among the other messages that are not visible.
func (d *drawing) compactQueue(r draw.Rect) {
	d.box(r, state.QueueNode, "SQS "+draw.Escape(d.State.Setup.Queue), "")
	s, h := d.Styles, &d.held
	rows := r.H - 2
	if rows < 4 {
		d.compartment(r, 0, 1, "visible", s.Of(draw.Waiting), h.visible, h.visible.all)
		if rows < 3 && h.delayed.all > 0 {
			text := d.glyph.delayed + short(int64(h.delayed.all))
			d.row(r, 1).last(s.Of(draw.Dim), text)
			r.W -= utf8.RuneCountInString(text) + 1
		}
		if rows > 2 {
			d.compartment(r, 1, 1, "delayed", s.Of(draw.Dim), h.delayed, h.delayed.all)
		}
		d.compartment(r, rows-1, 1, "not visible", s.Of(draw.Flight), h.notVisibleTogether(), h.notVisible)
		return
	}
	more := rows - 4
	d.compartment(r, 0, 1+more, "visible", s.Of(draw.Waiting), h.visible, h.visible.all)
	d.compartment(r, 1+more, 1, "delayed", s.Of(draw.Dim), h.delayed, h.delayed.all)
	d.compartment(r, 2+more, 1, "not visible", s.Of(draw.Flight), h.inWork, h.notVisible)
	d.compartment(r, 3+more, 1, d.glyph.part+"backoff", s.Of(draw.Warn), h.backingOff, h.backingOff.all)
}

func (d *drawing) compactWorkers(r draw.Rect) {
	s, all := d.Styles, alive(d.State.Workers)
	d.box(r, state.WorkersNode, "workers", "")
	cells, next := max(r.H-3, 1), 0
	tall := r.H > 5
	if tall {
		cells--
	}
	shape := d.compactModel(r, cells)
	if d.State.Model != "staged" || shape == 0 { // below its channels stand how many are at work
		for i := shape; i < cells; i++ {
			p := d.row(r, i)
			for p.room() > 0 && next < len(all) {
				d.workerCell(p, all[next])
				next++
			}
		}
	}
	now := d.rates
	p := d.row(r, cells)
	if word := d.compactWord(); word != "" && !d.State.Paused {
		p.put(s.Of(draw.Text), word)
		if !tall {
			return
		}
		p = d.row(r, cells+1)
	}
	p.put(s.Of(draw.Text), strconv.Itoa(now.InHand)+"/"+strconv.Itoa(d.State.Hands())).gap(1)
	if d.State.Paused {
		p.put(s.Of(draw.Warn), d.glyph.paused+" paused")
		return
	}
	if d.State.Halted() == "" {
		p.word(s.Of(draw.Dim), percent(now.Busy))
	}
}

// compactDead draws the dead letters in a line.
func (d *drawing) compactDead(r draw.Rect) {
	s, dead := d.Styles, d.held.dead.all
	p := d.bare(r)
	switch {
	case d.stepped(state.DeadLetterNode):
		p.put(s.Of(draw.Warn), d.glyph.here).gap(1)
	case d.focus == state.DeadLetterNode:
		p.put(s.Of(draw.Accent), d.focusMark())
	}
	p.put(s.Of(draw.Title), draw.Escape(d.State.Setup.DeadLetterQueue)).gap(1)
	untold := d.State.LettersUntold(dead)
	switch {
	case dead == 0 && untold > 0:
		p.put(s.Of(draw.Bad), short(int64(untold))+" unseen").gap(1)
		if !d.Keys.Past {
			p.put(s.Of(draw.Dim), d.Keys.Look+" looks")
		}
		return
	case dead == 0:
		p.put(s.Of(draw.Dim), "empty")
		return
	case untold > 0:
		p.put(s.Of(draw.Bad), short(int64(dead))+"+"+short(int64(untold))).gap(1)
	default:
		p.put(s.Of(draw.Bad), short(int64(dead))).gap(1)
	}
	few := *p
	end := min(p.end, p.x+min(8, 2*dead))
	few.end = end
	d.crowd([]*pen{&few}, d.held.dead)
	p.x = end
	for last := range d.State.LatestDead() {
		p.gap(1).put(s.Of(draw.Text), draw.Escape(last.Name())).gap(1)
		p.put(s.Of(draw.Dim), draw.Escape(last.Reason))
		break
	}
}
