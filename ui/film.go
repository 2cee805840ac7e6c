package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/event"
)

// Film is the screen where there is no terminal: what it shows at a moment is text,
// and the same events and moments give the same text.
type Film struct {
	model *model
	now   time.Time
}

// NewFilm returns a screen of a size on which nothing has happened yet. What the
// options say of a terminal, of keys and of what may be asked for is not used.
func NewFilm(o Options, width, height int) *Film {
	f := &Film{}
	var nothing event.Log
	o.Events, o.Now, o.Control, o.Begins = nothing.NewReader(), func() time.Time { return f.now }, nil, nil
	o.Getenv = func(string) string { return "" }
	f.model = newModel(context.Background(), o)
	f.model.update(tea.WindowSizeMsg{Width: width, Height: height})
	return f
}

// Show takes what has happened since the last frame.
func (f *Film) Show(events ...event.Event) { f.model.state.Apply(events...) }

// Frame is what is to be seen at a moment: lines with styles.
func (f *Film) Frame(now time.Time) string {
	const often = 5 // a picture that is drawn may make room for another
	f.now = now
	f.model.take()
	for range often {
		f.model.dirty = true
		content := f.model.View().Content
		drawn := f.model.pictures.Work()
		if drawn == nil {
			return content
		}
		f.model.Update(drawn())
	}
	return f.model.View().Content
}
