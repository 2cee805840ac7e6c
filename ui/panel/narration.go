package panel

import (
	"fmt"
	"strconv"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
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
		m := n.Messages[w.MessageID]
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
					return fmt.Sprintf("worker %s has held %s for longer than its visibility timeout of %g s: heartbeats keep it its own", Escape(w.Name), Escape(m.Name()), n.Setup.Visibility)
				}
				return fmt.Sprintf("a heartbeat of worker %s extended the visibility timeout of %s: %s left", Escape(w.Name), Escape(m.Name()), countdown(left))
			})
		}
	}
}

// rare tells of what happens seldom and is no step of a message.
func (n *narrator) rare() {
	within := func(at time.Time) bool { return !at.Before(n.from) && at.Before(n.until) }
	if h := n.Heartless; within(h.At) {
		n.tell(heartlessWeight, func() string {
			return fmt.Sprintf("the heartbeat of %s is left out on purpose: nothing extends its visibility timeout while worker %s holds it", n.called(h.MessageID), Escape(h.Worker))
		})
	}
	if u := n.Unmatched; within(u.At) {
		n.tell(unmatchedWeight, func() string {
			what := "an event"
			if u.Type != "" {
				what = "the event " + Escape(u.Type)
			}
			if u.Key != "" {
				what += " of " + Escape(event.ShortName(u.Key))
			}
			return fmt.Sprintf("no rule of the bus %s matched %s: EventBridge drops it, and nothing comes into the queue", Escape(u.Bus), what)
		})
	}
	if h := n.Held; within(h.At) {
		n.tell(delayedWeight, func() string {
			return fmt.Sprintf("%s was sent with a delay of %s: nobody can receive it before that is over", n.called(h.MessageID), countdown(h.Until.Sub(h.At)))
		})
	}
}

// called is what the image of a message is called.
func (n *narrator) called(id string) string {
	if m := n.Message(id); m != nil {
		return Escape(m.Name())
	}
	return "a message"
}

// name is what the image of a move is called: never a bare id.
func (n *narrator) name(v *state.Move) string {
	if m := n.Message(v.MessageID); m != nil {
		return Escape(m.Name())
	}
	if v.MessageID != "" && v.Identity == v.MessageID {
		return "a message"
	}
	return Escape(event.ShortName(v.Identity))
}

// move says what a message's step from one place to another was.
func (n *narrator) move(v *state.Move) {
	name, queue := n.name(v), Escape(n.Setup.Queue)
	switch {
	case v.To == state.DeadLetterNode:
		n.tell(deadWeight, func() string { return n.died(v, name) })
	case v.From == state.DeadLetterNode:
		n.tell(redriveWeight, func() string {
			return fmt.Sprintf("%s was redriven: it is a new message in %s, and its receive count starts at 0", name, queue)
		})
	case v.Kind == event.MessageExpired:
		n.tell(expiredWeight, func() string { return n.overtaken(v, name) })
	case v.Kind == event.MessageReturned:
		n.tell(returnWeight, func() string { return n.gaveBack(v, name) })
	case v.From == state.QueueNode && v.To == state.WorkersNode:
		n.received(v, name)
	case v.From == state.SourceNode:
		n.step(0, func() string {
			return fmt.Sprintf("%s was uploaded: S3 sends an event to EventBridge, whose rule sends it to %s", name, queue)
		})
	case v.To == state.ThumbnailNode:
		n.step(2, func() string { return name + " has its thumbnail stored: now a link to it is announced" })
	case v.To == state.AnnounceNode:
		n.step(3, func() string { return name + " was announced: when that is done its message is deleted" })
	}
}

// died says why a message is a dead letter.
func (n *narrator) died(v *state.Move, name string) string {
	last := ordinal(v.Try) + " and last receive"
	if v.Try <= 0 {
		last = "last receive"
	}
	m, why := n.Message(v.MessageID), "was not finished in its "+last
	if m != nil && len(m.Receives) > 0 {
		switch r := m.Receives[len(m.Receives)-1]; {
		case !r.Expired.IsZero():
			why = "lost its " + last + " to its visibility timeout"
		case m.Reason != "" && !r.Ended.IsZero():
			why = "failed in its " + last
		}
	}
	if m == nil || m.Phase(n.now) != state.Dead {
		return fmt.Sprintf("%s %s: it became a dead letter", name, why)
	}
	return fmt.Sprintf("%s %s: it is a dead letter now. %s redrives it", name, why, n.keys.Redrive)
}

// overtaken says what came of a timeout that ran out while a worker held the
// message.
func (n *narrator) overtaken(v *state.Move, name string) string {
	said := fmt.Sprintf("the visibility timeout of %s ran out while a worker held it: ", name)
	m := n.Message(v.MessageID)
	if m == nil {
		return said + "it is visible again"
	}
	for i := range m.Receives {
		r := &m.Receives[i]
		if r.Try == v.Try {
			said = fmt.Sprintf("the visibility timeout of %s ran out while worker %s held it: ", name, Escape(r.Worker))
		}
		if r.Try > v.Try {
			return said + n.by(r.Worker) + " has received it again"
		}
	}
	switch phase := m.Phase(n.now); {
	case phase == state.Done:
		return said + "nobody else received it, and it is done"
	case phase == state.Purged:
		return said + "it has been thrown away since"
	case phase == state.Redriven:
		return said + "it was its last receive, and it has been redriven since"
	case phase == state.Dead, n.wasLast(v):
		return said + "it was its last receive, so the queue moves it to the dead-letter queue"
	}
	return said + "another worker may receive it"
}

// gaveBack says why a message was given back, and what comes next.
func (n *narrator) gaveBack(v *state.Move, name string) string {
	m := n.Message(v.MessageID)
	said := name + " was given back"
	if m != nil && m.Reason != event.Interrupted {
		said = name + " failed"
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
		return said + ", the last, and has been redriven since"
	case n.wasLast(v):
		return said + ", the last: the queue moves it to the dead-letter queue instead of handing it out again"
	case m.Try > v.Try && v.Try > 0:
		return said + ", came back, and was received again"
	}
	switch m.Phase(n.now) {
	case state.Returned:
		left, _ := m.Left(n.now)
		return said + fmt.Sprintf(": not visible for %s more, then it can be received again", countdown(left))
	case state.Waiting:
		return said + ": it is visible again"
	case state.Delayed, state.InFlight, state.Dead, state.Done, state.Purged, state.Redriven:
	}
	return said
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
	return "worker " + Escape(worker)
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
