package panel

import (
	"strconv"

	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// InboxRows are the mails and posts that Inbox shows, the latest first.
func InboxRows(s *state.State, filter string) []state.Mail {
	if s == nil {
		return nil
	}
	rows := make([]state.Mail, 0, s.Inbox.Len())
	for i := s.Inbox.Len() - 1; i >= 0; i-- {
		if m := s.Inbox.At(i); matches(filter, m.Channel, m.To, m.Subject, m.Text) {
			rows = append(rows, m)
		}
	}
	return rows
}

// inboxID is what stands for the mail in a row of Inbox; empty where there is
// none.
func inboxID(s *state.State, filter string, row int) string {
	if rows := InboxRows(s, filter); row >= 0 && row < len(rows) {
		return mailID(&rows[row])
	}
	return ""
}

// inboxPlace is the row of a mail in Inbox, -1 where it has none.
func inboxPlace(s *state.State, filter, id string) int {
	for i, m := range InboxRows(s, filter) {
		if mailID(&m) == id {
			return i
		}
	}
	return -1
}

// mailID stands for a mail.
func mailID(m *state.Mail) string {
	return strconv.FormatInt(m.At.UnixNano(), 36) + m.To + m.Subject + m.URL
}

// inboxTitle is what stands in the frame of Inbox.
func inboxTitle(v View) (title, right string) {
	if v.State == nil || v.State.Count.Mails == 0 {
		return "inbox", ""
	}
	return "inbox " + count(v.State.Count.Mails), v.Keys.Usual().Inspect + ": read"
}

// drawInbox draws the mails and Discord posts that arrived, the latest first.
func drawInbox(v View) []string {
	p, ok := newPage(v)
	if !ok {
		return p.finish()
	}
	rows := InboxRows(p.State, p.Filter)
	if len(rows) == 0 {
		return p.empty(p.nothingInInbox())
	}
	from, to := p.scroll(len(rows), p.room())
	for i := from; i < to; i++ {
		p.row(func(l *line) {
			p.pointer(l, i == p.Cursor)
			p.mail(l, rows[i])
		})
	}
	return p.finish()
}

func (p *page) nothingInInbox() string {
	if n := &p.State.Count; n.SNS+n.Discord > 0 && !p.State.Setup.Embedded {
		return "Announcements went out to the subscribers of the topic and to Discord. What they received only they can see; the embedded AWS would show it here."
	}
	return "No mail yet. When a thumbnail is done, the mail and the Discord post that announce it arrive here." + p.press(p.Keys.Upload, "upload an image")
}

// mail draws a row.
func (p *page) mail(l *line, m state.Mail) {
	t := draw.Upload
	if m.Channel == "discord" {
		t = draw.Notify
	}
	l.cell(p.Styles.Of(t), draw.Escape(m.Channel), 8)
	if p.Width >= 60 {
		l.cell(p.Styles.Of(draw.Dim), draw.Escape(m.To), min(p.Width/4, 24))
		l.gap(1)
	}
	ago := elapsed(p.Now.Sub(m.At))
	l.cell(p.Styles.Of(draw.Text), draw.Escape(m.Subject), l.left()-9)
	l.gap(1)
	l.number(p.Styles.Of(draw.Dim), ago, l.left()-1)
}

// inboxMessageTitle is what stands in the frame of InboxMessage.
func inboxMessageTitle(v View) (title, right string) {
	rows := InboxRows(v.State, v.Filter)
	if len(rows) == 0 {
		return "inbox", ""
	}
	at := min(max(v.Cursor, 0), len(rows)-1)
	return draw.Escape(rows[at].Channel), count(at+1) + " of " + count(len(rows))
}

// drawInboxMessage draws the mail or post under the cursor of Inbox, all of it.
func drawInboxMessage(v View) []string {
	p, ok := newPage(v)
	if !ok {
		return p.finish()
	}
	rows := InboxRows(p.State, p.Filter)
	if len(rows) == 0 {
		return p.empty(p.nothingInInbox())
	}
	m := rows[min(max(p.Cursor, 0), len(rows)-1)]
	p.add(p.scrolled(p.Width, func(p *page) {
		p.inset(func(p *page) {
			p.fact("subject", draw.Escape(m.Subject))
			p.fact("to", draw.Escape(m.To))
			p.fact("by", draw.Escape(m.Channel))
			p.fact("at", clockTime(m.At))
			p.blank(1)
			p.paragraph(draw.Text, m.Text, p.Height)
			p.link(m.URL)
		})
	}))
	return p.finish()
}
