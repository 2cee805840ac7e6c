package ui

import (
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/event"
	"inflight/ui/draw"
	"inflight/ui/panel"
)

// How long a toast stays: longer where it says that something failed.
const (
	toastTime      = 3 * time.Second
	toastErrorTime = 8 * time.Second
	maxToasts      = 3
	maxToastLines  = 3 // of one that is long
)

// toasts say how actions went, for a while.
type toasts struct{ list []toast }

type toast struct {
	text  string
	kind  toastKind
	until time.Time
}

// toastKind tells what a toast is about.
type toastKind uint8

const (
	doneToast   toastKind = iota // an action went well
	failedToast                  // one did not
	noticeToast                  // something to know from the beginning
)

// add shows how an action went.
func (t *toasts) add(d doneMsg, now time.Time) {
	if d.err == nil && slices.ContainsFunc(t.list, func(one toast) bool { return strings.HasPrefix(one.text, d.text+": ") }) {
		return // more is known of it already
	}
	n := toast{text: d.text, until: now.Add(toastTime)}
	if d.err != nil {
		n = toast{text: event.Reason(d.err), kind: failedToast, until: now.Add(toastErrorTime)}
	}
	t.show(n)
}

// purged says how many messages a purge threw away, in place of the toast that
// says only that it went well.
func (t *toasts) purged(e *event.Event, now time.Time) {
	if e.Count == 0 || now.Sub(e.Time) > toastTime {
		return
	}
	text := purgedText(e.Queue)
	t.list = slices.DeleteFunc(t.list, func(one toast) bool { return one.text == text && one.kind == doneToast })
	what := "1 message"
	if e.Count != 1 {
		what = panel.Count(e.Count) + " messages"
	}
	t.show(toast{text: text + ": " + what + " thrown away", until: now.Add(toastTime)})
}

// purgedText says that a queue was purged.
func purgedText(queue string) string { return "purged " + queue }

// notice says something to know from the beginning, where there is something.
func (t *toasts) notice(text string, now time.Time) {
	if text != "" {
		t.show(toast{text: text, kind: noticeToast, until: now.Add(toastErrorTime)})
	}
}

func (t *toasts) show(n toast) {
	t.list = append(t.list, n)
	if len(t.list) > maxToasts {
		t.list = t.list[1:]
	}
}

// expire takes away what has been there long enough.
func (t *toasts) expire(now time.Time) {
	t.list = slices.DeleteFunc(t.list, func(one toast) bool { return !now.Before(one.until) })
}

func (t *toasts) some() bool { return len(t.list) > 0 }

// drawToasts draws them above the footer, whose keys they never hide: the latest
// first, and after it those before, as far as they fit. One that is too long for
// a line takes lines above.
func (m *model) drawToasts(c *draw.Canvas) {
	list := m.toasts.list
	if len(list) == 0 {
		return
	}
	latest := list[len(list)-1]
	mark, style := m.toastMark(latest.kind)
	indent := 1 + ansi.StringWidth(mark)
	parts := draw.Wrap(draw.Escape(latest.text), max(m.width-indent-1, 1))
	parts = parts[:min(len(parts), maxToastLines)]
	for i, part := range parts {
		line := " " + m.styles.Paint(style, mark)
		if i > 0 {
			line = strings.Repeat(" ", indent)
		}
		line += m.styles.Paint(draw.Strong, part)
		if i == len(parts)-1 {
			line += m.earlier(list[:len(list)-1], m.width-ansi.StringWidth(line)-1)
		}
		put(c, draw.At(0, m.height-1-len(parts)+i, m.width, 1), line)
	}
}

// earlier are toasts beside the latest one, as far as there is room.
func (m *model) earlier(list []toast, room int) string {
	line := ""
	for _, t := range slices.Backward(list) {
		mark, style := m.toastMark(t.kind)
		text := draw.Escape(t.text)
		if room -= ansi.StringWidth(mark) + ansi.StringWidth(text) + 3; room < 0 {
			break
		}
		line += "   " + m.styles.Paint(style, mark) + m.styles.Paint(draw.Dim, text)
	}
	return line
}

// toastMark tells kinds of toasts apart, without colours too.
func (m *model) toastMark(k toastKind) (mark string, style draw.Tone) {
	switch k {
	case failedToast:
		mark, style = m.styles.Sign("✖")+" failed: ", draw.Bad
	case noticeToast:
		mark, style = "! ", draw.Warn
	case doneToast:
		mark, style = m.styles.Sign("✔")+" ", draw.Good
	}
	return mark, style
}
