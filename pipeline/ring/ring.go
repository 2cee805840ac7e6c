// Package ring keeps the last of many values, so that what is remembered has a
// bound.
package ring

// Ring keeps the last values that were pushed, up to its size. The zero Ring
// keeps nothing.
type Ring[T any] struct {
	values []T
	size   int
	start  int // place of the oldest, once full
	total  int64
}

// New returns a ring that keeps the last size values. It grows as it
// fills, so a large limit costs nothing until it is used.
func New[T any](size int) Ring[T] { return Ring[T]{size: size} }

// Push adds a value. Where the ring was full it returns the value that had to
// go, and true.
func (r *Ring[T]) Push(v T) (gone T, full bool) {
	r.total++
	switch {
	case r.size == 0:
		return v, true
	case len(r.values) < r.size:
		r.values = append(r.values, v)
		return gone, false
	}
	gone = r.values[r.start]
	r.values[r.start] = v
	if r.start++; r.start == r.size {
		r.start = 0
	}
	return gone, true
}

// Len is how many values are kept.
func (r *Ring[T]) Len() int { return len(r.values) }

// At is the value at place i, 0 being the oldest that is kept.
func (r *Ring[T]) At(i int) T { return *r.Ref(i) }

// Ref points at the value at place i, until the next Push.
func (r *Ring[T]) Ref(i int) *T {
	if i += r.start; i >= len(r.values) {
		i -= len(r.values)
	}
	return &r.values[i]
}

// Nth is the value that was pushed as the nth, from 1; false where it has gone.
func (r *Ring[T]) Nth(n int64) (v T, kept bool) {
	i := n - 1 - (r.total - int64(len(r.values)))
	if i < 0 || i >= int64(len(r.values)) {
		return v, false
	}
	return r.At(int(i)), true
}

// Last points at the value that was pushed last, nil where there is none.
func (r *Ring[T]) Last() *T {
	if len(r.values) == 0 {
		return nil
	}
	return r.Ref(len(r.values) - 1)
}

// Total is how many values were ever pushed.
func (r *Ring[T]) Total() int64 { return r.total }
