package ui

import (
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/event"
	"inflight/pipeline/history"
	"inflight/ui/dialog"
	"inflight/ui/rewind"
	"inflight/ui/ticker"
)

// asksForAFrame tells whether a screen asks for another when one is drawn.
func (m *model) asksForAFrame() bool {
	m.take()
	before := m.frame
	m.take()
	return m.frame != before
}

// TestAPastAsksForFramesWhileItsAgeGrows, and for none where the world stands.
func TestAPastAsksForFramesWhileItsAgeGrows(t *testing.T) {
	w := newTheatre(t)
	w.happen(w.receive(1, 20*time.Second))
	w.pass(15 * time.Second)
	w.happen(w.receive(2, 20*time.Second))
	w.typed("<")
	if !w.past.Still() {
		t.Fatal("it is not in the past")
	}
	if !w.asksForAFrame() {
		t.Error("the world goes on, and how long ago the moment is stays what it was")
	}
	w.happen(kinds(&event.WorldFreezing{}, &event.WorldFrozen{})...)
	if !w.past.Still() {
		t.Fatal("a freeze comes back to now")
	}
	if w.asksForAFrame() {
		t.Error("the world stands, and it is drawn again")
	}
	if err := w.past.First(); err != nil || w.past.State().Setup.Embedded {
		t.Fatalf("of the beginning it is known already whose the clock is: %v", err)
	}
	if w.asksForAFrame() {
		t.Error("the world stands, and its beginning is drawn again")
	}
}

// TestWhatIsSaidAsksForFramesUntilItPasses, also where nothing else does.
func TestWhatIsSaidAsksForFramesUntilItPasses(t *testing.T) {
	w := newTheatre(t)
	wall := w.at
	w.wall = func() time.Time { return wall }
	w.happen(kinds(&event.WorldFreezing{}, &event.WorldFrozen{})...)
	w.Update(dialog.Done{Text: "uploaded one image"})
	if !w.asksForAFrame() {
		t.Error("it is said, and nobody takes it away")
	}
	wall = wall.Add(time.Minute)
	if w.asksForAFrame() {
		t.Error("it is said no more, and is drawn again")
	}
}

// TestARecordingThatStandsAsksForNoFrame, once it has been read and nothing is said.
func TestARecordingThatStandsAsksForNoFrame(t *testing.T) {
	h := history.OfRecording()
	var log event.Log
	m := newModel(t.Context(), Options{
		Events: log.NewReader(), Recording: rewind.Recording(h, 1, false, rewind.Place{}), Getenv: func(string) string { return "" },
	})
	m.resize(120, 36)
	events, _ := busy()
	h.Add(events)
	if !m.asksForAFrame() {
		t.Error("more of it may be read, and nobody looks")
	}
	h.End(nil)
	if m.asksForAFrame() {
		t.Error("it stands, and is drawn again")
	}
	m.typed("space")
	if !m.asksForAFrame() {
		t.Error("it plays, and is not drawn again")
	}
}

// TestScreensWriteAtOnePace: the ticker is the program's, and each knows what another
// has set it to.
func TestScreensWriteAtOnePace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, fake := onScreens(t, newScenes(), size{80, 24}, func(m *model) { m.live.Setup.Embedded = true }), &fakeTicker{}
		s.Join(ticker.New(func() ticker.Resetter { return fake }))
		s.choose("countdown")
		if s.scene() == nil {
			t.Fatal("no scene is shown")
		}
		s.scene().writing.Settle(time.Now().Add(time.Hour), ticker.Rest)
		if fake.every() != ticker.Rest {
			t.Errorf("a scene at rest looks every %s", fake.every())
		}
		s.run.Update(tea.KeyPressMsg{Code: 'x', Text: "x"})
		if fake.every() != ticker.Brisk {
			t.Errorf("after a key to the run it looks every %s", fake.every())
		}
	})
}
