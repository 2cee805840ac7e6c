package ui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/state"
	"inflight/ui/sample"
)

func TestTheFooterIsPutTogetherAgainWhenWhatItDependsOnChanges(t *testing.T) {
	m := newScreen(t, sample.Busy, size{120, 36}, nil)
	said := func() string { return strings.TrimSpace(ansi.Strip(m.footer(m.width))) }
	running := said()
	if n := testing.AllocsPerRun(10, func() { m.footer(m.width) }); n > 0 {
		t.Errorf("where nothing changes it takes %.0f allocations", n)
	}
	m.world.Motion = state.Frozen
	if frozen := said(); frozen == running || !strings.Contains(frozen, "go on") {
		t.Errorf("while the world stands it says %s", frozen)
	}
	m.world.Motion = state.Moving
	if again := said(); again != running {
		t.Errorf("when it goes on it says %s", again)
	}
	m.focus = deadArea
	if letters := said(); letters == running {
		t.Errorf("for another panel it says %s", letters)
	}
	m.focus = inFlightArea
	if narrow := ansi.Strip(m.footer(60)); ansi.StringWidth(narrow) != 60 {
		t.Errorf("at 60 columns it says %q", narrow)
	}
	styled := m.footer(m.width)
	m.options.NoColor = true
	m.restyle()
	if plain := m.footer(m.width); plain == styled || strings.Contains(plain, "38;2") {
		t.Errorf("without colour it is %q", plain)
	}
}
