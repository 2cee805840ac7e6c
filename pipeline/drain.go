package pipeline

import (
	"context"
	"slices"
	"strings"
	"time"

	"inflight/pipeline/event"
)

// A drain ends when everything that is followed has ended and the queue says that
// it is empty. Should something be followed that nobody tells the end of, such as a
// message that another process worked on, the queue is believed: beliefSamples
// samples with nothing in them, over the time that it takes for its counts to be
// right, each after the last event.
//
// SQS says of its counts that they are approximate, and right within a minute of
// the last change; 30 s without any event have gone by before they are believed.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-resources-required-process-messages.html
const (
	beliefSamples = 3
	settleExact   = 2 * time.Second
	settleElse    = 30 * time.Second
)

// drainSample is how often the queue is asked while a drain waits for it, where
// asking costs nothing.
const drainSample = 200 * time.Millisecond

// drain follows the log until everything produced has ended.
type drain struct {
	*ledger

	reader   *event.Reader
	ask      chan<- struct{} // holds one value: the queue is to be asked now; nil: it is in its own time
	exact    bool            // the queue's counts are exact
	finished bool            // the producer has nothing more
	moving   bool            // a redrive is on its way

	empties    int       // samples with nothing in them since the last event
	emptySince time.Time // the first of them
	emptyUntil time.Time // the last of them
}

func newDrain(log *event.Log, queue, deadQueue string, exact bool) *drain {
	return &drain{ledger: newLedger(queue, deadQueue), reader: log.NewWholeReader(), exact: exact}
}

// wait follows the log. With stop it returns true when everything has ended;
// it returns false when ctx ended or the log was closed.
func (d *drain) wait(ctx context.Context, stop bool) bool {
	var buf []event.Event
	for {
		events, ok := d.reader.Next(ctx, buf)
		if !ok {
			return false
		}
		buf = events
		for i := range events {
			d.apply(&events[i])
		}
		if stop && d.over() {
			return true
		}
	}
}

// apply takes an event. Each that has to do with what is followed puts the end off.
func (d *drain) apply(e *event.Event) {
	switch b := e.Body.(type) {
	case *event.QueueSampled:
		if b.Queue == d.queue {
			d.sampled(e, b)
		}
		return
	case *event.ProducerFinished:
		d.finished = true
	case *event.RedriveStarted:
		d.moving = true
	case *event.RedriveEnded:
		d.moving = false
	default:
	}
	if d.ledger.apply(e) {
		d.empties = 0
		if d.ended() {
			select {
			case d.ask <- struct{}{}:
			default: // it is on its way, or nobody takes it
			}
		}
	}
}

// ended tells whether everything that is followed has ended; the queue has a say yet.
func (d *drain) ended() bool { return d.finished && d.hands == 0 && d.open == 0 && !d.moving }

// sampled takes what the queue said of itself.
func (d *drain) sampled(e *event.Event, b *event.QueueSampled) {
	if b.Visible+b.InFlight+b.Delayed > 0 {
		d.empties = 0
		return
	}
	if d.empties++; d.empties == 1 {
		d.emptySince = e.Time
	}
	d.emptyUntil = e.Time
}

// over tells whether the drain has come to its end.
func (d *drain) over() bool {
	switch {
	case !d.finished || d.hands > 0 || d.empties == 0:
		return false
	case d.ended() && (d.exact || d.accounted()):
		return true
	}
	return d.empties >= beliefSamples && d.emptyUntil.Sub(d.emptySince) >= settle(d.exact)
}

// accounted tells whether it is known what was to come: what was uploaded. A worker
// that uploads nothing has only the queue's word, however many messages it has had.
func (d *drain) accounted() bool { return d.uploads }

// settle is how long a queue has to say that it is empty.
func settle(exact bool) time.Duration {
	if exact {
		return settleExact
	}
	return settleElse
}

// rest takes what came since wait returned.
func (d *drain) rest() {
	for _, e := range d.reader.Take(nil) {
		d.apply(&e)
	}
}

// lost are the images that have no thumbnail as far as events tell, and of which
// another process may have made one.
func (l *ledger) lost() (found []*followed) {
	for f := range l.all {
		switch f.end() { //nolint:exhaustive // the others are known
		case EndUnknown, EndDeleted, EndPurged, EndDropped:
			if f.ref.Key != "" && !f.made {
				found = append(found, f)
			}
		}
	}
	return found
}

// outcome says what became of everything.
func (l *ledger) outcome() Outcome {
	out := l.past
	out.Ends, out.UploadFailed.Names = map[End]Named{}, slices.Clone(out.UploadFailed.Names)
	for end, fallen := range l.past.Ends {
		fallen.Names = slices.Clone(fallen.Names)
		out.Ends[end] = fallen
	}
	images := make([]*followed, 0, len(l.all))
	for f := range l.all {
		images = append(images, f)
	}
	slices.SortFunc(images, func(a, b *followed) int { return strings.Compare(a.name(), b.name()) })
	for _, f := range images {
		count(&out, f)
	}
	return out
}

// count adds an image to what is known.
func count(out *Outcome, f *followed) {
	end := f.end()
	switch {
	case f.told:
		out.Uploaded++
	case f.ref.Key != "":
		out.Earlier++
	}
	if f.made {
		out.Thumbnails++
	}
	if end == EndThumbnail {
		return
	}
	fallen := out.Ends[end]
	fallen.add(f.name())
	out.Ends[end] = fallen
}
