package state

import (
	"hash/maphash"
	"maps"
	"slices"
)

// generations remember values by the hash of what they belong to, and forget: they
// keep what was put last, at least as much as a generation has and at most twice as
// much. A generation is let go of at once, so that nothing is ever deleted: to
// delete the oldest for each that is put costs more than all else that a fold does
// with it. There is no pointer in them but those in the values, so the garbage
// collector has little to look at.
//
// Two things may have the same hash of 64 bits, seeded newly in each process: of
// 40,000 remembered that meets one in 400 million million. The zero generations
// are empty.
type generations[V any] struct {
	seed       maphash.Seed
	young, old map[uint64]V
	size       int // of a generation
	// What was put in each, in its order: what a snapshot keeps in place of the maps.
	youngPuts, oldPuts puts[V]
	// What a State has besides that was made of a snapshot: the snapshot's own, which do
	// not change; both is how many are in both young ones.
	youngLent, oldLent map[uint64]V
	both               int
}

// put is a value that was put.
type put[V any] struct {
	hash uint64
	v    V
}

func newGenerations[V any](size int) generations[V] {
	return generations[V]{seed: maphash.MakeSeed(), young: map[uint64]V{}, size: size}
}

// hash is the hash of what goes by some strings in a row.
func (g *generations[V]) hash(of ...string) (hash uint64) {
	for _, s := range of {
		hash = hash*0x9e3779b97f4a7c15 + maphash.String(g.seed, s)
	}
	return hash
}

// get is the value of a hash; the zero value where there is none.
func (g *generations[V]) get(hash uint64) V {
	for _, in := range [...]map[uint64]V{g.young, g.youngLent, g.old} {
		if v, there := in[hash]; there {
			return v
		}
	}
	return g.oldLent[hash]
}

// put keeps a value.
func (g *generations[V]) put(hash uint64, v V) {
	if _, lent := g.youngLent[hash]; lent {
		if _, again := g.young[hash]; !again {
			g.both++
		}
	}
	g.young[hash] = v
	g.youngPuts.push(put[V]{hash, v})
	if len(g.young)+len(g.youngLent)-g.both < g.size && g.youngPuts.n < 2*g.size {
		return
	}
	if g.old == nil {
		g.old = make(map[uint64]V, g.size)
	}
	g.young, g.old = g.old, g.young
	clear(g.young) // it keeps its room: the next generation is as large
	g.youngLent, g.oldLent, g.both = nil, g.youngLent, 0
	g.oldPuts, g.youngPuts = g.youngPuts, puts[V]{}
}

// share is what a snapshot keeps: the order of the puts, without the maps.
func (g *generations[V]) share() generations[V] {
	return generations[V]{seed: g.seed, size: g.size, youngPuts: g.youngPuts.share(), oldPuts: g.oldPuts.share()}
}

// lend are the generations of which share was taken, for a State that is made of the
// snapshot, with all that was put in each.
func (g *generations[V]) lend(young, old map[uint64]V) generations[V] {
	r := g.share()
	r.young, r.youngLent, r.oldLent = map[uint64]V{}, young, old
	return r
}

// own makes what is lent the State's own, with what becomes of each value.
func (g *generations[V]) own(of func(V) V) {
	g.young, g.old = owned(g.young, g.youngLent, of), owned(g.old, g.oldLent, of)
	g.youngLent, g.oldLent, g.both = nil, nil, 0
	g.youngPuts, g.oldPuts = g.youngPuts.of(of), g.oldPuts.of(of)
}

// owned are the values of a generation, with those that are lent.
func owned[V any](own, lent map[uint64]V, of func(V) V) map[uint64]V {
	all := make(map[uint64]V, len(own)+len(lent))
	for hash, v := range lent {
		all[hash] = of(v)
	}
	maps.Copy(all, own)
	return all
}

// puts are what was put, some hundred at a time, so that one that shares them copies
// none: what was put does not change.
type puts[V any] struct {
	chunks [][]put[V]
	n      int
}

const putsChunk = 512

func (p *puts[V]) push(one put[V]) {
	if p.n%putsChunk == 0 {
		p.chunks = append(p.chunks, make([]put[V], 0, putsChunk))
	}
	last := &p.chunks[len(p.chunks)-1]
	*last = append(*last, one)
	p.n++
}

// share are the same puts; what is put to these is not seen in them, nor the other way
// round.
func (p *puts[V]) share() puts[V] {
	shared := puts[V]{slices.Clone(p.chunks), p.n}
	for i, chunk := range shared.chunks {
		shared.chunks[i] = slices.Clip(chunk)
	}
	return shared
}

// all is what was put last by each hash.
func (p *puts[V]) all() map[uint64]V {
	all := make(map[uint64]V, p.n)
	for _, chunk := range p.chunks {
		for _, one := range chunk {
			all[one.hash] = one.v
		}
	}
	return all
}

// of are the puts with what becomes of each value.
func (p *puts[V]) of(of func(V) V) puts[V] {
	var r puts[V]
	for _, chunk := range p.chunks {
		for _, one := range chunk {
			r.push(put[V]{one.hash, of(one.v)})
		}
	}
	return r
}
