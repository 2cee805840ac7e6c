package pipeline

import (
	"slices"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/ring"
)

// keepRetired is how many images that have ended are remembered, so that one that
// comes again is known again. Older ones have gone into the totals for good.
const keepRetired = 50_000

// maxFollowed is how many images are followed where nobody waits for their end.
const maxFollowed = 4 * keepRetired

// clockSkew is by how much the clocks of a queue and of a producer may differ.
const clockSkew = 2 * time.Second

// ledger follows each image and each message of a run from its beginning to its
// end. Messages are known by their ids, uploads by bucket, key and entity tag
// until a message names the sequencer, too: an upload may be told of before its
// message or after, and where nobody reports what enters the queue, its message
// is known only when it is received.
type ledger struct {
	queue, deadQueue string
	sendsReported    bool // somebody reports each message that enters the queue
	bounded          bool // nobody waits for the end of it all: it need not be known to the last

	tickets    map[string]*ticket
	identities map[string]*followed // by ImageRef.Identity, with a sequencer
	unmet      byUpload             // uploads of which no message is known
	untold     byUpload             // images whose upload was not told of
	all        map[*followed]struct{}
	retired    ring.Ring[*followed]

	uploads bool // some were told of

	open  int // images to which something is still to happen
	hands int // messages that workers of this program have
	past  Outcome
}

func newLedger(queue, deadQueue string) *ledger {
	return &ledger{
		queue: queue, deadQueue: deadQueue,
		tickets: map[string]*ticket{}, identities: map[string]*followed{},
		unmet: byUpload{}, untold: byUpload{}, all: map[*followed]struct{}{},
		retired: ring.New[*followed](keepRetired), past: Outcome{Ends: map[End]Named{}},
	}
}

// apply folds an event in, and reports whether it has to do with what is followed.
func (l *ledger) apply(e *event.Event) bool { //nolint:cyclop // one line a kind: a table
	switch b := e.Body.(type) {
	case *event.ObjectUploaded:
		l.uploaded(e, b)
	case *event.UploadFailed:
		l.uploadFailed(e, b)
	case *event.EventFailed:
		l.undelivered(e, b)
	case *event.MessageSent:
		if b.Queue != l.queue {
			return false
		}
		l.met(e, e.Time)
	case *event.MessageReceived:
		l.received(e, b)
	case *event.MessageReturned:
		l.putDown(e)
	case *event.MessageDeleted:
		l.deleted(e)
	case *event.MessageDead:
		l.died(e)
	case *event.MessageRedriven:
		l.redriven(e, b)
	case *event.LetterDeleted:
		l.end(l.tickets[e.MessageID], EndDeleted)
	case *event.MessageDropped:
		l.end(l.tickets[e.MessageID], EndDropped)
	case *event.QueuePurged:
		l.purged(b)
	case *event.ThumbnailCreated, *event.ThumbnailKept:
		l.mark(e.MessageID, e.Source(), func(f *followed) { f.made = true })
	case *event.ImageGone:
		l.mark(e.MessageID, e.Key, func(f *followed) { f.gone = true })
	case *event.MessageAcknowledged:
		l.mark(e.MessageID, "", func(f *followed) { f.noted = true })
	case *event.MessageExtended, *event.MessageExpired, *event.RedriveStarted, *event.RedriveProgressed, *event.RedriveEnded, *event.ProducerFinished, *event.UploadRetried:
	default:
		return false
	}
	return true
}

// uploaded takes an upload. Its message may have been told of before.
func (l *ledger) uploaded(e *event.Event, b *event.ObjectUploaded) {
	ref := event.ImageRef{Bucket: e.Bucket, Key: e.Key, ETag: b.ETag, Size: b.Size}
	l.uploads = true
	begun := e.Time.Add(-b.Took - clockSkew).UnixNano()
	for _, f := range l.untold[uploadOf(ref)] {
		if f.begun >= begun { // else it is that of an earlier upload
			f.told = true
			l.untold.drop(f)
			return
		}
	}
	f := l.follow(ref)
	f.told = true
	l.unmet.add(f)
	l.weigh(f)
}

