package pipeline

import (
	"context"
	"time"
)

// Outcome is what became of a run's images.
type Outcome struct {
	Uploaded     int
	Thumbnails   int // made, or there already
	Dead         int
	UploadFailed int
	Undelivered  int  // uploads whose event reached no queue
	Earlier      int  // images among Thumbnails and Dead that an earlier run uploaded, or somebody else
	Unfinished   bool // work in hand was given back, or a call given up, as patience ran out
	Took         time.Duration
}

// Failed tells whether anything did not end as a thumbnail.
func (o Outcome) Failed() bool { return o.Dead+o.UploadFailed+o.Undelivered > 0 }

// drain follows the log until everything produced has ended: as a thumbnail
// whose message is deleted, in the dead-letter queue, or undelivered.
type drain struct {
	reader *Reader
	queue  string

	outcome  Outcome
	open     map[string]int // uploads not ended yet, by key
	early    map[string]int // ends that came before their upload was told of
	finished bool           // the producer has nothing more
	empty    bool           // the queue said so after the rest had ended
}

func newDrain(log *Log, queue string) *drain {
	return &drain{reader: log.NewWholeReader(), queue: queue, open: map[string]int{}, early: map[string]int{}}
}

// wait follows the log. With stop it returns true when everything has ended;
// it returns false when ctx ended or the log was closed.
func (d *drain) wait(ctx context.Context, stop bool) bool {
	var buf []Event
	for {
		events, ok := d.reader.Next(ctx, buf)
		if !ok {
			return false
		}
		buf = events
		for i := range events {
			d.apply(&events[i])
		}
		if stop && d.finished && len(d.open) == 0 && d.empty {
			return true
		}
	}
}

// rest takes what came since wait returned, and says what became of the images.
// What ended and was never told to be uploaded is somebody else's.
func (d *drain) rest() Outcome {
	for _, e := range d.reader.Take(nil) {
		d.apply(&e)
	}
	out := d.outcome
	for _, n := range d.early {
		out.Earlier += n
	}
	return out
}

// apply folds an event into what is still open.
func (d *drain) apply(e *Event) {
	switch e.Type { //nolint:exhaustive // most kinds do not matter here
	case ObjectUploaded:
		d.outcome.Uploaded++
		d.begin(e.Key)
	case UploadFailed:
		d.outcome.UploadFailed++
	case ProducerFinished:
		d.finished = true
	case ThumbnailCreated, ThumbnailKept:
		d.outcome.Thumbnails++
	case MessageDeleted:
		d.end(e.Key)
	case MessageDead:
		d.outcome.Dead++
		d.end(e.Key)
	case MessageRedriven:
		if e.Queue == "" || e.Queue == d.queue { // else it is somebody else's now
			d.begin(e.Key)
		}
	case EventFailed:
		d.outcome.Undelivered++
		d.end(e.Key)
	case QueueSampled:
		if e.Queue == d.queue {
			d.empty = d.finished && len(d.open) == 0 && e.Visible+e.InFlight+e.Delayed == 0
		}
	}
}

// begin marks a key as open, unless its end was told of already.
func (d *drain) begin(key string) {
	d.empty = false
	if d.early[key] > 0 {
		decrement(d.early, key)
		return
	}
	d.open[key]++
}

// end marks one upload of a key as ended. A fast worker may be done before the
// producer has told of its upload.
func (d *drain) end(key string) {
	if d.open[key] > 0 {
		decrement(d.open, key)
		return
	}
	d.early[key]++
}

func decrement(m map[string]int, key string) {
	if m[key]--; m[key] <= 0 {
		delete(m, key)
	}
}

// drainSample is how often the queue is asked while a drain waits for it.
const drainSample = 200 * time.Millisecond
