package ui

import (
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
	maxToasts      = 3
)

// toasts say how actions went, for a while.
type toasts struct{ list []toast }

type toast struct {
	text  string
	bad   bool
	until time.Time
}

// add shows how an action went.
func (t *toasts) add(d doneMsg, now time.Time) {
	n := toast{text: d.text, until: now.Add(toastTime)}
	if d.err != nil {
		n = toast{text: pipeline.Reason(d.err), bad: true, until: now.Add(toastErrorTime)}
	}
	t.list = append(t.list, n)
	if len(t.list) > maxToasts {
		t.list = t.list[1:]
	}
}

// expire takes away what has been there long enough.
func (t *toasts) expire(now time.Time) {
	for len(t.list) > 0 && !now.Before(t.list[0].until) {
		t.list = t.list[1:]
	}
}

func (t *toasts) some() bool { return len(t.list) > 0 }

// drawToasts draws them at the lower right, the latest below.
func (m *model) drawToasts(c *canvas) {
	for i, t := range m.toasts.list {
		style, mark := m.styles.Good, "✔ "
		switch {
		case t.bad:
			style, mark = m.styles.Bad, "✖ failed: "
		case m.options.ASCII:
			mark = "ok: "
		}
		if m.options.ASCII {
			mark = strings.TrimPrefix(mark, "✖ ")
		}
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
