package panel_test

import (
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"inflight/pipeline"
)

// What the true queue is made with.
const (
	trueVisibility  = 3 * time.Second
	trueMaxReceives = 3
)

// truth is a slow, plain model of a queue and its workers: what is really so. It
// knows nothing of how a State is made, and keeps all that ever happened.
type truth struct {
	begin, now time.Time
	all        []*trueMessage
	work       map[string]map[pipeline.Stage][]*trueReceive // who did a stage, by image
	twice      map[string]bool                              // of which images work was repeated
	repeated   int                                          // stages done again that no failure had undone
	events     []pipeline.Event
	started    int
	purged     int // source messages thrown away and not worked to their end after
	thrown     int // letters deleted
	finished   bool
}

// trueMessage is a message as it really is.
type trueMessage struct {
	id, key   string
	was       *trueMessage
	phase     pipeline.Phase // Waiting while it is in the queue, whether visible or not
	sent      time.Time
	visibleAt time.Time
	putDown   bool // its latest receive was given back before its time was up
	receives  []*trueReceive
	doneBy    string
	life      []trueMoment // all that was told of it
	endedAt   time.Time
}

// trueMoment is something that happened to a message, in words.
type trueMoment struct {
	at    time.Time
	words string
	// hidden is true of what comes after the end: it may be said where the end was
	// not told.
	hidden bool
}

// lived keeps what happens to a message.
func (w *truth) lived(m *trueMessage, format string, args ...any) {
	m.life = append(m.life, trueMoment{at: w.now, words: fmt.Sprintf(format, args...)})
}

// trueSpan is a stage as it really was done.
type trueSpan struct {
	stage    pipeline.Stage
	from, to time.Time
	failed   bool
}

// trueName is a worker as a sentence calls it.
func trueName(worker string) string {
	if worker == pipeline.Outside {
		return "somebody outside"
	}
	return "worker " + worker
}

// inSeconds is a length of time as people count it down: whole seconds, rounded
// up, tenths below one.
func inSeconds(d time.Duration) string {
	switch {
	case d <= 0:
		return "0 s"
	case d < time.Second:
		return fmt.Sprintf("0.%d s", int(d/(100*time.Millisecond)))
	}
	return fmt.Sprintf("%d s", int((d+time.Second-1)/time.Second))
}

// trueReceive is a receive as it really went.
type trueReceive struct {
	try            int
	worker         string
	at, until      time.Time
	expired, ended time.Time
	again          bool // received again while it was held
	failed         bool
	deleted        bool
	running        pipeline.Stage
	spans          []trueSpan
	beats          []time.Time
}

func (r *trueReceive) held() bool { return r.ended.IsZero() }

func newTruth() *truth {
	begin := time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)
	w := &truth{begin: begin, now: begin, work: map[string]map[pipeline.Stage][]*trueReceive{}, twice: map[string]bool{}}
	w.tell(pipeline.Event{Type: pipeline.PipelineStarted, Setup: &pipeline.Setup{
		Queue: "practiceQ", DeadLetterQueue: "practiceDLQ", Workers: 3, Embedded: true,
		Visibility: trueVisibility.Seconds(), MaxReceives: trueMaxReceives,
	}})
	for _, name := range []string{"1", "2", "3"} {
		w.tell(pipeline.Event{Type: pipeline.WorkerStarted, Worker: name})
	}
	return w
}

// tell puts what has just happened into words.
func (w *truth) tell(e pipeline.Event) {
	if e.Time.IsZero() {
		e.Time = w.now
	}
	w.events = append(w.events, e)
}

// where is where a message is at the present moment.
func (w *truth) where(m *trueMessage) pipeline.Phase {
	switch {
	case m.phase != pipeline.Waiting || !w.now.Before(m.visibleAt):
		return m.phase
	case len(m.receives) == 0:
		return pipeline.Delayed
	case m.putDown:
		return pipeline.Returned
	}
	return pipeline.InFlight
}

func (m *trueMessage) last() *trueReceive {
	if len(m.receives) == 0 {
		return nil
	}
	return m.receives[len(m.receives)-1]
}

// hand is what a worker has in hand.
func (w *truth) hand(worker string) (*trueMessage, *trueReceive) {
	for _, m := range w.all {
		for _, r := range m.receives {
			if r.worker == worker && r.held() {
				return m, r
			}
		}
	}
	return nil, nil
}

