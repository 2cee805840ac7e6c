package flow

import (
	"strconv"

	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// deadLetters draws the dead-letter queue: what it holds, and why the latest
// are there.
func (d *drawing) deadLetters(r draw.Rect) {
	set, dead, s := &d.State.Setup, d.held.dead.all, d.Styles
	d.box(r, state.DeadLetterNode, "dead letters "+draw.Escape(set.DeadLetterQueue), "")
	untold := d.State.LettersUntold(dead)
	if dead == 0 && untold > 0 {
		d.row(r, 0).last(s.Of(draw.Bad), count(untold)).put(s.Of(draw.Text), "not seen by this run")
		if !d.Keys.Past {
			d.row(r, 1).put(s.Of(draw.Dim), d.Keys.Look+" looks what they are")
		}
		return
	}
	if dead == 0 {
		p := d.row(r, 0).last(s.Of(draw.Dim), "0")
		p.put(s.Of(draw.Dim), "empty").gap(2)
		if set.MaxReceives > 0 {
			d.row(r, 1).put(s.Of(draw.Dim), "what fails "+strconv.Itoa(set.MaxReceives)+" times lands here")
		}
		return
	}
	number := count(dead)
	if untold > 0 {
		number += "+" + count(untold) + " unseen"
	}
	d.crowd([]*pen{d.row(r, 0).last(s.Of(draw.Bad), number)}, d.held.dead)
	below := 1
	if redrive := &d.State.Redrive; redrive.Running() {
		d.moving(d.row(r, below), redrive)
		below++
	}
	for m := range d.State.LatestDead() {
		if below >= r.H-2 {
			break
		}
		d.reason(d.row(r, below), m)
		below++
	}
}

// moving says how far a redrive is.
func (d *drawing) moving(p *pen, r *state.Redrive) {
	p.put(d.Styles.Of(draw.Accent), d.glyph.up+" redriving "+strconv.Itoa(r.Moved))
	if r.Total > 0 {
		p.put(d.Styles.Of(draw.Accent), " of about "+strconv.Itoa(r.Total))
	}
}

// reason draws a dead letter and why it is one.
func (d *drawing) reason(p *pen, m *state.Message) {
	p.put(d.Styles.Of(draw.Bad), d.glyph.dead+" ").put(d.Styles.Of(draw.Text), draw.Escape(m.Name())).gap(1)
	why := draw.Escape(m.Reason)
	if why == "" {
		why = "no reason known"
	}
	p.put(d.Styles.Of(draw.Text), why)
}
