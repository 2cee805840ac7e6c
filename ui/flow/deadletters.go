package flow

import (
	"strconv"

	"inflight/pipeline/state"
	"inflight/ui/panel"
)

// deadLetters draws the dead-letter queue: what it holds, and why the latest
// are there.
func (d *drawing) deadLetters(r rect) {
	set, dead, s := &d.State.Setup, d.held.dead.all, d.styles
	d.box(r, d.focus == state.DeadLetterNode, "dead letters "+panel.Escape(set.DeadLetterQueue), "")
	untold := d.State.LettersUntold(dead)
	if dead == 0 && untold > 0 {
		d.row(r, 0).last(s.Bad, count(untold)).put(s.Text, "not seen by this run")
		d.row(r, 1).put(s.Dim, d.Keys.Look+" looks what they are")
		return
	}
	if dead == 0 {
		p := d.row(r, 0).last(s.Dim, "0")
		p.put(s.Dim, "empty").gap(2)
		if set.MaxReceives > 0 {
			d.row(r, 1).put(s.Dim, "what fails "+strconv.Itoa(set.MaxReceives)+" times lands here")
		}
		return
	}
	number := count(dead)
	if untold > 0 {
		number += "+" + count(untold) + " unseen"
	}
	d.crowd([]*pen{d.row(r, 0).last(s.Bad, number)}, d.held.dead)
	below := 1
	if redrive := &d.State.Redrive; redrive.Running() {
		d.moving(d.row(r, below), redrive)
		below++
	}
	for m := range d.State.LatestDead() {
		if below >= r.h-2 {
			break
		}
		d.reason(d.row(r, below), m)
		below++
	}
}

// moving says how far a redrive is.
func (d *drawing) moving(p *pen, r *state.Redrive) {
	p.put(d.styles.Accent, d.glyph.up+" redriving "+strconv.Itoa(r.Moved))
	if r.Total > 0 {
		p.put(d.styles.Accent, " of about "+strconv.Itoa(r.Total))
	}
}

// reason draws a dead letter and why it is one.
func (d *drawing) reason(p *pen, m *state.Message) {
	p.put(d.styles.Bad, d.glyph.dead+" ").put(d.styles.Text, panel.Escape(m.Name())).gap(1)
	why := panel.Escape(m.Reason)
	if why == "" {
		why = "no reason known"
	}
	p.put(d.styles.Text, why)
}
