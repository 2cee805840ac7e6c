package pipeline

// keepWorks is of how many images it is remembered which stages were done.
const keepWorks = 20_000

// works remembers which stages were done for which image, so that work that is
// repeated can be told from work that is done once. An image is followed across
// redrives and events delivered twice: by bucket, key and entity tag.
type works struct {
	stages map[work]uint8 // a bit a stage
	old    Ring[work]
}

// work is what is to be done: an image as it was uploaded, or where that is not
// known, an image of a message.
type work struct{ bucket, key, etag, message string }

func newWorks() works {
	return works{stages: map[work]uint8{}, old: NewRing[work](keepWorks)}
}

// done remembers a stage, and tells whether it had been done before.
// A message that names several images has but one of them for its own.
func (w *works) done(m *Message, key string, s Stage) (before bool) {
	id := work{message: m.ID, key: key}
	if key == m.Key && m.Key != "" && m.ETag != "" {
		id = work{bucket: m.Bucket, key: m.Key, etag: m.ETag}
	}
	bit := stageBit(s)
	had, known := w.stages[id]
	if !known {
		if gone, full := w.old.Push(id); full {
			delete(w.stages, gone)
		}
	}
	w.stages[id] = had | bit
	return had&bit != 0
}

// stageBit is the bit of a stage.
func stageBit(s Stage) uint8 {
	for i, stage := range Stages() {
		if stage == s {
			return 1 << i
		}
	}
	return 0
}