// uploadFailed takes an upload that failed, unless a message has told that it did not.
func (l *ledger) uploadFailed(e *event.Event, b *event.UploadFailed) {
	if b.Unsure {
		for u, images := range l.untold {
			if u.bucket == e.Bucket && u.key == e.Key {
				images[0].told = true
				l.untold.drop(images[0])
				return
			}
		}
		l.past.Unsure++
	}
	l.past.UploadFailed.add(e.Key)
}

// undelivered takes an event that EventBridge could not deliver to the queue.
func (l *ledger) undelivered(e *event.Event, b *event.EventFailed) {
	if b.Target != "" && nameOfARN(b.Target) != l.queue {
		return
	}
	f := l.unmet.first(uploadName{e.Bucket, e.Key, b.ETag}, func(f *followed) bool { return !f.failed })
	if f == nil {
		f = l.follow(event.ImageRef{Bucket: e.Bucket, Key: e.Key, ETag: b.ETag})
		f.begun = e.Time.UnixNano()
		l.untold.add(f)
	}
	f.failed = true
	l.weigh(f)
}

// met finds the message of an event, or begins to follow it. An event that
// carries a body says which images it asks for.
func (l *ledger) met(e *event.Event, sent time.Time) *ticket {
	t := l.tickets[e.MessageID]
	if t == nil {
		t = &ticket{id: e.MessageID}
		l.tickets[e.MessageID] = t
	}
	body, etag := e.Content()
	refs := imagesIn(e, body, etag)
	if len(t.images) > 0 && (body == "" || t.images[0].identity != "" || len(refs) == 0) {
		return t
	}
	l.leave(t) // what stood for images that nobody had named
	for _, ref := range refs {
		l.join(t, l.imageOf(ref, sent))
	}
	if len(t.images) == 0 {
		l.join(t, l.follow(event.ImageRef{}))
	}
	return t
}

// imagesIn are the images that an event's message asks for.
func imagesIn(e *event.Event, body, etag string) []event.ImageRef {
	if c, err := event.ParseMessage(body); err == nil {
		return c.Images
	}
	if e.Key == "" {
		return nil
	}
	return []event.ImageRef{{Bucket: e.Bucket, Key: e.Key, ETag: etag}}
}

// imageOf finds the image that a message names: one that another message named
// before, else an upload that waits for its message, else one that is new here.
func (l *ledger) imageOf(ref event.ImageRef, sent time.Time) *followed {
	identity := ""
	if ref.Sequencer != "" {
		identity = ref.Identity()
		if f := l.identities[identity]; f != nil {
			return f
		}
	}
	f := l.unmet.first(uploadOf(ref), func(*followed) bool { return true })
	if f != nil {
		l.unmet.drop(f)
	} else {
		f = l.follow(ref)
		l.untold.add(f)
	}
	f.ref.Sequencer, f.identity = ref.Sequencer, identity
	if f.begun == 0 {
		f.begun = sent.UnixNano()
	}
	if identity != "" {
		l.identities[identity] = f
	}
	return f
}

// received takes a message that a worker has, or a person, or somebody outside. One that was
// taken for ended was not.
func (l *ledger) received(e *event.Event, b *event.MessageReceived) {
	t := l.met(e, b.SentAt)
	t.over, t.end = false, EndUnknown
	if event.Works(e.Worker) {
		t.hands++
		l.hands++
	}
	l.weighAll(t)
}

// putDown takes a message that a worker of ours has no more.
func (l *ledger) putDown(e *event.Event) {
	t := l.tickets[e.MessageID]
	if t == nil || t.hands == 0 || !event.Works(e.Worker) {
		return
	}
	t.hands--
	l.hands--
	l.weighAll(t)
}

// deleted ends a message. What our own workers delete is done.
func (l *ledger) deleted(e *event.Event) {
	t := l.tickets[e.MessageID]
	l.putDown(e)
	if t == nil && e.Key != "" { // somebody's, of which nothing was told
		t = l.met(e, e.Time)
	}
	l.end(t, EndDeleted)
}

