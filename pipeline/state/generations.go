package state

import "hash/maphash"

// generations remember numbers by the hash of what they belong to, and forget: they
// keep what was put last, at least as much as a generation has and at most twice as
// much. A generation is let go of at once, so that nothing is ever deleted: to
// delete the oldest for each that is put costs more than all else that a fold does
// with it. And there is no pointer in them, so the garbage collector has nothing to
// look at.
//
// Two things may have the same hash of 64 bits, seeded newly in each process: of
// 40,000 remembered that meets one in 400 million million. The zero generations
// are empty.
type generations struct {
	seed       maphash.Seed
	young, old map[uint64]int64
	size       int // of a generation
}

func newGenerations(size int) generations {
	return generations{seed: maphash.MakeSeed(), young: map[uint64]int64{}, size: size}
}

// hash is the hash of what goes by some strings in a row.
func (g *generations) hash(of ...string) (hash uint64) {
	for _, s := range of {
		hash = hash*0x9e3779b97f4a7c15 + maphash.String(g.seed, s)
	}
	return hash
}

// get is the number of a hash; 0 where there is none.
func (g *generations) get(hash uint64) int64 {
	if v, there := g.young[hash]; there {
		return v
	}
	return g.old[hash]
}

// put keeps a number.
func (g *generations) put(hash uint64, v int64) {
	g.young[hash] = v
	if len(g.young) < g.size {
		return
	}
	if g.old == nil {
		g.old = make(map[uint64]int64, g.size)
	}
	g.young, g.old = g.old, g.young
	clear(g.young) // it keeps its room: the next generation is as large
}
