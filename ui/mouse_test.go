package ui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"inflight/ui/dialog"
	"inflight/ui/keys"
	"inflight/ui/panel"
	"inflight/ui/picture"
)

// cellOfText is where a text is drawn within an area.
func cellOfText(t *testing.T, m *model, a area, text string) (x, y int) {
	t.Helper()
	r := m.layout.rects[a]
	for y, line := range strings.Split(m.screen(), "\n") {
		if y < r.Y || y >= r.Y+r.H {
			continue
		}
		inside := ansi.Cut(line, r.X, r.X+r.W)
		if before, _, found := strings.Cut(inside, text); found {
			return r.X + ansi.StringWidth(before), y
		}
	}
	t.Fatalf("%q is not in sight in the panel:\n%s", text, m.screen())
	return 0, 0
}

func TestAClickChoosesTheRowUnderThePointerAndASecondOpensIt(t *testing.T) {
	for _, at := range []size{{120, 36}, {200, 60}, {80, 24}} {
		for a, name := range map[area]func(m *model, row int) string{
			inFlightArea: func(m *model, row int) string {
				return panel.InFlightRows(m.state, m.now, "", m.sort)[row].Name()
			},
			deadArea: func(m *model, row int) string { return panel.DeadLetterRows(m.state, "")[row].Name() },
			thumbnailsArea: func(m *model, row int) string {
				return strings.TrimSuffix(panel.ThumbnailRows(m.state, "")[row].SourceKey, ".jpg")[:3]
			},
		} {
			t.Run(slots[a].name, func(t *testing.T) {
				m := newScreen(t, busy, at, func(o *Options) { o.Pictures = picture.Off })
				m.choose(a)
				m.zoomed = false
				m.arrange()
				m.choose(a)
				const row = 1
				x, y := cellOfText(t, m, a, name(m, row))
				click := tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft}
				m.Update(click)
				if m.lists[a].cursor != row || m.windows.Top() != nil {
					t.Fatalf("the first click chose row %d, want %d; a window is open: %v", m.lists[a].cursor, row, m.windows.Top() != nil)
				}
				m.Update(click)
				if m.windows.Top() == nil {
					t.Error("the second click opened nothing")
				}
			})
		}
	}
}

func TestAClickBesideTheRowsLeavesTheCursor(t *testing.T) {
	m := newScreen(t, busy, size{120, 36}, nil)
	m.choose(deadArea)
	m.moveCursor(deadArea, 1)
	r := m.layout.rects[deadArea]
	m.Update(tea.MouseClickMsg{X: r.X + 3, Y: r.Y, Button: tea.MouseLeft}) // the title
	if m.lists[deadArea].cursor != 1 {
		t.Error("a click on the title moved the cursor")
	}
}

func TestAClickOnAKeyOfTheFooterPressesIt(t *testing.T) {
	for _, c := range []struct{ on, asked string }{
		{"+/", "workers 7"}, {"/- workers", "workers 5"}, {"upload", "upload 1"}, {"broken", "upload broken"},
	} {
		m := newScreen(t, busy, size{120, 36}, func(o *Options) { o.Pictures = picture.Off })
		line := ansi.Strip(m.footer(m.width))
		before, _, found := strings.Cut(line, c.on)
		if !found {
			t.Fatalf("no %q in %q", c.on, line)
		}
		x := ansi.StringWidth(before)
		if strings.HasPrefix(c.on, "/") {
			x++
		}
		_, cmd := m.Update(tea.MouseClickMsg{X: x, Y: m.height - 1, Button: tea.MouseLeft})
		m.perform(cmd)
		asks(c.asked)(t, m, m.options.Control.(*fakeControl), nil)
	}
	m := newScreen(t, busy, size{120, 36}, nil)
	x := ansi.StringWidth(strings.Split(ansi.Strip(m.footer(m.width)), "? help")[0])
	m.Update(tea.MouseClickMsg{X: x, Y: m.height - 1, Button: tea.MouseLeft})
	if !strings.Contains(m.screen(), "─ help ─") {
		t.Error("a click on the help's key does not open it")
	}
}

func TestEveryKeyOfTheFooterCanBePressedByItsName(t *testing.T) {
	for _, g := range keys.New(rows(), nil, false).Help() {
		for _, k := range g.Keys {
			if name := k.Keys()[0]; len(name) > 0 && keys.Press(name).String() != name && name != "pgup" && name != "pgdown" && name != "home" && name != "end" && name != "shift+tab" {
				t.Errorf("%q is pressed as %q", name, keys.Press(name).String())
			}
		}
	}
}

func TestAToastHidesNoKey(t *testing.T) {
	m := newScreen(t, busy, size{120, 36}, nil)
	m.toasts.Add(dialog.Done{Text: strings.Repeat("a long sentence ", 12)}, m.now)
	lines := strings.Split(strings.TrimRight(m.screen(), "\n"), "\n")
	if last := lines[len(lines)-1]; !strings.Contains(last, "? help") {
		t.Errorf("the last line is %q", last)
	}
}

func TestARecordingSaysThatItCannotBeChanged(t *testing.T) {
	m := newScreen(t, busy, size{120, 36}, func(o *Options) {
		o.Playing = func() Playing { return Playing{} }
	})
	for _, k := range []string{"p", "P", "r", "R", "u", "b", "+", "-", "space", "x", "L"} {
		m.toasts = dialog.Toasts{}
		m.typed(k)
		if !strings.Contains(m.screen(), "this is a recording") || m.windows.Top() != nil {
			t.Errorf("%q in a recording says:\n%s", k, m.screen())
		}
	}
	if asked := m.options.Control.(*fakeControl).asked(); len(asked) > 0 {
		t.Errorf("it did %q", asked)
	}
}

func TestInASCIIEveryWindowAndToastIsInASCII(t *testing.T) {
	for _, o := range overlaysToDraw() {
		run := o.run
		if run == nil {
			run = busy
		}
		m := newScreen(t, run, size{100, 30}, func(o *Options) { o.ASCII, o.Pictures = true, picture.Off })
		o.open(m)
		m.toasts.Add(dialog.Done{Text: "redrive started"}, m.now)
		m.toasts.Add(dialog.Done{Err: errRecorded}, m.now)
		for _, r := range ansi.Strip(m.screen()) {
			if r > 126 {
				t.Errorf("%s: %q", o.name, r)
			}
		}
	}
}

func TestInASCIINothingElseIsDrawnByUs(t *testing.T) {
	for _, s := range streams() {
		if s.name == "hostile" {
			continue
		}
		m := newScreen(t, s.make, size{100, 30}, func(o *Options) { o.ASCII, o.Pictures = true, picture.Off })
		for i := range panelAreas {
			m.typed(string(rune('1' + i)))
			for _, r := range ansi.Strip(m.screen()) {
				if r > 126 {
					t.Errorf("%s, panel %d: %q", s.name, i+1, r)
				}
			}
		}
	}
}
