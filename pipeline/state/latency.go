package state

import (
	"math"
	"time"

	"inflight/pipeline/event"
)

// Latency is how long things take, as histograms.
type Latency struct {
	Total  Histogram // from upload, or else from send, to done
	waited Histogram // from send to the first receive
	Stages map[event.Stage]*Histogram
}

// stage adds the time a stage took.
func (l *Latency) stage(s event.Stage, d time.Duration) {
	if l.Stages == nil {
		l.Stages = make(map[event.Stage]*Histogram, len(event.Stages()))
	}
	h := l.Stages[s]
	if h == nil {
		h = &Histogram{}
		l.Stages[s] = h
	}
	h.Add(d)
}

// Buckets of a Histogram: from a millisecond up, eight to a doubling.
const (
	bucketsPerDoubling = 8
	histogramBuckets   = 24 * bucketsPerDoubling // up to 2^24 ms, 4.6 hours
)

// Histogram counts durations in buckets that grow by an eighth of a doubling,
// so that a percentile is right within 5 %. The zero Histogram is empty.
type Histogram struct {
	counts [histogramBuckets]uint32
	n      uint64
	sum    time.Duration
	max    time.Duration
}

// Add counts a duration.
func (h *Histogram) Add(d time.Duration) {
	d = max(d, 0)
	h.n++
	h.sum += d
	h.max = max(h.max, d)
	h.counts[bucketOf(d)]++
}

// bucketOf is the bucket of a duration.
func bucketOf(d time.Duration) int {
	ms := float64(d) / float64(time.Millisecond)
	if ms <= 1 {
		return 0
	}
	return min(int(math.Log2(ms)*bucketsPerDoubling), histogramBuckets-1)
}

// BucketStart is the shortest duration of bucket i.
func BucketStart(i int) time.Duration {
	return time.Duration(math.Exp2(float64(i)/bucketsPerDoubling) * float64(time.Millisecond))
}

// Count is how many durations were added.
func (h *Histogram) Count() uint64 { return h.n }

// Max is the longest duration added.
func (h *Histogram) Max() time.Duration { return h.max }

// Mean is their mean, 0 where there are none.
func (h *Histogram) Mean() time.Duration {
	if h.n == 0 {
		return 0
	}
	return h.sum / time.Duration(h.n)
}

// Quantile is the duration that the part q (0 to 1) of all do not exceed.
func (h *Histogram) Quantile(q float64) time.Duration {
	if h.n == 0 {
		return 0
	}
	rank := uint64(math.Ceil(q * float64(h.n)))
	var seen uint64
	for i, c := range h.counts {
		seen += uint64(c)
		if seen >= max(rank, 1) {
			return min(BucketStart(i+1), h.max)
		}
	}
	return h.max
}

// Counts are the buckets between the first and the last that hold something,
// and the number of the first.
func (h *Histogram) Counts() (first int, counts []uint32) {
	last := -1
	first = histogramBuckets
	for i, c := range h.counts {
		if c > 0 {
			first = min(first, i)
			last = i
		}
	}
	if last < 0 {
		return 0, nil
	}
	return first, h.counts[first : last+1]
}
