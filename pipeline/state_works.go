package pipeline

import "hash/maphash"

// keepWorks is of how many images at least it is remembered which stages were
// done.
const keepWorks = 20_000

// works remembers which stages were done for which image, so that work that is
// repeated can be told from work that is done once. An image is followed across
// redrives and events delivered twice: by bucket, key and entity tag.
type works struct {
	seed  maphash.Seed
	deeds generations[*deed]
	fresh []deed // room for those to come
}

// work is what is to be done: an image as it was uploaded, or where that is not
// known, an image of a message.
type work struct{ bucket, key, etag, message string }

// deed is what was done of a work: a bit a stage.
type deed struct {
	of     work
	stages uint8
}

func newWorks() works { return works{seed: maphash.MakeSeed()} }

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
	bit := s.bit()
	before = did.stages&bit != 0
	did.stages |= bit
	return before
}

// of is what was done of a work.
func (w *works) of(id work) *deed {
	hash := hashOf(w.seed, id.bucket, id.key, id.etag, id.message)
	did, known := w.deeds.get(hash)
	if known && did.of == id {
		return did
	}
	if len(w.fresh) == 0 {
		w.fresh = make([]deed, 64)
	}
	did, w.fresh = &w.fresh[0], w.fresh[1:]
	did.of = id
	w.deeds.put(hash, did, keepWorks)
	return did
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
