package ui

import (
	"strings"
	"testing"
)

func TestEnterOnAThumbnailAndOnceMoreShowsTheLifeOfItsMessage(t *testing.T) {
	m := newScreen(t, busy, size{120, 36}, nil)
	press := func(name string) string {
		m.Update(pressOf(name))
		m.dirty = true
		return m.screen()
	}
	press("4")
	if page := press("enter"); !strings.Contains(page, "made of") || !strings.Contains(page, "enter shows its life") {
		t.Fatalf("the thumbnail does not say how its life is shown:\n%s", page)
	}
	if page := press("enter"); !strings.Contains(page, "its receives") || !strings.Contains(page, "its life, from") {
		t.Errorf("its life is not shown:\n%s", page)
	}
	if page := press("esc"); !strings.Contains(page, "made of") {
		t.Errorf("the way back does not lead to the thumbnail:\n%s", page)
	}
}
