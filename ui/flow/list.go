package flow

import (
	"slices"
	"strconv"

	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// list draws a line for each node, or, where there are fewer lines than nodes,
// the way of a message in one line.
func (d *drawing) list() {
	if d.Height < nodes {
		d.summary()
		return
	}
	s, n, h := d.Styles, &d.State.Count, &d.held
	width := 14
	if d.Width < 30 {
		width = d.Width / 3
	}
	for i, node := range Nodes() {
		p := &pen{d: d, end: d.Width, y: i}
		name, numbers := "", ""
		var messages crowd
		switch node {
		case state.SourceNode:
			name, numbers = "S3 source", plural(n.Uploaded, "object")+" "+size(n.UploadedBytes)
		case state.BusNode:
			name, numbers = "EventBridge", short(matched(d.State))+" matched "+short(n.MatchFailed)+" "+d.glyph.dead
		case state.QueueNode:
			name, numbers, messages = "SQS queue", short(int64(h.visible.all))+" visible", h.visible
		case state.WorkersNode:
			name, numbers, messages = "workers", strconv.Itoa(len(d.State.Workers))+", "+short(int64(h.notVisible))+" in flight", h.inWork
		case state.ThumbnailNode:
			name, numbers = "thumbnails", short(n.Thumbnails)+" "+size(n.ThumbnailBytes)
		case state.AnnounceNode:
			name, numbers = "announced", d.glyph.mail+" "+short(n.SNS)+" D "+short(n.Discord)
		case state.DeadLetterNode:
			name, numbers, messages = "dead letters", short(int64(h.dead.all)), h.dead
		}
		title := s.Of(draw.Title)
		if there := d.State.Stands(node); d.State.SettingUp() {
			numbers = standing(node, there, d.Width)
		}
		if node == d.focus {
			title, name = s.Of(draw.BorderFocused), d.focusMark()+name
		}
		if d.stepped(node) {
			title, name = s.Of(draw.Warn), d.glyph.here+name
		}
		p.put(title, draw.Fit(name, min(width, p.room()))).gap(1).put(s.Of(draw.Text), numbers).gap(1)
		d.crowd([]*pen{p}, messages)
	}
}

// summary says in a line how many are where.
func (d *drawing) summary() {
	s, n, h, to := d.Styles, &d.State.Count, &d.held, " "+d.glyph.right+" "
	p := &pen{d: d, end: d.Width, y: 0}
	if d.State.SettingUp() {
		p.put(s.Of(draw.Text), "the stack is being set up: "+strconv.Itoa(d.stand())+" of "+strconv.Itoa(nodes-1)+" are there")
		return
	}
	here := func(nodes ...state.Node) *pen { // before what stands for some nodes
		if slices.ContainsFunc(nodes, d.stepped) {
			p.put(s.Of(draw.Warn), d.glyph.here)
		}
		return p
	}
	here(state.SourceNode).put(s.Of(draw.Text), "S3 "+short(n.Uploaded)).put(s.Of(draw.Border), to)
	here(state.BusNode).put(s.Of(draw.Text), "bus "+short(matched(d.State))).put(s.Of(draw.Border), to)
	here(state.QueueNode).put(s.Of(draw.Text), "SQS "+short(int64(h.visible.all))).put(s.Of(draw.Border), to)
	here(state.WorkersNode).put(s.Of(draw.Text), "in flight "+short(int64(h.notVisible))).put(s.Of(draw.Border), to)
	here(state.ThumbnailNode, state.AnnounceNode).put(s.Of(draw.Good), "done "+short(n.Thumbnails)).gap(2)
	here(state.DeadLetterNode).put(s.Of(draw.Bad), d.glyph.dead+" "+short(int64(h.dead.all)))
	rows := []struct {
		name, style string
		messages    crowd
	}{{"visible", s.Of(draw.Waiting), h.visible}, {"in flight", s.Of(draw.Flight), h.inWork}, {"dead", s.Of(draw.Bad), h.dead}}
	for i, row := range rows {
		if i+1 < d.Height {
			p := &pen{d: d, end: d.Width, y: i + 1}
			p.put(row.style, draw.Fit(row.name, min(queueLabel, p.room())))
			d.crowd([]*pen{p}, row.messages)
		}
	}
}
