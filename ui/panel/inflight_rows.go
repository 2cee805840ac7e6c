package panel

import (
	"cmp"
	"container/heap"
	"math"
	"slices"
	"strings"
	"time"

	"inflight/pipeline/state"
)

// InFlightRows are the messages that InFlight shows, in its order: those in
// flight, those that a worker gave back and that are not visible yet, and those
// whose countdown won while a worker still works on them.
func InFlightRows(s *state.State, now time.Time, filter string, by Sort) []*state.Message {
	if s == nil {
		return nil
	}
	c := censusOf(s, now)
	rows, _ := inFlightTop(&c, now, filter, by, math.MaxInt)
	return rows
}

// inFlightRow is the message in row n of InFlight, nil where there is none.
func inFlightRow(s *state.State, now time.Time, filter string, by Sort, n int) *state.Message {
	if s == nil || n < 0 {
		return nil
	}
	c := censusOf(s, now)
	if rows, _ := inFlightTop(&c, now, filter, by, n+1); n < len(rows) {
		return rows[n]
	}
	return nil
}

// inFlightCount is how many rows InFlight has.
func inFlightCount(s *state.State, now time.Time, filter string) int {
	if s == nil {
		return 0
	}
	if filter == "" {
		return s.AllInWork(now)
	}
	c, n := censusOf(s, now), 0
	eachInWork(&c, filter, func(*state.Message) { n++ })
	return n
}

// inFlightTop are the first n rows, and how many rows there are. A frame shows a
// few of thousands: the order in which countdowns end is kept by the state; for
// another it looks at every message in work once and keeps n.
func inFlightTop(c *Census, now time.Time, filter string, by Sort, n int) (top []*state.Message, total int) {
	if c.state != nil && ordered(filter, by) {
		total = c.state.AllInWork(now)
		if n = min(n, total); n == 0 {
			return nil, total
		}
		top = make([]*state.Message, 0, n)
		for m := range c.state.FirstInWork(now) {
			if top = append(top, m); len(top) == n {
				break
			}
		}
		return top, total
	}
	list := shortlist{most: n}
	eachInWork(c, filter, func(m *state.Message) { list.add(rankOf(m, now, by)) })
	return list.sorted(), list.total
}

// inFlightPlace is the row that a message has in InFlight, -1 where it has none.
// Rows change places as time passes: a root that follows a message asks for its
// place in each frame, and puts the cursor there.
func inFlightPlace(s *state.State, now time.Time, filter string, by Sort, id string) int {
	if s == nil || s.MessageAlive(id) == nil || !s.IsInWork(s.MessageAlive(id), now) {
		return -1
	}
	if ordered(filter, by) {
		return s.PlaceInWork(s.MessageAlive(id), now)
	}
	its, place := rankOf(s.MessageAlive(id), now, by), 0
	found := filter == ""
	c := censusOf(s, now)
	eachInWork(&c, filter, func(m *state.Message) {
		found = found || m.ID == id
		if rankOf(m, now, by).compare(its) < 0 {
			place++
		}
	})
	if !found {
		return -1
	}
	return place
}

// ordered tells whether the state keeps the rows in this order.
func ordered(filter string, by Sort) bool {
	return filter == "" && (by == SortTimeLeft || by == sortCount)
}

// eachInWork visits the messages that InFlight shows and the filter keeps, in
// no order.
func eachInWork(c *Census, filter string, visit func(*state.Message)) {
	filter = strings.ToLower(filter)
	c.eachInWork(func(m *state.Message) {
		if filter == "" || matches(filter, m.Key, m.ID, m.Worker, string(m.Stage), m.Reason, m.Body) {
			visit(m)
		}
	})
}

// rank is a row and what it is ordered by.
type rank struct {
	key  int64
	name string
	m    *state.Message
}

// compare orders rows; what is equal stays apart by id, so that rows never
// change places without a reason.
func (a rank) compare(b rank) int {
	if a.key != b.key {
		return cmp.Compare(a.key, b.key)
	}
	if a.name != b.name {
		return cmp.Compare(a.name, b.name)
	}
	return cmp.Compare(a.m.ID, b.m.ID)
}

// rankOf is what a row is ordered by.
func rankOf(m *state.Message, now time.Time, by Sort) rank {
	r := rank{m: m}
	switch by {
	case SortTimeLeft, sortCount:
		r.key = int64(m.VisibleAt.Sub(now))
	case sortElapsed:
		r.key = m.ReceivedAt.UnixNano()
	case sortTry:
		r.key = int64(-m.Try)
		r.name = m.Key
	case SortName:
		r.name = m.Name()
	case SortWorker:
		r.key = int64(len(m.Worker)) // "2" before "10"
		r.name = m.Worker
	}
	return r
}

// shortlist keeps the first rows of all that are added, as a heap with the last
// of them on top.
type shortlist struct {
	most  int // rows to keep
	total int // rows added
	rows  []rank
}

func (h *shortlist) Len() int           { return len(h.rows) }
func (h *shortlist) Less(i, j int) bool { return h.rows[i].compare(h.rows[j]) > 0 }
func (h *shortlist) Swap(i, j int)      { h.rows[i], h.rows[j] = h.rows[j], h.rows[i] }

// Push and Pop make it a heap.Interface; add needs neither.
func (h *shortlist) Push(any) {}
func (h *shortlist) Pop() any { return nil }

// add takes a row, if it is among the first.
func (h *shortlist) add(r rank) {
	h.total++
	switch {
	case len(h.rows) < h.most:
		h.rows = append(h.rows, r)
		if len(h.rows) == h.most {
			heap.Init(h)
		}
	case h.most > 0 && r.compare(h.rows[0]) < 0:
		h.rows[0] = r
		heap.Fix(h, 0)
	}
}

// sorted are the messages of the rows kept, in order.
func (h *shortlist) sorted() []*state.Message {
	slices.SortFunc(h.rows, rank.compare)
	out := make([]*state.Message, len(h.rows))
	for i, r := range h.rows {
		out[i] = r.m
	}
	return out
}
