package state

import (
	"slices"
	"time"

	"inflight/pipeline/event"
)

// Phase is where a message is in its life.
type Phase uint8

// The phases of a message.
const (
	// Waiting: visible in the queue, so that the next receive may get it.
	Waiting Phase = iota
	// Delayed: in the queue, not visible before VisibleAt.
	Delayed
	// InFlight: received, not visible until VisibleAt.
	InFlight
	// Returned: given back by a worker after a failure, not visible until
	// VisibleAt: it is backing off. AWS counts it as in flight.
	Returned
	// Dead: in the dead-letter queue.
	Dead
	// Done: deleted after its work.
	Done
	// Purged: thrown away unworked, by a purge or by hand.
	Purged
	// Redriven: left the dead-letter queue as a new message.
	Redriven
)

// String is the word for a phase on the screen.
func (p Phase) String() string {
	switch p {
	case Waiting:
		return "visible"
	case Delayed:
		return "delayed"
	case InFlight:
		return "in flight"
	case Returned:
		return "backing off"
	case Dead:
		return "dead"
	case Done:
		return "done"
	case Purged:
		return "purged"
	case Redriven:
		return "redriven"
	}
	return "unknown"
}

// Ended tells whether a message's life is over.
func (p Phase) Ended() bool { return p == Done || p == Purged || p == Redriven }

// maxHistory is how many entries of its life a message keeps; the first half
// and the latest half stay.
const maxHistory = 64

// Message is what is known of one message. Times are those of the events.
type Message struct {
	ID         string
	Bucket     string
	Key        string // of the image; empty where the body is no S3 event
	ETag       string
	Body       string            // cut to 4 KiB
	Attributes map[string]string // of SQS, as of the latest receive
	// MessageAttributes are what its sender wrote on it.
	MessageAttributes map[string]string
	PreviousID        string // the dead letter it was before
	NextID            string // what it became by a redrive

	SentAt          time.Time
	firstReceivedAt time.Time
	ReceivedAt      time.Time     // of the latest receive
	VisibleAt       time.Time     // end of the countdown or of a delay
	visibility      time.Duration // length of the present countdown: from ReceivedAt or the last extension to VisibleAt
	EndedAt         time.Time
	Letter          bool       // it was a dead letter when its life ended
	EndedBy         event.Kind // of one thrown away: by a purge, a person's delete, or its retention period

	Try      int       // receive count
	Worker   string    // who received it last
	Receives []Receive // the last ones, the latest last
	Again    int       // how often it was received again while a worker held it
	repeated int       // how often a stage was repeated that had been done for its image, and not by a receive that failed
	Reason   string    // why the last try failed, or why it is dead

	Stage        event.Stage // present or last stage of the latest receive
	StageStarted time.Time
	StageDone    bool        // Stage has ended
	Held         event.Stage // that it waits for inside this program; empty: it is in work, or not here
	Inferred     bool

	History []Moment

	struck    string // the fault that hit it last
	struckTry int    // which receive that hit; 0: all, for it hit the image

	first [1]Receive // where Receives begins: most messages are received once

	dying    bool // who receives it next dies with it
	redone   bool // a stage was done again, be it after a failure
	phase    Phase
	tint     *tint   // the hue that it holds
	doings   *doings // for the image that it names; nil while nobody asked
	hash     uint64  // of its id, for over
	recalled bool    // History begins with the upload, or never will
	index    int     // place in the order of State
	mark     int32   // place in a snapshot whose index is being made
	place    place   // roster it is in, and slot its place there
	slot     int
	due      *dueList // it is in, and turn its place there, from 1
	turn     int
	version[Message]
}

// Moment is an entry in a message's life.
type Moment struct {
	Time   time.Time
	Kind   event.Kind
	Worker string
	Stage  event.Stage
	Took   time.Duration
	Text   string // reason, error, channel, bucket, rule
	Bytes  int64  // of an upload
	Until  time.Time
	Try    int
	Held   bool // of an expiry: a worker held the message
	Kept   bool // of a stage: what it would have done was there already
	Again  bool // of a stage: an earlier receive had done it for this image
	// repeated says of such a stage that it was no new try after a failure: the
	// message was taken from a worker that held it, or two were at work on the image.
	Repeated bool
	Late     bool // of a delete or a give-back: the worker's timeout had run out
	Dead     bool // of a delete: it came when the message had become a dead letter, which no delete of it touches
	Died     bool // of a receive or a stage: its worker was dead, of a fault
	Lost     bool // of a delete or a give-back: its receive was seen to be lost: expired while held, or received again
}

// Phase is where the message is at now: what the events said, and what has
// come to pass since by time alone (a delay that ended, a countdown that ran
// out).
func (m *Message) Phase(now time.Time) Phase {
	switch m.phase {
	case Delayed, Returned, InFlight:
		if !m.VisibleAt.IsZero() && !now.Before(m.VisibleAt) {
			return Waiting
		}
	case Waiting, Dead, Done, Purged, Redriven:
	}
	return m.phase
}

// Left is how much of the countdown is left at now, and which part of it that
// is, from 1 down to 0.
func (m *Message) Left(now time.Time) (left time.Duration, part float64) {
	left = max(m.VisibleAt.Sub(now), 0)
	if m.visibility <= 0 {
		return left, 0
	}
	return left, min(float64(left)/float64(m.visibility), 1)
}

// Working tells whether the worker that received it last holds it and lives, though
// its time may be up.
func (m *Message) Working(now time.Time) bool {
	r := m.latest()
	return r != nil && !r.Dead && r.Held(now)
}

// Beats are the heartbeats since the latest receive.
func (m *Message) Beats() []time.Time {
	if r := m.latest(); r != nil {
		return r.Beats
	}
	return nil
}

// Name is the short name of the message's image, or the start of its id.
func (m *Message) Name() string {
	if m.Key == "" {
		return "msg-" + m.ID[:min(len(m.ID), 8)]
	}
	return event.ShortName(m.Key)
}

// Identity is what stands for the image on the whole screen: its colour is
// made from it.
func (m *Message) Identity() string {
	if m.Key == "" {
		return m.ID
	}
	return m.Key
}

// names takes which image the message is about.
func (m *Message) names(bucket, key, etag string) {
	if bucket != m.Bucket || key != m.Key || etag != m.ETag {
		m.Bucket, m.Key, m.ETag, m.doings = bucket, key, etag, nil
	}
}

// note adds a moment to the message's history, leaving out the middle of one
// that grows too long.
func (m *Message) note(at Moment) {
	if len(m.History) >= maxHistory {
		m.History = slices.Concat(m.History[:maxHistory/2], m.History[maxHistory/2+1:]) // a snapshot may have what was
	}
	m.History = append(m.History, at)
}
