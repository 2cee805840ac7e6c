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
}

// Seq is the number of the last event of the snapshot.
func (p *Snapshot) Seq() uint64 { return p.state.Seq }

// Copied is how much memory has been taken since the last snapshot by what is not any
// more as it has it.
func (s *State) Copied() int { return s.epoch.copied }

// Snapshot keeps the state as it is. It costs a pointer for each hundred messages alive.
func (s *State) Snapshot() *Snapshot {
	p := &Snapshot{at: s.epoch.now, epoch: s.epoch, fresh: s.fresh(), state: *s}
	c := &p.state
	s.epoch.now++
	s.epoch.copied = 0
	c.Messages, c.recent, c.byKey, c.epoch = nil, nil, nil, nil
	c.live = s.live.shared()
	c.Workers, c.Receivers, c.Persons = slices.Clone(s.Workers), slices.Clone(s.Receivers), slices.Clone(s.Persons)
	c.Ended, c.Thumbnails, c.Calls, c.Samples = s.Ended.Share(), s.Thumbnails.Share(), s.Calls.Share(), s.Samples.Share()
	c.Inbox, c.Moves, c.Actions, c.Steps, c.races = s.Inbox.Share(), s.Moves.Share(), s.Actions.Share(), s.Steps.Share(), s.races.Share()
	c.standing, c.Trouble.Missing, c.Trouble.Off = maps.Clone(s.standing), maps.Clone(s.Trouble.Missing), maps.Clone(s.Trouble.Off)
	c.Latency = s.Latency.copied()
	for i := range c.rosters.at {
		c.rosters.at[i].list = s.rosters.at[i].shared()
	}
	c.rosters.flight, c.rosters.delayed, c.rosters.apart = dueList{s.rosters.flight.share()}, dueList{s.rosters.delayed.share()}, dueList{s.rosters.apart.share()}
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
		own := *as(w, &w.version, p.at, func(w *Worker) *version[Worker] { return &w.version })
		own.version, own.Spans = version[Worker]{}, own.Spans.Share()
		apart[i] = &own
	}
	return apart
}

// State makes a State of the snapshot: what is applied to it changes nothing else.
func (p *Snapshot) State() *State {
	c, own := &p.state, p.state
	s := &own
	p.epoch.made++
	b := rebuilder{
		at: p.at, messages: twins[Message]{number: p.epoch.made, made: make([]*Message, 0, c.live.n+c.Ended.Len())},
		doings: twins[doings]{number: p.epoch.made, made: make([]*doings, 0, c.works.youngPuts.n+c.works.oldPuts.n)},
		tints:  twins[tint]{number: p.epoch.made, made: make([]*tint, 0, c.hues.old.Len())},
	}
	s.epoch = &epoch{now: 1, oldest: 1} // so that what changes has its own stages first
	s.Ended, s.races = pointers(&c.Ended, b.message), pointers(&c.races, b.message)
	s.Thumbnails = pointers(&c.Thumbnails, b.picture)
	s.Calls, s.Samples, s.Inbox, s.Moves, s.Actions, s.Steps = c.Calls.Share(), c.Samples.Share(), c.Inbox.Share(), c.Moves.Share(), c.Actions.Share(), c.Steps.Share()
	s.standing, s.Trouble.Missing, s.Trouble.Off = maps.Clone(c.standing), maps.Clone(c.Trouble.Missing), maps.Clone(c.Trouble.Off)
	s.Latency = c.Latency.copied()
	s.byKey = make(map[string]*Picture, s.Thumbnails.Len())
	for i := range s.Thumbnails.Len() {
		one := s.Thumbnails.At(i)
		s.byKey[one.Key] = one
	}
	s.Workers, s.Receivers, s.Persons = p.workers(c.Workers), p.workers(c.Receivers), p.workers(c.Persons)
	s.live = newList[Message](s.epoch)
	s.Messages = make(map[string]*Message, c.live.left())
	for m := range c.live.each() {
		own := b.message(m)
		own.index = s.live.n
		s.live.push(own)
		s.Messages[own.ID] = own
	}
	s.oldest = 0
	p.rebuildRosters(s, &b)
	s.over = over{c.over.rebuilt(func(n int64) int64 { return n })}
	s.works = works{c.works.rebuilt(b.done), s.epoch}
	p.rebuildHues(s, &b)
	p.rebuildArrivals(s, &b)
	return s
}

