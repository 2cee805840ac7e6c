package history

import (
	"sort"

	"inflight/pipeline/event"
)

// rows are events that follow each other and lie in several places: nothing of them is
// copied to be looked at.
type rows struct {
	some [][]event.Event
	ends []int // how many there are to the end of each
}

// add puts events behind the others.
func (r *rows) add(events []event.Event) {
	if r.some == nil {
		r.some, r.ends = make([][]event.Event, 0, 32), make([]int, 0, 32)
	}
	r.some = append(r.some, events)
	r.ends = append(r.ends, r.len()+len(events))
}

// len is how many there are.
func (r *rows) len() int {
	if len(r.ends) == 0 {
		return 0
	}
	return r.ends[len(r.ends)-1]
}

// row is the place of the event i among some, and of the first beside it.
func (r *rows) row(i int) (row, begin int) {
	row = sort.SearchInts(r.ends, i+1)
	if row > 0 {
		begin = r.ends[row-1]
	}
	return row, begin
}

// from are the event i and those after it that lie beside it; none where there is no
// such event.
func (r *rows) from(i int) []event.Event {
	if i >= r.len() {
		return nil
	}
	row, begin := r.row(i)
	return r.some[row][i-begin:]
}

// lastBefore is the place of the last event before the place i for which is holds;
// -1: there is none.
func (r *rows) lastBefore(i int, is func(*event.Event) bool) int {
	for i > 0 {
		row, begin := r.row(i - 1)
		for ; i > begin; i-- {
			if is(&r.some[row][i-1-begin]) {
				return i - 1
			}
		}
	}
	return -1
}

// addFrom puts those of others behind that begin at the place i.
func (r *rows) addFrom(others *rows, i int) {
	for rest := others.from(i); len(rest) > 0; rest = others.from(i) {
		r.add(rest)
		i += len(rest)
	}
}
