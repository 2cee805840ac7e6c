package pipeline

// Hues is how many hues there are for images: so many can be told apart on one
// screen.
const Hues = 12

// keepHues is of how many images the hue is remembered.
const keepHues = 4096

// hues give each image a hue when it is first heard of: one that no other image
// alive has, and of those the one that was in use longest ago. So no two of up
// to twelve are alike, and a replay of the same events gives the same hues.
type hues struct {
	of    map[string]int // by identity
	old   Ring[string]
	alive [Hues]int
	used  [Hues]uint64 // when it was last given or given back, counted
	clock uint64
	held  map[string]int // how many messages alive are of an image
}

func newHues() hues {
	return hues{of: map[string]int{}, old: NewRing[string](keepHues), held: map[string]int{}}
}

// give gives an image a hue, if it has none.
func (h *hues) give(identity string) {
	if _, has := h.of[identity]; has || identity == "" {
		return
	}
	best := 0
	for i := range h.alive {
		if h.alive[i] < h.alive[best] || h.alive[i] == h.alive[best] && h.used[i] < h.used[best] {
			best = i
		}
	}
	h.touch(best)
	h.of[identity] = best
	if gone, full := h.old.Push(identity); full && h.held[gone] == 0 {
		delete(h.of, gone)
	}
}

// hold says that one message more of an image is alive, and shown in its hue.
func (h *hues) hold(identity string) {
	h.give(identity)
	if h.held[identity]++; h.held[identity] == 1 {
		h.alive[h.of[identity]]++
	}
}

// release says that one message less of an image is alive.
func (h *hues) release(identity string) {
	switch h.held[identity] {
	case 0:
		return
	case 1:
		delete(h.held, identity)
		hue := h.of[identity]
		h.alive[hue]--
		h.touch(hue)
	default:
		h.held[identity]--
	}
}

func (h *hues) touch(hue int) {
	h.clock++
	h.used[hue] = h.clock
}

// Hue is the hue of an image, from 0 to Hues-1, by what stands for it (see
// Message.Identity); -1 where it is not known any more.
func (s *State) Hue(identity string) int {
	if hue, has := s.hues.of[identity]; has {
		return hue
	}
	return -1
}
