package ui

import (
	"inflight/pipeline/event"
	"inflight/pipeline/scene"
	"inflight/pipeline/state"
	"inflight/ui/draw"
	"inflight/ui/flow"
	"inflight/ui/panel"
)

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
	timeArea // the line of time: no panel, and a line high
	areas
)

// noArea is none of them.
const noArea = areas

// panelAreas are the areas that have a number key.
var panelAreas = []area{
	inFlightArea, workersArea, deadArea, thumbnailsArea, callsArea, chartsArea, inboxArea, throughputArea, queueArea,
}

// sceneRows are the lines that a scene has on a screen of a width: what it is, and two
// lines of what it says, or three narrow ones.
func sceneRows(width int) int {
	if width < panel.SceneWidth {
		return 4
	}
	return 3
}

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
	header, insight, tabline, foot draw.Rect
	scene                          draw.Rect // above the foot, while one is played
	rects                          [areas]draw.Rect
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

// timelineHeight is from where there is always a line for where one is in time.
const timelineHeight = 30

// insetRows is how high a flow is that tells the insights itself, beside the
// throughput. Below a lower one stands a line for them.
const insetRows = 15

// arrange lays the screen out. It is a pure function.
func arrange(w, h int, tab area, zoomed bool, focus area, past bool) layout {
	l := layout{}
	if w < minWidth || h < minHeight {
		l.small = true
		return l
	}
	l.header = draw.At(0, 0, w, 1)
	l.foot = draw.At(0, h-1, w, 1)
	body := draw.At(0, 1, w, h-2)
	if past || h >= timelineHeight {
		body.H--
		l.rects[timeArea] = draw.At(0, h-2, w, 1)
	}
	if zoomed && focus != timeArea {
		l.rects[focus] = body
		return l
	}
	diagram := min(flow.Size(w, h), body.H)
	l.rects[flowArea] = draw.At(0, body.Y, w, diagram)
	line := 0
	switch {
	case diagram >= insetRows:
	case h >= tallHeight:
		line = 2
	default:
		line = 1
	}
	l.insight = draw.At(0, body.Y+diagram, w, line)
	l.tabline = draw.At(0, body.Y+diagram+line, w, 1)
	rest := draw.At(0, l.tabline.Y+1, w, body.H-diagram-line-1)
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
func (l *layout) large(r draw.Rect) {
	top := r.H / 2
	left, middle := r.W*2/5, r.W*3/10
	right := r.W - left - middle
	l.rects[inFlightArea] = draw.At(r.X, r.Y, left, top)
	l.rects[thumbnailsArea] = draw.At(r.X+left, r.Y, middle, top)
	l.rects[deadArea] = draw.At(r.X+left+middle, r.Y, right, top/2)
	l.rects[inboxArea] = draw.At(r.X+left+middle, r.Y+top/2, right, top-top/2)
	l.rects[workersArea] = draw.At(r.X, r.Y+top, left, r.H-top)
	l.rects[callsArea] = draw.At(r.X+left, r.Y+top, middle, r.H-top)
	l.rects[chartsArea] = draw.At(r.X+left+middle, r.Y+top, right, r.H-top)
}

// medium shows four panels: two that are always there, and two that give way to
// the chosen one.
func (l *layout) medium(r draw.Rect, tab area) {
	top := (r.H + 1) / 2
	left := (r.W*54 + 50) / 100
	l.rects[inFlightArea] = draw.At(r.X, r.Y, left, top)
	l.rects[workersArea] = draw.At(r.X, r.Y+top, left, r.H-top)
	upper, lower := thumbnailsArea, callsArea
	switch tab {
	case deadArea, chartsArea, inboxArea, throughputArea, queueArea:
		lower = tab
	case flowArea, inFlightArea, workersArea, thumbnailsArea, callsArea, timeArea, areas:
	}
	l.rects[upper] = draw.At(r.X+left, r.Y, r.W-left, top)
	l.rects[lower] = draw.At(r.X+left, r.Y+top, r.W-left, r.H-top)
}

// compact shows one panel, chosen by the line of tabs. What happens now seldom
// needs all the room: below it go the latest thumbnails.
func (l *layout) compact(r draw.Rect, tab area) {
	l.tabs = true
	if tab == flowArea {
		tab = inFlightArea
	}
	l.shown = tab
	strip := 0
	if r.H >= 2*stripRows && tab == inFlightArea || r.H >= 4*stripRows && tab == workersArea { // a lane a worker
		strip = r.H / 2
	}
	l.rects[tab] = draw.At(r.X, r.Y, r.W, r.H-strip)
	if strip > 0 {
		l.rects[thumbnailsArea] = draw.At(r.X, r.Y+r.H-strip, r.W, strip)
	}
}

// first is the area that has the focus when the one that had it is gone.
func (l *layout) first() area {
	for _, a := range panelAreas {
		if !l.rects[a].Empty() {
			return a
		}
	}
	return flowArea
}

// at is the area at a place; areas for none.
func (l *layout) at(x, y int) area {
	for a := range areas {
		if l.rects[a].Holds(x, y) {
			return a
		}
	}
	return areas
}

// next is the area after (or before) one, among those to be seen.
func (l *layout) next(from area, step int) area {
	for i := 1; i <= int(areas); i++ {
		a := area((int(from) + step*i + int(areas)*int(areas)) % int(areas))
		if !l.rects[a].Empty() {
			return a
		}
	}
	return from
}

// areaOf is where an event shows best.
func areaOf(e *event.Event) area {
	switch e.Body.(type) {
	case *event.MessageReceived, *event.MessageExtended, *event.MessageReturned, *event.MessageExpired, *event.MessageDeleted, *event.MessageAcknowledged, *event.ImageGone:
		return inFlightArea
	case *event.MessageSent, *event.MessageDropped, *event.QueuePurged:
		return queueArea
	case *event.StageWaiting, *event.StageStarted, *event.StageFinished, *event.WorkerStarted, *event.WorkerStopped, *event.ModelChanged, *event.SettingChanged,
		*event.MessageHeld, *event.MessageTaken, *event.WorkerWaiting:
		return workersArea
	case *event.MessageDead, *event.MessageRedriven, *event.LetterSeen, *event.LetterDeleted, *event.RedriveStarted, *event.RedriveProgressed, *event.RedriveEnded:
		return deadArea
	case *event.ThumbnailCreated, *event.ThumbnailKept:
		return thumbnailsArea
	case *event.NotificationSent, *event.NotificationFailed, *event.NotificationGivenUp, *event.NotificationKept, *event.MailDelivered:
		return inboxArea
	default:
		return flowArea
	}
}

// here tells whether the last step shows in an area.
func (m *model) here(a area) bool {
	e := m.stepped()
	return e != nil && areaOf(e) == a
}

// panels are where the panels of scenes are on the screen.
var panels = map[scene.Panel]area{
	scene.Bus: flowArea, scene.Queue: queueArea, scene.InFlight: inFlightArea, scene.Workers: workersArea, scene.DeadLetters: deadArea,
	scene.Thumbnails: thumbnailsArea, scene.Calls: callsArea,
}

// pointTo goes to where shows what a scene says.
func (m *model) pointTo(e *event.Event) {
	var at scene.Panel
	switch b := e.Body.(type) {
	case *event.SceneTold:
		at = scene.Panel(b.Panel)
	case *event.SceneDecided:
		at = scene.Panel(b.Panel)
	default:
	}
	a, ok := panels[at]
	if !ok || !m.lesson {
		return
	}
	if at == scene.Bus {
		m.node = state.BusNode
	}
	m.choose(a)
}

// pointedAt tells whether a scene's answer shows in an area.
func (m *model) pointedAt(a area) bool {
	at, ok := panels[scene.Panel(m.state.Scene.Panel)]
	return ok && at == a && m.world.Stands()
}
