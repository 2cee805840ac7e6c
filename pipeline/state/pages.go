package state

import (
	"iter"
	"slices"
	"unsafe"
)

// pages are values in a row, a page of them at a time, so that a snapshot costs a
// pointer for each page: what it has is copied a page at a time, when something in the
// page changes after it.
type pages[T any] struct {
	all   []*page[T]
	n     int
	epoch *epoch // nil: those of a snapshot, which do not change
}

// page is the values of a page.
type page[T any] struct {
	since  uint64 // epoch in which it came to be what it is; no earlier snapshot has it
	values [pageSize]T
}

const (
	pageBits = 7
	pageSize = 1 << pageBits
)

func newPages[T any](e *epoch) pages[T] { return pages[T]{epoch: e} }

// at is the value at a place.
func (p *pages[T]) at(i int) T { return p.all[i>>pageBits].values[i&(pageSize-1)] }

// ref points at the value at a place, to be read.
func (p *pages[T]) ref(i int) *T { return &p.all[i>>pageBits].values[i&(pageSize-1)] }

// own points at the value at a place, to be changed.
func (p *pages[T]) own(i int) *T {
	of := p.all[i>>pageBits]
	if of.since != p.epoch.now {
		of = p.copied(i >> pageBits)
	}
	return &of.values[i&(pageSize-1)]
}

// copied is a page of which a snapshot keeps what it was.
func (p *pages[T]) copied(at int) *page[T] {
	own := *p.all[at]
	own.since = p.epoch.now
	p.all[at] = &own
	p.epoch.copied += int(unsafe.Sizeof(own))
	return &own
}

// push adds a value.
func (p *pages[T]) push(v T) {
	if p.n>>pageBits == len(p.all) {
		p.all = append(p.all, &page[T]{since: p.epoch.now})
	}
	p.n++
	*p.own(p.n - 1) = v
}

// cut leaves the first n values.
func (p *pages[T]) cut(n int) {
	var none T
	for ; p.n > n && p.n&(pageSize-1) != 0; p.n-- { // of the last page
		*p.own(p.n - 1) = none
	}
	for ; p.n-pageSize >= n; p.n -= pageSize {
		p.all[(p.n-1)>>pageBits] = nil
		p.all = p.all[:(p.n-1)>>pageBits]
	}
	for ; p.n > n; p.n-- {
		*p.own(p.n - 1) = none
	}
}

// share is what a snapshot keeps.
func (p *pages[T]) share() pages[T] { return pages[T]{all: slices.Clone(p.all), n: p.n} }

// lend are the same values for a State that is made of a snapshot.
func (p *pages[T]) lend(e *epoch) pages[T] {
	return pages[T]{all: slices.Clone(p.all), n: p.n, epoch: e}
}

// list is what came in a row and leaves in any order.
type list[T any] struct {
	pages[*T] // nil where one has left
	holes     int
	lender    *lender[T] // nil: all are the State's own
}

func newList[T any](e *epoch) list[T] { return list[T]{pages: newPages[*T](e)} }

// lend is the list of a snapshot for a State that is made of it.
func lend[T any](of *list[T], e *epoch, own func(*T) *T) list[T] {
	return list[T]{of.lend(e), of.holes, &lender[T]{own, of.holes}}
}

// mine is the State's own one at a place; nil where one has left.
func (l *list[T]) mine(i int) *T {
	v := l.at(i)
	if v != nil && l.lender != nil {
		return l.lender.own(v)
	}
	return v
}

// each are those that are there, in the order in which they came.
func (l *list[T]) each() iter.Seq[*T] {
	return func(yield func(*T) bool) {
		for i := range l.n {
			if v := l.mine(i); v != nil && !yield(v) {
				return
			}
		}
	}
}

// backward are those that are there, the last first.
func (l *list[T]) backward() iter.Seq[*T] {
	return func(yield func(*T) bool) {
		for i := l.n - 1; i >= 0; i-- {
			if v := l.mine(i); v != nil && !yield(v) {
				return
			}
		}
	}
}

// left is how many are there.
func (l *list[T]) left() int { return l.n - l.holes }

// drop takes one out; of those that come to another place by that moved is told.
func (l *list[T]) drop(at int, moved func(v *T, to int)) {
	*l.own(at) = nil
	l.holes++
	left := l.holes
	if l.lender != nil {
		left -= l.lender.holes // it costs what there is: so it waits until as much has been done
	}
	if left >= 64 && left >= l.n/2 {
		l.compact(moved)
	}
}

// compact closes the holes, in O(1) amortised.
func (l *list[T]) compact(moved func(v *T, to int)) {
	if l.holes == 0 {
		return
	}
	kept := 0
	for i := range l.n {
		v := l.mine(i) // who is told that it moves
		if v == nil {
			continue
		}
		if i != kept {
			*l.own(kept) = v
			moved(v, kept)
		}
		kept++
	}
	l.cut(kept)
	l.holes = 0
	if l.lender != nil {
		l.lender.holes = 0
	}
}

// shared is what a snapshot keeps.
func (l *list[T]) shared() list[T] { return list[T]{pages: l.share(), holes: l.holes} }
