package ui

import (
	"strings"
	"testing"

	"inflight/pipeline/event"
)

// graveyard is a screen with three dead letters in the panel of that name.
func graveyard(t *testing.T) (*theatre, *fakeControl) {
	t.Helper()
	w := newTheatre(t)
	for _, id := range []string{"red-1", "red-2", "blue-3"} {
		w.happen(event.Event{MessageID: id, Key: id + ".jpg", Body: &event.MessageDead{ReceiveCount: 3, Reason: "broken"}})
	}
	w.choose(deadArea)
	w.point(deadArea)
	return w, w.options.Control.(*fakeControl)
}

func TestAFilterIsAScope(t *testing.T) {
	filter := []string{"/", "r", "e", "d", "-", "enter"}
	for _, c := range []struct {
		name   string
		before func(w *theatre)
		press  []string
		asked  string // what is asked before; empty: nothing
		does   string // once it is confirmed; empty: nothing
	}{
		{"redrive what is shown", nil, append(filter, "r"), "Redrive the 2 shown", `redrive 2 to "" at 0`},
		{"redrive what is selected of what is shown", nil, append(filter, "t", "r"), "", `redrive 1 to "" at 0`},
		{"what is selected and not shown is not meant", nil, append([]string{"a"}, append(filter, "r")...), "Redrive the 2 selected", `redrive 2 to "" at 0`},
		{"redrive all", nil, []string{"r"}, "Redrive all 3 dead letters", `redrive 0 to "" at 0`},
		{"delete what is shown", nil, append(filter, "d"), "Delete the 2 shown", "delete 2 letters"},
		{"delete the one under the cursor", nil, []string{"d"}, "Delete red-1 from", "delete 1 letters"},
		{"purge what is shown", nil, append(filter, "P"), "Delete the 2 shown", "delete 2 letters"},
		{"purge all", nil, []string{"P"}, "Purge practiceDLQ", "purge dead letters"},
		{"where to, of what is shown", nil, append(filter, "R"), "redrive the 2 shown", ""},
		{"nothing is shown", nil, []string{"/", "x", "x", "enter", "r"}, "", ""},
		{"a filter on another panel scopes nothing", func(w *theatre) {
			w.lists[inFlightArea].filter, w.lists[callsArea].filter = "red-", "red-"
		}, []string{"r"}, "Redrive all 3 dead letters", `redrive 0 to "" at 0`},
		{"a filter that cannot be seen scopes nothing", func(w *theatre) {
			w.lists[deadArea].filter = "red-"
			w.choose(chartsArea) // in the place of the dead letters
		}, []string{"r"}, "Redrive all 3 dead letters", `redrive 0 to "" at 0`},
		{"a selection that cannot be seen scopes nothing", func(w *theatre) {
			w.typed("t")
			w.choose(chartsArea)
		}, []string{"r"}, "Redrive all 3 dead letters", `redrive 0 to "" at 0`},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, control := graveyard(t)
			if c.before != nil {
				c.before(w)
			}
			w.typed(c.press...)
			if c.asked == "" {
				if w.asks() {
					t.Fatalf("it asks:\n%s", w.screen())
				}
			} else if screen := strings.Join(strings.Fields(w.screen()), " "); !strings.Contains(screen, c.asked) {
				t.Fatalf("it does not ask %q:\n%s", c.asked, w.screen())
			}
			if c.does == "" {
				if did := control.asked(); len(did) > 0 && did[0] != "queue names" {
					t.Errorf("it did %q", did)
				}
				return
			}
			if c.asked != "" {
				w.typed("y")
			}
			asks(c.does)(t, w.model, control, nil)
		})
	}
}

func TestAKeyOfAPanelThatCannotBeSeenShowsItFirst(t *testing.T) {
	for key, a := range map[string]area{"d": deadArea, "t": deadArea, "a": deadArea, "s": inFlightArea} {
		w, control := graveyard(t)
		w.choose(callsArea)
		w.zoom()
		sort := w.sort
		w.typed(key)
		if len(control.asked()) > 0 || len(w.marked) > 0 || w.sort != sort || w.windows.Top() != nil {
			t.Errorf("%s acts on a panel that cannot be seen", key)
		}
		if !w.onScreen(a) {
			t.Errorf("%s does not show %s", key, slots[a].name)
		}
	}
	w, _ := graveyard(t)
	w.happen(event.Event{Key: "k.png", Body: &event.ThumbnailCreated{SourceKey: "k", URL: "http://127.0.0.1/k"}})
	w.choose(callsArea)
	w.zoom()
	if link := w.linked(); link != "" {
		t.Errorf("a link of a thumbnail that cannot be seen: %s", link)
	}
}
