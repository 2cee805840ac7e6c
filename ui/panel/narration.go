package panel

import (
	"fmt"
	"strconv"
	"time"

	"inflight/pipeline"
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
func Narration(s *pipeline.State, now time.Time, k Keys) string {
	if s == nil || s.Over {
		return ""
	}
	until := now.Truncate(narrationTime)
	n := narrator{State: s, now: now, from: until.Add(-narrationTime), until: until, keys: k.Usual()}
	n.turn = int(until.Unix()/int64(narrationTime.Seconds())) % routineSteps
	n.heartbeats()
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
		in, out := flow(s, now)
		return fmt.Sprintf("%s go in and %s come out: too many to tell one by one", rate(in), rate(out))
	}
	return n.best
}

// narrator looks for what is most worth telling.
type narrator struct {
	*pipeline.State

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
	returnWeight
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

// heartbeats tells of countdowns that were extended.
func (n *narrator) heartbeats() {
	for _, w := range n.Workers {
		m := n.Messages[w.MessageID]
		if m == nil || len(m.Extensions) == 0 {
			continue
		}
		if at := m.Extensions[len(m.Extensions)-1]; !at.Before(n.from) && at.Before(n.until) {
			n.tell(heartbeatWeight, func() string {
				left, _ := m.Left(n.now)
				return fmt.Sprintf("%s takes long: a heartbeat extended its timeout, %s left", Escape(m.Name()), countdown(left))
			})
		}
	}
}

// move tells of a message's step from one place to another.
func (n *narrator) move(v *pipeline.Move) {
	name, queue := Escape(pipeline.ShortName(v.Identity)), Escape(n.Setup.Queue)
	switch {
	case v.To == pipeline.DeadLetterNode:
		n.tell(deadWeight, func() string {
			return fmt.Sprintf("%s failed its %s and last try: it is a dead letter now. %s redrives it", name, ordinal(v.Try), n.keys.Redrive)
		})
	case v.From == pipeline.DeadLetterNode:
		n.tell(redriveWeight, func() string {
			return fmt.Sprintf("%s was redriven: it is a new message in %s, its tries begin anew", name, queue)
		})
	case v.From == pipeline.WorkersNode && v.To == pipeline.QueueNode:
		n.back(v, name)
	case v.From == pipeline.QueueNode && v.To == pipeline.WorkersNode:
		n.received(v, name)
	case v.From == pipeline.SourceNode:
		n.step(0, func() string {
			return fmt.Sprintf("%s was uploaded: S3 tells EventBridge, whose rule sends it to %s", name, queue)
		})
	case v.To == pipeline.ThumbnailNode:
		n.step(2, func() string { return name + " has its thumbnail stored: now a link to it is announced" })
	case v.To == pipeline.AnnounceNode:
		n.step(3, func() string { return name + " is announced: its message is deleted, and that was its life" })
	}
}

// back tells of a message that came back to the queue.
func (n *narrator) back(v *pipeline.Move, name string) {
	m := n.Message(v.MessageID)
	if m == nil {
		return
	}
	if m.Expired > 0 && m.Working {
		n.tell(expiredWeight, func() string {
			return name + " took too long: its timeout ran out, another worker may have it"
		})
		return
	}
	n.tell(returnWeight, func() string {
		said := fmt.Sprintf("%s failed its %s try: ", name, ordinal(v.Try))
		switch m.Phase(n.now) {
		case pipeline.Returned:
			left, _ := m.Left(n.now)
			return said + fmt.Sprintf("invisible for %s more, then it comes back", countdown(left))
		case pipeline.InFlight:
			return said + "it came back and is in work again"
		case pipeline.Waiting, pipeline.Delayed, pipeline.Dead, pipeline.Done, pipeline.Purged, pipeline.Redriven:
		}
		return said + "it is back in the queue for the next one"
	})
}

// received tells of a message that a worker has got.
func (n *narrator) received(v *pipeline.Move, name string) {
	m := n.Message(v.MessageID)
	if m == nil {
		return
	}
	by := "worker " + Escape(m.Worker)
	if v.Try > 1 {
		n.tell(retryWeight, func() string {
			return fmt.Sprintf("%s is tried for the %s time of %d, by %s", name, ordinal(v.Try), n.Setup.MaxReceives, by)
		})
		return
	}
	n.step(1, func() string {
		return fmt.Sprintf("%s received %s: for %.0f s nobody else sees it", by, name, n.Setup.Visibility)
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
