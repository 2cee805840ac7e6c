package history

import (
	"cmp"
	"slices"
	"sync"
	"time"
	"unsafe"
	"weak"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

// Limits say how much is kept; a limit of 0 is none.
type Limits struct {
	Time  time.Duration // before the last event
	Bytes int
}

// live are the limits of a run that goes on, and recorded those of a recording, of
// which all can be gone to.
var (
	live     = Limits{Time: 10 * time.Minute, Bytes: 128 << 20}
	recorded = Limits{Bytes: 512 << 20}
)

// How often there is a snapshot: going back costs the fold of what came since it, and
// in a recording to read that; a snapshot costs a copy of what changes after it. What is let
// go of goes a block at a time: so none is more than a quarter of what is kept.
const (
	blockEvents = 131072
	blockPart   = 4
	readEvents  = 4096
	blockTime   = 30 * time.Second // of what is let go of block by block
)

// How many events are packed together, or how many bytes of pixels at most are among
// them, which are not kept for all.
const (
	packEvents = 8192
	packPixels = 2 << 20
)

// weighed is which part of the events is weighed: to ask how large one is costs a
// third of what it costs to fold it.
const weighed = 2039 // a prime: events of one kind come by turns

// keepPictures is of how many thumbnails the pixels are kept, as in a State.
const keepPictures = 400

// History is what has happened, as far back as it is kept. One that keeps events
// (Add) belongs to one goroutine, with its cursors, and packs what it keeps on another,
// which ends when there is nothing to pack (see Wait). To one of events that can be read
// again (AddRead) a goroutine may add while another has the cursors; State belongs to
// the first.
type History struct {
	limits Limits
	gate   gate

	mu      sync.Mutex
	cursors []weak.Pointer[Cursor] // of those that have not been collected
	tip     *state.State           // after all events
	blocks  []*block               // never empty
	latest  time.Time              // that an event had
	added   int64                  // events, ever
	bytes   int                    // of the blocks
	marks   []Mark
	indexed []*state.Snapshot // the last of which a State was made
	pixels  []pixel           // of the newest pictures: the events are packed without
	packing packing
	shared  bool  // others add to it
	ended   error // why there is no more to come; nil: there may be
	closed  bool
	part    float64       // the part of a recording
	changed chan struct{} // closed when something is added; nil: nobody waits
}

// block is some events in a row, and what was before them.
type block struct {
	first  int64     // number of its first event, from 0
	begin  time.Time // of its first event
	last   time.Time
	before *state.Snapshot
	size   state.Size // of before
	parts  []part
	count  int
	bytes  int
	gone   bool // it has been let go of
}

// part is some events of a block, in a row: where they are, or what makes them again.
type part struct {
	count int
	end   int64     // number of the event after its last
	last  time.Time // of its last event
	rows  rows
	again func() ([]event.Event, error) // nil: rows has them

	bytes, pixels int  // of rows
	full          bool // nothing is added to it any more
}

// pixel is the pixels of an event.
type pixel struct {
	n   int64 // number of the event
	png []byte
}

// New returns the history of a run that goes on: ten minutes of it, or 128 MB.
func New() *History { return WithLimits(live) }

// OfRecording returns the history of what can be read again: of all of it. Where its
// snapshots are too much memory, there are fewer.
func OfRecording() *History { return WithLimits(recorded) }

// WithLimits returns a history that keeps so much.
func WithLimits(l Limits) *History {
	h := &History{limits: l, tip: state.NewState()}
	h.blocks = []*block{{before: h.tip.Snapshot()}}
	h.packing.done.L = &h.mu
	return h
}

// State is the fold of all events. Only who adds them may look at it.
func (h *History) State() *state.State { return h.tip }

// Add takes what has happened next, in the order of its times, and keeps it where it is
// until it is packed: nobody may change it any more.
func (h *History) Add(events []event.Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for len(events) > 0 {
		b := h.open(&events[0], blockEvents)
		n := min(len(events), blockEvents-b.count, h.room(b))
		h.keep(b, events[:n], h.fold(b, events[:n]))
		events = events[n:]
		h.packing.wait()
	}
	h.letGo()
	h.wake()
}

// AddRead takes what has happened next and can be read again: it keeps the bodies of the
// events, and not their slice.
func (h *History) AddRead(events []event.Event, again func() ([]event.Event, error)) {
	if len(events) == 0 {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.shared = true
	b := h.open(&events[0], readEvents)
	n := len(events)
	b.parts = append(b.parts, part{count: n, end: h.added + int64(n), last: events[n-1].Time, again: again, full: true})
	h.fold(b, events)
	for h.limits.Bytes > 0 && h.bytes > h.limits.Bytes && h.merge() {
	}
	h.wake()
}

// Read says what part of a recording has been added, from 0 to 1.
func (h *History) Read(part float64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.part = part
}

// Progress is what Read has said; 1 where nothing more will come.
func (h *History) Progress() float64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return 1
	}
	return h.part
}

