package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/dialog"
	"inflight/ui/plain"
	"inflight/ui/ticker"
)

// How often the screen is drawn.
const (
	slowFrame = 250 * time.Millisecond  // while countdowns run
	idleFrame = 1100 * time.Millisecond // while there is nothing but the clock: the queue, asked every second, comes before
	gather    = 25 * time.Millisecond   // for what comes together with an event
)

// batch is how many events are folded before a key is looked at: a few
// milliseconds of work.
const batch = 4096

// cameMsg says that there are events to take.
type cameMsg struct{}

// frameMsg says that it is time for a frame. One with an old number was
// overtaken by another.
type frameMsg struct{ number int }

// wait returns a command that ends when events have come. There is never more
// than one: the reader belongs to whoever waits, and then to Update.
func (m *model) wait() tea.Cmd {
	if m.waiting {
		return nil
	}
	ready := m.events.Ready()
	if ready == nil { // the log is closed
		return nil
	}
	m.waiting = true
	ctx := m.ctx
	return func() tea.Msg {
		select {
		case <-ready:
		case <-ctx.Done():
		}
		return cameMsg{}
	}
}

// tick returns a command that asks for a frame in d, and makes those asked for
// before void.
func (m *model) tick(d time.Duration) tea.Cmd {
	m.frame++
	number, ctx := m.frame, m.ctx
	return func() tea.Msg {
		due := time.NewTimer(d)
		defer due.Stop()
		select {
		case <-due.C:
		case <-ctx.Done():
		}
		return frameMsg{number}
	}
}

// due takes a frame's time, unless an earlier frame has been asked for since.
func (m *model) due(f frameMsg) tea.Cmd {
	if f.number != m.frame {
		return nil
	}
	return m.take()
}

// came asks for a frame as soon as one may be drawn. Events seldom come alone:
// a moment is left for those that belong together.
func (m *model) came() tea.Cmd {
	m.waiting = false
	return m.tick(max(m.load.Interval()-m.wall().Sub(m.drawn), gather))
}

// fold takes what has come, a batch of it where it is much, and returns how
// many events that were.
func (m *model) fold() int {
	n := 0
	for n < batch {
		events := m.events.Some()
		if len(events) == 0 {
			break
		}
		m.cameSome(events)
		n += len(events)
	}
	return n
}

// take folds what has come, and says when the next frame is due: at once where
// there is more, soon while something moves, later while a countdown runs, else
// when events come.
func (m *model) take() tea.Cmd {
	begun := time.Now()
	n := m.fold()
	m.load.Came(n, begun)
	was := m.now
	m.now = m.present()
	waits := m.options.Playing != nil && n == 0 && m.now.Equal(was) // what is played is not there yet, or has ended
	m.drawn = m.wall()
	m.dirty = true
	playing := m.look()
	m.census.Count(m.state, m.now)
	m.toasts.Expire(m.drawn)
	m.forgetMarks()
	m.keepFollowing()
	m.keepPointing()
	m.tellRedrive()
	pictures := tea.Batch(m.pictures.Work(), m.readSettings())
	m.load.Spent(time.Since(begun))
	switch c := &m.census; {
	case n >= batch || playing == atOnce:
		m.writing.Settle(begun, ticker.Brisk)
		return tea.Batch(pictures, m.tick(0))
	case playing == soon, m.past.Still() && m.toasts.Some():
		m.writing.Settle(begun, ticker.Brisk)
		return tea.Batch(pictures, m.wait(), m.tick(m.load.Interval()))
	case m.still() && !m.toasts.Some():
		m.writing.Settle(begun, ticker.Still)
		return tea.Batch(pictures, m.wait())
	case m.still():
		m.writing.Settle(begun, ticker.Calm)
		return tea.Batch(pictures, m.wait(), m.tick(slowFrame))
	case waits && m.options.Playing().Ended && !m.toasts.Some():
		m.writing.Settle(begun, ticker.Still)
		return tea.Batch(pictures, m.wait())
	case waits: // somebody may write on, and what is read next may be due later
		m.writing.Settle(begun, ticker.Calm)
		return tea.Batch(pictures, m.wait(), m.tick(slowFrame))
	case m.past.Still(): // but for how long ago it is
		m.writing.Settle(begun, ticker.Rest)
		return tea.Batch(pictures, m.wait(), m.tick(idleFrame))
	case m.diagram.Moving(m.state, m.now):
		m.writing.Settle(begun, ticker.Brisk)
		return tea.Batch(pictures, m.tick(m.load.Interval()))
	case c.NotVisible()+c.Delayed+c.Late > 0 && !m.state.Over, m.toasts.Some():
		m.writing.Settle(begun, ticker.Calm)
		return tea.Batch(pictures, m.wait(), m.tick(slowFrame))
	}
	m.writing.Settle(begun, ticker.Rest)
	return tea.Batch(pictures, m.wait(), m.tick(idleFrame))
}

