package ui

import (
	"cmp"
	"errors"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/history"
	"inflight/ui/dialog"
	"inflight/ui/keys"
	"inflight/ui/panel"
	"inflight/ui/plain"
	"inflight/ui/rewind"
)

// jump is how far < and > go.
const jump = 10 * time.Second

// recorded tells whether what is shown is a recording.
func (m *model) recorded() bool { return m.options.Playing != nil || m.options.Recording != nil }

// pace of the frames while the past goes on.
type playing uint8

const (
	standing playing = iota
	soon             // the next frame shows more
	atOnce           // there is more than a frame took
)

// look puts the moment on the screen that a person looks at: now, or one that was.
func (m *model) look() playing {
	was := m.past.Past()
	more, err := m.past.Advance(time.Now())
	if err != nil {
		m.toasts.Add(dialog.Done{Err: err}, m.drawn)
	}
	if was != m.past.Past() {
		m.arrange()
	}
	if m.options.Recording != nil && !m.damageSaid {
		if err := m.past.Damage(); err != nil {
			m.damageSaid = true
			m.toasts.Add(dialog.Done{Err: err}, m.drawn)
		}
	}
	m.state = m.live
	if s := m.past.State(); s != nil {
		m.state, m.now = s, m.past.At()
	} else if m.options.Recording != nil { // not a line of it has been read
		return soon
	}
	switch {
	case more:
		return atOnce
	case m.past.Runs(), m.options.Recording != nil && m.past.Reading():
		return soon
	}
	return standing
}

// gone is what comes of going to another moment.
func (m *model) gone(err error) tea.Cmd {
	m.arrange()
	m.showMoment()
	switch err {
	case nil:
		return m.tick(0)
	case errFirst, errNow, errEnd, errNoMark, errNoMarkBefore, errNoTick, errNoTickBefore, errNoDeath, errNoDeathBefore, errNoneOfIts, errNoMoreOfIts: //nolint:errorlint // as they are: what a reading fails with is wrapped
		return dialog.Refuse(err)
	}
	return dialog.Fail(err)
}

// showMoment puts the moment on the screen at once, for the next key to act on.
func (m *model) showMoment() {
	m.now = m.clock()
	m.look()
	m.census.Count(m.state, m.now)
	m.dirty = true
}

// comeBack shows what is now.
func (m *model) comeBack() {
	_ = m.past.Live() // of a run it reads nothing again
	m.arrange()
	m.showMoment()
}

// Why one cannot go further.
var (
	errFirst = errors.New("nothing that is kept was before")
	errNow   = errors.New("this is now: nothing has come after it")
	errEnd   = errors.New("the recording has nothing after this")

	errNoMark       = errors.New("there is no failure, death or redrive after this")
	errNoMarkBefore = errors.New("no failure, death or redrive that is kept was before this")
	errNoTick       = errors.New("there is no mark on the line after this")
	errNoTickBefore = errors.New("there is no mark on the line before this")

	errNoDeath       = errors.New("no message died after this")
	errNoDeathBefore = errors.New("no message died before this, in what is kept")

	errNoneOfIts   = errors.New("it did not fail, lose its race or die before this, in what is kept")
	errNoMoreOfIts = errors.New("it did not fail, lose its race or die after this")
)

// inPast says that an action is for now, and how one comes there.
func (m *model) inPast(r *keys.Row[*model], key string) error {
	return fmt.Errorf("this is how it was at %s, and %s acts on what is now: %s comes back to it first",
		m.past.At().Format(time.TimeOnly), cmp.Or(key, m.keys.Called(r.ID)), m.keys.Called(keys.Back))
}

// beyond says that there is nothing after the moment.
func (m *model) beyond() error {
	if m.options.Recording != nil {
		return errEnd
	}
	return errNow
}

// stepBack goes an event back.
func (m *model) stepBack() tea.Cmd {
	there, err := m.past.Back()
	if err == nil && !there {
		err = errFirst
	}
	return m.gone(err)
}

