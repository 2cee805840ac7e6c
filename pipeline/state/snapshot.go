package state

import (
	"maps"
	"slices"

	"inflight/pipeline/ring"
)

// Snapshot is a State as it was at an event. It shares what has not changed since
// with the State it was taken of, and belongs to the goroutine that has that. What
// can be found again from the rest, such as which message has an id, it does not
// keep.
type Snapshot struct {
	at    uint64 // epoch
	epoch *epoch // of the State
	state State  // its pointers are to what the State has
	fresh fresh
	index *index // once a State was made of it
}

// Seq is the number of the last event of the snapshot.
func (p *Snapshot) Seq() uint64 { return p.state.Seq }

// Copied is how much memory has been taken since the last snapshot by what is not any
// more as it has it.
func (s *State) Copied() int { return s.epoch.copied }

// Snapshot keeps the state as it is. It costs a pointer for each hundred messages alive.
func (s *State) Snapshot() *Snapshot {
	s.Whole()
	p := &Snapshot{at: s.epoch.now, epoch: s.epoch, fresh: s.fresh(), state: *s}
	c := &p.state
	s.epoch.now++
	s.epoch.copied = 0
	c.byID, c.recent, c.byKey, c.epoch = nil, nil, nil, nil
	c.live = s.live.shared()
	c.Workers, c.Receivers, c.Persons = slices.Clone(s.Workers), slices.Clone(s.Receivers), slices.Clone(s.Persons)
	c.Ended, c.Thumbnails, c.Calls, c.Samples = s.Ended.Share(), s.Thumbnails.Share(), s.Calls.Share(), s.Samples.Share()
	c.Inbox, c.Moves, c.Actions, c.Steps, c.races = s.Inbox.Share(), s.Moves.Share(), s.Actions.Share(), s.Steps.Share(), s.races.Share()
	c.standing, c.Trouble.Missing, c.Trouble.Off = maps.Clone(s.standing), maps.Clone(s.Trouble.Missing), maps.Clone(s.Trouble.Off)
	c.Latency = s.Latency.copied()
	for i := range c.rosters.at {
		c.rosters.at[i].list = s.rosters.at[i].shared()
	}
	c.rosters.flight, c.rosters.delayed, c.rosters.apart = dueList{pages: s.rosters.flight.share()}, dueList{pages: s.rosters.delayed.share()}, dueList{pages: s.rosters.apart.share()}
	c.over = over{s.over.share()}
	c.works = works{generations: s.works.share()}
	c.hues.of, c.hues.old, c.hues.epoch = nil, s.hues.old.Share(), nil
	c.arrivals = arrivals{all: s.arrivals.all.shared()}
	return p
}

// Forget lets go of what only snapshots before this one have.
func (s *State) Forget(before *Snapshot) { s.epoch.oldest = before.at }

// copied are the latencies, apart from these.
func (l *Latency) copied() Latency {
	c := *l
	c.Stages = maps.Clone(l.Stages)
	for stage, h := range c.Stages {
		own := *h
		c.Stages[stage] = &own
	}
	return c
}

// workers are those of the snapshot, apart from the state's.
func (p *Snapshot) workers(all []*Worker) []*Worker {
	apart := make([]*Worker, len(all))
	for i, w := range all {
		own := *as(w, p.at, (*Worker).its)
		own.version, own.Spans = version[Worker]{}, own.Spans.Share()
		apart[i] = &own
	}
	return apart
}

// State makes a State of the snapshot: what is applied to it changes nothing else. What
// it has it makes its own when somebody looks at it (see lent): until Whole it belongs
// to the goroutine that has the State of which the snapshot was taken, if Beside does not
// say otherwise.
func (p *Snapshot) State() *State {
	c, own := &p.state, p.state
	s := &own
	s.epoch = p.epoch.child()
	x := p.indexed()
	l := &lent{by: p, index: x, to: s, messages: map[*Message]*Message{}, arrivals: map[*arrival]*arrival{}, doings: map[*doings]*doings{}, tints: map[*tint]*tint{}}
	s.lent, s.byID = l, map[string]*Message{}
	s.live = lend(&c.live, s.epoch, l.message)
	for at := range c.rosters.at {
		s.rosters.at[at] = roster{lend(&c.rosters.at[at].list, s.epoch, l.message)}
	}
	s.rosters.flight, s.rosters.delayed, s.rosters.apart = l.agenda(&c.rosters.flight), l.agenda(&c.rosters.delayed), l.agenda(&c.rosters.apart)
	s.arrivals = arrivals{of: map[string]*arrival{}, all: lend(&c.arrivals.all, s.epoch, l.arrival), epoch: s.epoch, lent: l}
	s.over = over{c.over.lend(x.young, x.old)}
	s.works = works{c.works.lend(x.youngDone, x.oldDone), s.epoch, l}
	s.hues.of, s.hues.old, s.hues.epoch, s.hues.lent = map[string]*tint{}, c.hues.old.Share(), s.epoch, l
	s.Ended, s.races = ring.Map(&c.Ended, l.message), ring.Map(&c.races, l.message)
	s.Thumbnails = ring.Map(&c.Thumbnails, l.picture)
	s.Calls, s.Samples, s.Inbox, s.Moves, s.Actions, s.Steps = c.Calls.Share(), c.Samples.Share(), c.Inbox.Share(), c.Moves.Share(), c.Actions.Share(), c.Steps.Share()
	s.standing, s.Trouble.Missing, s.Trouble.Off = maps.Clone(c.standing), maps.Clone(c.Trouble.Missing), maps.Clone(c.Trouble.Off)
	s.Latency = c.Latency.copied()
	s.byKey = make(map[string]*Picture, s.Thumbnails.Len())
	for i := range s.Thumbnails.Len() {
		one := s.Thumbnails.At(i)
		s.byKey[one.Key] = one
	}
	s.Workers, s.Receivers, s.Persons = p.workers(c.Workers), p.workers(c.Receivers), p.workers(c.Persons)
	return s
}

// as is an object as it was at a snapshot.
func as[T any](now *T, at uint64, its func(*T) *version[T]) *T {
	for v := its(now); v.since > at && v.before != nil; v = its(now) {
		now = v.before
	}
	return now
}