func (w *truth) in(phases ...pipeline.Phase) []*trueMessage {
	var in []*trueMessage
	for _, m := range w.all {
		if slices.Contains(phases, w.where(m)) {
			in = append(in, m)
		}
	}
	return in
}

// pass lets time pass: countdowns run out at their moment.
func (w *truth) pass(d time.Duration) {
	until := w.now.Add(d)
	for {
		var next *trueMessage
		for _, m := range w.all {
			r := m.last()
			if m.phase == pipeline.Waiting && r != nil && r.expired.IsZero() && r.held() && !m.visibleAt.After(until) &&
				(next == nil || m.visibleAt.Before(next.visibleAt)) {
				next = m
			}
		}
		if next == nil {
			break
		}
		r := next.last()
		w.now, r.expired = next.visibleAt, next.visibleAt
		if r.worker != pipeline.Outside { // of somebody else nobody tells
			w.lived(next, "its visibility timeout ran out while worker %s held it", r.worker)
			w.tell(pipeline.Event{Type: pipeline.MessageExpired, MessageID: next.id, Worker: r.worker, ReceiveCount: r.try})
		}
	}
	w.now = until
}

func (w *truth) send(delay time.Duration) {
	w.started++
	m := &trueMessage{
		id: fmt.Sprintf("id-%02d", w.started), key: fmt.Sprintf("image%02d.jpg", w.started), sent: w.now, visibleAt: w.now.Add(delay),
	}
	w.all = append(w.all, m)
	e := pipeline.Event{Type: pipeline.MessageSent, MessageID: m.id, Key: m.key, ETag: "e", Bucket: "b", Queue: "practiceQ"}
	if delay > 0 {
		e.VisibleAt = m.visibleAt
		w.lived(m, "sent, delayed by %s", inSeconds(delay))
	} else {
		w.lived(m, "sent")
	}
	w.tell(e)
}

// receive hands a message out, or moves it to the dead letters where its receives
// are used up.
func (w *truth) receive(m *trueMessage, worker string) {
	if len(m.receives) >= trueMaxReceives {
		m.phase = pipeline.Dead
		reason := ""
		if m.last().failed {
			reason = "bad"
		}
		m.endedAt = w.now
		w.lived(m, "to the dead-letter queue")
		w.tell(pipeline.Event{Type: pipeline.MessageDead, MessageID: m.id, Key: m.key, ReceiveCount: len(m.receives), Reason: reason})
		return
	}
	for _, r := range m.receives {
		if r.worker != pipeline.Outside && r.held() {
			r.again = true
		}
	}
	m.putDown, m.visibleAt = false, w.now.Add(trueVisibility)
	w.lived(m, "received by %s, receive %d/%d, for %s", trueName(worker), len(m.receives)+1, trueMaxReceives, inSeconds(trueVisibility))
	m.receives = append(m.receives, &trueReceive{try: len(m.receives) + 1, worker: worker, at: w.now, until: m.visibleAt})
	w.tell(pipeline.Event{
		Type: pipeline.MessageReceived, MessageID: m.id, Key: m.key, ETag: "e", Bucket: "b", Worker: worker,
		ReceiveCount: len(m.receives), SentAt: m.sent, VisibleAt: m.visibleAt,
	})
}

func (w *truth) heartbeat(m *trueMessage, r *trueReceive) {
	if !r.expired.IsZero() || m.phase != pipeline.Waiting || r != m.last() {
		return
	}
	m.visibleAt = w.now.Add(trueVisibility)
	r.until, r.beats = m.visibleAt, append(r.beats, w.now)
	w.lived(m, "heartbeat: %s from here", inSeconds(trueVisibility))
	w.tell(pipeline.Event{Type: pipeline.MessageExtended, MessageID: m.id, Worker: r.worker, VisibleAt: m.visibleAt})
}

