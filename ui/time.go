package ui

import (
	"context"
	"errors"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/dialog"
	"inflight/ui/draw"
	"inflight/ui/keys"
	"inflight/ui/plain"
)

// TimeControl is what a person at the keys may ask of time.
type TimeControl interface {
	// Freeze stops all work as soon as it can be stopped, and Thaw lets it go on.
	Freeze(ctx context.Context) error
	Thaw(ctx context.Context) error
	// Step lets it go on until something happens. It returns when that has come, or
	// something else ended the step.
	Step(ctx context.Context) error
	// SetSpeed makes the clock run so many times as fast as the wall's.
	SetSpeed(ctx context.Context, speed float64) error
}

// Speeds that keys go through, each twice the one before.
const (
	slowest = 1.0 / 16
	fastest = 4.0
)

// freeze freezes the world, or lets it go on.
func (m *model) freeze() tea.Cmd {
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
		return m.stepForward()
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
		return m.pace(by)
	}
	if refused := m.refused(); refused != nil {
		return refused
	}
	to := 1.0
	if by != 0 {
		to = m.speeds.now(m.world.Speed()) * by
	}
	switch {
	case to < slowest || to > fastest:
		return dialog.Refuse(errSpeeds)
	case !m.speeds.turn(to):
		return nil
	}
	begin := "the clock runs at "
	if m.world.Stands() {
		begin = "the clock stands; when it goes on it runs at "
	}
	return set(m, "speed", &m.speeds, m.options.Control.SetSpeed, func(speed float64) string { return begin + draw.Speed(speed) })
}

// standing says what it means that the world stands, over a line or two.
func (m *model) standing() string {
	keep := m.keys.Called(keys.Step) + " steps, " + m.keys.Called(keys.Freeze) + " goes on."
	others := ""
	if n := m.world.Others; n == 1 {
		others = " Others go on: 1 call."
	} else if n > 1 {
		others = fmt.Sprintf(" Others go on: %d calls.", n)
	}
	own := m.state.Setup.Embedded
	switch m.world.Motion {
	case state.Freezing:
		if own {
			return "Freezing: what is in hand ends; the clock stands already." + others
		}
		return fmt.Sprintf("Freezing: calls in hand end first, a receive within its wait of %g s.", m.state.Setup.Wait)
	case state.Stepping:
		return "It goes on until something happens."
	case state.Moving:
		return ""
	case state.Frozen:
	}
	if own {
		return "Frozen, with its AWS's clock: " + keep + others // a line at 80 columns: the other is for what the world shows
	}
	return "Frozen: our work stands. AWS's clock goes on" + m.meanwhile() // the footer names the keys
}

// meanwhile says what a queue does whose clock goes on while nobody works.
func (m *model) meanwhile() string {
	n, first := 0, time.Time{}
	for _, msg := range m.state.Messages {
		if msg.Phase(m.now) != state.InFlight {
			continue
		}
		n++
		if at := msg.VisibleAt; first.IsZero() || at.Before(first) {
			first = at
		}
	}
	switch n {
	case 0:
		return "."
	case 1:
		return fmt.Sprintf(": the message in flight is visible again in %.0f s, and others may receive it.", max(first.Sub(m.now).Seconds(), 0))
	}
	return fmt.Sprintf(": %d messages in flight are visible again, the first in %.0f s, and others may receive them.", n, max(first.Sub(m.now).Seconds(), 0))
}

// unhurried says what another speed does not change.
func (m *model) unhurried() string {
	speed := m.world.Speed()
	if speed == 1 {
		return ""
	}
	return fmt.Sprintf("The clock runs at %s: timeouts, delays, paces and uploads go by it. Calls and engines work at their own speed.", draw.Speed(speed))
}

// ofTime says what a person should know of a world that does not simply run: where
// the last step led, or what it means that it stands.
func (m *model) ofTime() (mark, text string) {
	if m.past.Past() {
		return m.styles.Sign("»"), m.pastStep()
	}
	if m.steps.last != nil && m.steps.behind && !m.steps.wanted {
		text = m.steps.text + "."
		if n := m.steps.left(); n > 0 {
			text += fmt.Sprintf(" %d more came with it.", n)
		}
		return m.styles.Sign("»"), text
	}
	if text = m.standing(); text != "" {
		return m.styles.Sign("‖"), text
	}
	return "i", m.unhurried()
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
	m.showStep()
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
			if m.zoomed { // there is no other place for it
				m.toasts.Add(dialog.Done{Text: m.steps.text}, m.wall())
			}
			return true
		}
	}
	return false
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

// here tells whether the last step shows in an area.
func (m *model) here(a area) bool {
	e := m.stepped()
	return e != nil && areaOf(e) == a
}

// apply makes events a part of what is now, and of what can be looked at again.
func (m *model) apply(events ...event.Event) { m.history.Add(events) }
