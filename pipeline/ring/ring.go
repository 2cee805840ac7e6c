// Package ring keeps the last of many values, so that what is remembered has a
// bound.
package ring

// Ring keeps the last values that were pushed, up to its size. The zero Ring
// keeps nothing.
type Ring[T any] struct {
	chunks [][]T // of chunkSize values each, but the last; the oldest value is in the first
	start  int   // place of the oldest in the first chunk
	kept   int
	size   int
	total  int64
	shared int64 // of how many values another ring has the chunks, too
}

// chunkSize is how many values a chunk has: what a Share copies at most.
const (
	chunkBits = 6
	chunkSize = 1 << chunkBits
)

// New returns a ring that keeps the last size values. It grows as it
// fills, so a large limit costs nothing until it is used.
func New[T any](size int) Ring[T] { return Ring[T]{size: size} }

// Push adds a value. Where the ring was full it returns the value that had to
// go, and true.
func (r *Ring[T]) Push(v T) (gone T, full bool) {
	if r.size == 0 {
		r.total++
		return v, true
	}
	if full = r.kept == r.size; full {
		gone = *r.Ref(0)
	}
	r.Add(&v)
	return gone, full
}

// Add adds what v points at, as Push does, for those who do not ask what had to go:
// large values are copied but once.
func (r *Ring[T]) Add(v *T) {
	r.total++
	if r.size == 0 {
		return
	}
	if r.kept == r.size {
		r.shift()
	}
	last := len(r.chunks) - 1
	if last < 0 || len(r.chunks[last]) == chunkSize {
		r.chunks = append(r.chunks, r.chunk())
		last++
	}
	r.chunks[last] = append(r.chunks[last], *v)
	r.kept++
}

// chunk is an empty chunk: small where the ring is, and growing where it has but
// one.
func (r *Ring[T]) chunk() []T {
	if n := len(r.chunks); n < cap(r.chunks) {
		if spare := r.chunks[:n+1][n]; spare != nil { // one that shift has left there
			return spare
		}
	}
	if len(r.chunks) == 0 {
		return nil
	}
	return make([]T, 0, chunkSize)
}

// shift takes out the oldest value.
func (r *Ring[T]) shift() {
	first := r.chunks[0]
	if r.total-int64(r.kept) > r.shared { // nobody else has it; total counts the value that comes
		var zero T
		first[r.start] = zero
	}
	r.kept--
	if r.start++; r.start < chunkSize {
		return
	}
	r.start = 0
	n := copy(r.chunks, r.chunks[1:])
	r.chunks[n] = nil
	if r.total-chunkSize-int64(r.kept) > r.shared && cap(first) == chunkSize { // nobody else has any of it
		r.chunks[n] = first[:0]
	}
	r.chunks = r.chunks[:n]
}

// Share returns a ring with the same values. What is pushed to either is not seen
// in the other, and what the last value of either becomes neither; other values do
// not change any more. It costs a chunk, however many values there are.
func (r *Ring[T]) Share() Ring[T] {
	r.shared = r.total
	other := *r
	other.chunks = make([][]T, len(r.chunks), len(r.chunks)+1)
	copy(other.chunks, r.chunks)
	if last := len(r.chunks) - 1; last >= 0 {
		other.chunks[last] = append(make([]T, 0, cap(r.chunks[last])), r.chunks[last]...)
	}
	return other
}

// Unshared is how many of the values were pushed since the last Share.
func (r *Ring[T]) Unshared() int { return int(min(r.total-r.shared, int64(r.kept))) }

// Len is how many values are kept.
func (r *Ring[T]) Len() int { return r.kept }

// At is the value at place i, 0 being the oldest that is kept.
func (r *Ring[T]) At(i int) T { return *r.Ref(i) }

// Ref points at the value at place i, until the next Push.
func (r *Ring[T]) Ref(i int) *T {
	i += r.start
	return &r.chunks[i>>chunkBits][i&(chunkSize-1)]
}

// Nth is the value that was pushed as the nth, from 1; false where it has gone.
func (r *Ring[T]) Nth(n int64) (v T, kept bool) {
	i := n - 1 - (r.total - int64(r.kept))
	if i < 0 || i >= int64(r.kept) {
		return v, false
	}
	return r.At(int(i)), true
}

// Last points at the value that was pushed last, nil where there is none.
func (r *Ring[T]) Last() *T {
	if r.kept == 0 {
		return nil
	}
	return r.Ref(r.kept - 1)
}

// Total is how many values were ever pushed.
func (r *Ring[T]) Total() int64 { return r.total }

// Map returns a ring with what becomes of each value.
func Map[T any](r *Ring[T], of func(T) T) Ring[T] {
	other := *r
	other.shared, other.chunks = 0, make([][]T, len(r.chunks))
	for i, chunk := range r.chunks {
		other.chunks[i] = make([]T, len(chunk), max(cap(chunk), len(chunk)))
		for at, v := range chunk {
			if i > 0 || at >= r.start { // what was before is gone
				other.chunks[i][at] = of(v)
			}
		}
	}
	return other
}
