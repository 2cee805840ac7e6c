package pipeline

// keepWorks is of how many images at least it is remembered which stages were
// done.
const keepWorks = 20_000

// works remember which stages were done for which image, so that work that is
// repeated can be told from work that is done once. An image is followed across
// redrives and events delivered twice: by bucket, key and entity tag.
type works struct {
	numbers generations           // of images, from 1
	stages  *[2 * keepWorks]uint8 // that were done for the image of a number, a bit each
	last    int64                 // the latest number
}

func newWorks() works {
	return works{numbers: newGenerations(keepWorks), stages: new([2 * keepWorks]uint8)}
}

// done remembers a stage, and tells whether it had been done before.
func (w *works) done(m *Message, key string, s Stage) (before bool) {
	n := m.work
	if n == 0 || n <= w.last-int64(len(w.stages)) || key != m.Key {
		n = w.number(m, key)
	}
	did, bit := &w.stages[n%int64(len(w.stages))], s.bit()
	before = *did&bit != 0
	*did |= bit
	return before
}

// number is the number of an image of a message: of the image as it was uploaded,
// or where that is not known, of this image of this message. A message that names
// several images has but one of them for its own.
func (w *works) number(m *Message, key string) int64 {
	var hash uint64
	if key == m.Key && m.Key != "" && m.ETag != "" {
		hash = w.numbers.hash(m.Bucket, m.Key, m.ETag)
	} else {
		hash = w.numbers.hash(m.ID, key)
	}
	n := w.numbers.get(hash)
	if n == 0 {
		w.last++
		n = w.last
		w.stages[n%int64(len(w.stages))] = 0
		w.numbers.put(hash, n)
	}
	if key == m.Key {
		m.work = n
	}
	return n
}

// bit is the bit of a stage; 0 of one that there is not.
func (s Stage) bit() uint8 {
	switch s {
	case Download:
		return 1
	case Thumbnail:
		return 2
	case Upload:
		return 4
	case Notify:
		return 8
	}
	return 0
}
