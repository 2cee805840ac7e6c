package state

import "inflight/pipeline/ring"

// Hues is how many hues there are for images: so many can be told apart on one
// screen.
const Hues = 12

// keepHues is of how many images the hue is remembered, beside those alive.
const keepHues = 4096

// hues give each image a hue when it is first heard of: one that no other image
// alive has, and of those the one that was in use longest ago. So no two of up
// to twelve are alike, and a replay of the same events gives the same hues.
type hues struct {
	of    map[string]*tint // by identity
	old   ring.Ring[*tint] // those remembered, the one to be forgotten next first
	alive [Hues]int
	used  [Hues]uint64 // when it was last given or given back, counted
	clock uint64
	epoch *epoch
	lent  *lent // nil: all are the State's own
}

// known is the hue of an image; nil where it has none.
func (h *hues) known(identity string) *tint {
	t, own := h.of[identity]
	if !own && h.lent != nil {
		return h.lent.tint(h.lent.index.tints[identity])
	}
	return t
}

// forget takes that an image has no hue any more.
func (h *hues) forget(identity string) {
	if h.lent != nil {
		h.of[identity] = nil // though the snapshot has one
		return
	}
	delete(h.of, identity)
}

// tint is the hue of an image.
type tint struct {
	identity string
	hue      int
	held     int  // how many messages alive are of the image
	gone     bool // it is remembered for these alone
	version[tint]
}

func newHues(e *epoch) hues {
	return hues{of: map[string]*tint{}, old: ring.New[*tint](keepHues), epoch: e}
}

// give gives an image a hue, if it has none.
func (h *hues) give(identity string) *tint {
	if t := h.known(identity); t != nil || identity == "" {
		return t
	}
	best := h.best()
	h.touch(best)
	t := &tint{identity: identity, hue: best, version: newVersion[tint](h.epoch)}
	h.of[identity] = t
	h.remember(t)
	return t
}

// best is the hue that the fewest images alive have, and of those the one that was
// in use longest ago.
func (h *hues) best() int {
	best := 0
	for i := range h.alive {
		if h.alive[i] < h.alive[best] || h.alive[i] == h.alive[best] && h.used[i] < h.used[best] {
			best = i
		}
	}
	return best
}

// remember keeps a hue, and forgets the one kept longest.
func (h *hues) remember(t *tint) {
	h.writes(t)
	t.gone = false
	gone, full := h.old.Push(t)
	if full && h.lent != nil {
		gone = h.lent.tint(gone)
	}
	switch {
	case !full:
	case gone.held > 0:
		h.writes(gone)
		gone.gone = true
	default:
		h.forget(gone.identity)
	}
}

// hold says that one message more of an image is alive, and shown in its hue.
func (h *hues) hold(identity string) *tint {
	t := h.give(identity)
	if t == nil {
		return nil
	}
	h.writes(t)
	if t.held == 0 && h.alive[t.hue] > 0 { // another has its hue meanwhile
		if free := h.best(); h.alive[free] == 0 {
			t.hue = free
			h.touch(free)
		}
	}
	if t.held++; t.held == 1 {
		h.alive[t.hue]++
	}
	return t
}

// release says that one message less of an image is alive.
func (h *hues) release(t *tint) {
	h.writes(t)
	if t.held--; t.held > 0 {
		return
	}
	h.alive[t.hue]--
	h.touch(t.hue)
	if t.gone {
		h.remember(t)
	}
}

// writes is called before a tint changes.
func (h *hues) writes(t *tint) {
	if t.stale(h.epoch) {
		old := *t
		t.preserve(h.epoch, &old, (*tint).its)
	}
}

func (h *hues) touch(hue int) {
	h.clock++
	h.used[hue] = h.clock
}

// Hue is the hue of an image, from 0 to Hues-1, by what stands for it (see
// Message.Identity); -1 where it is not known any more.
func (s *State) Hue(identity string) int {
	if t := s.hues.known(identity); t != nil {
		return t.hue
	}
	return -1
}
