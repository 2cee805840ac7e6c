package ui

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/event"
)

func TestAToastSaysHowManyMessagesWerePurged(t *testing.T) {
	now := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	event := func(n int) *event.Event {
		return &event.Event{Type: event.QueuePurged, Time: now, Queue: "q", Count: n}
	}
	done := doneMsg{text: purgedText("q")}
	for name, tc := range map[string]struct {
		do   func(*toasts)
		want string
	}{
		"the event comes first": {func(s *toasts) { s.purged(event(5000), now); s.add(done, now) }, "purged q: 5,000 messages thrown away"},
		"the answer does":       {func(s *toasts) { s.add(done, now); s.purged(event(1), now) }, "purged q: 1 message thrown away"},
		"nobody tells":          {func(s *toasts) { s.add(done, now); s.purged(event(0), now) }, "purged q"},
		"it is long ago":        {func(s *toasts) { s.purged(event(3), now.Add(time.Minute)); s.add(done, now) }, "purged q"},
		"it failed": {func(s *toasts) {
			s.purged(event(3), now.Add(time.Minute))
			s.add(doneMsg{err: errors.New("denied")}, now)
		}, "denied"},
	} {
		var s toasts
		tc.do(&s)
		if len(s.list) != 1 || s.list[0].text != tc.want {
			t.Errorf("%s: %+v, want %q", name, s.list, tc.want)
		}
	}
}

func TestNoNameInThePaletteRunsIntoItsKey(t *testing.T) {
	m := newScreen(t, busy, size{120, 36}, nil)
	p := &palette{}
	w, _ := p.size(m)
	for _, a := range m.choices() {
		if line := strings.TrimSpace(ansi.Strip(p.line(m, &a, false, w))); !strings.HasPrefix(line, a.name+"  ") || !strings.HasSuffix(line, " "+a.key) || ansi.StringWidth(line)+3 > w {
			t.Errorf("%q in %d cells", line, w)
		}
	}
}
