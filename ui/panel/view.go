package panel

import (
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// View is what a panel is drawn from. The root keeps the state of the lists
// (cursor, offset, filter, sort, marks) and hands it in; a panel changes none
// of it. The zero View of any size draws an empty panel.
type View struct {
	State  *state.State
	Now    time.Time // the moment to draw; never the wall clock
	Styles *draw.Styles
	// Census is that of State at Now; see Counted. It may be nil, at the price of
	// counting again in each panel that asks.
	Census *Census

	// Width and Height are the inside of the panel, in cells: the frame around
	// it is Frame's.
	Width, Height int
	Focused       bool

	// Cursor is the row that keys act on, Offset the first row to show. Where
	// the cursor would be out of sight the panel scrolls to it.
	Cursor, Offset int
	// Gone is the message under the cursor where it has left the list a moment ago:
	// its row stays a while, dim.
	Gone *state.Message
	// Filter keeps the rows that contain it, without regard to case.
	Filter string
	Sort   Sort
	// Marked are the chosen dead letters, by message id.
	Marked map[string]bool
	// Told is the sentence that Throughput shows: what has just happened, or
	// where a message is. It is not escaped.
	Told string
	// Following is true where Told is about the image that a person follows.
	Following bool
	// Playing is where the playing of a recording has got to; nil where what is shown
	// is live. Workers is how many there are about to be,
	// and Model the way in which they will work.
	Playing *Playing
	// Ago is how long before now the moment is that is shown, in the past of a run that
	// goes on; nil: it is now.
	Ago     *Ago
	Workers int
	Model   string
	// OfTime is what Throughput says first: that the world stands, and where a step
	// has led, or that its clock runs at another speed. OfTimeMark stands before it.
	OfTime, OfTimeMark string
	// Step is the event that a person has stepped to; nil: none.
	Step *event.Event
	// World is that of the last event that came, and Behind how many steps have come
	// that State does not have yet. nil: it is State's own.
	World  *state.World
	Behind int
	// Bookkeeping is true where Calls shows our own bookkeeping, too.
	Bookkeeping bool
	// MessageID is the message that Message shows.
	MessageID string
	// Pictures draws thumbnails; nil draws a patch of the image's colour.
	Pictures Pictures
	// Keys are what keys are called where a text speaks of them.
	Keys Keys
	// Placed, where given, is told where the rows of a list stand, for the mouse
	// to find them.
	Placed *Rows
}

// Pictures turns thumbnails into cells. It is called for every picture in
// sight in every frame, so it answers from a cache and does no work of its own.
type Pictures interface {
	// Cells returns h lines, each w cells wide, or nil while it has none.
	Cells(p *state.Picture, w, h int) []string
}

// Sort is the order of the rows of InFlight.
type Sort uint8

// The orders there are.
const (
	SortTimeLeft Sort = iota // the countdown that ends first
	sortElapsed              // the longest in work
	sortTry                  // the highest receive count
	SortName
	SortWorker
	sortCount
)

// Next is the order after this one, round and round.
func (s Sort) Next() Sort { return (s + 1) % sortCount }

// String is the name of the order on the screen.
func (s Sort) String() string {
	switch s {
	case SortTimeLeft:
		return "least time left"
	case sortElapsed:
		return "longest in work"
	case sortTry:
		return "most receives"
	case SortName:
		return "name"
	case SortWorker:
		return "worker"
	case sortCount:
	}
	return "least time left"
}
