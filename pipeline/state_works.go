package pipeline

// keepWorks is of how many images at least it is remembered which stages were
// done.
const keepWorks = 20_000

// works remembers which stages were done for which image, so that work that is
// repeated can be told from work that is done once. An image is followed across
// redrives and events delivered twice: by bucket, key and entity tag.
type works struct {
	stages generations[work, *stages]
	fresh  []stages // room for those to come
}

// work is what is to be done: an image as it was uploaded, or where that is not
// known, an image of a message.
type work struct{ bucket, key, etag, message string }

// stages are those that were done, a bit each.
type stages uint8

// done remembers a stage, and tells whether it had been done before.
// A message that names several images has but one of them for its own.
func (w *works) done(m *Message, key string, s Stage) (before bool) {
	did := m.did
	if did == nil || key != m.Key {
		id := work{message: m.ID, key: key}
		if key == m.Key && m.Key != "" && m.ETag != "" {
			id = work{bucket: m.Bucket, key: m.Key, etag: m.ETag}
		}
		if did = w.of(id); key == m.Key {
			m.did = did
		}
	}
	bit := stages(1) << s.index()
	if s.index() < 0 {
		bit = 0
	}
	before = *did&bit != 0
	*did |= bit
	return before
}

// of are the stages that were done of a work.
func (w *works) of(id work) *stages {
	did, known := w.stages.get(id)
	if !known {
		if len(w.fresh) == 0 {
			w.fresh = make([]stages, 256)
		}
		did, w.fresh = &w.fresh[0], w.fresh[1:]
		w.stages.put(id, did, keepWorks)
	}
	return did
}

// index is the place of a stage among Stages, -1 of one that there is not.
func (s Stage) index() int {
	switch s {
	case Download:
		return 0
	case Thumbnail:
		return 1
	case Upload:
		return 2
	case Notify:
		return 3
	}
	return -1
}
