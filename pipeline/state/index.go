package state

// index says where something is in a snapshot. It is made for the first State that is
// made of the snapshot, and belongs to all of these: none changes it.
type index struct {
	places   map[uint64]int32 // of a message among those alive, by the hash of its id
	spots    []spot           // of those alive, in their order
	arrivals map[string]int32 // place of an arrival among all, by its key
	tints    map[string]*tint // by identity

	young, old         map[uint64]int64   // of over
	youngDone, oldDone map[uint64]*doings // of works
}

// spot is where a message is in the rosters.
type spot struct {
	place place
	due   int8  // 0: in none
	slot  int32 // in its roster
	turn  int32 // in its agenda
}

// indexed is the index of a snapshot.
func (p *Snapshot) indexed() *index {
	if p.index == nil {
		p.index = p.makeIndex()
	}
	return p.index
}

// Unindex lets go of what it has found out for State, and State will again: that is
// several times as much as the snapshot. States that were made of it keep theirs.
func (p *Snapshot) Unindex() { p.index = nil }

func (p *Snapshot) makeIndex() *index {
	c := &p.state
	x := &index{
		places: make(map[uint64]int32, c.live.left()), spots: make([]spot, c.live.n), arrivals: make(map[string]int32, c.arrivals.all.left()),
		tints: make(map[string]*tint, max(c.live.left(), c.hues.old.Len())), old: c.over.oldPuts.all(), young: c.over.youngPuts.all(),
		oldDone: c.works.oldPuts.all(), youngDone: c.works.youngPuts.all(),
	}
	for i := range c.hues.old.Len() {
		t := c.hues.old.At(i)
		x.tints[t.identity] = t
	}
	for i := range c.live.n {
		m := c.live.at(i)
		if m == nil {
			continue
		}
		m.mark = int32(i)
		x.places[m.hash] = m.mark
		if t := as(m, p.at, (*Message).its).tint; t != nil {
			x.tints[t.identity] = t
		}
	}
	for at := range c.rosters.at {
		r := &c.rosters.at[at]
		for i := range r.n {
			if m := r.at(i); m != nil {
				x.spots[m.mark].place, x.spots[m.mark].slot = place(at), int32(i)
			}
		}
	}
	for which, due := range [...]*dueList{nil, &c.rosters.flight, &c.rosters.delayed, &c.rosters.apart} {
		for i := 0; due != nil && i < due.n; i++ {
			at := due.ref(i).m.mark
			x.spots[at].due, x.spots[at].turn = int8(which), int32(i+1)
		}
	}
	for i := range c.arrivals.all.n {
		if a := c.arrivals.all.at(i); a != nil {
			x.arrivals[a.key] = int32(i)
		}
	}
	return x
}

// dueListIn is the agenda that a spot names.
func (r *rosters) dueListIn(due int8) *dueList {
	switch due {
	case 1:
		return &r.flight
	case 2:
		return &r.delayed
	case 3:
		return &r.apart
	}
	return nil
}
