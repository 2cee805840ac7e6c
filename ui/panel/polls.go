package panel

import (
	"strings"
	"time"

	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// pollBar is how wide the bar of a long poll is.
const pollBar = 10

// polling are the workers whose long poll is under way, and since when the one
// that waits longest does, and for how long it may.
func (p *page) polling() (names []string, since time.Time, wait time.Duration) {
	for _, w := range p.State.Workers {
		if w.Activity != state.Polling || w.Polled.IsZero() || w.Wait <= 0 {
			continue
		}
		names = append(names, draw.Escape(w.Name))
		if since.IsZero() || w.Polled.Before(since) {
			since, wait = w.Polled, w.Wait
		}
	}
	return names, since, wait
}

// polls draws the long polls under way: a bar that grows while the one that waits
// longest waits for a message, and who waits.
func (p *page) polls(l *line) {
	names, since, wait := p.polling()
	waited := min(max(p.Now.Sub(since), 0), wait)
	l.gap(3)
	l.cell(p.Styles.Of(draw.Dim), "sqs", 6)
	l.gap(1)
	l.put(p.Styles.Of(draw.Text), "ReceiveMessage ")
	l.bar(p.glyph, p.Styles.Of(draw.Polling), p.Styles.Of(draw.Track), float64(waited)/float64(wait), min(pollBar, max(l.left()-20, 0)))
	l.put(p.Styles.Of(draw.Text), " waits "+elapsed(waited)+" of "+elapsed(wait))
	who := "  workers " + strings.Join(names, ", ")
	if len(names) == 1 {
		who = "  worker " + names[0]
	}
	if draw.Width(who) < l.left() {
		l.put(p.Styles.Of(draw.Dim), who)
	}
}
