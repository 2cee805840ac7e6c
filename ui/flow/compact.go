package flow

import (
	"strconv"

	"inflight/pipeline"
	"inflight/ui/panel"
)

// compact draws all nodes with the least that tells what happens.
func (d *drawing) compact() {
	b, s, n := &d.plan.boxes, d.styles, &d.State.Count
	r := b[pipeline.SourceNode]
	d.box(r, d.focus == pipeline.SourceNode, "S3 source", "")
	d.row(r, 0).put(s.Strong, short(n.Uploaded)).gap(2).word(s.Dim, size(n.UploadedBytes))
	d.uploads(d.row(r, 1))
	r = b[pipeline.BusNode]
	d.box(r, d.focus == pipeline.BusNode, "EventBridge", "")
	d.compactBus(r)
	d.compactQueue(b[pipeline.QueueNode])
	d.compactWorkers(b[pipeline.WorkersNode])
	r = b[pipeline.ThumbnailNode]
	d.box(r, d.focus == pipeline.ThumbnailNode, "thumbnails", "")
	d.row(r, 0).put(s.Good, count(n.Thumbnails))
	d.row(r, 1).put(s.Dim, size(n.ThumbnailBytes))
	d.compactDead(b[pipeline.DeadLetterNode])
	p := d.bare(b[pipeline.AnnounceNode])
	if d.focus == pipeline.AnnounceNode {
		p.put(s.Accent, d.focusMark())
	}
	if n.NotifyFailed > 0 {
		d.failures(p, n.NotifyFailed)
	}
	d.channels(p)
}

func (d *drawing) compactBus(r rect) {
	s := d.styles
	if inferred(d.State) {
		d.row(r, 0).put(s.Strong, d.glyph.about+" "+short(matched(d.State)))
		d.row(r, 1).put(s.Dim, "inferred")
		return
	}
	p := d.row(r, 0)
	d.failures(p, d.State.Count.MatchFailed)
	p.put(s.Strong, short(d.State.Count.Matched))
	d.row(r, 1).put(s.Text, "matched")
}

// compactQueue draws what waits in the first rows, and what is in flight,
// delayed and backing off in the last one.
func (d *drawing) compactQueue(r rect) {
	d.box(r, d.focus == pipeline.QueueNode, "SQS "+panel.Escape(d.State.Setup.Queue), "")
	s, h := d.styles, &d.held
	tall := r.h - 2
	var rows []*pen
	for i := range tall - 1 {
		rows = append(rows, d.row(r, i))
	}
	waiting := count(len(h.waiting))
	for i, p := range rows {
		if i == 0 {
			p.last(s.Strong, waiting)
			continue
		}
		p.end -= len(waiting) + 1
	}
	d.crowd(rows, h.waiting)
	p := d.row(r, tall-1)
	hidden := append(append([]*pipeline.Message{}, h.delayed...), h.backoff...)
	p.last(s.Strong, short(int64(len(h.flight))))
	if len(hidden) > 0 {
		p.last(s.Dim, d.glyph.delayed+short(int64(len(hidden)))+" ")
	}
	d.crowd([]*pen{p}, h.flight)
}

func (d *drawing) compactWorkers(r rect) {
	s, all := d.styles, d.State.Workers
	d.box(r, d.focus == pipeline.WorkersNode, "workers", "")
	next := 0
	for i := range r.h - 3 {
		p := d.row(r, i)
		for p.room() > 0 && next < len(all) {
			d.workerCell(p, all[next])
			next++
		}
	}
	n, part := d.utilisation()
	p := d.row(r, r.h-3)
	p.put(s.Text, strconv.Itoa(n)+"/"+strconv.Itoa(len(all))).gap(1)
	if d.State.Paused {
		p.put(s.Warn, d.glyph.paused+" paused")
		return
	}
	p.word(s.Dim, percent(part))
}

// compactDead draws the dead letters in a line.
func (d *drawing) compactDead(r rect) {
	s, dead := d.styles, d.held.dead
	p := d.bare(r)
	if d.focus == pipeline.DeadLetterNode {
		p.put(s.Accent, d.focusMark())
	}
	p.put(s.Title, panel.Escape(d.State.Setup.DeadLetterQueue)).gap(1)
	if len(dead) == 0 {
		p.put(s.Dim, "empty")
		return
	}
	p.put(s.Bad, short(int64(len(dead)))).gap(1)
	few := *p
	few.end = min(p.end, p.x+min(8, 2*len(dead)))
	d.crowd([]*pen{&few}, dead)
	p.x = few.end
	last := dead[len(dead)-1]
	p.gap(1).put(d.image(last.Identity()), panel.Escape(last.Name())).gap(1)
	p.put(s.Dim, panel.Escape(last.Reason))
}
