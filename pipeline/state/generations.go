package state

import (
	"hash/maphash"
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
	// puts are those since the old generation began, in their order, and born is
	// where the young one begins: what a snapshot keeps in place of the maps.
	puts []put[V]
	born int
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
	if v, there := g.young[hash]; there {
		return v
	}
	return g.old[hash]
}

// put keeps a value.
func (g *generations[V]) put(hash uint64, v V) {
	g.young[hash] = v
	g.puts = append(g.puts, put[V]{hash, v})
	if len(g.young) < g.size && len(g.puts)-g.born < 2*g.size {
		return
	}
	if g.old == nil {
		g.old = make(map[uint64]V, g.size)
	}
	g.young, g.old = g.old, g.young
	clear(g.young) // it keeps its room: the next generation is as large
	g.puts = slices.Clone(g.puts[g.born:])
	g.born = len(g.puts)
}

// share is what a snapshot keeps: the order of the puts, without the maps.
func (g *generations[V]) share() generations[V] {
	return generations[V]{seed: g.seed, size: g.size, puts: g.puts[:len(g.puts):len(g.puts)], born: g.born}
}

// rebuilt are the generations of which share was taken, with what becomes of each
// value.
func (g *generations[V]) rebuilt(of func(V) V) generations[V] {
	r := *g
	r.puts = make([]put[V], len(g.puts))
	r.young = make(map[uint64]V, len(g.puts)-g.born)
	if g.born > 0 {
		r.old = make(map[uint64]V, g.born)
	}
	for i, p := range g.puts {
		p.v = of(p.v)
		r.puts[i] = p
		if i < g.born {
			r.old[p.hash] = p.v
		} else {
			r.young[p.hash] = p.v
		}
	}
	return r
}
