package ui

import (
	"context"
	"errors"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/event"
	"inflight/pipeline/freeze"
	"inflight/ui/dialog"
	"inflight/ui/draw"
	"inflight/ui/keys"
	"inflight/ui/panel"
	"inflight/ui/plain"
	"inflight/ui/rewind"
)

// jump is how far < and > go.
const jump = 10 * time.Second

// speedToast is what is said of how fast the clock runs, or will when it goes on.
const speedToast = "speed"

// freeze freezes the world, or lets it go on.
func (m *model) freeze() tea.Cmd {
	m.toasts.Forget(speedToast)
	if m.past.Past() || m.options.Recording != nil {
		m.past.Turn(time.Now())
		return m.gone(nil)
	}
	if refused := m.refused(); refused != nil {
		return refused
	}
	if !m.frozen.turn(!m.frozen.now(m.world.Stands())) {
		return nil
	}
	return set(m, "motion", &m.frozen, func(ctx context.Context, freeze bool) error {
		if freeze {
			return m.options.Control.Freeze(ctx)
		}
		return m.options.Control.Thaw(ctx)
	}, func(bool) string { return "" }) // the header says it, when it is so
}

// stepOn goes one event on: to one that has come already and is not shown yet, else to
// the next that comes. A world that runs is frozen.
func (m *model) stepOn() tea.Cmd {
	if m.past.Past() || m.options.Recording != nil {
		return m.gone(m.past.Forward())
	}
	if refused := m.refused(); refused != nil {
		return refused
	}
	switch {
	case m.steps.under:
		return nil
	case !m.world.Stands():
		return m.freeze()
	}
	m.steps.behind, m.steps.wanted = true, true
	if m.showStep() {
		return m.tick(0)
	}
	m.steps.under = true
	ctx, control := m.ctx, m.options.Control
	return func() tea.Msg { return steppedMsg{control.Step(ctx)} } // it may take as long as it likes
}

// steppedMsg says that a step is over.
type steppedMsg struct{ err error }

// stepEnded takes what came of it.
func (m *model) stepEnded(msg steppedMsg) tea.Cmd {
	m.steps.under = false
	if msg.err != nil {
		m.toasts.Add(dialog.Done{Err: msg.err}, m.wall())
	}
	cmd := m.take()
	m.steps.wanted = false
	return cmd
}

// errSpeeds says why the clock does not go slower or faster.
var errSpeeds = errors.New("it goes from 1/16 to 4 times as fast")

// turnSpeed makes the clock go so many times as fast; by 0, as the wall's does.
func (m *model) turnSpeed(by float64) tea.Cmd {
	if m.past.Past() || m.options.Recording != nil {
		err := m.past.Pace(by)
		if err == nil && !m.past.Runs() { // else the header says it
			m.toasts.Add(dialog.Done{On: speedToast, Text: "this moment stands; when it plays it goes at " + draw.Speed(m.past.Speed())}, m.wall())
		}
		return m.gone(err)
	}
	if refused := m.refused(); refused != nil {
		return refused
	}
	to := 1.0
	if by != 0 {
		to = m.speeds.now(m.world.Speed()) * by
	}
	switch {
	case to < freeze.Slowest || to > freeze.Fastest:
		return dialog.Refuse(errSpeeds)
	case !m.speeds.turn(to):
		return nil
	}
	begin := "the clock runs at "
	if m.world.Stands() {
		begin = "the clock stands; when it goes on it runs at "
	}
	return set(m, speedToast, &m.speeds, m.options.Control.SetSpeed, func(speed float64) string { return begin + draw.Speed(speed) })
}

// ofTime says what a person should know of a world that does not simply run: where
// the last step led, or what it means that it stands.
func (m *model) ofTime(v panel.View) (mark, text string) {
	if m.past.Past() {
		return m.styles.Sign("»"), m.pastStep()
	}
	if m.steps.last != nil && m.steps.behind && !m.steps.wanted {
		text = m.steps.text + "."
		switch n := m.steps.left(); n {
		case 0:
		case 1:
			text += " 1 more came with it, and is shown next."
		default:
			text += fmt.Sprintf(" %d more came with it, and are shown next.", n)
		}
		return m.styles.Sign("»"), text
	}
	if text = panel.Standing(v); text != "" {
		return m.styles.Sign("‖"), text
	}
	return "i", panel.Unhurried(v)
}

// stepped is the event that the last step led to; nil where none is shown.
func (m *model) stepped() *event.Event {
	switch e, there := m.past.Event(); {
	case there:
		return &e
	case m.steps.behind && !m.past.Past():
		return m.steps.last
	}
	return nil
}

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
		m.toasts.Add(dialog.Done{Err: err, Refused: rewind.NoFurther(err)}, m.drawn)
	}
	if was != m.past.Past() {
		m.arrange()
		if was { // else a recording begins
			m.toasts.Add(dialog.Done{Text: "the past has come to now: this is live"}, m.drawn)
		}
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
	switch {
	case err == nil:
		m.pointAtStep()
		return m.tick(0)
	case rewind.NoFurther(err):
		if n := m.steps.left(); n > 0 && rewind.IsNow(err) { // what came after it is not shown yet
			err = m.moreCame(n)
		}
		return dialog.Refuse(err)
	}
	return dialog.Fail(err)
}

// moreCame says how one sees what a step keeps back.
func (m *model) moreCame(n int) error {
	next := m.keys.Called(keys.Step)
	if n == 1 {
		return fmt.Errorf("1 more came with this: %s shows it", next)
	}
	return fmt.Errorf("%d more came with this: %s shows the next", n, next)
}

// showMoment puts the moment on the screen at once, for the next key to act on.
func (m *model) showMoment() {
	m.now = m.present()
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