// stepForward goes an event on.
func (m *model) stepForward() tea.Cmd {
	there, err := m.past.Forward()
	if err == nil && !there {
		err = m.beyond()
	}
	return m.gone(err)
}

// travel goes so far on, or back.
func (m *model) travel(by time.Duration) tea.Cmd {
	if by > 0 && !m.past.Past() {
		return m.gone(m.beyond())
	}
	return m.gone(m.past.By(by, m.clock()))
}

// toMark goes to the next mark that fits, or the one before.
func (m *model) toMark(forward bool, fits func(*history.Mark) bool, none error) tea.Cmd {
	_, there, err := m.past.Mark(forward, fits)
	if err == nil && !there {
		err = none
	}
	return m.gone(err)
}

// toTrouble goes to the next failure, death or redrive, or the one before.
func (m *model) toTrouble(forward bool) tea.Cmd {
	none := errNoMark
	if !forward {
		none = errNoMarkBefore
	}
	return m.toMark(forward, (*history.Mark).Stop, none)
}

// alongTime goes along the line of time: right and left to the next of all marks on
// it, down and up to the next death.
func (m *model) alongTime(dx, dy int) tea.Cmd {
	if dy != 0 {
		none := errNoDeath
		if dy < 0 {
			none = errNoDeathBefore
		}
		return m.toMark(dy > 0, func(k *history.Mark) bool { return k.Kind == history.Death }, none)
	}
	none := errNoTick
	if dx < 0 {
		none = errNoTickBefore
	}
	return m.toMark(dx > 0, func(*history.Mark) bool { return true }, none)
}

// toEndOfTime goes as far back as is kept, or to what is now.
func (m *model) toEndOfTime(by int) tea.Cmd {
	if by > 0 {
		return m.gone(m.past.Live())
	}
	return m.gone(m.past.First())
}

// errPaces says why the past does not go slower or faster.
var errPaces = errors.New("the past goes from 1/16 to 1,000 times as fast as it was")

// pace changes how fast the past goes on.
func (m *model) pace(by float64) tea.Cmd {
	if !m.past.Pace(by) {
		return dialog.Refuse(errPaces)
	}
	return m.gone(nil)
}

// refused says why nothing can be asked for now; nil: it can.
func (m *model) refused() tea.Cmd {
	switch {
	case m.options.Begins != nil:
		return dialog.Refuse(errNotBegun)
	case m.recorded():
		return dialog.Refuse(errRecorded)
	}
	return nil
}

// playing is what the header says of a moment that is not now.
func (m *model) playing() (*panel.Playing, *panel.Ago) {
	switch {
	case m.options.Playing != nil:
		p := m.options.Playing()
		return &p, nil
	case m.options.Recording != nil:
		p := m.past.Playing()
		return &p, nil
	case m.past.Past():
		return nil, &panel.Ago{At: m.past.At(), Ago: m.clock().Sub(m.past.At()), Runs: m.past.Runs(), Speed: m.past.Speed()}
	}
	return nil, nil
}

// timeline is how the line of where one is in time is drawn.
func (m *model) timeline() rewind.Shown {
	return rewind.Shown{Width: m.layout.rects[timeArea].W, Styles: m.styles, Recorded: m.recorded(), Focused: m.focus == timeArea}
}

// clickTimeline goes to the moment under the pointer, and gives the line the focus.
func (m *model) clickTimeline(x int) tea.Cmd {
	there, err := m.past.GoUnder(m.timeline(), x-m.layout.rects[timeArea].X)
	if !m.zoomed {
		m.focus = timeArea
	}
	if !there {
		return nil
	}
	return m.gone(err)
}

// pastStep says what the event was that a person has gone to.
func (m *model) pastStep() string {
	e, there := m.past.Event()
	if !there {
		return ""
	}
	return plain.Step(m.state, &e) + "."
}
