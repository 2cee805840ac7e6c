package panel

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"inflight/pipeline"
)

// MessageTitle is what stands in the frame of Message.
func MessageTitle(v View) (title, right string) {
	m := shownMessage(v)
	if m == nil {
		return "message", ""
	}
	return "message " + Escape(m.Name()), Escape(m.ID)
}

func shownMessage(v View) *pipeline.Message {
	if v.State == nil {
		return nil
	}
	return v.State.Message(v.MessageID)
}

// Message draws the life of one message: what happened to it and when, its
// body, and the thumbnail that came of it. Offset scrolls it.
func Message(v View) []string {
	p, ok := newPage(v)
	if !ok {
		return p.finish()
	}
	m := shownMessage(v)
	if m == nil {
		return p.empty("This message is not kept any more: it ended long ago.")
	}
	if p.Width >= 90 {
		left := (p.Width - 3) * 3 / 5
		right := p.Width - 3 - left
		a := p.scrolled(left, func(p *page) { p.facts(m); p.timeline(m) })
		b := p.scrolled(right, func(p *page) { p.outcome(m); p.body(m) })
		for i := range p.Height {
			p.row(func(l *line) {
				l.gap(1)
				l.styled(a[i], left)
				l.gap(1)
				l.styled(b[i], right)
			})
		}
		return p.finish()
	}
	p.add(p.scrolled(p.Width, func(p *page) {
		p.facts(m)
		p.timeline(m)
		p.outcome(m)
		p.body(m)
	}))
	return p.finish()
}

// tallest is the most lines of a page that scrolls.
const tallest = 2000

// scrolled draws a page as long as it gets, and returns the height of p of it
// from its offset on.
func (p *page) scrolled(width int, draw func(*page)) []string {
	sub := p.sized(width)
	sub.Height = tallest
	lines := sub.lines
	sub.lines = nil
	draw(sub)
	lines = append(lines, sub.lines...)
	from := min(max(p.Offset, 0), max(len(lines)-p.Height, 0))
	lines = lines[from:min(from+p.Height, len(lines))]
	for len(lines) < p.Height {
		lines = append(lines, spaces(width))
	}
	return lines
}

// MessageLines is how many lines Message would draw if it were high enough: the
// root scrolls no further.
func MessageLines(v View) int {
	v.Height, v.Offset = tallest, 0
	lines := Message(v)
	n := len(lines)
	for n > 0 && strings.TrimSpace(lines[n-1]) == "" {
		n--
	}
	return n
}

// facts draws what the message is now.
func (p *page) facts(m *pipeline.Message) {
	p.row(func(l *line) {
		l.gap(1)
		l.glyph(p.ink.image(m.Identity()), p.glyph.token(m, p.Now), 1)
		l.gap(1)
		l.put(p.ink.image(m.Identity())+p.ink.of(toneStrong), Escape(m.Name()))
		l.gap(2)
		l.put(p.ink.of(toneText), m.Phase(p.Now).String())
		if left, _ := m.Left(p.Now); left > 0 && !m.Phase(p.Now).Ended() {
			l.put(p.ink.of(toneDim), " for "+countdown(left)+" more")
		}
		if m.Try > 0 {
			l.put(p.ink.of(toneDim), ", try "+tryOf(m, p.State.Setup.MaxReceives))
		}
	})
	for _, f := range [][2]string{
		{"id", m.ID},
		{"was", m.PreviousID},
		{"became", m.NextID},
		{"object", strings.Trim(m.Bucket+"/"+m.Key, "/")},
		{"etag", m.ETag},
		{"reason", m.Reason},
	} {
		if f[1] != "" {
			p.wrapped(9, p.ink.of(reasonTone(f[0])), f[1], func(l *line) {
				l.gap(1)
				l.cell(p.ink.of(toneDim), f[0], 8)
			})
		}
	}
	p.blank(1)
}

// wrapped draws text over as many lines as it takes, all of them from a column
// on; lead draws what stands before it in the first.
func (p *page) wrapped(column int, style, text string, lead func(l *line)) {
	lines := Wrap(Escape(text), max(p.Width-column-1, 8))
	if len(lines) == 0 {
		lines = []string{""}
	}
	for i, s := range lines {
		p.row(func(l *line) {
			if i == 0 {
				lead(l)
			}
			l.to(column)
			l.put(style, s)
		})
	}
}

func reasonTone(name string) tone {
	if name == "reason" {
		return toneBad
	}
	return toneText
}

// timeline draws the moments of the message's life, each with the time since
// the first.
func (p *page) timeline(m *pipeline.Message) {
	if len(m.History) == 0 {
		p.text(toneDim, " Nothing is known of its life.")
		return
	}
	p.text(toneDim, fmt.Sprintf(" its life, from %s", clockTime(m.History[0].Time)))
	p.lifeLine(m)
	begin, reason := m.History[0].Time, ""
	for _, at := range m.History {
		switch {
		case at.Text != "" && at.Text == reason && at.Kind == pipeline.StageFinished:
			at.Text = "as before"
		case at.Text == reason:
			at.Text = "" // said before
		case at.Text != "":
			reason = at.Text
		}
		p.moment(m, at, at.Time.Sub(begin))
	}
}

// moment draws one moment, since the first one.
func (p *page) moment(m *pipeline.Message, at pipeline.Moment, since time.Duration) {
	t, words := p.telling(at)
	p.wrapped(12, p.ink.of(t), words, func(l *line) {
		l.number(p.ink.of(toneDim), "+"+tenths(since), 9)
		l.gap(1)
		l.glyph(p.ink.image(m.Identity()), p.momentGlyph(at), 1)
	})
}

