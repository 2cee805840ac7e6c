package flow

import (
	"strconv"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// whole draws all boxes with all there is to say.
func (d *drawing) whole() {
	b := &d.plan.boxes
	d.source(b[state.SourceNode])
	d.bus(b[state.BusNode])
	d.queue(b[state.QueueNode])
	d.workers(b[state.WorkersNode])
	d.thumbnails(b[state.ThumbnailNode])
	d.announced(b[state.AnnounceNode])
	d.deadLetters(b[state.DeadLetterNode])
}

// source draws the bucket that images are uploaded to.
func (d *drawing) source(r draw.Rect) {
	right := ""
	if d.State.Finished {
		right = "all uploaded"
	}
	d.box(r, state.SourceNode, "S3 source", right)
	s, n := d.Styles, &d.State.Count
	d.row(r, 0).put(s.Of(draw.Text), draw.Escape(d.State.Setup.SourceBucket))
	p := d.row(r, 1)
	if n.UploadFailed > 0 {
		d.failures(p, n.UploadFailed)
	}
	p.put(s.Of(draw.Strong), count(n.Uploaded)).put(s.Of(draw.Text), " "+noun(n.Uploaded, "object"))
	p.gap(2).word(s.Of(draw.Dim), size(n.UploadedBytes))
	d.uploads(d.row(r, 2))
	for i, m := range d.latest(state.SourceNode, r.H-5) {
		d.named(d.row(r, 3+i), d.glyph.waiting, m.Identity)
	}
}

// uploads draws the uploads of the last two minutes, and how many there are a
// second.
func (d *drawing) uploads(p *pen) {
	uploaded := func(sec state.Second) int { return sec.Uploaded }
	p.last(d.Styles.Of(draw.In), rate(d.rates.Uploaded))
	if p.room() < 4 {
		return
	}
	at := draw.At(0, p.y-1, p.end, 3)
	d.chart(at, 0, 1, p.x, p.room(), d.Styles.Of(draw.In), levels(d.State, d.Now, p.room(), uploaded))
}

// bus draws the event bus with its rule. What happens in it can be seen in the
// embedded AWS only.
func (d *drawing) bus(r draw.Rect) {
	d.box(r, state.BusNode, "EventBridge", "")
	s, set := d.Styles, &d.State.Setup
	if bus := draw.Escape(set.Bus); ownBus(d.State) {
		d.row(r, 0).put(s.Of(draw.Text), "default "+d.glyph.right+" "+bus)
	} else if bus != "" {
		d.row(r, 0).put(s.Of(draw.Text), bus+" bus")
	}
	d.row(r, 1).put(s.Of(draw.Text), draw.Escape(set.Rule))
	p := d.row(r, 2)
	if inferred(d.State) {
		p.put(s.Of(draw.Dim), d.glyph.about+" ").put(s.Of(draw.Strong), count(matched(d.State))).put(s.Of(draw.Dim), " inferred")
	} else {
		d.lost(p)
		if ownBus(d.State) {
			p.put(s.Of(draw.Strong), short(d.State.Count.Forwarded)).put(s.Of(draw.Text), " "+d.glyph.right+" ")
		}
		p.put(s.Of(draw.Strong), count(d.State.Count.Matched)).gap(1).word(s.Of(draw.Text), "matched")
	}
	if inferred(d.State) && r.H > 5 {
		d.row(r, 3).put(s.Of(draw.Dim), "AWS shows nothing of it")
		return
	}
	for i, m := range d.latest(state.BusNode, r.H-5) {
		d.named(d.row(r, 3+i), d.glyph.waiting, m.Identity)
	}
}

// ownBus tells whether the rule is on a bus of our own, which the default bus
// forwards to.
func ownBus(s *state.State) bool {
	return s.Setup.Bus != "" && s.Setup.Bus != defaultBus
}

// defaultBus is the bus that S3 sends its events to.
const defaultBus = "default"

// lost draws how many events did not come through: those that could not be
// delivered, or else those that no rule matched.
func (d *drawing) lost(p *pen) {
	if n := d.State.Count.Unmatched; n > 0 && d.State.Count.MatchFailed == 0 {
		p.last(d.Styles.Of(draw.Dim), short(n)+" not")
		return
	}
	d.failures(p, d.State.Count.MatchFailed)
}

// inferred tells whether the way through EventBridge cannot be seen.
func inferred(s *state.State) bool {
	return !s.Setup.Embedded && s.Setup.Account != "" && s.Count.Matched == 0
}

// matched is how many images went through the bus, as far as one can tell.
func matched(s *state.State) int64 {
	if inferred(s) {
		return max(s.Count.Sent, s.Count.Received-s.Count.Retried)
	}
	return s.Count.Matched
}

// failures draws a number of failures at the right; none is worth saying too.
func (d *drawing) failures(p *pen, n int64) {
	style := d.Styles.Of(draw.Dim)
	if n > 0 {
		style = d.Styles.Of(draw.Bad)
	}
	p.last(style, short(n)+" "+d.glyph.dead)
}

// thumbnails draws the bucket that thumbnails go to.
func (d *drawing) thumbnails(r draw.Rect) {
	d.box(r, state.ThumbnailNode, "S3 thumbnails", "")
	s, n := d.Styles, &d.State.Count
	p := d.row(r, 0)
	if days := d.State.Setup.ThumbnailDays; days > 0 && r.W >= 22 {
		p.last(s.Of(draw.Dim), plural(int64(days), "day"))
	}
	p.put(s.Of(draw.Good), count(n.Thumbnails)).gap(2).word(s.Of(draw.Dim), size(n.ThumbnailBytes))
	for i, m := range d.latest(state.WorkersNode, r.H-3) {
		d.named(d.row(r, 1+i), d.glyph.waiting, m.Identity)
	}
}

// announced draws who was told of the thumbnails.
func (d *drawing) announced(r draw.Rect) {
	d.box(r, state.AnnounceNode, "announced", "")
	p := d.row(r, 0)
	if n := d.State.Count.NotifyGivenUp; n > 0 {
		d.failures(p, n)
	}
	d.channels(p)
	for i := range min(r.H-3, d.State.Inbox.Len()) {
		m := d.State.Inbox.At(d.State.Inbox.Len() - 1 - i)
		d.row(r, 1+i).put(d.Styles.Of(draw.Dim), draw.Escape(m.Subject+" "+m.Text))
	}
}

// channels draws how many announcements went which way.
func (d *drawing) channels(p *pen) {
	s, n := d.Styles, &d.State.Count
	p.put(s.Of(draw.Notify), d.glyph.mail+" ").put(s.Of(draw.Strong), short(n.SNS)).gap(2)
	name := "Discord "
	if p.room() < len(name)+len(short(n.Discord)) {
		name = "D "
	}
	p.word(s.Of(draw.Notify), name).put(s.Of(draw.Strong), short(n.Discord))
}

// named draws the token of an image and its name.
func (d *drawing) named(p *pen, shape, identity string) {
	p.put(d.image(identity), shape+" ").put(d.Styles.Of(draw.Dim), draw.Escape(event.ShortName(identity)))
}

// latest are the last n moves out of a node on its way forward, newest first.
func (d *drawing) latest(from state.Node, n int) []state.Move {
	var out []state.Move
	moves := &d.State.Moves
	for i := moves.Len() - 1; i >= max(moves.Len()-200, 0) && len(out) < n; i-- {
		m := moves.At(i)
		if m.From == from && m.To != state.QueueNode == (from != state.BusNode) && !m.At.After(d.Now) {
			out = append(out, m)
		}
	}
	return out
}

func noun(n int64, word string) string {
	if n == 1 {
		return word
	}
	return word + "s"
}

// percent is a part as people say it.
func percent(part float64) string { return strconv.Itoa(int(part*100+0.5)) + " %" }
