package ui

import (
	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/dialog"
	"inflight/ui/plain"
)

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
	area   area   // where it shows
	shown  bool   // there was one
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
			m.steps.text, m.steps.area, m.steps.shown = plain.Step(m.live, e), areaOf(e), true
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
	case *event.StageWaiting, *event.StageStarted, *event.StageFinished, *event.WorkerStarted, *event.WorkerStopped, *event.ModelChanged,
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
	if e, there := m.past.Event(); there {
		return areaOf(&e) == a
	}
	return m.steps.shown && m.steps.behind && m.steps.area == a && !m.past.Past()
}

// apply makes events a part of what is now, and of what can be looked at again.
func (m *model) apply(events ...event.Event) { m.history.Add(events) }