// mostBehind is how many events the screen may be behind what has happened. Only
// others can bring so many while the world stands.
const mostBehind = 20_000

// steps is how a person goes from event to event: what a step brought beyond the
// first is kept back until the next.
type steps struct {
	behind bool // what comes is kept back
	wanted bool // the next event is to be shown when it comes
	under  bool // the world goes on until it comes
	held   []event.Event
	text   string // what the last was
	last   *event.Event
}

// left is how many steps have come and are not shown yet.
func (s *steps) left() (n int) {
	for i := range s.held {
		if s.held[i].Kind().IsStep() {
			n++
		}
	}
	return n
}

// consumers is how messages are consumed.
type consumers struct {
	paused  bool
	model   string
	workers int
}

// inForce is how messages are consumed by what was told last, also where a step keeps that
// back: a key that goes by what is shown would ask a second time for what is so already.
func (m *model) inForce() consumers {
	is := consumers{m.live.Paused, m.live.Model, m.live.Wanted}
	for i := range m.steps.held {
		switch b := m.steps.held[i].Body.(type) {
		case *event.ConsumingPaused:
			is.paused = true
		case *event.ConsumingResumed:
			is.paused = false
		case *event.ModelChanged:
			is.model, is.workers = b.Model, b.Workers
		default:
		}
	}
	return is
}

// cameSome takes events: it shows them, or keeps them back.
func (m *model) cameSome(events []event.Event) {
	was := m.world.Motion
	for i := range events {
		m.world.Follow(&events[i])
		if b, ok := events[i].Body.(*event.QueuePurged); ok && !m.steps.behind {
			m.toasts.Purged(&events[i], b, m.clock(), m.wall())
		}
		m.pointTo(&events[i])
	}
	if m.world.Motion == state.Moving && (m.steps.behind || was != state.Moving) {
		m.catchUp()
	}
	if !m.steps.behind {
		m.apply(events...)
		return
	}
	m.steps.held = append(m.steps.held, events...)
	if more := len(m.steps.held) - mostBehind; more > 0 {
		m.apply(m.steps.held[:more]...)
		m.steps.held = append([]event.Event(nil), m.steps.held[more:]...)
	}
	if !m.showStep() {
		m.showRest()
	}
}

// catchUp shows all that has been kept back.
func (m *model) catchUp() {
	m.apply(m.steps.held...)
	m.steps = steps{under: m.steps.under}
}

// showStep shows the next step, if it is wanted and has come.
func (m *model) showStep() bool {
	if !m.steps.wanted {
		return false
	}
	for i := range m.steps.held {
		if e := &m.steps.held[i]; e.Kind().IsStep() {
			m.apply(m.steps.held[:i]...)
			last := *e
			m.steps.text, m.steps.last = plain.Step(m.live, e), &last
			m.apply(m.steps.held[i : i+1]...)
			m.steps.held = m.steps.held[i+1:]
			m.steps.wanted = false
			m.pointAtStep()
			if m.zoomed { // there is no other place for it
				m.toasts.Add(dialog.Done{Text: m.steps.text}, m.wall())
			}
			m.showRest()
			return true
		}
	}
	return false
}

// showRest shows what has come and is no step, unless a step is kept back before it: that
// the world stands, for one.
func (m *model) showRest() {
	if m.steps.left() == 0 {
		m.apply(m.steps.held...)
		m.steps.held = nil
	}
}

// present is the moment that is drawn: the clock's, or where what has come since a step is
// kept back, that of the step. Where the clock is ours, it stands and they are the same.
func (m *model) present() time.Time {
	if !m.live.Setup.Embedded && m.world.Stands() && m.steps.left() > 0 {
		return m.live.Now
	}
	return m.clock()
}

// apply makes events a part of what is now, and of what can be looked at again.
func (m *model) apply(events ...event.Event) { m.history.Add(events) }

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
func (f *Film) Show(events ...event.Event) { f.model.cameSome(events) }

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

// still tells whether nothing changes but by an event or a key: the clock that is drawn
// stands, and so does the past that is looked at; or it is a recording, which stands.
func (m *model) still() bool {
	return m.options.Recording != nil && m.past.Still() || m.world.Stands() && m.live.Setup.Embedded
}
