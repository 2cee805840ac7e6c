package history

import (
	"slices"
	"time"

	"inflight/pipeline/state"
)

// Mark is an event worth going to.
type Mark struct {
	N    int64     // number of the event, from 0
	Time time.Time // when it was known: of one that came late that is after its own time
	Kind state.Notable

	MessageID string // that it is about; empty: none
}

// Stop tells whether going from one to the next stops here: a failure, a death or a
// redrive.
func (m *Mark) Stop() bool {
	return m.Kind == state.NotableFailure || m.Kind == state.NotableDeath || m.Kind == state.NotableRedrive
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
func (h *History) Ticks(from, to time.Time, cells int) []state.Notable {
	ticks := make([]state.Notable, cells)
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
func rank(k state.Notable) int {
	return slices.Index([]state.Notable{state.NotNotable, state.NotableFailure, state.NotableExpiry, state.NotableRedrive, state.NotablePurge, state.NotableDeath, state.NotableGap}, k)
}
