package history

import (
	"slices"
	"time"

	"inflight/pipeline/event"
)

// MarkKind is what makes a moment worth going to.
type MarkKind uint8

// What is marked.
const (
	NoMark MarkKind = iota
	Failure
	Expiry
	Death
	Redrive
	Purge
	Gap // events are missing: more came than a reader could be kept
)

// MarkKinds are all kinds there are, those first that one asks for.
func MarkKinds() []MarkKind { return []MarkKind{Death, Failure, Expiry, Redrive, Purge, Gap} }

// String is the word for it.
func (k MarkKind) String() string {
	switch k {
	case Failure:
		return "failure"
	case Expiry:
		return "timeout"
	case Death:
		return "death"
	case Redrive:
		return "redrive"
	case Purge:
		return "purge"
	case Gap:
		return "gap"
	case NoMark:
	}
	return ""
}

// Mark is an event worth going to.
type Mark struct {
	N    int64     // number of the event, from 0
	Time time.Time // when it was known: of one that came late that is after its own time
	Kind MarkKind

	MessageID string // that it is about; empty: none
}

// Stop tells whether going from one to the next stops here: a failure, a death or a
// redrive.
func (m *Mark) Stop() bool { return m.Kind == Failure || m.Kind == Death || m.Kind == Redrive }

// markOf is what makes an event worth going to, and the pixels that it has.
func markOf(e *event.Event) (k MarkKind, png []byte) {
	switch b := e.Body.(type) {
	case *event.StageFinished:
		if b.Error != "" && b.Error != event.Interrupted {
			k = Failure
		}
	case *event.UploadFailed:
		k = Failure
	case *event.MessageExpired:
		k = Expiry
	case *event.MessageDead:
		k = Death
	case *event.RedriveStarted:
		k = Redrive
	case *event.QueuePurged:
		k = Purge
	case *event.EventsDropped:
		k = Gap
	case *event.ThumbnailPictured:
		png = b.PNG
	}
	return k, png
}

// mark folds an event that may be worth going to, and marks it if it is: what is told
// again, or so late that nothing comes of it, is not. The lock is held.
func (h *History) mark(n int64, e *event.Event, k MarkKind) {
	before, noted, died := h.tip.Count, h.noted(e), h.died(e)
	h.tip.ApplyOne(e)
	happened := true
	switch k {
	case Failure: // the worker reports it, and the AWS that it works on may too
		happened = !noted && !died && (h.noted(e) || h.tip.Message(e.MessageID) == nil)
	case Expiry: // else its worker had put it down, or it had ended
		happened = h.tip.Count.ExpiredHeld > before.ExpiredHeld
	case Death:
		happened = h.tip.Count.Dead > before.Dead
	case NoMark, Redrive, Purge, Gap:
	}
	if happened {
		h.marks = append(h.marks, Mark{N: n, Time: h.latest, Kind: k, MessageID: e.MessageID})
	}
}

// died tells whether the worker that an event names died with its message: what is told of
// it then is the end of that, and no failure. The lock is held.
func (h *History) died(e *event.Event) bool {
	m := h.tip.Message(e.MessageID)
	if m == nil {
		return false
	}
	r := m.HeldBy(e.Worker)
	return r != nil && r.Dead
}

// noted tells whether an event is the last of what is known of a message's life. The
// lock is held.
func (h *History) noted(e *event.Event) bool {
	m := h.tip.Message(e.MessageID)
	if m == nil || len(m.History) == 0 {
		return false
	}
	last := &m.History[len(m.History)-1]
	b, ok := e.Body.(*event.StageFinished)
	return ok && last.Kind == e.Kind() && last.Time.Equal(e.Time) && last.Worker == e.Worker && last.Stage == b.Stage
}

// markFrom is the place of the first mark at an event or after it. The lock is held.
func (h *History) markFrom(n int64) int {
	at, _ := slices.BinarySearchFunc(h.marks, n, func(m Mark, n int64) int {
		switch {
		case m.N < n:
			return -1
		case m.N > n:
			return 1
		}
		return 0
	})
	return at
}

// Next is the first mark that fits after the first n events; false where there is none.
func (h *History) Next(n int64, fits func(*Mark) bool) (Mark, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, m := range h.marks[h.markFrom(n):] {
		if fits(&m) {
			return m, true
		}
	}
	return Mark{}, false
}

// Previous is the last mark that fits among the first n events, without the last
// of these: where a Cursor is that stopped at a mark, that is the mark before.
func (h *History) Previous(n int64, fits func(*Mark) bool) (Mark, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, m := range slices.Backward(h.marks[:h.markFrom(n-1)]) {
		if fits(&m) {
			return m, true
		}
	}
	return Mark{}, false
}

// Ticks puts the marks between two times onto a line of cells: of those of a cell
// the one that matters most.
func (h *History) Ticks(from, to time.Time, cells int) []MarkKind {
	ticks := make([]MarkKind, cells)
	length := to.Sub(from)
	if length <= 0 || cells == 0 {
		return ticks
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	begin, _ := slices.BinarySearchFunc(h.marks, from, func(m Mark, t time.Time) int { return m.Time.Compare(t) })
	for _, m := range h.marks[begin:] {
		if m.Time.After(to) {
			break
		}
		at := min(int(float64(m.Time.Sub(from))/float64(length)*float64(cells)), cells-1)
		if rank(m.Kind) > rank(ticks[at]) {
			ticks[at] = m.Kind
		}
	}
	return ticks
}

// rank is how much a mark matters beside others.
func rank(k MarkKind) int {
	return slices.Index([]MarkKind{NoMark, Failure, Expiry, Redrive, Purge, Death, Gap}, k)
}
