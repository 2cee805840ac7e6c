package ui

import (
	"fmt"
	"strings"
	"testing"

	"inflight/ui/panel"
)

func TestAnImageIsAnnouncedAgainFromWhereverItIsLookedAt(t *testing.T) {
	for name, keys := range map[string][]string{
		"the gallery":         {"4", "right"},
		"the large thumbnail": {"4", "right", "enter"},
	} {
		control := &fakeControl{}
		m := newScreen(t, busy, size{120, 36}, func(o *Options) { o.Control = control })
		m.typed(append(keys, "A")...)
		second := panel.ThumbnailRows(m.state, "")[1]
		want := fmt.Sprintf("announce %s of %s again", second.SourceKey, second.MessageID)
		if got := control.asked(); len(got) != 1 || got[0] != want {
			t.Errorf("%s: asked for %q, want %q", name, got, want)
		}
	}
	for name, keys := range map[string][]string{"the messages": {"1"}, "a message's life": {"1", "enter"}} {
		control := &fakeControl{}
		m := newScreen(t, busy, size{120, 36}, func(o *Options) { o.Control = control })
		m.typed(keys...)
		at := m.underCursor()
		m.typed("A")
		want := fmt.Sprintf("announce %s of %s again", at.Key, at.ID)
		if got := control.asked(); len(got) != 1 || got[0] != want {
			t.Errorf("%s: asked for %q, want %q", name, got, want)
		}
	}
}

func TestWhereThereIsNoImageNothingIsAnnounced(t *testing.T) {
	control := &fakeControl{}
	m := newScreen(t, busy, size{120, 36}, func(o *Options) { o.Control = control })
	m.typed("5", "A")
	if got := control.asked(); len(got) != 0 || !strings.Contains(m.screen(), "choose a thumbnail or a message") {
		t.Errorf("asked for %q:\n%s", got, m.screen())
	}
}