// rebuildRosters puts the messages where they are.
func (p *Snapshot) rebuildRosters(s *State, b *rebuilder) {
	c := &p.state.rosters
	s.rosters = newRosters(s.epoch)
	for at := range c.at {
		r := &s.rosters.at[at]
		for m := range c.at[at].each() {
			own := b.message(m)
			own.place = place(at)
			r.add(own)
		}
	}
	for from, to := range map[*dueList]*dueList{&c.flight: &s.rosters.flight, &c.delayed: &s.rosters.delayed, &c.apart: &s.rosters.apart} {
		for i := range from.n {
			e := from.at(i)
			own := b.message(e.m)
			to.push(entry{e.at, own})
			own.due, own.turn = to, to.n
		}
	}
}

// rebuildHues makes what is remembered of hues: of the images last heard of, and of
// those that a message alive has still.
func (p *Snapshot) rebuildHues(s *State, b *rebuilder) {
	s.hues.epoch = s.epoch
	s.hues.old = pointers(&p.state.hues.old, b.tint)
	s.hues.of = make(map[string]*tint, s.hues.old.Len())
	for i := range s.hues.old.Len() {
		t := s.hues.old.At(i)
		s.hues.of[t.identity] = t
	}
	for m := range s.live.each() {
		if m.tint != nil {
			s.hues.of[m.tint.identity] = m.tint
		}
	}
}

// rebuildArrivals makes the arrivals of images that are not done yet.
func (p *Snapshot) rebuildArrivals(s *State, b *rebuilder) {
	c := &p.state.arrivals
	s.arrivals = newArrivals(s.epoch)
	s.arrivals.of = make(map[string]*arrival, c.all.left())
	for a := range c.all.each() {
		own := *as(a, &a.version, p.at, func(a *arrival) *version[arrival] { return &a.version })
		own.version, own.index = version[arrival]{}, s.arrivals.all.n
		if own.waits != nil {
			own.waits = b.message(own.waits)
		}
		s.arrivals.all.push(&own)
		s.arrivals.of[own.key] = &own
	}
}

// as is an object as it was at a snapshot.
func as[T any](now *T, its *version[T], at uint64, of func(*T) *version[T]) *T {
	for its.since > at && its.before != nil {
		now = its.before
		its = of(now)
	}
	return now
}

// pointers are the objects of a ring, each made by own.
func pointers[T any](of *ring.Ring[*T], own func(*T) *T) ring.Ring[*T] { return ring.Map(of, own) }

// rebuilder makes the objects of a State of those of a snapshot, each once.
type rebuilder struct {
	at       uint64
	messages twins[Message]
	doings   twins[doings]
	tints    twins[tint]
	slab     []Message // to be used: one by one they would cost more
}

// twins are the objects that have been made, each of which one of a snapshot knows.
type twins[T any] struct {
	number uint64 // of the State
	made   []*T
}

// of is what was made of an object; nil: it was not yet.
func (t *twins[T]) of(v *version[T]) *T {
	if v.twin.made != t.number {
		return nil
	}
	return t.made[v.twin.at]
}

// add keeps what is made of an object.
func (t *twins[T]) add(v *version[T], own *T) {
	v.twin = twin{t.number, len(t.made)}
	t.made = append(t.made, own)
}

// slabSize is how many messages are made at once; those that one is of are kept as
// long as it is.
const slabSize = 32

func (b *rebuilder) message(m *Message) *Message {
	if own := b.messages.of(&m.version); own != nil {
		return own
	}
	if len(b.slab) == 0 {
		b.slab = make([]Message, slabSize)
	}
	own := &b.slab[0]
	b.slab = b.slab[1:]
	as(m, &m.version, b.at, func(m *Message) *version[Message] { return &m.version }).copyTo(own)
	own.version, own.due, own.turn, own.place, own.slot, own.index = version[Message]{}, nil, 0, nowhere, 0, 0
	b.messages.add(&m.version, own)
	if own.tint != nil {
		own.tint = b.tint(own.tint)
	}
	if own.doings != nil {
		own.doings = b.done(own.doings)
	}
	return own
}

func (b *rebuilder) done(d *doings) *doings {
	if own := b.doings.of(&d.version); own != nil {
		return own
	}
	own := *as(d, &d.version, b.at, func(d *doings) *version[doings] { return &d.version })
	own.version = version[doings]{}
	b.doings.add(&d.version, &own)
	return &own
}

func (b *rebuilder) tint(t *tint) *tint {
	if own := b.tints.of(&t.version); own != nil {
		return own
	}
	own := *as(t, &t.version, b.at, func(t *tint) *version[tint] { return &t.version })
	own.version = version[tint]{}
	b.tints.add(&t.version, &own)
	return &own
}

func (b *rebuilder) picture(p *Picture) *Picture {
	own := *as(p, &p.version, b.at, func(p *Picture) *version[Picture] { return &p.version })
	own.version = version[Picture]{}
	return &own
}
