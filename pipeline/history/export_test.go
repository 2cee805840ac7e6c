package history

import "inflight/pipeline/event"

// LastKept is where the last event is that a history keeps.
func LastKept(h *History) *event.Event {
	b := h.blocks[len(h.blocks)-1]
	kept := b.parts[len(b.parts)-1].rows.some
	some := kept[len(kept)-1]
	return &some[len(some)-1]
}

// Blocks is how many snapshots a history has.
func Blocks(h *History) int { return len(h.blocks) }

// Indexed is of how many snapshots it is kept where things are in them.
func Indexed(h *History) int { return len(h.indexed) }

// Hold lets nothing be packed until the function it returns is called.
func Hold(h *History) (pack func()) {
	h.packing.runs = true
	return h.pack
}
