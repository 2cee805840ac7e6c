package ui

import (
	"errors"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

func TestTheDocumentOfANodeIsEditedThereAndOnItsPage(t *testing.T) {
	for _, c := range []struct {
		node state.Node
		keys []string
		kind string
	}{
		{state.BusNode, []string{"E"}, "event pattern"},
		{state.QueueNode, []string{"E"}, "access policy"},
		{state.QueueNode, []string{"enter", "E"}, "access policy"},
	} {
		w := newTheatre(t)
		w.options.Describer = &fakeDescriber{}
		w.happen(event.Event{Key: "gone.jpg", Body: &event.EventUnmatched{Bus: "default", Text: "Object Created"}})
		w.focus, w.node = flowArea, c.node
		w.typed(append(c.keys, "ctrl+r")...)
		got, key := w.options.Control.(*fakeControl).asked(), `"gone.jpg"`
		own := `{"source":["aws.s3"],"detail-type":["Object Created"]}`
		if want := []string{"read the " + c.kind, `check {"source":["aws.s3"]} on ` + key, "check " + own + " on " + key, "set " + own}; !slices.Equal(got, want) {
			t.Errorf("%v: asked for %q, not %q", c.keys, got, want)
		}
		if screen := w.screen(); !strings.Contains(screen, "It is set.") || strings.Contains(screen, "is a key of the screen below") {
			t.Errorf("%v: it does not say that it is set:\n%s", c.keys, screen)
		}
	}
}

// TestWhatIsNotSetIsSaidThoughItsWindowIsClosed: an answer takes as long as the network does.
func TestWhatIsNotSetIsSaidThoughItsWindowIsClosed(t *testing.T) {
	for closed, says := range map[bool]string{false: "no such rule", true: "the event pattern of rule practice is not set: no such rule"} {
		w := newTheatre(t)
		w.focus, w.node = flowArea, state.BusNode
		w.typed("E")
		_, sets := w.Update(pressOf("ctrl+s"))
		if closed {
			w.typed("esc")
		}
		w.options.Control.(*fakeControl).err = errors.New("no such rule")
		w.perform(sets)
		if screen := strings.Join(strings.Fields(ansi.Strip(w.screen())), " "); !strings.Contains(screen, says) || !closed && strings.Contains(screen, "is not set") {
			t.Errorf("closed %t: it does not say %q, or twice:\n%s", closed, says, w.screen())
		}
	}
}

func TestANodeWithoutADocumentSaysWhereThereIsOne(t *testing.T) {
	w := newTheatre(t)
	w.focus, w.node = flowArea, state.SourceNode
	w.typed("E")
	if got := w.options.Control.(*fakeControl).asked(); len(got) > 0 || !strings.Contains(w.screen(), "choose EventBridge or the queue") {
		t.Errorf("asked for %q:\n%s", got, w.screen())
	}
}

// TestATextThatComesBackIsTriedOnTheEventThatCameLast: Bubble Tea takes no message while
// the editor has the terminal.
func TestATextThatComesBackIsTriedOnTheEventThatCameLast(t *testing.T) {
	w := newTheatre(t)
	w.focus, w.node = flowArea, state.BusNode
	w.log.Emit(event.Event{Time: w.at, Key: "meanwhile.jpg", Body: &event.EventUnmatched{Bus: "default", Text: "Object Created"}})
	key := ""
	w.tookBack(func() tea.Cmd {
		key = w.lastKey()
		return nil
	})
	if key != "meanwhile.jpg" {
		t.Errorf("it is tried on %q", key)
	}
}
