package ui

import (
	"strings"
	"testing"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/history"
	"inflight/ui/rewind"
)

func TestARecordingIsNotCalledLive(t *testing.T) {
	for name, tc := range map[string]struct {
		at   Playing
		want string
	}{
		"playing":           {Playing{At: 12 * time.Second, Length: 64 * time.Second, Speed: 1}, "0:12 of 1:04"},
		"fast":              {Playing{At: 72 * time.Second, Length: 640 * time.Second, Speed: 4}, "1:12 of 10:40  4×"},
		"of unknown length": {Playing{At: 72 * time.Second, Speed: 1}, "1:12"},
		"at its end":        {Playing{At: 64 * time.Second, Length: 64 * time.Second, Speed: 1, Ended: true}, "ended  1:04 of 1:04"},
	} {
		t.Run(name, func(t *testing.T) {
			m := newScreen(t, busy, size{120, 36}, func(o *Options) { o.Playing = func() Playing { return tc.at } })
			header, _, _ := strings.Cut(m.screen(), "\n")
			if !strings.HasSuffix(strings.TrimSpace(header), tc.want) || !strings.Contains(header, "REPLAY") ||
				strings.Contains(header, "live") || strings.Contains(header, "LOCAL") {
				t.Errorf("the header is %q, want REPLAY and %q", header, tc.want)
			}
		})
	}
}

func TestTheFooterOfARecordingHasOnlyKeysThatLook(t *testing.T) {
	m := newScreen(t, busy, size{120, 36}, func(o *Options) { o.Playing = func() Playing { return Playing{} } })
	for _, tab := range []string{"1", "2", "3", "4", "5", "6", "7", "8"} {
		m.typed(tab)
		footer := m.footer(m.width)
		for _, does := range []string{"pause", "upload", "broken", "workers", "redrive", "purge", "select", "delete", "look"} {
			if strings.Contains(footer, does) {
				t.Errorf("on tab %s the footer offers to %s: %q", tab, does, footer)
			}
		}
		if !strings.Contains(footer, "zoom") || !strings.Contains(footer, "quit") {
			t.Errorf("on tab %s the footer is %q", tab, footer)
		}
	}
}

// TestARecordingThatBeginsIsNotSaidToHaveComeToNow: there is no now in it.
func TestARecordingThatBeginsIsNotSaidToHaveComeToNow(t *testing.T) {
	events, _ := recorded(t, demonstration)
	h := history.WithLimits(history.Limits{})
	h.AddRead(events, func() ([]event.Event, error) { return events, nil })
	h.End(nil)
	nothing := func() ([]event.Event, time.Time) { return nil, events[len(events)-1].Time }
	m := newScreen(t, nothing, size{120, 36}, func(o *Options) { o.Recording = rewind.Recording(h, 1, false, rewind.Place{}) })
	m.take()
	if text := m.text(); !m.past.Past() || strings.Contains(text, "has come to now") || !strings.Contains(text, "REPLAY") {
		t.Errorf("it begins:\n%s", text)
	}
	if m.typed(">"); m.past.Playing().Ended || strings.Contains(m.text(), "has come to now") {
		t.Errorf("it goes on:\n%s", m.text())
	}
}

func TestARecordingThatIsToBeginAfterItsEndSaysSo(t *testing.T) {
	events, _ := recorded(t, demonstration)
	for _, c := range []struct {
		number int64
		says   bool
	}{{int64(len(events)) + 1, true}, {int64(len(events)), false}} {
		h := history.WithLimits(history.Limits{})
		h.AddRead(events, func() ([]event.Event, error) { return events, nil })
		h.End(nil)
		nothing := func() ([]event.Event, time.Time) { return nil, events[len(events)-1].Time }
		m := newScreen(t, nothing, size{120, 36}, func(o *Options) { o.Recording = rewind.Recording(h, 1, false, rewind.Place{Number: c.number}) })
		m.take()
		if text := m.text(); strings.Contains(text, "! the recording ends before what was asked for: this is its end") != c.says || strings.Contains(text, "failed: the recording") {
			t.Errorf("from event %d of %d it shows\n%s", c.number, len(events), text)
		}
	}
}
