package panel

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// How long a sentence stands, so that it can be read, and how many moves in
// that time are too many to be told one by one.
const (
	narrationTime = 3 * time.Second
	narrationMost = 60
)

// Narration says in a sentence what has just happened, for somebody who sees a
// queue for the first time. It is made from the state alone: of what happened
// in the last few seconds it tells what is rarest, and else one step of an
// image's way after the other. It is empty where nothing happened.
func Narration(s *state.State, now time.Time, k Keys) string {
	if s == nil || s.Over {
		return ""
	}
	until := now.Truncate(narrationTime)
	n := narrator{State: s, now: now, from: until.Add(-narrationTime), until: until, keys: k.Usual()}
	n.turn = int(until.Unix()/int64(narrationTime.Seconds())) % routineSteps
	n.heartbeats()
	n.rare()
	moves := 0
	for i := s.Moves.Len() - 1; i >= 0 && moves <= narrationMost; i-- {
		m := s.Moves.At(i)
		if m.At.Before(n.from) {
			break
		}
		if m.At.Before(until) {
			moves++
			n.move(&m)
		}
	}
	if moves > narrationMost {
		r := s.Rates(now)
		return fmt.Sprintf("%s go in and %s thumbnails come out: too many to follow one by one", rate(r.Sent), rate(r.Thumbnails))
	}
	return n.best
}

// narrator looks for what is most worth telling.
type narrator struct {
	*state.State

	now, from, until time.Time
	turn             int // which routine step is to be told
	keys             Keys
	weight           int
	best             string
}

// What there is to tell, the rarest last. Before it are the routine steps.
const (
	routineSteps = 4
	turnWeight   = routineSteps + iota
	retryWeight
	heartbeatWeight
	delayedWeight
	unmatchedWeight
	returnWeight
	struckWeight
	heartlessWeight
	expiredWeight
	redriveWeight
	deadWeight
)

// tell keeps a sentence if none that weighs more, or came later, is there.
func (n *narrator) tell(weight int, sentence func() string) {
	if weight > n.weight {
		n.weight, n.best = weight, sentence()
	}
}

// step tells a routine step, rather that whose turn it is.
func (n *narrator) step(which int, sentence func() string) {
	weight := 1 + which
	if which == n.turn {
		weight = turnWeight
	}
	n.tell(weight, sentence)
}

// heartbeats says which timeouts were extended.
func (n *narrator) heartbeats() {
	for _, w := range n.Workers {
		m := n.MessageAlive(w.MessageID)
		if m == nil || m.Worker != w.Name {
			continue
		}
		beats := m.Beats()
		if len(beats) == 0 || m.Phase(n.now) != state.InFlight {
			continue
		}
		if at := beats[len(beats)-1]; !at.Before(n.from) && at.Before(n.until) {
			n.tell(heartbeatWeight, func() string {
				left, _ := m.Left(n.now)
				if since := m.ReceivedAt; n.Setup.Visibility > 0 && at.Sub(since).Seconds() >= n.Setup.Visibility {
					return fmt.Sprintf("%s stays with %s: heartbeats outlast its timeout of %g s", newsName(m.Name()), workerCalled(w.Name), n.Setup.Visibility)
				}
				return fmt.Sprintf("%s has %s left: a heartbeat extended its timeout", newsName(m.Name()), countdown(left))
			})
		}
	}
}

// rare says what happens seldom and is no step of a message.
func (n *narrator) rare() {
	within := func(at time.Time) bool { return !at.Before(n.from) && at.Before(n.until) }
	if h := n.Heartless; within(h.At) {
		n.tell(heartlessWeight, func() string {
			return fmt.Sprintf("%s gets no heartbeat, on purpose: %s", n.called(h.MessageID), n.heartlessEnd(h.MessageID))
		})
	}
	if f := n.Struck; f.Reason != "" && f.Fault != event.HeartbeatLost && within(f.At) {
		n.tell(struckWeight, func() string { return n.struck(&f) })
	}
	if u := n.Unmatched; within(u.At) {
		n.tell(unmatchedWeight, func() string {
			what := "an event"
			if u.Type != "" {
				what = "the event " + draw.CutMiddle(draw.Escape(u.Type), newsTypeWidth)
			}
			if u.Key != "" {
				what += " of " + newsName(event.ShortName(u.Key))
			}
			return fmt.Sprintf("EventBridge drops %s: no rule matches (bus %s)", what, draw.Escape(u.Bus))
		})
	}
	if h := n.Held; within(h.At) {
		n.tell(delayedWeight, func() string {
			return fmt.Sprintf("%s was sent with a delay of %s: nobody receives it before", n.called(h.MessageID), countdown(h.Until.Sub(h.At)))
		})
	}
}

