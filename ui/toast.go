package ui

import (
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline"
	"inflight/ui/panel"
)

// How long a toast stays: longer where it says that something failed.
const (
	toastTime      = 3 * time.Second
	toastErrorTime = 8 * time.Second
	toastNoteTime  = 10 * time.Second
	maxToasts      = 3
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
	noteToast                    // something to know
)

// add shows how an action went.
func (t *toasts) add(d doneMsg, now time.Time) {
	n := toast{text: d.text, until: now.Add(toastTime)}
	if d.err != nil {
		n = toast{text: pipeline.Reason(d.err), kind: failedToast, until: now.Add(toastErrorTime)}
	}
	t.show(n)
}

// note shows something to know.
func (t *toasts) note(text string, now time.Time) {
	t.show(toast{text: text, kind: noteToast, until: now.Add(toastNoteTime)})
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

// drawToasts draws them at the lower right, the latest below.
func (m *model) drawToasts(c *canvas) {
	for i, t := range m.toasts.list {
		mark, style := m.toastMark(t.kind)
		text := panel.Escape(t.text)
		room := max(m.width-ansi.StringWidth(mark)-6, 1)
		if ansi.StringWidth(text) > room {
			text = panel.Fit(text, room)
		}
		on := m.styles.Selected
		line := paint(on, "  ") + paint(on+style, mark) + paint(on+m.styles.Strong, text) + paint(on, "  ")
		w := ansi.StringWidth(line)
		c.put(rect{m.width - w - 1, m.height - 1 - len(m.toasts.list) + i, w, 1}, line)
	}
}

// toastMark tells kinds of toasts apart, without colours too.
func (m *model) toastMark(k toastKind) (mark, style string) {
	switch k {
	case failedToast:
		mark, style = "✖ failed: ", m.styles.Bad
	case noteToast:
		mark, style = "i ", m.styles.Accent
	case doneToast:
		mark, style = "✔ ", m.styles.Good
	}
	if m.options.ASCII {
		mark = strings.NewReplacer("✖ ", "", "✔", "ok:", "i ", "note: ").Replace(mark)
	}
	return mark, style
}
