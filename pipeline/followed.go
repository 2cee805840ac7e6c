package pipeline

import (
	"slices"
	"strings"

	"inflight/pipeline/event"
)

// followed is an image of a run, or a message that names none, until it is known
// what became of it.
type followed struct {
	ref      event.ImageRef // without a key: a message that names no image
	told     bool           // its upload has been told of
	begun    int64          // when its first message was sent, in ns; 0: not known
	identity string         // it is found by

	tickets []*ticket
	made    bool // it has a thumbnail
	gone    bool
	noted   bool // its message is no image, and no fault
	failed  bool // its event was not delivered
	swept   bool // the queue was purged while nobody knew whether its message was in it

	open    bool // counted among the open ones
	retired bool // it is in the ring of those that have ended
}

// ticket is a message of an image. An image may have several: an event delivered
// twice, a redrive. A message may ask for several images.
type ticket struct {
	id     string
	images []*followed
	hands  int  // workers of this program that have it
	over   bool // it has left the queue
	end    End  // then: how
}

// isOpen tells whether something is still to happen to the image.
func (f *followed) isOpen() bool {
	for _, t := range f.tickets {
		if !t.over || t.hands > 0 {
			return true
		}
	}
	return len(f.tickets) == 0 && !f.failed
}

// end is what became of it, as far as it is known.
func (f *followed) end() End {
	last := EndUnknown
	for _, t := range f.tickets {
		switch {
		case !t.over:
			last = EndUnknown
		case t.end == EndDead:
			return EndDead
		default:
			last = t.end
		}
	}
	switch {
	case f.made:
		return EndThumbnail
	case f.gone:
		return EndGone
	case f.noted:
		return EndNoImage
	case len(f.tickets) == 0 && f.failed:
		return EndUndelivered
	case len(f.tickets) == 0 && f.swept:
		return EndPurged
	}
	return last
}

// name is what a person knows it by.
func (f *followed) name() string {
	switch {
	case f.ref.Key != "":
		return f.ref.Key
	case len(f.tickets) > 0:
		return "message " + f.tickets[0].id
	}
	return ""
}

// uploadName is what is known of an upload before a message names its sequencer.
type uploadName struct{ bucket, key, etag string }

func uploadOf(r event.ImageRef) uploadName { return uploadName{r.Bucket, r.Key, r.ETag} }

// byUpload finds images by their upload, the oldest first.
type byUpload map[uploadName][]*followed

func (b byUpload) add(f *followed) { b[uploadOf(f.ref)] = append(b[uploadOf(f.ref)], f) }

// drop takes an image out, where it is in.
func (b byUpload) drop(f *followed) {
	u := uploadOf(f.ref)
	if b[u] = slices.DeleteFunc(b[u], func(o *followed) bool { return o == f }); len(b[u]) == 0 {
		delete(b, u)
	}
}

// first is the oldest image of an upload that is right, nil if there is none.
func (b byUpload) first(u uploadName, right func(*followed) bool) *followed {
	if i := slices.IndexFunc(b[u], right); i >= 0 {
		return b[u][i]
	}
	return nil
}

// nameOfARN is the name of a queue in its ARN.
func nameOfARN(arn string) string { return arn[strings.LastIndexByte(arn, ':')+1:] }
