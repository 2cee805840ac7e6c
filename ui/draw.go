package ui

import (
	"fmt"
	"slices"
	"strings"

	"inflight/ui/dialog"
	"inflight/ui/draw"
	"inflight/ui/flow"
	"inflight/ui/graphics"
	"inflight/ui/keys"
	"inflight/ui/panel"
)

// draw draws the frame: exactly height lines of width cells.
func (m *model) draw() string {
	if m.width <= 0 || m.height <= 0 {
		return ""
	}
	if m.layout.small {
		return m.drawSmall()
	}
	c := &m.canvas
	c.Clear(m.width, m.height)
	put(c, m.layout.header, panel.Header(m.view(chartsArea, m.width, 1)))
	for a := range areas {
		if r := m.layout.rects[a]; !r.Empty() {
			c.Lay(r, m.drawArea(a, r))
		}
	}
	if r := m.layout.insight; !r.Empty() {
		c.Lay(r, panel.Telling(m.view(flowArea, r.W, r.H)))
	}
	if r := m.layout.tabline; !r.Empty() {
		put(c, r, m.tabs(r.W).Draw())
	}
	if r := m.layout.scene; !r.Empty() {
		c.Lay(r, m.sceneLines(r))
	}
	put(c, m.layout.foot, m.footer(m.width))
	below := m.screenBelow()
	m.windows.Draw(below, c)
	above := *below // a scene's text is not hidden
	above.Height -= m.layout.scene.H
	m.toasts.Draw(&above, c)
	return c.String()
}

// tabs is the line of tabs: the panel that is shown where there is room for one is the
// chosen one, else the one that has the focus.
func (m *model) tabs(width int) *panel.Tabs {
	chosen := m.focus
	if m.layout.tabs {
		chosen = m.layout.shown
	}
	t := &panel.Tabs{Chosen: slices.Index(panelAreas, chosen), Width: width, Styles: m.styles}
	for _, a := range panelAreas {
		t.All = append(t.All, panel.Tab{Name: slots[a].name, Short: slots[a].short, Here: m.here(a) || m.pointedAt(a)})
	}
	return t
}

// footer is the last line: what is typed, what is waited for, or the keys.
func (m *model) footer(width int) string {
	if m.state.Stopping != "" {
		return panel.Stopping(m.view(chartsArea, width, 1), m.keys.Called(keys.Quit))
	}
	if m.filter != nil {
		return m.styles.Paint(draw.Accent, " / ") + m.filter.Line(m.styles, max(width-4, 1))
	}
	return m.foot.Draw(m.keys, m.footOf(width))
}

// footOf is what the keys of the footer depend on.
func (m *model) footOf(width int) keys.FootOf {
	return keys.FootOf{
		Width: width, In: scopes[m.focus], Styles: m.styles, ASCII: m.options.ASCII,
		Recorded: m.recorded() || m.options.Begins != nil || m.past.Past(), OnlyRecorded: m.options.Recording != nil,
		Stands: m.world.Stands(), Past: m.options.Recording != nil || m.past.Past(), Runs: m.past.Runs(),
	}
}

// sceneLines are what a scene has on the screen.
func (m *model) sceneLines(r draw.Rect) []string {
	return panel.Scene(m.view(chartsArea, r.W, r.H), m.keys.Called(keys.Freeze), m.keys.Called(keys.SceneAgain), m.keys.Called(keys.Quit))
}

// screenBelow is what windows lie on.
func (m *model) screenBelow() *dialog.Screen {
	return &dialog.Screen{Width: m.width, Height: m.height, Roomy: m.width >= mediumWidth, Styles: m.styles, Keys: m.keys, State: m.state, Now: m.now}
}

// drawArea draws one area.
func (m *model) drawArea(a area, r draw.Rect) []string {
	if a == timeArea {
		return []string{draw.Exactly(m.past.Line(m.timeline()), r.W)}
	}
	w, h := m.inside(a)
	v := m.view(a, w, h)
	focused := m.focus == a
	if a == flowArea {
		if !focused {
			return m.diagram.Draw(v, flow.None)
		}
		return m.diagram.Draw(v, m.node)
	}
	shown := slots[a].Panel
	if a == m.settingUp() {
		shown = panel.Setup()
	}
	body := shown.Draw(v)
	if m.layout.tabs { // the line of tabs is frame enough
		return body
	}
	title, right := shown.Title(v)
	return draw.Frame(m.mark(focused)+m.stepMark(a)+title, right, body, focused, m.styles, r.W, r.H)
}

// mark tells the focus without a colour.
func (m *model) mark(focused bool) string {
	if !focused {
		return ""
	}
	return m.styles.Sign("▸") + " "
}

// stepMark stands before the title of the panel where the last step shows.
func (m *model) stepMark(a area) string {
	if !m.here(a) && !m.pointedAt(a) {
		return ""
	}
	return m.styles.Paint(draw.Warn, m.styles.Sign("»")) + " "
}

// inside is the size of what is in an area, without its frame.
func (m *model) inside(a area) (w, h int) {
	r := m.layout.rects[a]
	if a == flowArea || m.layout.tabs {
		return r.W, r.H
	}
	return max(r.W-2, 0), max(r.H-2, 0)
}

