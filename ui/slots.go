package ui

import (
	"inflight/ui/graphics"
	"inflight/ui/keys"
	"inflight/ui/panel"
)

// slot is how an area is drawn, and how many rows its list has.
type slot struct {
	name  string // in the palette, in the line of tabs, and first in the title
	short string // in the line of tabs, where there is little room
	title func(panel.View) (title, right string)
	draw  func(panel.View) []string
	rows  func(m *model) int
}

// slots are the panels.
var slots = [areas]slot{
	inFlightArea: {"in flight", "", panel.InFlightTitle, panel.InFlight, func(m *model) int {
		return panel.InFlightCount(m.state, m.now, m.lists[inFlightArea].filter)
	}},
	workersArea: {"workers", "", panel.WorkersTitle, panel.Workers, func(m *model) int { return len(m.state.Workers) }},
	deadArea: {"dead letters", "dead", panel.DeadLettersTitle, panel.DeadLetters, func(m *model) int {
		return len(panel.DeadLetterRows(m.state, m.lists[deadArea].filter))
	}},
	thumbnailsArea: {"thumbnails", "thumbs", panel.ThumbnailsTitle, panel.Thumbnails, func(m *model) int {
		return len(panel.ThumbnailRows(m.state, m.lists[thumbnailsArea].filter))
	}},
	callsArea: {"calls", "", panel.CallsTitle, panel.Calls, func(m *model) int {
		return len(panel.CallRows(m.state, m.lists[callsArea].filter, m.bookkeeping))
	}},
	chartsArea: {"charts", "", panel.ChartsTitle, panel.Charts, nil},
	inboxArea: {"inbox", "", panel.InboxTitle, panel.Inbox, func(m *model) int {
		return len(panel.InboxRows(m.state, m.lists[inboxArea].filter))
	}},
	throughputArea: {"rates", "", panel.ThroughputTitle, panel.Throughput, nil},
	queueArea: {"queue", "", panel.QueueTitle, panel.Queue, func(m *model) int {
		return panel.QueueCount(m.state, m.lists[queueArea].filter)
	}},
}

// view is what an area's panel is drawn from, in a size.
func (m *model) view(a area, w, h int) panel.View {
	return panel.View{
		State: m.state, Now: m.now, Census: &m.census, Styles: m.styles, Width: w, Height: h, Focused: m.focus == a,
		Cursor: m.lists[a].cursor, Filter: m.lists[a].filter, Sort: m.sort, Bookkeeping: m.bookkeeping, Pictures: m.picturesOf(a),
		Gone: m.goneUnder(a), Told: m.told(), Marked: m.marked, Keys: m.panelKeys(),
	}
}

// panelKeys are what the keys are called that the panels speak of.
func (m *model) panelKeys() panel.Keys {
	name := m.keys.Called
	return panel.Keys{
		Upload: name(keys.Upload), Broken: name(keys.Broken), Redrive: name(keys.Redrive), More: name(keys.More), Pause: name(keys.Pause),
		Route: name(keys.Route), Cancel: name(keys.Cancel), Look: name(keys.Look),
		Inspect: name(keys.Inspect), Back: name(keys.Back), Bookkeeping: name(keys.Bookkeeping),
	}
}

// picturesOf draws the pictures of an area. Beside the gallery on the right
// nothing changes on one side of them, nor where it has the whole width.
func (m *model) picturesOf(a area) panel.Pictures {
	if r := m.layout.rects[a]; a == thumbnailsArea && r.X+r.W == m.width {
		return graphics.Still{Pictures: m.pictures}
	}
	return m.pictures
}
