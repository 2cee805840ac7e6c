package ui

import (
	"strings"
	"testing"
)

func TestTheKeyForHelpGoesOnToTheWordsAndThenCloses(t *testing.T) {
	for _, of := range []size{{80, 24}, {100, 30}, {120, 36}} {
		m := newScreen(t, streams()[0].make, of, nil)
		m.typed("?")
		m.settle()
		if screen := m.screen(); !strings.Contains(screen, "The same key again") || strings.Contains(screen, "visibility timeout  ") {
			t.Errorf("at %v the help does not begin with its keys:\n%s", of, screen)
		}
		m.typed("?")
		m.settle()
		if screen := m.screen(); !strings.Contains(screen, "what the words mean") || !strings.Contains(screen, "For how long a received message stays hidden") {
			t.Errorf("at %v a visibility timeout is not explained:\n%s", of, screen)
		}
		m.typed("?")
		m.settle()
		if m.windows.Top() != nil {
			t.Errorf("at %v it does not close", of)
		}
	}
}