// heartlessEnd says what came of it that a message gets no heartbeat, which may be over by
// the time it is told.
func (n *narrator) heartlessEnd(id string) string {
	m := n.Message(id)
	switch {
	case m != nil && slices.ContainsFunc(m.Receives, func(r state.Receive) bool { return !r.Expired.IsZero() }):
		return "its timeout ran out"
	case m != nil && m.Phase(n.now) == state.Done:
		return "it was done in time"
	}
	return "its timeout runs out"
}

// struck says what a fault hit.
func (n *narrator) struck(f *state.Struck) string {
	hit := "a call"
	switch {
	case n.Message(f.MessageID) != nil:
		hit = n.called(f.MessageID)
	case f.Key != "":
		hit = newsName(event.ShortName(f.Key))
	}
	text := fmt.Sprintf("%s is hit on purpose by the fault %s", hit, draw.Escape(f.Fault))
	if what, _, found := strings.Cut(draw.Escape(f.Reason), " by "); found {
		text += ": " + what
	}
	return text
}

// called is what the image of a message is called.
func (n *narrator) called(id string) string {
	if m := n.Message(id); m != nil {
		return newsName(m.Name())
	}
	return "a message"
}

// name is what the image of a move is called: never a bare id.
func (n *narrator) name(v *state.Move) string {
	if m := n.Message(v.MessageID); m != nil {
		return newsName(m.Name())
	}
	switch v.Identity {
	case "":
		return "an image"
	case v.MessageID:
		return "a message"
	}
	return newsName(event.ShortName(v.Identity))
}

// move says what a message's step from one place to another was.
func (n *narrator) move(v *state.Move) {
	name, queue := n.name(v), draw.Escape(n.Setup.Queue)
	switch {
	case v.To == state.DeadLetterNode:
		n.tell(deadWeight, func() string { return n.died(v, name) })
	case v.From == state.DeadLetterNode:
		n.tell(redriveWeight, func() string {
			return fmt.Sprintf("%s was redriven: a new message, with a receive count of 0, in %s", name, queue)
		})
	case v.Kind == event.KindOf[event.MessageExpired]():
		n.tell(expiredWeight, func() string { return n.overtaken(v, name) })
	case v.Kind == event.KindOf[event.MessageReturned]():
		n.tell(returnWeight, func() string { return n.gaveBack(v, name) })
	case v.From == state.QueueNode && v.To == state.WorkersNode:
		n.received(v, name)
	case v.From == state.SourceNode:
		n.step(0, func() string {
			return fmt.Sprintf("%s was uploaded: its event goes via EventBridge to %s", name, queue)
		})
	case v.To == state.ThumbnailNode:
		n.step(2, func() string { return name + " has its thumbnail stored: now a link to it is announced" })
	case v.To == state.AnnounceNode:
		n.step(3, func() string { return name + " was announced: when that is done its message is deleted" })
	}
}

// died says why a message is a dead letter.
func (n *narrator) died(v *state.Move, name string) string {
	m, why := n.Message(v.MessageID), "is over"
	if m != nil && len(m.Receives) > 0 {
		switch r := m.Receives[len(m.Receives)-1]; {
		case !r.Expired.IsZero():
			why = "timed out"
		case event.ByHand(r.Worker) && !r.Ended.IsZero(): // whatever another put down late says
			why = "was given back by hand"
		case m.Reason != "" && !r.Ended.IsZero():
			why = "failed"
		}
	}
	last := "last receive"
	if v.Try > 0 {
		last = ordinal(v.Try) + " and " + last
	}
	if m == nil || m.Phase(n.now) != state.Dead {
		return fmt.Sprintf("%s became a dead letter: its %s %s", name, last, why)
	}
	text := fmt.Sprintf("%s is a dead letter now: its %s %s", name, last, why)
	if n.keys.Past {
		return text
	}
	return fmt.Sprintf("%s. %s redrives it", text, n.keys.Redrive)
}

