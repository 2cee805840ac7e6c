package ui

import (
	"context"
	"runtime"
	"time"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/event"
	"inflight/ui/ticker"
)

// How often the screen is drawn.
const (
	framesASecond = 30
	fastFrame     = time.Second / framesASecond // while something moves
	slowFrame     = 250 * time.Millisecond      // while countdowns run
	idleFrame     = 1100 * time.Millisecond     // while there is nothing but the clock: the queue, asked every second, comes before
	gather        = 25 * time.Millisecond       // for what comes together with an event
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
	return m.tick(max(m.load.interval()-m.wall().Sub(m.drawn), gather))
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
	m.load.came(n, begun)
	m.now = m.clock()
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
	m.load.spent(time.Since(begun))
	switch c := &m.census; {
	case n >= batch || playing == atOnce:
		m.writing.Settle(begun, ticker.Brisk)
		return tea.Batch(pictures, m.tick(0))
	case playing == soon, m.past.Still() && m.toasts.Some():
		m.writing.Settle(begun, ticker.Brisk)
		return tea.Batch(pictures, m.wait(), m.tick(m.load.interval()))
	case m.past.Still(): // nothing moves in it
		m.writing.Settle(begun, ticker.Rest)
		return tea.Batch(pictures, m.wait(), m.tick(idleFrame))
	case m.still():
		if m.toasts.Some() {
			return tea.Batch(pictures, m.wait(), m.tick(slowFrame))
		}
		return tea.Batch(pictures, m.wait())
	case m.diagram.Moving(m.state, m.now):
		m.writing.Settle(begun, ticker.Brisk)
		return tea.Batch(pictures, m.tick(m.load.interval()))
	case c.NotVisible()+c.Delayed+c.Late > 0 && !m.state.Over, m.toasts.Some():
		m.writing.Settle(begun, ticker.Calm)
		return tea.Batch(pictures, m.wait(), m.tick(slowFrame))
	}
	m.writing.Settle(begun, ticker.Rest)
	return tea.Batch(pictures, m.wait(), m.tick(idleFrame))
}

// While much happens the processors are for the pipeline.
const (
	much       = 500                    // events a second: of some twenty images
	share      = 0.015                  // of all processors, for drawing while much happens
	rendering  = 2                      // so many times what it takes to draw a frame is what it takes to write it, too
	busiest    = 200 * time.Millisecond // between two frames at most
	remembered = time.Second            // for so long a frame counts
)

// load is how much there is to draw, and what drawing costs. Where little
// happens there are as many frames as the eye can use; where much does, as many
// as a small share of the processors pays for. The zero load is that of a
// screen before its first frame.
type load struct {
	events float64       // a second
	cost   time.Duration // of a frame
	frame  time.Duration // cost of the present frame so far
	last   time.Time
}

// came begins a frame with so many events.
func (l *load) came(events int, now time.Time) {
	if since := now.Sub(l.last).Seconds(); since > 0 {
		weight := min(since/remembered.Seconds(), 1)
		l.events += weight * (float64(events)/since - l.events)
	}
	const few = 0.2 // one frame says little
	l.cost += time.Duration(few * float64(l.frame-l.cost))
	l.frame, l.last = 0, now
}

// spent adds to the cost of the present frame.
func (l *load) spent(d time.Duration) { l.frame += d }

// busy tells whether much happens.
func (l *load) busy() bool { return l.events > much }

// interval is the time from one frame to the next.
func (l *load) interval() time.Duration {
	if !l.busy() {
		return fastFrame
	}
	paid := time.Duration(float64(l.cost) / (share * float64(runtime.GOMAXPROCS(0))))
	return min(max(paid, fastFrame), busiest)
}

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

// still tells whether nothing changes but by an event: the clock that is drawn stands.
func (m *model) still() bool { return m.world.Stands() && m.state.Setup.Embedded }