// End says that nothing more will come, and why where that is a fault.
func (h *History) End(why error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed, h.ended = true, why
	h.wake()
}

// Ended tells whether nothing more will come, and what is wrong with that.
func (h *History) Ended() (bool, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.closed, h.ended
}

// Changed is closed when something has been added since the call, or nothing more
// will be.
func (h *History) Changed() <-chan struct{} {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.changed == nil {
		h.changed = make(chan struct{})
		if h.closed {
			close(h.changed)
		}
	}
	return h.changed
}

// wake wakes those that wait. The lock is held.
func (h *History) wake() {
	if h.changed != nil {
		close(h.changed)
		h.changed = nil
	}
}

// open is the block for the next event: a new one where the last has as many as it
// may. The lock is held.
func (h *History) open(next *event.Event, most int) *block {
	b := h.blocks[len(h.blocks)-1]
	large := h.limits.Bytes > 0 && !h.shared && b.bytes > h.limits.Bytes/blockPart
	if b.count == 0 || b.count < most && !large && (h.limits.Time == 0 || next.Time.Sub(b.begin) < blockTime) {
		return b
	}
	h.weigh(b, h.tip.Copied()) // since its own snapshot, which has what was
	h.fill(b)
	b = &block{first: h.added, before: h.tip.Snapshot()}
	b.size = b.before.Size()
	h.weigh(b, b.size.Own)
	h.blocks = append(h.blocks, b)
	return b
}

// merge makes one of two blocks whose events can be read again, those that are
// shortest together and first of all but the last: one snapshot less. False where there
// are not two. The lock is held.
func (h *History) merge() bool {
	at, least := -1, 0
	for i := range len(h.blocks) - 2 {
		if n := h.blocks[i].count + h.blocks[i+1].count; at < 0 || n < least {
			at, least = i, n
		}
	}
	if at < 0 {
		return false
	}
	b, gone, next := h.blocks[at], h.blocks[at+1], h.blocks[at+2]
	b.parts = append(b.parts, gone.parts...)
	b.count, b.last = least, gone.last
	h.weigh(b, gone.bytes-gone.size.Own)
	h.bytes -= gone.bytes
	own := min(next.size.Own+gone.size.Own, next.size.All) // it had the same, but for what the one before had
	h.weigh(next, own-next.size.Own)
	next.size.Own = own
	h.blocks = slices.Delete(h.blocks, at+1, at+2)
	return true
}

// weigh adds to what a block takes. The lock is held.
func (h *History) weigh(b *block, bytes int) {
	b.bytes += bytes
	h.bytes += bytes
}

// room is how many events the last part of a block has room for. The lock is held.
func (h *History) room(b *block) int {
	if len(b.parts) == 0 || b.parts[len(b.parts)-1].full {
		b.parts = append(b.parts, part{})
	}
	return packEvents - b.parts[len(b.parts)-1].count
}

// keep puts events into a block that has room for them, and has folded them. The lock is
// held.
func (h *History) keep(b *block, events []event.Event, pixels int) {
	p := &b.parts[len(b.parts)-1]
	n := int(unsafe.Sizeof(events))
	first := h.added - int64(len(events))
	for i := int(weighed-first%weighed) % weighed; i < len(events); i += weighed { // each stands for those around it
		if !events[i].HasPixels() {
			n += weighed * events[i].Bytes()
		}
	}
	p.rows.add(events)
	p.count += len(events)
	p.end, p.last = h.added, events[len(events)-1].Time
	p.bytes += n
	p.pixels += pixels
	h.weigh(b, n)
	if p.count >= packEvents || p.pixels >= packPixels {
		h.fill(b)
	}
}

// keepPixels keeps the pixels of the event with a number, and of as many before it as are
// kept; it returns how many bytes. Those that can be read again are not kept. The lock is
// held.
func (h *History) keepPixels(n int64, e *event.Event) int {
	p := e.Body.(*event.ThumbnailPictured) //nolint:forcetypeassert // State says so
	if h.shared || len(p.PNG) == 0 {
		return 0
	}
	h.pixels = append(h.pixels, pixel{n, p.PNG})
	h.bytes += len(p.PNG)
	h.dropPixels(len(h.pixels) - keepPictures)
	return len(p.PNG)
}

