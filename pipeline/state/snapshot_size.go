package state

import (
	"unsafe"

	"inflight/pipeline/ring"
)

// fresh is how many of the last of something a snapshot has that the one before has
// not.
type fresh struct{ ended, thumbnails, calls, samples, inbox, moves, actions, steps, hues int }

func (s *State) fresh() fresh {
	return fresh{
		s.Ended.Unshared(), s.Thumbnails.Unshared(), s.Calls.Unshared(), s.Samples.Unshared(), s.Inbox.Unshared(), s.Moves.Unshared(),
		s.Actions.Unshared(), s.Steps.Unshared(), s.hues.old.Unshared(),
	}
}

// Size is how much memory a snapshot takes, about. What it shares with the State is
// counted when that changes, by Copied.
type Size struct {
	Own int // if the snapshot before it is kept
	All int // if it is not
}

// add counts values, so many of them fresh.
func (s *Size) add(fresh, all, each int) {
	s.Own += fresh * each
	s.All += all * each
}

// Size is how much memory it takes.
func (p *Snapshot) Size() Size {
	const pages = 16 << 10 // of what is alive
	c, f := &p.state, &p.fresh
	fixed := int(unsafe.Sizeof(*p)) + pages
	s := Size{fixed, fixed}
	s.add(f.ended, c.Ended.Len(), meanSize(&c.Ended, func(m **Message) int { return (*m).bytes() }))
	s.add(f.thumbnails, c.Thumbnails.Len(), int(unsafe.Sizeof(Picture{})))
	s.add(f.calls, c.Calls.Len(), meanSize(&c.Calls, (*Call).bytes))
	s.add(f.samples, c.Samples.Len(), meanSize(&c.Samples, (*Call).bytes))
	s.add(f.inbox, c.Inbox.Len(), meanSize(&c.Inbox, (*Mail).bytes))
	s.add(f.moves, c.Moves.Len(), int(unsafe.Sizeof(Move{})))
	s.add(f.actions, c.Actions.Len(), int(unsafe.Sizeof(Action{})))
	s.add(f.steps, c.Steps.Len(), int(unsafe.Sizeof(Step{})))
	s.add(f.hues, c.hues.old.Len(), int(unsafe.Sizeof(tint{})))
	return s
}

// meanSize is how many bytes a value of a ring takes, by some of the last.
func meanSize[T any](r *ring.Ring[T], bytes func(*T) int) int {
	const some = 64
	n := min(r.Len(), some)
	if n == 0 {
		return 0
	}
	sum := 0
	for i := range n {
		sum += bytes(r.Ref(r.Len() - 1 - i))
	}
	return sum / n
}

// bytes is how much memory a message takes.
func (m *Message) bytes() int {
	const entry = 48 // of a map, with its texts
	n := int(unsafe.Sizeof(*m)) + cap(m.History)*int(unsafe.Sizeof(Moment{}))
	for i := range m.Receives {
		n += cap(m.Receives[i].Stages) * int(unsafe.Sizeof(StageSpan{}))
	}
	n += len(m.ID) + len(m.Bucket) + len(m.Key) + len(m.ETag) + len(m.Body) + (len(m.Attributes)+len(m.MessageAttributes))*entry
	for i := range m.History {
		n += len(m.History[i].Worker) + len(m.History[i].Text)
	}
	return n
}

// bytes is how much memory a call takes.
func (c *Call) bytes() int {
	return int(unsafe.Sizeof(*c)) + len(c.Service) + len(c.Operation) + len(c.Text) + len(c.Error) + len(c.Caller) + len(c.Worker) + len(c.MessageID) + len(c.Key) + len(c.Request) + len(c.Answer)
}

// bytes is how much memory a mail takes.
func (m *Mail) bytes() int {
	return int(unsafe.Sizeof(*m)) + len(m.Channel) + len(m.To) + len(m.Subject) + len(m.Text) + len(m.URL)
}
