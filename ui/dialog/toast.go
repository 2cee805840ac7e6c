package dialog

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/event"
	"inflight/ui/draw"
)

// How long a toast stays: longer where it says that something failed.
const (
	toastTime      = 3 * time.Second
	toastErrorTime = 8 * time.Second
	maxToasts      = 3
	maxToastLines  = 3 // of one that is long
)

// Done is the message that an action is done.
type Done struct {
	Text string // how it went
	Err  error  // why it did not
	On   string // what it is about: what was said of the same before does not hold now
	// Refused says that a key does nothing here: it holds until the next one.
	Refused bool
}

// Say says something at once.
func Say(text string) tea.Cmd { return func() tea.Msg { return Done{Text: text} } }

// Fail says at once why something is not done.
func Fail(err error) tea.Cmd { return func() tea.Msg { return Done{Err: err} } }

// Refuse says at once why a key does nothing here.
func Refuse(err error) tea.Cmd { return func() tea.Msg { return Done{Err: err, Refused: true} } }

// Toasts say how actions went, for a while. The zero Toasts say nothing.
type Toasts struct{ list []toast }

type toast struct {
	text  string
	on    string
	kind  toastKind
	until time.Time
}

// toastKind tells what a toast is about.
type toastKind uint8

const (
	doneToast    toastKind = iota // an action went well
	failedToast                   // one did not
	noticeToast                   // something to know from the beginning
	refusedToast                  // a key does nothing here
)

// Add shows how an action went.
func (t *Toasts) Add(d Done, now time.Time) {
	if d.Err == nil && slices.ContainsFunc(t.list, func(one toast) bool { return strings.HasPrefix(one.text, d.Text+": ") }) {
		return // more is known of it already
	}
	if d.On != "" {
		t.list = slices.DeleteFunc(t.list, func(one toast) bool { return one.on == d.On })
	}
	n := toast{text: d.Text, on: d.On, until: now.Add(toastTime)}
	if d.Err != nil {
		n = toast{text: event.Reason(d.Err), on: d.On, kind: failedToast, until: now.Add(toastErrorTime)}
	}
	if d.Refused {
		n.kind = refusedToast
	}
	t.show(n)
}

// Purged says how many messages a purge threw away, in place of the toast that
// says only that it went well.
func (t *Toasts) Purged(e *event.Event, b *event.QueuePurged, now, wall time.Time) {
	if b.Count == 0 || now.Sub(e.Time) > toastTime {
		return
	}
	text := Purged(b.Queue)
	t.list = slices.DeleteFunc(t.list, func(one toast) bool { return one.text == text && one.kind == doneToast })
	what := "1 message"
	if b.Count != 1 {
		what = count(b.Count) + " messages"
	}
	t.show(toast{text: text + ": " + what + " thrown away", until: wall.Add(toastTime)})
}

// Purged says that a queue was purged.
func Purged(queue string) string { return "purged " + queue }

// Notice says something to know, where there is something; said again it stays longer.
func (t *Toasts) Notice(text string, now time.Time) {
	if text != "" {
		t.list = slices.DeleteFunc(t.list, func(one toast) bool { return one.text == text })
		t.show(toast{text: text, kind: noticeToast, until: now.Add(toastErrorTime)})
	}
}

func (t *Toasts) show(n toast) {
	t.list = append(t.list, n)
	if len(t.list) > maxToasts {
		t.list = t.list[1:]
	}
}

// Expire takes away what has been there long enough.
func (t *Toasts) Expire(now time.Time) {
	t.list = slices.DeleteFunc(t.list, func(one toast) bool { return !now.Before(one.until) })
}

// Pressed takes away what was said of the key before.
func (t *Toasts) Pressed() {
	t.list = slices.DeleteFunc(t.list, func(one toast) bool { return one.kind == refusedToast })
}

// Forget takes away what was said of something: it holds no more.
func (t *Toasts) Forget(on string) {
	t.list = slices.DeleteFunc(t.list, func(one toast) bool { return one.on == on })
}

// Some tells whether there are any.
func (t *Toasts) Some() bool { return len(t.list) > 0 }

// Draw draws them above the footer, whose keys they never hide: the latest
// first, and after it those before, as far as they fit. One that is too long for
// a line takes lines above.
func (t *Toasts) Draw(s *Screen, c *draw.Canvas) {
	list := t.list
	if len(list) == 0 {
		return
	}
	latest := list[len(list)-1]
	mark, style := s.toastMark(latest.kind)
	indent := 1 + ansi.StringWidth(mark)
	parts := draw.Wrap(draw.Escape(latest.text), max(s.Width-indent-1, 1))
	parts = parts[:min(len(parts), maxToastLines)]
	for i, part := range parts {
		line := " " + s.Styles.Paint(style, mark)
		if i > 0 {
			line = strings.Repeat(" ", indent)
		}
		line += s.Styles.Paint(draw.Strong, part)
		if i == len(parts)-1 {
			line += s.earlier(list[:len(list)-1], s.Width-ansi.StringWidth(line)-1)
		}
		c.Lay(draw.At(0, s.Height-1-len(parts)+i, s.Width, 1), []string{draw.Exactly(line, s.Width)})
	}
}

// earlier are toasts beside the latest one, as far as there is room.
func (s *Screen) earlier(list []toast, room int) string {
	line := ""
	for _, t := range slices.Backward(list) {
		mark, style := s.toastMark(t.kind)
		text := draw.Escape(t.text)
		if room -= ansi.StringWidth(mark) + ansi.StringWidth(text) + 3; room < 0 {
			break
		}
		line += "   " + s.Styles.Paint(style, mark) + s.Styles.Paint(draw.Dim, text)
	}
	return line
}

// toastMark tells kinds of toasts apart, without colours too.
func (s *Screen) toastMark(k toastKind) (mark string, style draw.Tone) {
	switch k {
	case failedToast:
		mark, style = s.Styles.Sign("✖")+" failed: ", draw.Bad
	case noticeToast, refusedToast:
		mark, style = "! ", draw.Warn
	case doneToast:
		mark, style = s.Styles.Sign("✔")+" ", draw.Good
	}
	return mark, style
}
