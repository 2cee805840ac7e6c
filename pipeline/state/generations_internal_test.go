package state

import (
	"testing"

	"pgregory.net/rapid"
)

// What is lent has to be forgotten when it would be if it were the State's own.
func TestLentGenerationsForgetWhenTheirOwnDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const size, hashes = 6, 20
		own := newGenerations[int](size)
		put := func(to ...*generations[int]) {
			hash, v := rapid.Uint64Range(1, hashes).Draw(t, "hash"), rapid.IntRange(1, 1000).Draw(t, "value")
			for _, g := range to {
				g.put(hash, v)
			}
		}
		for range rapid.IntRange(0, 30).Draw(t, "before") {
			put(&own)
		}
		kept := own.share()
		lent := kept.lend(kept.youngPuts.all(), kept.oldPuts.all())
		other := kept.lend(kept.youngPuts.all(), kept.oldPuts.all())
		for range rapid.IntRange(0, 40).Draw(t, "after") {
			put(&own, &lent)
			other.put(hashes+1, -1) // what one puts no other has
			for hash := range uint64(hashes + 1) {
				if got, want := lent.get(hash), own.get(hash); got != want {
					t.Fatalf("lent it has %d by %d, its own %d", got, hash, want)
				}
			}
		}
		lent.own(func(v int) int { return v })
		put(&own, &lent)
		again := own.share()
		back := again.lend(again.youngPuts.all(), again.oldPuts.all())
		for hash := range uint64(hashes + 1) {
			if got, also, want := lent.get(hash), back.get(hash), own.get(hash); got != want || also != want {
				t.Fatalf("made its own it has %d by %d, and lent again %d, not %d", got, hash, also, want)
			}
		}
		if len(lent.young) != len(own.young) || len(lent.old) != len(own.old) {
			t.Fatalf("made its own it remembers %d and %d, not %d and %d", len(lent.young), len(lent.old), len(own.young), len(own.old))
		}
	})
}
