package ui

import "inflight/ui/flow"

// area is a place on the screen that something is drawn in.
type area int

// The areas, in the order in which tab visits them.
const (
	flowArea area = iota
	inFlightArea
	workersArea
	deadArea
	thumbnailsArea
	callsArea
	chartsArea
	inboxArea
	throughputArea
	queueArea
	areas
)

// noArea is none of them.
const noArea = areas

// panelAreas are the areas that have a number key.
var panelAreas = []area{
	inFlightArea, workersArea, deadArea, thumbnailsArea, callsArea, chartsArea, inboxArea, throughputArea, queueArea,
}

// rect is a place on the screen, in cells.
type rect struct{ x, y, w, h int }

func (r rect) empty() bool { return r.w <= 0 || r.h <= 0 }

func (r rect) contains(x, y int) bool { return x >= r.x && x < r.x+r.w && y >= r.y && y < r.y+r.h }

// The smallest terminal there is a screen for.
const (
	minWidth  = 60
	minHeight = 16
)

// layout says where everything is. Areas that are not to be seen are empty.
type layout struct {
	small                          bool // too small for anything
	tabs                           bool // one panel at a time
	shown                          area // that panel
	header, insight, tabline, foot rect
	rects                          [areas]rect
}

// Sizes from which there is room for several panels, and for all.
const (
	mediumWidth, mediumHeight = 100, 32
	largeWidth, largeHeight   = 170, 50
)

// tallHeight is from where there is a second line for what is worth knowing,
// and a strip of pictures below the one panel.
const (
	tallHeight = 24
	stripRows  = 6 // that a strip takes at least: pictures, names, and facts
)

// insetRows is how high a flow is that tells the insights itself, beside the
// throughput. Below a lower one stands a line for them.
const insetRows = 15

// arrange lays the screen out. It is a pure function.
func arrange(w, h int, tab area, zoomed bool, focus area) layout {
	l := layout{}
	if w < minWidth || h < minHeight {
		l.small = true
		return l
	}
	l.header = rect{0, 0, w, 1}
	l.foot = rect{0, h - 1, w, 1}
	body := rect{0, 1, w, h - 2}
	if zoomed {
		l.rects[focus] = body
		return l
	}
	diagram := min(flow.Size(w, h), body.h)
	l.rects[flowArea] = rect{0, body.y, w, diagram}
	line := 0
	switch {
	case diagram >= insetRows:
	case h >= tallHeight:
		line = 2
	default:
		line = 1
	}
	l.insight = rect{0, body.y + diagram, w, line}
	l.tabline = rect{0, body.y + diagram + line, w, 1}
	rest := rect{0, l.tabline.y + 1, w, body.h - diagram - line - 1}
	switch {
	case w >= largeWidth && h >= largeHeight:
		l.large(rest)
	case w >= mediumWidth && h >= mediumHeight:
		l.medium(rest, tab)
	default:
		l.compact(rest, tab)
	}
	return l
}

// large shows everything at once.
func (l *layout) large(r rect) {
	top := r.h / 2
	left, middle := r.w*2/5, r.w*3/10
	right := r.w - left - middle
	l.rects[inFlightArea] = rect{r.x, r.y, left, top}
	l.rects[thumbnailsArea] = rect{r.x + left, r.y, middle, top}
	l.rects[deadArea] = rect{r.x + left + middle, r.y, right, top / 2}
	l.rects[inboxArea] = rect{r.x + left + middle, r.y + top/2, right, top - top/2}
	l.rects[workersArea] = rect{r.x, r.y + top, left, r.h - top}
	l.rects[callsArea] = rect{r.x + left, r.y + top, middle, r.h - top}
	l.rects[chartsArea] = rect{r.x + left + middle, r.y + top, right, r.h - top}
}

// medium shows four panels: two that are always there, and two that give way to
// the chosen one.
func (l *layout) medium(r rect, tab area) {
	top := (r.h + 1) / 2
	left := (r.w*54 + 50) / 100
	l.rects[inFlightArea] = rect{r.x, r.y, left, top}
	l.rects[workersArea] = rect{r.x, r.y + top, left, r.h - top}
	upper, lower := thumbnailsArea, callsArea
	switch tab {
	case deadArea, chartsArea, inboxArea, throughputArea, queueArea:
		lower = tab
	case flowArea, inFlightArea, workersArea, thumbnailsArea, callsArea, areas:
	}
	l.rects[upper] = rect{r.x + left, r.y, r.w - left, top}
	l.rects[lower] = rect{r.x + left, r.y + top, r.w - left, r.h - top}
}

// compact shows one panel, chosen by the line of tabs. What happens now seldom
// needs all the room: below it go the latest thumbnails.
func (l *layout) compact(r rect, tab area) {
	l.tabs = true
	if tab == flowArea {
		tab = inFlightArea
	}
	l.shown = tab
	strip := 0
	if r.h >= 2*stripRows && (tab == inFlightArea || tab == workersArea) {
		strip = r.h / 2
	}
	l.rects[tab] = rect{r.x, r.y, r.w, r.h - strip}
	if strip > 0 {
		l.rects[thumbnailsArea] = rect{r.x, r.y + r.h - strip, r.w, strip}
	}
}

// first is the area that has the focus when the one that had it is gone.
func (l *layout) first() area {
	for _, a := range panelAreas {
		if !l.rects[a].empty() {
			return a
		}
	}
	return flowArea
}

// at is the area at a place; areas for none.
func (l *layout) at(x, y int) area {
	for a := range areas {
		if l.rects[a].contains(x, y) {
			return a
		}
	}
	return areas
}

// next is the area after (or before) one, among those to be seen.
func (l *layout) next(from area, step int) area {
	for i := 1; i <= int(areas); i++ {
		a := area((int(from) + step*i + int(areas)*int(areas)) % int(areas))
		if !l.rects[a].empty() {
			return a
		}
	}
	return from
}
