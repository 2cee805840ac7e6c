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
// pipelines of processes do. Each stage has as many goroutines as suit it, and its
// thumbnail stage no more than there are cores; N is shared among all. The slowest
// stage sets the pace, and shows itself: the channel before it is full, and those after
// it are empty. The price is more to hold, a channel full of images before each stage,
// and that the shares have to suit the work. It is the right one where stages need very
// different things, such as cores, a network and a service that takes few calls.
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
	s := &staged{crew: c, received: newChannel[*delivery](0)}
	s.receiver = &team{crew: c, kind: receiving, job: func(w *worker) { c.fill(w, s.received) }}
	s.download = &team{crew: c, kind: string(event.Download), job: s.begin}
	before := s.download
	for i, stage := range event.Stages()[1:] {
		st := &station{stage: stage, in: newChannel[*part](0)}
		st.team = &team{crew: c, kind: string(stage), job: func(w *worker) { s.station(w, i) }}
		before.last = st.in.close // nobody puts into it any more
		s.stations, before = append(s.stations, st), st.team
	}
	return s
}

// resize shares n among the stages. Of fewer than four, each stage still has one, and
// they take turns for the permits.
func (s *staged) resize(n int) {
	shares, size := shares(n, s.crew.cores), s.crew.sizeOfChannel(n)
	for i, st := range s.stations {
		st.in.resize(size)
		st.team.resize(shares[i+1])
	}
	s.received.resize(size)
	s.download.resize(shares[0])
	s.receiver.resize(1)
}

// shares are the goroutines of each stage, n in all but at least one each. The
// thumbnail stage has no more than there are cores. Of the others each has as many as
// calls of AWS are its part: three of notify (publish, remember, delete), two of
// download (look, get), one of upload (put).
func shares(n, cores int) (each [4]int) {
	const download, thumbnail, upload, notify = 0, 1, 2, 3
	each = [4]int{1, 1, 1, 1}
	turns := []int{thumbnail, notify, download, thumbnail, notify, upload, thumbnail, notify, download}
	for i, left := 0, n-len(each); left > 0; i++ {
		if turn := turns[i%len(turns)]; turn != thumbnail || cores == 0 || each[thumbnail] < cores {
			each[turn]++
			left--
		}
	}
	return each
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
	for {
		d, ok := s.crew.drain(w, s.received)
		switch {
		case !ok:
			return
		case !w.admit(d):
		case d.invalid != nil || len(d.content.Images) == 0 || s.crew.intake.work.Err() != nil:
			w.finish(d) // there is nothing for a line to do
		default:
			s.load(w, d)
		}
	}
}

// load puts an admitted message on the line.
func (s *staged) load(w *worker, d *delivery) {
	w.messages.give(w.name, d)
	images := d.content.Images
	p := &parcel{task: w.messages.begin(s.crew.intake.work, d), errs: make([]error, len(images)), left: len(images)}
	for i, ref := range images {
		im := &part{imageWork: &imageWork{messageID: d.MessageID, sentAt: d.SentAt, ref: ref}, of: p, place: i}
		if i > 0 {
			if err := s.permit(w, p); err != nil {
				p.done(w, im, err)
				continue
			}
		}
		s.step(w, im, 0)
	}
}

// station is a stage after the first.
func (s *staged) station(w *worker, i int) {
	st := s.stations[i]
	for {
		im, ok := st.in.take(w.ctx, w.waitsForMessage, func(im *part, fill, size int) {
			w.messages.takeUp(w.name, im.of.delivery, st.stage, fill, size)
		})
		if !ok {
			return
		}
		if err := s.permit(w, im.of); err != nil {
			im.of.done(w, im, err)
			continue
		}
		s.step(w, im, i+1)
	}
}

// permit waits until no more images are worked on than may be.
func (s *staged) permit(w *worker, p *parcel) error {
	if err := p.ctx.Err(); err != nil {
		return err
	}
	return s.crew.permits.take(p.ctx, w.waitsForPermit)
}

// step does one stage of an image, gives the permit back, and hands the image on.
func (s *staged) step(w *worker, im *part, place int) {
	stage := event.Stages()[place]
	im.worker = w.name
	ctx := event.ForWork(im.of.ctx, event.Work{Worker: w.name, MessageID: im.messageID, Key: im.ref.Key})
	err := w.stages.do(ctx, im.imageWork, stage)
	s.crew.permits.free()
	if err != nil || place == len(s.stations) {
		im.of.done(w, im, err)
		return
	}
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
