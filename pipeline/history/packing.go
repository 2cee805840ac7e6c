package history

import (
	"sync"

	"inflight/pipeline/event"
)

// How many parts wait until a goroutine begins to pack them, for to begin one takes as
// long as to fold some hundred events; and how many may wait: with more, who adds waits.
const (
	packParts = 4
	mostFull  = 2 * packParts
)

// packing is what packs the parts of a history that are full, on a goroutine of its own
// that begins when there are some and ends when there is none. The lock of the history
// guards it.
type packing struct {
	waits  []place
	runs   bool
	done   sync.Cond    // with a part, or with all
	packer event.Packer // the goroutine's
}

// place is where a part is.
type place struct {
	block *block
	part  int
}

// fill ends the last part of a block, and has it packed. The lock is held.
func (h *History) fill(b *block) {
	last := len(b.parts) - 1
	if last < 0 || b.parts[last].full {
		return
	}
	b.parts[last].full = true
	p := &h.packing
	if p.waits = append(p.waits, place{b, last}); len(p.waits) >= packParts {
		h.beginPacking()
	}
}

// beginPacking packs what waits. The lock is held.
func (h *History) beginPacking() {
	if !h.packing.runs {
		h.packing.runs = true
		go h.pack()
	}
}

// wait waits while too many parts are to be packed. The lock is held.
func (p *packing) wait() {
	for len(p.waits) > mostFull {
		p.done.Wait()
	}
}

// Wait waits until all is packed that can be.
func (h *History) Wait() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.packing.waits) > 0 {
		h.beginPacking()
	}
	for h.packing.runs {
		h.packing.done.Wait()
	}
}

// pack packs the parts that wait.
func (h *History) pack() {
	h.mu.Lock()
	defer h.mu.Unlock()
	p := &h.packing
	for ; len(p.waits) > 0; p.done.Broadcast() {
		at := p.waits[0]
		p.waits = p.waits[1:]
		if at.block.gone {
			continue
		}
		some := at.block.parts[at.part].rows // nothing is added to it any more
		h.mu.Unlock()
		for _, row := range some.some {
			for i := range row {
				p.packer.Add(&row[i])
			}
		}
		packed := p.packer.Packed()
		h.mu.Lock()
		part := &at.block.parts[at.part]
		part.rows, part.again = rows{}, func() ([]event.Event, error) { return packed.Events(), nil }
		if !at.block.gone {
			h.weigh(at.block, packed.Bytes()-part.bytes)
		}
	}
	p.runs = false
	p.done.Broadcast()
}
