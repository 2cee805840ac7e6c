package pipeline

// generations is a map that forgets: it keeps the latest keys that were put, at
// least as many as one generation has and at most twice as many. A generation is
// let go of at once, so that no key is ever deleted: to delete the oldest for
// each one that is put costs more than all else that a fold does with it. The
// zero generations are empty.
type generations[K comparable, V any] struct{ young, old map[K]V }

// get is the value of a key.
func (g *generations[K, V]) get(key K) (V, bool) {
	if v, there := g.young[key]; there {
		return v, true
	}
	v, there := g.old[key]
	return v, there
}

// put keeps a value, in generations of a size.
func (g *generations[K, V]) put(key K, v V, size int) {
	if g.young == nil {
		g.young = map[K]V{}
	}
	g.young[key] = v
	if len(g.young) < size {
		return
	}
	g.young, g.old = g.old, g.young
	clear(g.young) // it keeps its room: the next generation is as large
}