// goOn begins a stage or ends the one that runs.
func (w *truth) goOn(m *trueMessage, r *trueReceive, stage pipeline.Stage, fails, finds bool) {
	if r.running == "" {
		r.running, r.spans = stage, append(r.spans, trueSpan{stage: stage, from: w.now})
		w.tell(pipeline.Event{Type: pipeline.StageStarted, MessageID: m.id, Key: m.key, Worker: r.worker, Stage: stage})
		return
	}
	span := &r.spans[len(r.spans)-1]
	span.to, span.failed = w.now, fails
	e := pipeline.Event{
		Type: pipeline.StageFinished, MessageID: m.id, Key: m.key, Worker: r.worker, Stage: r.running, Took: w.now.Sub(span.from),
	}
	words := fmt.Sprintf("%s %s", r.running, tookWords(e.Took))
	switch {
	case fails:
		e.Error = "bad"
		words += ", failed"
	case finds && len(w.work[m.key][r.running]) > 0:
		e.Kept = true
		words += ", found done"
	default:
		again, repeated := w.did(m.key, r, r.running)
		switch {
		case repeated:
			words += ", again: work repeated"
		case again:
			words += ", again"
		}
	}
	w.lived(m, "%s", words)
	r.running = ""
	w.tell(e)
}

// tookWords is how long a stage took, in words.
func tookWords(d time.Duration) string {
	if d < 100*time.Millisecond {
		return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}

// did takes that a stage was done for an image. It tells whether another receive
// had done it, and whether one of these had not just failed before.
func (w *truth) did(key string, r *trueReceive, stage pipeline.Stage) (again, repeated bool) {
	if w.work[key] == nil {
		w.work[key] = map[pipeline.Stage][]*trueReceive{}
	}
	for _, before := range w.work[key][stage] {
		failed := !before.ended.IsZero() && !before.deleted && before.expired.IsZero() && !before.again
		again = again || before != r
		repeated = repeated || before != r && !failed
	}
	if repeated {
		w.repeated++
		w.twice[key] = true
	}
	w.work[key][stage] = append(w.work[key][stage], r)
	return again, repeated
}

func (w *truth) giveBack(m *trueMessage, r *trueReceive, after time.Duration) {
	r.ended, r.failed = w.now, true
	e := pipeline.Event{Type: pipeline.MessageReturned, MessageID: m.id, Key: m.key, Worker: r.worker, ReceiveCount: r.try, Reason: "bad"}
	if !r.expired.IsZero() || r != m.last() || m.phase != pipeline.Waiting { // it is not this worker's any more
		e.Late = true
		if m.phase == pipeline.Waiting || m.phase == pipeline.Dead { // else its life is over
			w.lived(m, "put down by worker %s, whose timeout had run out", r.worker)
		} else {
			m.life = append(m.life, trueMoment{at: w.now, words: "put down by worker " + r.worker + ", which had it no more", hidden: true})
		}
		w.tell(e)
		return
	}
	m.putDown, m.visibleAt = true, w.now.Add(after)
	if after > 0 {
		w.lived(m, "put down by worker %s, visible in %s", r.worker, inSeconds(after))
	} else {
		w.lived(m, "put down by worker %s, visible", r.worker)
	}
	e.VisibleAt = m.visibleAt
	w.tell(e)
}

func (w *truth) remove(m *trueMessage, r *trueReceive) {
	late := !r.expired.IsZero() || r != m.last()
	if m.phase == pipeline.Purged {
		w.purged--
	}
	if m.phase == pipeline.Waiting || m.phase == pipeline.Purged { // else it is gone, or a letter of another queue
		m.phase, m.doneBy, m.endedAt, r.deleted = pipeline.Done, r.worker, w.now, true
		if late {
			w.lived(m, "deleted by worker %s, which was late: its timeout had run out", r.worker)
		} else {
			w.lived(m, "deleted by worker %s: done", r.worker)
		}
	} else if m.phase == pipeline.Dead {
		w.lived(m, "worker %s was through with it too late: the dead letter stays", r.worker)
	}
	r.ended = w.now
	w.tell(pipeline.Event{Type: pipeline.MessageDeleted, MessageID: m.id, Key: m.key, Worker: r.worker, Late: late})
}

func (w *truth) redrive(m *trueMessage) {
	w.lived(m, "redriven to its queue, with a new id")
	m.phase = pipeline.Redriven
	w.started++
	n := &trueMessage{id: fmt.Sprintf("id-%02d", w.started), key: m.key, was: m, sent: w.now, visibleAt: w.now}
	w.all = append(w.all, n)
	w.tell(pipeline.Event{Type: pipeline.MessageRedriven, MessageID: n.id, PreviousID: m.id, Key: m.key, Queue: "practiceQ"})
}

func (w *truth) purge(queue string) {
	n := 0
	for _, m := range w.all {
		switch {
		case queue == "practiceQ" && m.phase == pipeline.Waiting:
			m.phase, m.endedAt = pipeline.Purged, w.now
			w.lived(m, "thrown away by a purge")
			n, w.purged = n+1, w.purged+1
		case queue == "practiceDLQ" && m.phase == pipeline.Dead:
			m.phase = pipeline.Purged
			w.lived(m, "thrown away by a purge")
			n, w.thrown = n+1, w.thrown+1
		}
	}
	w.tell(pipeline.Event{Type: pipeline.QueuePurged, Queue: queue, Count: n})
}

func (w *truth) sample() {
	w.tell(pipeline.Event{
		Type: pipeline.QueueSampled, Queue: "practiceQ", Visible: len(w.in(pipeline.Waiting)),
		InFlight: len(w.in(pipeline.InFlight, pipeline.Returned)), Delayed: len(w.in(pipeline.Delayed)),
	})
	w.tell(pipeline.Event{Type: pipeline.QueueSampled, Queue: "practiceDLQ", Visible: len(w.in(pipeline.Dead))})
}

// step lets something happen that can, as the dice fall.
func (w *truth) step(t *rapid.T) {
	some := func(of []*trueMessage) *trueMessage {
		if len(of) == 0 {
			return nil
		}
		return rapid.SampledFrom(of).Draw(t, "message")
	}
	tenths := func(most int) time.Duration {
		return time.Duration(rapid.IntRange(0, most).Draw(t, "tenths")) * 100 * time.Millisecond
	}
	switch rapid.IntRange(0, 19).Draw(t, "what") {
	case 0, 1:
		w.send(0)
	case 2:
		w.send(2 * time.Second)
	case 3, 4, 5:
		worker := rapid.SampledFrom([]string{"1", "2", "3"}).Draw(t, "worker")
		if m, _ := w.hand(worker); m == nil {
			if m = some(w.in(pipeline.Waiting)); m != nil {
				w.receive(m, worker)
			}
		}
	case 6:
		if m := some(w.in(pipeline.Waiting)); m != nil && rapid.IntRange(0, 2).Draw(t, "outside") == 0 {
			w.receive(m, pipeline.Outside)
		}
	case 7, 8, 9, 10, 11, 12:
		w.worker(t, rapid.SampledFrom([]string{"1", "2", "3"}).Draw(t, "worker"), tenths)
	case 13:
		if m := some(w.in(pipeline.Dead)); m != nil {
			w.redrive(m)
		}
	case 14:
		if m := some(w.in(pipeline.Dead)); m != nil && rapid.IntRange(0, 3).Draw(t, "throw") == 0 {
			m.phase, w.thrown = pipeline.Purged, w.thrown+1
			w.lived(m, "deleted from the dead-letter queue")
			w.tell(pipeline.Event{Type: pipeline.LetterDeleted, MessageID: m.id, Queue: "practiceDLQ"})
		}
	case 15:
		switch rapid.IntRange(0, 9).Draw(t, "seldom") {
		case 0:
			w.purge("practiceQ")
		case 1:
			w.purge("practiceDLQ")
		case 2:
			w.tell(pipeline.Event{Type: pipeline.ConsumingPaused})
			w.tell(pipeline.Event{Type: pipeline.ConsumingResumed})
		case 3:
			w.tell(pipeline.Event{Type: pipeline.ModelChanged, Model: "goroutines", Workers: 3})
		case 4:
			w.finished = true
			w.tell(pipeline.Event{Type: pipeline.ProducerFinished})
		}
	case 16:
		w.sample()
	default:
	}
	w.pass(tenths(15) + time.Millisecond) // no two things happen at once
}

// worker lets a worker do something with what it has in hand.
func (w *truth) worker(t *rapid.T, name string, tenths func(int) time.Duration) {
	m, r := w.hand(name)
	if m == nil {
		return
	}
	switch rapid.IntRange(0, 6).Draw(t, "does") {
	case 0:
		w.heartbeat(m, r)
	case 1, 2, 3:
		stage := rapid.SampledFrom(pipeline.Stages()).Draw(t, "stage")
		w.goOn(m, r, stage, rapid.IntRange(0, 4).Draw(t, "fails") == 0, rapid.Bool().Draw(t, "finds"))
	case 4:
		w.giveBack(m, r, tenths(30))
	case 5:
		w.remove(m, r)
	default: // it takes its time
	}
}
