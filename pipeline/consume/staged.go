package consume

import (
	"context"
	"errors"
	"sync"

	"inflight/pipeline/event"
)

// staged is an assembly line: download, thumbnail, upload and notify are actors, each
// with goroutines of its own and a bounded channel before it.
//
//	receiver ─▶ ▕██▏ ─▶ download ─▶ ▕█░▏ ─▶ thumbnail ─▶ ▕░░▏ ─▶ upload ─▶ ▕█░▏ ─▶ notify
//
// An image goes from hand to hand. While one waits for S3 the next is shrunk, so the
// network and the cores are busy at the same time: what asyncio is for, and what
// pipelines of processes do. N permits are shared among all stages: a goroutine takes one
// when there is an image for it, works, and gives it back before it hands the image on,
// so they go to where the work is, and nobody has to find the right share for each
// stage. No permit waits for a core either, for the thumbnail stage has no more
// goroutines than there are cores. Images that are further on go first.
//
// What is short shows itself. Too few cores: the channel before thumbnail is full. Too
// few permits: the first channel is full, and the others are empty. The price is more to
// hold, at worst a channel full of images before each stage and one in each hand, and a
// hand-over between goroutines for each stage. It is the right one where stages need
// very different things, such as cores, a network and a service that takes few calls.
//
// A message is begun when its download begins; what waits before that passes to the next
// model, and the rest goes through the line to its end.
type staged struct {
	crew     *crew
	received *channel[*delivery]
	receiver *team
	download *team
	stations []*station // thumbnail, upload, notify
}

// station is a stage after the first, and the channel before it.
type station struct {
	stage event.Stage
	in    *channel[*part]
	team  *team
}

func newStaged(c *crew) *staged {
	s := &staged{crew: c, received: newChannel[*delivery](c.intake.world.Within)}
	s.receiver = &team{crew: c, kind: receiving, job: func(w *worker) { c.fill(w, s.received) }}
	s.download = &team{crew: c, kind: string(event.Download), job: s.begin}
	before := s.download
	for i, stage := range event.Stages()[1:] {
		st := &station{stage: stage, in: newChannel[*part](c.intake.world.Within)}
		st.team = &team{crew: c, kind: string(stage), job: func(w *worker) { s.station(w, i) }}
		before.last = st.in.close // nobody puts into it any more
		s.stations, before = append(s.stations, st), st.team
	}
	return s
}

// resize has n goroutines a stage, so that each could use all the permits, but for the
// thumbnail stage no more than there are cores; and at least one, for what is on the line.
func (s *staged) resize(n int) {
	size := s.crew.sizeOfChannel(n)
	n = max(n, 1)
	for _, st := range s.stations {
		st.in.resize(size)
		if cores := s.crew.cores; st.stage == event.Thumbnail && cores > 0 {
			st.team.resize(min(n, cores))
			continue
		}
		st.team.resize(n)
	}
	s.received.resize(size)
	s.download.resize(n)
	s.receiver.resize(1)
}

// part is one image of a message on its way through the stages. Whoever has it in hand
// works on it; a channel hands it on.
type part struct {
	*imageWork

	of    *parcel
	place int // among the images of the message
}

// parcel is a message in work: it is settled when the last of its images is done.
type parcel struct {
	*task

	mu   sync.Mutex
	errs []error
	left int
}

// done takes what became of an image, and settles the message with the last.
func (p *parcel) done(w *worker, im *part, err error) {
	err = nameImage(p.content.Images, im.place, w.messages.unlessGone(im.imageWork, err))
	p.mu.Lock()
	p.errs[im.place] = err
	p.left--
	left := p.left
	p.mu.Unlock()
	switch {
	case left > 0:
	case p.work.Err() != nil: // all are given back now: side by side
		w.running.Go(func() { _ = p.end(errors.Join(p.errs...)) })
	default:
		w.refused("delete", p.end(errors.Join(p.errs...)))
	}
}

// begin is the first stage: it downloads the images of messages, one after another.
func (s *staged) begin(w *worker) {
	for s.received.claim(w.ctx, w.waitsForMessage) {
		if s.crew.permits.take(s.crew.mine, w.blockedForPermit) != nil {
			return // what waits is held: the next model takes it up, or a stop gives it back
		}
		d, ok := s.received.collect(s.crew.mine, s.crew.takenUp(w))
		switch {
		case !ok || !s.crew.held.begin(d, s.crew):
			s.crew.permits.free()
		case d.invalid != nil || len(d.content.Images) == 0 || s.crew.intake.work.Err() != nil:
			w.finish(d) // there is nothing for a line to do
		default:
			s.load(w, d)
		}
	}
}

// load puts an admitted message on the line.
func (s *staged) load(w *worker, d *delivery) {
	images := d.content.Images
	p := &parcel{errs: make([]error, len(images)), left: len(images)}
	s.crew.intake.world.Within(w.intake.work, func() {
		w.messages.give(w.name, d)
		p.task = w.messages.begin(s.crew.intake.work, d)
	})
	for i, ref := range images {
		im := &part{imageWork: &imageWork{messageID: d.MessageID, sentAt: d.SentAt, ref: ref}, of: p, place: i}
		if i > 0 {
			if err := s.crew.permits.take(p.ctx, w.blockedForPermit); err != nil {
				p.done(w, im, err)
				continue
			}
		}
		s.step(w, im, 0)
	}
}

// station is a stage after the first. An image waits in the channel until there is a
// permit to work on it; when work has ended it is done with, for its message is given
// back.
func (s *staged) station(w *worker, i int) {
	st := s.stations[i]
	for st.in.claim(w.ctx, w.waitsForMessage) {
		err := s.crew.permits.takeFor(s.crew.intake.work, i+1, w.blockedForPermit)
		im, _ := st.in.collect(s.crew.intake.work, func(im *part, fill, size int) { // there is one: nobody else takes the rest
			w.messages.takeUp(w.name, im.of.delivery, st.stage, fill, size)
		})
		if err != nil {
			im.of.done(w, im, err)
			continue
		}
		s.step(w, im, i+1)
	}
}

// step does one stage of an image, gives the permit back, and hands the image on. After
// the last it is back when the message is settled: to delete it is work, too.
func (s *staged) step(w *worker, im *part, place int) {
	stage := event.Stages()[place]
	im.worker = w.name
	ctx := event.ForWork(im.of.ctx, event.Work{Worker: w.name, MessageID: im.messageID, Key: im.ref.Key})
	err := w.stages.do(ctx, im.imageWork, stage)
	if err != nil || place == len(s.stations) {
		im.of.done(w, im, err)
		s.crew.permits.free()
		return
	}
	s.crew.permits.free()
	if next := s.stations[place]; !s.handOn(im.of.ctx, w, im, next) {
		im.of.done(w, im, context.Canceled)
	}
}

// handOn puts an image into the channel before the next stage.
func (s *staged) handOn(ctx context.Context, w *worker, im *part, next *station) bool {
	return next.in.put(ctx, im, w.waitsForPlace, func(fill, size int) {
		w.messages.hold(w.name, im.of.delivery, next.stage, fill, size)
	})
}