// dropPixels lets go of the oldest pixels. The lock is held.
func (h *History) dropPixels(n int) {
	for range n {
		h.bytes -= len(h.pixels[0].png)
		h.pixels[0].png = nil
		h.pixels = h.pixels[1:]
	}
}

// withPixels are events, the first of which has the number n, with the pixels that are
// kept of them.
func (h *History) withPixels(n int64, events []event.Event) []event.Event {
	h.mu.Lock()
	defer h.mu.Unlock()
	at, _ := slices.BinarySearchFunc(h.pixels, n, func(p pixel, n int64) int { return cmp.Compare(p.n, n) })
	own := false
	for _, p := range h.pixels[at:] {
		if p.n >= n+int64(len(events)) {
			break
		}
		without, ok := events[p.n-n].Body.(*event.ThumbnailPictured)
		if !ok || len(without.PNG) > 0 {
			continue
		}
		if !own { // the others belong to whoever has kept them
			events, own = slices.Clone(events), true
		}
		events[p.n-n].Body = &event.ThumbnailPictured{SourceKey: without.SourceKey, PNG: p.png}
	}
	return events
}

// fold applies events that a block has, and keeps their pixels where they are kept. The
// lock is held.
func (h *History) fold(b *block, events []event.Event) (pixels int) {
	if b.count == 0 {
		b.begin = events[0].Time
	}
	tip, shared := h.tip, h.shared
	for i := range events { // one by one, while it is in the processor's cache
		e := &events[i]
		if shared {
			h.passed(e.Time)
		}
		tip.ApplyOne(e)
		if tip.Notable != state.NotNotable {
			pixels += h.notable(h.added+int64(i), e)
		}
	}
	b.count += len(events)
	b.last = events[len(events)-1].Time
	h.passed(b.last)
	h.added += int64(len(events))
	return pixels
}

// notable keeps what is to be found again of the event with a number, which has been folded,
// and returns the bytes of its pixels. The lock is held.
func (h *History) notable(n int64, e *event.Event) (pixels int) {
	if h.tip.Notable == state.NotablePicture {
		return h.keepPixels(n, e)
	}
	h.passed(e.Time)
	h.marks = append(h.marks, Mark{N: n, Time: h.latest, Kind: h.tip.Notable, MessageID: e.MessageID})
	return 0
}

// passed takes the time of an event. Those of a log never go back, so that of these not
// each is asked. The lock is held.
func (h *History) passed(t time.Time) {
	if t.After(h.latest) {
		h.latest = t
	}
}

// letGo lets go of the oldest blocks that are beyond the limits. The lock is held.
func (h *History) letGo() {
	n := 0
	for n < len(h.blocks)-1 && (h.limits.Bytes > 0 && h.bytes > h.limits.Bytes ||
		h.limits.Time > 0 && h.tip.Now.Sub(h.blocks[n].last) > h.limits.Time) {
		b := h.blocks[n]
		h.bytes -= b.bytes
		b.gone = true
		h.indexed = slices.DeleteFunc(h.indexed, func(p *state.Snapshot) bool { return p == b.before })
		n++
	}
	if n == 0 {
		return
	}
	h.cursors = slices.DeleteFunc(h.cursors, func(p weak.Pointer[Cursor]) bool {
		c := p.Value()
		if c != nil {
			c.leave(h.blocks[:n])
		}
		return c == nil
	})
	h.blocks = slices.Clone(h.blocks[n:])
	oldest := h.blocks[0]
	h.tip.Forget(oldest.before)
	h.marks = slices.Clone(h.marks[h.markFrom(oldest.first):])
	gone := slices.IndexFunc(h.pixels, func(p pixel) bool { return p.n >= oldest.first })
	if gone < 0 {
		gone = len(h.pixels)
	}
	h.dropPixels(gone)
}

// Span is how far back the history goes: the time of the first event that is kept,
// and the latest that one had.
func (h *History) Span() (from, to time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.blocks[0].begin, h.latest
}

// Whole tells whether the history goes back to the first event that there was: nothing
// has been let go of.
func (h *History) Whole() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.blocks[0].first == 0
}

// Bounds are the numbers that a Cursor can go to: how many events were before the
// first that is kept, and how many there are in all.
func (h *History) Bounds() (oldest, all int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.blocks[0].first, h.added
}

// Bytes is how much memory the history takes, about.
func (h *History) Bytes() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.bytes
}