// overtaken says what came of a timeout that ran out while a worker held the
// message.
func (n *narrator) overtaken(v *state.Move, name string) string {
	m := n.Message(v.MessageID)
	if m == nil {
		return name + " may be received again: its timeout ran out"
	}
	at := ""
	for i := range m.Receives {
		r := &m.Receives[i]
		if r.Try == v.Try {
			at = " at " + workerCalled(r.Worker)
			if event.ByHand(r.Worker) {
				at = " " + handOf(r.Worker)
			}
		}
		if r.Try > v.Try+1 { // who received it next is not known, or not told yet
			return fmt.Sprintf("%s was received again: its timeout ran out%s", name, at)
		}
		if r.Try > v.Try {
			return fmt.Sprintf("%s was received again by %s: its timeout ran out%s", name, n.by(r.Worker), at)
		}
	}
	switch phase := m.Phase(n.now); {
	case phase == state.Done:
		return name + " is done, and nobody else received it, though its timeout ran out" + at
	case phase == state.Purged:
		return name + " has been thrown away since its timeout ran out" + at
	case phase == state.Redriven:
		return name + " has been redriven: its last receive timed out" + at
	case phase == state.Dead, n.wasLast(v):
		return name + " goes to the dead-letter queue: its last receive timed out" + at
	}
	return name + " may be received again: its timeout ran out" + at
}

// gaveBack says why a message was given back, and what comes next.
func (n *narrator) gaveBack(v *state.Move, name string) string {
	m := n.Message(v.MessageID)
	said, last := name+" was given back", "is over"
	switch {
	case v.ByHand:
		said = name + " was given back by hand"
	case m != nil && m.Reason != event.Interrupted:
		said, last = name+" failed", "failed"
		if v.Try > 0 {
			said = fmt.Sprintf("%s failed in its %s receive", name, ordinal(v.Try))
		}
	}
	switch {
	case m == nil:
		return said
	case m.Phase(n.now) == state.Purged:
		return said + ", and has been thrown away since"
	case m.Phase(n.now) == state.Redriven:
		return said + ", and has been redriven since"
	case m.Phase(n.now) == state.Done:
		return said + ", and is done all the same"
	case n.wasLast(v):
		return fmt.Sprintf("%s goes to the dead-letter queue: its last receive %s", name, last)
	case m.Try > v.Try && v.Try > 0 && failedSince(m, v.Try): // what is told stands for a while
		return said + ", and again since"
	case m.Try > v.Try && v.Try > 0:
		return said + ", and has been retried since"
	}
	switch m.Phase(n.now) {
	case state.Returned:
		left, _ := m.Left(n.now)
		return said + fmt.Sprintf(": it backs off for %s, then it waits again", countdown(left))
	case state.Waiting:
		return said + ": it is visible again"
	case state.Delayed, state.InFlight, state.Dead, state.Done, state.Purged, state.Redriven:
	}
	return said
}

// failedSince tells whether work on a message has failed in a later receive, too, whether
// its worker has put it down since or is about to.
func failedSince(m *state.Message, try int) bool {
	return m.FailedAt() != "" || slices.ContainsFunc(m.History, func(at state.Moment) bool {
		return at.Kind == event.KindOf[event.MessageReturned]() && at.Try > try && event.Works(at.Worker)
	})
}

// wasLast tells whether a message may not be received again.
func (n *narrator) wasLast(v *state.Move) bool {
	return n.Setup.MaxReceives > 0 && v.Try >= n.Setup.MaxReceives
}

// by is who received a message.
func (n *narrator) by(worker string) string {
	if worker == event.Outside {
		return "somebody outside"
	}
	return workerCalled(worker)
}

// received says that a worker has got a message.
func (n *narrator) received(v *state.Move, name string) {
	m := n.Message(v.MessageID)
	if m == nil {
		return
	}
	by := "" // not known after a gap in the events
	for i := range m.Receives {
		if m.Receives[i].Try == v.Try {
			by = n.by(m.Receives[i].Worker)
		}
	}
	if v.Try > 1 {
		n.tell(retryWeight, func() string {
			said := fmt.Sprintf("%s was received for the %s time", name, ordinal(v.Try))
			if n.Setup.MaxReceives > 0 {
				said += fmt.Sprintf(" of %d", n.Setup.MaxReceives)
			}
			if by != "" {
				said += ", by " + by
			}
			return said
		})
		return
	}
	if by == "" {
		return
	}
	n.step(1, func() string {
		return fmt.Sprintf("%s received %s: for %.0f s it is visible to nobody else", by, name, n.Setup.Visibility)
	})
}

// ordinal is 1st, 2nd, 3rd.
func ordinal(i int) string {
	switch {
	case i%10 == 1 && i%100 != 11:
		return strconv.Itoa(i) + "st"
	case i%10 == 2 && i%100 != 12:
		return strconv.Itoa(i) + "nd"
	case i%10 == 3 && i%100 != 13:
		return strconv.Itoa(i) + "rd"
	}
	return strconv.Itoa(i) + "th"
}
