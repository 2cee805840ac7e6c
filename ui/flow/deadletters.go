package flow

import (
	"strconv"

	"inflight/pipeline"
	"inflight/ui/panel"
)

// deadLetters draws the dead-letter queue: what it holds, and why the latest
// are there.
func (d *drawing) deadLetters(r rect) {
	set, dead, s := &d.State.Setup, d.held.dead, d.styles
	d.box(r, d.focus == pipeline.DeadLetterNode, "dead letters "+panel.Escape(set.DeadLetterQueue), "")
	if len(dead) == 0 {
		p := d.row(r, 0).last(s.Dim, "0")
		p.put(s.Dim, "empty").gap(2)
		if set.MaxReceives > 0 {
			d.row(r, 1).put(s.Dim, "what fails "+strconv.Itoa(set.MaxReceives)+" times lands here")
		}
		return
	}
	d.crowd([]*pen{d.row(r, 0).last(s.Bad, count(len(dead)))}, dead)
	for i := range min(r.h-3, len(dead)) {
		d.reason(d.row(r, 1+i), dead[len(dead)-1-i])
	}
}

// reason draws a dead letter and why it is one.
func (d *drawing) reason(p *pen, m *pipeline.Message) {
	p.put(d.image(m.Identity()), d.glyph.dead+" "+panel.Escape(m.Name())).gap(1)
	why := panel.Escape(m.Reason)
	if why == "" {
		why = "no reason known"
	}
	p.put(d.styles.Text, why)
}
