package state

import "testing"

// What has left a list must not be held by it: a message has its body and its life.
func TestPagesHoldNothingOfWhatTheyCut(t *testing.T) {
	for _, left := range []int{0, 1, pageSize - 1, pageSize, pageSize + 1, 2*pageSize + 5} {
		p := newPages[*int](&epoch{})
		for i := range 3*pageSize - 7 {
			p.push(&i)
		}
		kept := p.share()
		p.epoch.now++ // as a snapshot does
		p.cut(left)
		if p.n != left {
			t.Errorf("%d are left of %d", p.n, left)
		}
		held := 0
		for _, of := range p.all {
			for _, v := range of.values {
				if v != nil {
					held++
				}
			}
		}
		if held != left {
			t.Errorf("cut to %d, it holds %d", left, held)
		}
		for i := range kept.n {
			if v := kept.at(i); v == nil || *v != i {
				t.Fatalf("cut to %d, a snapshot of before lost its %d", left, i)
			}
		}
	}
}
