package event

import "testing"

// BenchmarkPack packs the events of a run, and makes them again.
func BenchmarkPack(b *testing.B) {
	events := replayed(b)
	raw := 0
	for i := range events {
		if e := events[i]; e.HasPixels() {
			events[i].Body = &ThumbnailPictured{}
		}
		raw += events[i].Bytes()
	}
	var p Packer
	pack := func() *Packed {
		for i := range events {
			p.Add(&events[i])
		}
		return p.Packed()
	}
	packed := pack()
	n := float64(len(events))
	b.Run("pack", func(b *testing.B) {
		for b.Loop() {
			pack()
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/event")
		b.ReportMetric(float64(packed.Bytes())/n, "B/event")
		b.ReportMetric(float64(raw)/n, "B/event-before")
	})
	b.Run("unpack", func(b *testing.B) {
		for b.Loop() {
			packed.Events()
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/event")
	})
}