// drawSmall says what the screen needs.
func (m *model) drawSmall() string {
	lines := make([]string, m.height)
	text := draw.Wrap(fmt.Sprintf("inflight needs %dx%d cells; here are %dx%d. Make the window larger.",
		minWidth, minHeight+m.layout.scene.H, m.width, m.height), m.width)
	for i := range lines {
		if i < len(text) {
			lines[i] = draw.Fit(text[i], m.width)
		} else {
			lines[i] = strings.Repeat(" ", m.width)
		}
	}
	return strings.Join(lines, "\n")
}

// put draws one line of any width into a rectangle of one line.
func put(c *draw.Canvas, r draw.Rect, line string) { c.Lay(r, []string{draw.Exactly(line, r.W)}) }

// slot is what an area shows.
type slot struct {
	name  string // in the palette, in the line of tabs, and first in the title
	short string // in the line of tabs, where there is little room
	*panel.Panel
}

// slots are the panels.
var slots = [areas]slot{
	inFlightArea:   {"in flight", "", panel.InFlight()},
	workersArea:    {"workers", "", panel.Workers()},
	deadArea:       {"dead letters", "dead", panel.DeadLetters()},
	thumbnailsArea: {"thumbnails", "thumbs", panel.Thumbnails()},
	callsArea:      {"calls", "", panel.Calls()},
	chartsArea:     {"charts", "", panel.Charts()},
	inboxArea:      {"inbox", "", panel.Inbox()},
	throughputArea: {"rates", "", panel.Throughput()},
	queueArea:      {"queue", "", panel.Queue()},
}

// lists tells whether an area has a list, and so a cursor.
func lists(a area) bool { return slots[a].Panel != nil && slots[a].Lists() }

// rows is what an area's list is made from.
func (m *model) rows(a area) panel.View {
	return panel.View{State: m.state, Now: m.now, Filter: m.lists[a].filter, Sort: m.sort, Bookkeeping: m.bookkeeping}
}

// view is what an area's panel is drawn from, in a size.
func (m *model) view(a area, w, h int) panel.View {
	v := panel.View{
		State: m.state, Now: m.now, Census: &m.census, Styles: m.styles, Width: w, Height: h, Focused: m.focus == a,
		Cursor: m.lists[a].cursor, Filter: m.lists[a].filter, Sort: m.sort, Bookkeeping: m.bookkeeping, Pictures: m.picturesOf(a),
		Gone: m.goneUnder(a), Marked: m.marked, Keys: m.keysNamed(),
		Following: m.following != "", Model: m.consumers.now(m.state.Model), Workers: m.wanted.now(m.state.Wanted),
		World: &m.world, Behind: m.steps.left(),
	}
	if a == flowArea || a == throughputArea { // the others do not show it
		v.Told = m.told()
		v.OfTimeMark, v.OfTime = m.ofTime(v)
		v.Step = m.stepped()
	}
	v.Playing, v.Ago = m.playing()
	return v
}

// keysNamed are the keys as the panels speak of them.
func (m *model) keysNamed() panel.Keys {
	named := m.named
	named.Past = named.Past || m.recorded() || m.past.Past()
	return named
}

// picturesOf draws the pictures of an area. Beside the gallery on the right
// nothing changes on one side of them, nor where it has the whole width.
func (m *model) picturesOf(a area) panel.Pictures {
	if r := m.layout.rects[a]; a == thumbnailsArea && r.X+r.W == m.width {
		return graphics.Still{Pictures: m.pictures}
	}
	return m.pictures
}

// settingUp is the area in which it is shown how the stack was set up, at the
// start of a run; noArea where that is over, or a person has done something. It is
// the one of the thumbnails, of which there are none yet, where that is to be
// seen.
func (m *model) settingUp() area {
	switch {
	case m.setupSeen || m.zoomed || m.layout.small || !panel.SettingUp(m.state, m.now):
		return noArea
	case !m.layout.rects[thumbnailsArea].Empty():
		return thumbnailsArea
	case m.layout.tabs:
		return m.layout.shown
	}
	return noArea
}

// told is the sentence that stands on the screen: where the followed image is,
// or what has just happened.
func (m *model) told() string {
	if m.stepped() != nil { // the step is said
		return ""
	}
	if setting := panel.SetupTold(m.state); setting != "" {
		return setting
	}
	if at := m.followed(); at != nil {
		return "following " + panel.Whereabouts(m.state, m.now, at)
	}
	if m.narrates() {
		return panel.Narration(m.state, m.now, m.keysNamed())
	}
	return ""
}

// narration says whether what happens is told in sentences: in a demonstration
// it is, until somebody wants it otherwise.
type narration struct{ turned, on bool }

// narrates tells whether it does.
func (m *model) narrates() bool {
	if m.narration.turned {
		return m.narration.on
	}
	return m.state.Setup.Demonstration
}

// turnNarration turns it on or off.
func (m *model) turnNarration() { m.narration = narration{true, !m.narrates()} }
