package state

import "hash/maphash"

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
	if len(g.young) < g.size {
		return
	}
	if g.old == nil {
		g.old = make(map[uint64]V, g.size)
	}
	g.young, g.old = g.old, g.young
	clear(g.young) // it keeps its room: the next generation is as large
}