// died takes a message that is in the dead-letter queue.
func (l *ledger) died(e *event.Event) { l.end(l.met(e, e.Time), EndDead) }

// redriven takes a dead letter that is a new message now: in our queue, or in one
// that is nobody's business.
func (l *ledger) redriven(e *event.Event, b *event.MessageRedriven) {
	old := l.tickets[b.PreviousID]
	l.end(old, EndMoved)
	if b.Queue != "" && b.Queue != l.queue {
		return
	}
	if t := l.tickets[e.MessageID]; t != nil { // it was received before this was told
		return
	}
	if old == nil {
		l.met(e, e.Time)
		return
	}
	t := &ticket{id: e.MessageID}
	l.tickets[t.id] = t
	for _, f := range old.images {
		l.join(t, f)
	}
}

// purged takes all that a queue held. On an account an upload whose message is not
// known may have been among it: it has, if no message comes.
func (l *ledger) purged(b *event.QueuePurged) {
	before, from := EndUnknown, b.Queue == l.queue
	if !from {
		before = EndDead
	}
	if !from && b.Queue != l.deadQueue {
		return
	}
	known := 0
	for _, t := range l.tickets {
		if t.over == (before == EndDead) && t.end == before {
			known++
			l.end(t, EndPurged)
		}
	}
	switch {
	case !from:
	case l.sendsReported:
		l.past.Unseen += max(b.Count-known, 0)
	default:
		for f := range l.all {
			f.swept = f.swept || len(f.tickets) == 0
		}
	}
}

// mark notes what a worker said of the images of a message, or of that with the
// key.
func (l *ledger) mark(id, key string, note func(*followed)) {
	t := l.tickets[id]
	if t == nil {
		return
	}
	for _, f := range t.images {
		if key == "" || f.ref.Key == key {
			note(f)
		}
	}
}

// end ends a message. Who deletes what was purged before has done its work.
func (l *ledger) end(t *ticket, end End) {
	if t == nil {
		return
	}
	t.over, t.end = true, end
	l.weighAll(t)
}

// follow begins to follow an image.
func (l *ledger) follow(ref event.ImageRef) *followed {
	if l.bounded && len(l.all) >= maxFollowed {
		for f := range l.all { // any
			count(&l.past, f)
			l.forget(f)
			break
		}
	}
	f := &followed{ref: ref}
	l.all[f] = struct{}{}
	return f
}

// join makes a message one of an image's.
func (l *ledger) join(t *ticket, f *followed) {
	t.images, f.tickets = append(t.images, f), append(f.tickets, t)
	l.weigh(f)
}

// leave takes a message from its images, and forgets those that are nothing
// without it.
func (l *ledger) leave(t *ticket) {
	for _, f := range t.images {
		f.tickets = slices.DeleteFunc(f.tickets, func(o *ticket) bool { return o == t })
		if len(f.tickets) == 0 && !f.told {
			l.forget(f)
		}
	}
	t.images = nil
}

func (l *ledger) weighAll(t *ticket) {
	for _, f := range t.images {
		l.weigh(f)
	}
}

// weigh counts an image as open or ended, and lets go of the oldest ended one
// where there are many.
func (l *ledger) weigh(f *followed) {
	if open := f.isOpen(); open != f.open {
		f.open = open
		if open {
			l.open++
		} else {
			l.open--
		}
	}
	if f.open || f.retired {
		return
	}
	f.retired = true
	old, full := l.retired.Push(f)
	if !full {
		return
	}
	old.retired = false
	if !old.open { // else it comes into the ring again
		count(&l.past, old)
		l.forget(old)
	}
}

// forget lets go of an image and its messages.
func (l *ledger) forget(f *followed) {
	if f.open {
		f.open = false
		l.open--
	}
	delete(l.all, f)
	delete(l.identities, f.identity)
	l.unmet.drop(f)
	l.untold.drop(f)
	for _, t := range f.tickets {
		t.images = slices.DeleteFunc(t.images, func(o *followed) bool { return o == f })
		if len(t.images) == 0 {
			delete(l.tickets, t.id)
		}
	}
}
