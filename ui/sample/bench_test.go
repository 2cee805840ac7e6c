package sample_test

import (
	"testing"

	"inflight/ui/sample"
)

// BenchmarkBusy makes the sample that most tests of the screen draw.
func BenchmarkBusy(b *testing.B) {
	for b.Loop() {
		sample.Busy()
	}
}
