package pipeline

import "hash/maphash"

// generations is a map that forgets: it keeps what was put last, at least as much
// as a generation has and at most twice as much. A generation is let go of at
// once, so that nothing is ever deleted: to delete the oldest for each that is put
// costs more than all else that a fold does with it.
//
// It is asked by hash, so that a key of several strings is looked at once and not
// again for each generation. Two keys of the same hash are not expected, and the
// value says which it is of: whoever asks makes sure. The zero generations are
// empty.
type generations[V any] struct{ young, old map[uint64]V }

// get is the value of a hash.
func (g *generations[V]) get(hash uint64) (V, bool) {
	if v, there := g.young[hash]; there {
		return v, true
	}
	v, there := g.old[hash]
	return v, there
}

// put keeps a value, in generations of a size.
func (g *generations[V]) put(hash uint64, v V, size int) {
	if g.young == nil {
		g.young = map[uint64]V{}
	}
	g.young[hash] = v
	if len(g.young) < size {
		return
	}
	g.young, g.old = g.old, g.young
	clear(g.young) // it keeps its room: the next generation is as large
}

// hashOf is the hash of some strings in a row.
func hashOf(seed maphash.Seed, of ...string) (hash uint64) {
	for _, s := range of {
		hash = hash*0x9e3779b97f4a7c15 + maphash.String(seed, s)
	}
	return hash
}
