package ring_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"inflight/pipeline/ring"
)

// values are what a ring keeps.
func values(r *ring.Ring[int]) []int {
	all := make([]int, r.Len())
	for i := range all {
		all[i] = r.At(i)
	}
	return all
}

// model is a ring in the simplest way.
type model struct {
	ring ring.Ring[int]
	all  []int // ever pushed; the last may have been changed
	size int
}

// push pushes to both.
func (m *model) push(t *rapid.T, v int) {
	gone, full := m.ring.Push(v)
	m.all = append(m.all, v)
	wantFull := len(m.all) > m.size
	want := 0
	if wantFull {
		want = m.all[len(m.all)-1-m.size]
	}
	if full != wantFull || gone != want {
		t.Fatalf("push %d gives %d, %v, want %d, %v", v, gone, full, want, wantFull)
	}
}

// check holds a ring against its model.
func (m *model) check(t *rapid.T) {
	want := m.all[max(len(m.all)-m.size, 0):]
	if got := values(&m.ring); !slices.Equal(got, want) {
		t.Fatalf("the ring keeps %v, want %v", got, want)
	}
	if m.ring.Total() != int64(len(m.all)) {
		t.Fatalf("%d were pushed, not %d", len(m.all), m.ring.Total())
	}
	for _, n := range []int{0, 1, len(m.all) - m.size, len(m.all) - m.size + 1, len(m.all), len(m.all) + 1} {
		v, kept := m.ring.Nth(int64(n))
		wantKept := n >= 1 && n > len(m.all)-m.size && n <= len(m.all)
		if kept != wantKept || kept && v != m.all[n-1] {
			t.Fatalf("the value %d of %d is %d, %v", n, len(m.all), v, kept)
		}
	}
}

func TestRingsKeepTheLastAndThoseThatShareDoNotSeeEachOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(0, 200).Draw(t, "size")
		rings := []*model{{ring: ring.New[int](size), size: size}}
		next := 0
		t.Repeat(map[string]func(*rapid.T){
			"push": func(t *rapid.T) {
				m := rapid.SampledFrom(rings).Draw(t, "ring")
				for range rapid.IntRange(1, 150).Draw(t, "n") {
					next++
					m.push(t, next)
				}
			},
			"add": func(t *rapid.T) {
				m := rapid.SampledFrom(rings).Draw(t, "ring")
				for range rapid.IntRange(1, 150).Draw(t, "n") {
					next++
					m.ring.Add(&next)
					m.all = append(m.all, next)
				}
			},
			"change the last": func(t *rapid.T) {
				m := rapid.SampledFrom(rings).Draw(t, "ring")
				if last := m.ring.Last(); last != nil {
					next++
					*last = next
					m.all[len(m.all)-1] = next
				}
			},
			"share": func(t *rapid.T) {
				if len(rings) < 6 {
					m := rapid.SampledFrom(rings).Draw(t, "ring")
					rings = append(rings, &model{ring: m.ring.Share(), all: slices.Clone(m.all), size: size})
				}
			},
			"": func(t *rapid.T) {
				for _, m := range rings {
					m.check(t)
				}
			},
		})
	})
}

func TestAPushToAFullRingAllocatesNothing(t *testing.T) {
	r := ring.New[[4]int](1000)
	for range 3000 {
		r.Push([4]int{})
	}
	if n := testing.AllocsPerRun(5000, func() { r.Push([4]int{1}) }); n != 0 {
		t.Errorf("%v allocations a push", n)
	}
}

func TestAShareCopiesAChunkHoweverMuchThereIs(t *testing.T) {
	r := ring.New[[16]int](10_000)
	for range 20_000 {
		r.Push([16]int{})
	}
	if n := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			r.Share()
		}
	}).AllocedBytesPerOp(); n > 16_000 {
		t.Errorf("to share 10,000 values of 128 bytes takes %d bytes", n)
	}
}

func BenchmarkPush(b *testing.B) {
	r := ring.New[[14]int](4096)
	for b.Loop() {
		r.Push([14]int{})
	}
}