// momentGlyph is the token as it was after a moment.
func (p *page) momentGlyph(at pipeline.Moment) string {
	switch at.Kind {
	case pipeline.MessageReceived, pipeline.MessageExtended:
		return p.glyph.flight[0]
	case pipeline.MessageDead:
		return p.glyph.dead
	case pipeline.MessageReturned:
		return p.glyph.delayed
	case pipeline.MessageSent:
		if at.Until.After(at.Time) {
			return p.glyph.delayed
		}
		return p.glyph.waiting
	case pipeline.MessageExpired, pipeline.MessageRedriven:
		return p.glyph.waiting
	case pipeline.MessageDeleted:
		return p.glyph.finished
	}
	return p.glyph.upright
}

// telling is what happened at a moment, in words.
func (p *page) telling(at pipeline.Moment) (tone, string) {
	text := at.Text // wrapped escapes it
	worker := "worker " + at.Worker
	until := countdown(at.Until.Sub(at.Time))
	switch at.Kind {
	case pipeline.MessageSent:
		if at.Until.After(at.Time) {
			return toneText, "sent, delayed by " + until + from(text)
		}
		return toneText, "sent" + from(text)
	case pipeline.MessageReceived:
		return toneStrong, fmt.Sprintf("received by %s, try %s, for %s", worker, tryOf(&pipeline.Message{Try: at.Try}, p.State.Setup.MaxReceives), until)
	case pipeline.MessageExtended:
		return toneAccent, "heartbeat: " + until + " from here"
	case pipeline.MessageReturned:
		return toneWarn, joined("given back by "+worker+", visible in "+until, text)
	case pipeline.MessageExpired:
		return toneBad, "its time ran out while " + worker + " worked on it"
	case pipeline.MessageDeleted:
		return toneGood, "deleted by " + worker + ": done"
	case pipeline.MessageDead:
		return toneBad, joined("to the dead-letter queue", text)
	case pipeline.MessageRedriven:
		return toneAccent, "redriven to its queue, with a new id"
	case pipeline.StageFinished:
		return p.stageTelling(at, text)
	}
	return resultTelling(at)
}

// resultTelling tells of what came of the work.
func resultTelling(at pipeline.Moment) (tone, string) {
	text := at.Text
	switch at.Kind {
	case pipeline.ThumbnailCreated:
		return toneText, "thumbnail stored as " + text
	case pipeline.ThumbnailKept:
		return toneText, "its thumbnail was there already"
	case pipeline.NotificationSent:
		return toneText, "announced on " + text
	case pipeline.NotificationKept:
		return toneText, "had been announced on " + text
	case pipeline.NotificationFailed:
		return toneBad, "could not be announced: " + text
	case pipeline.FaultInjected:
		return toneWarn, "trouble made on purpose: " + text
	}
	return toneText, joined(string(at.Kind), text)
}

// stageTelling tells of a stage that ended.
func (p *page) stageTelling(at pipeline.Moment, problem string) (tone, string) {
	words := stageWord(at.Stage, p.State.Setup.Engine) + " " + seconds(at.Took)
	if problem != "" {
		return toneBad, words + ", failed: " + problem
	}
	return stageTone(at.Stage), words
}

func from(caller string) string {
	if caller == "" {
		return ""
	}
	return " from " + caller
}

// joined is a sentence and, if there is one, its reason.
func joined(what, why string) string {
	if why == "" {
		return what
	}
	return what + ": " + why
}

// outcome draws the thumbnail, if there is one.
func (p *page) outcome(m *pipeline.Message) {
	pic := p.State.Picture(m.Key)
	if m.Key == "" || pic == nil || p.Width < 18 {
		return
	}
	p.blank(1)
	for _, s := range p.picture(pic, 16, 8) {
		p.row(func(l *line) { l.gap(1); l.styled(s, 16) })
	}
	p.row(func(l *line) { l.gap(1); l.put(p.ink.of(toneDim), size(pic.Size)+" by "+Escape(pic.Engine)) })
}

// body draws the body, set out as JSON where it is that.
func (p *page) body(m *pipeline.Message) {
	p.blank(1)
	if m.Body == "" {
		p.text(toneDim, " its body is not known")
		return
	}
	p.text(toneDim, " body")
	for line := range strings.SplitSeq(readable(m.Body), "\n") {
		p.bodyLine(strings.ReplaceAll(line, "\t", "  "))
	}
}

// readable sets JSON out over lines; other text stays as it is.
func readable(body string) string {
	var out bytes.Buffer
	if err := json.Indent(&out, []byte(body), "", "  "); err != nil {
		return body
	}
	return out.String()
}

// bodyLine draws a line of the body, its name, if it has one, in a colour.
func (p *page) bodyLine(s string) {
	name, rest, found := strings.Cut(s, `": `)
	if !found || !strings.HasPrefix(strings.TrimLeft(name, " "), `"`) {
		name, rest = "", s
	} else {
		name += `":`
		rest = " " + rest
	}
	indent := 1
	for i, part := range hardWrap(Escape(name+rest), max(p.Width-2, 1)) {
		p.row(func(l *line) {
			l.gap(indent)
			if n := len(Escape(name)); i == 0 && n <= len(part) {
				l.put(p.ink.of(toneAccent), part[:n])
				part = part[n:]
			}
			l.put(p.ink.of(toneText), part)
		})
	}
}
