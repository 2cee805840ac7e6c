package panel_test

import (
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

// What the true queue is made with.
const (
	trueVisibility  = 3 * time.Second
	trueMaxReceives = 3
)

// truth is a slow, plain model of a queue and its workers: what is really so. It
// knows nothing of how a State is made, and keeps all that ever happened.
type truth struct {
	now      time.Time
	all      []*trueMessage
	work     map[string]map[event.Stage][]*trueReceive // who did a stage, by image
	twice    map[string]bool                           // of which images work was repeated
	repeated int                                       // stages done again that no failure had undone
	events   []event.Event
	started  int
	purges   int // of either queue
	purged   int // source messages thrown away and not worked to their end after
	thrown   int // letters deleted
}

// trueMessage is a message as it really is.
type trueMessage struct {
	id, key   string
	was       *trueMessage
	phase     state.Phase // Waiting while it is in the queue, whether visible or not
	sent      time.Time
	visibleAt time.Time
	putDown   bool // its latest receive was given back before its time was up
	receives  []*trueReceive
	doneBy    string
	byHand    bool         // it was thrown away by hand
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

// livedf keeps what happens to a message.
func (w *truth) livedf(m *trueMessage, format string, args ...any) {
	m.life = append(m.life, trueMoment{at: w.now, words: fmt.Sprintf(format, args...)})
}

// trueSpan is a stage as it really was done.
type trueSpan struct {
	stage    event.Stage
	from, to time.Time
	failed   bool
}

// trueName is a worker as a sentence calls it.
func trueName(worker string) string {
	switch worker {
	case event.Outside:
		return "somebody outside"
	case event.You:
		return worker
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
	byHand         bool // it ended by a give-back of a person
	deleted        bool
	running        event.Stage
	spans          []trueSpan
	beats          []time.Time
}

func (r *trueReceive) held() bool { return r.ended.IsZero() }

func newTruth() *truth {
	begin := time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)
	w := &truth{now: begin, work: map[string]map[event.Stage][]*trueReceive{}, twice: map[string]bool{}}
	w.tell(event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{
		Queue: "practiceQ", DeadLetterQueue: "practiceDLQ", Workers: 3, Embedded: true,
		Visibility: trueVisibility.Seconds(), MaxReceives: trueMaxReceives,
	}}})
	for _, name := range []string{"1", "2", "3"} {
		w.tell(event.Event{Worker: name, Body: &event.WorkerStarted{}})
	}
	return w
}

// tell puts what has just happened into words.
func (w *truth) tell(e event.Event) {
	if e.Time.IsZero() {
		e.Time = w.now
	}
	w.events = append(w.events, e)
}

// where is where a message is at the present moment.
func (w *truth) where(m *trueMessage) state.Phase {
	switch {
	case m.phase != state.Waiting || !w.now.Before(m.visibleAt):
		return m.phase
	case len(m.receives) == 0:
		return state.Delayed
	case m.putDown:
		return state.Returned
	}
	return state.InFlight
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

func (w *truth) in(phases ...state.Phase) []*trueMessage {
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
			if m.phase == state.Waiting && r != nil && r.expired.IsZero() && r.held() && !m.visibleAt.After(until) &&
				(next == nil || m.visibleAt.Before(next.visibleAt)) {
				next = m
			}
		}
		if next == nil {
			break
		}
		r := next.last()
		w.now, r.expired = next.visibleAt, next.visibleAt
		if r.worker != event.Outside { // of somebody else nobody tells
			w.livedf(next, "its visibility timeout ran out while %s held it", trueName(r.worker))
			if r.worker == event.You { // whose hand is empty then
				r.ended = w.now
			}
			w.tell(event.Event{MessageID: next.id, Worker: r.worker, Body: &event.MessageExpired{ReceiveCount: r.try}})
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
	b := &event.MessageSent{ETag: "e", Queue: "practiceQ"}
	if delay > 0 {
		b.VisibleAt = m.visibleAt
		w.livedf(m, "sent, delayed by %s", inSeconds(delay))
	} else {
		w.livedf(m, "sent")
	}
	w.tell(event.Event{MessageID: m.id, Key: m.key, Bucket: "b", Body: b})
}

// receive hands a message out, or moves it to the dead letters where its receives
// are used up.
func (w *truth) receive(m *trueMessage, worker string) {
	if len(m.receives) >= trueMaxReceives {
		m.phase = state.Dead
		reason := ""
		if m.last().failed {
			reason = "bad"
		}
		m.endedAt = w.now
		w.livedf(m, "to the dead-letter queue")
		w.tell(event.Event{MessageID: m.id, Key: m.key, Body: &event.MessageDead{ReceiveCount: len(m.receives), Reason: reason}})
		return
	}
	for _, r := range m.receives {
		if event.Works(r.worker) && r.held() {
			r.again = true
		}
	}
	m.putDown, m.visibleAt = false, w.now.Add(trueVisibility)
	w.livedf(m, "received by %s, receive %d/%d, for %s", trueName(worker), len(m.receives)+1, trueMaxReceives, inSeconds(trueVisibility))
	m.receives = append(m.receives, &trueReceive{try: len(m.receives) + 1, worker: worker, at: w.now, until: m.visibleAt})
	w.tell(event.Event{
		MessageID: m.id, Key: m.key, Bucket: "b", Worker: worker,
		Body: &event.MessageReceived{
			ETag:         "e",
			ReceiveCount: len(m.receives), SentAt: m.sent, VisibleAt: m.visibleAt,
		},
	})
}

func (w *truth) heartbeat(m *trueMessage, r *trueReceive) {
	if !r.expired.IsZero() || m.phase != state.Waiting || r != m.last() {
		return
	}
	m.visibleAt = w.now.Add(trueVisibility)
	r.until, r.beats = m.visibleAt, append(r.beats, w.now)
	w.livedf(m, "heartbeat: %s from here", inSeconds(trueVisibility))
	w.tell(event.Event{MessageID: m.id, Worker: r.worker, Body: &event.MessageExtended{VisibleAt: m.visibleAt}})
}

// goOn begins a stage or ends the one that runs.
func (w *truth) goOn(m *trueMessage, r *trueReceive, stage event.Stage, fails, finds bool) {
	if r.running == "" {
		r.running, r.spans = stage, append(r.spans, trueSpan{stage: stage, from: w.now})
		w.tell(event.Event{MessageID: m.id, Key: m.key, Worker: r.worker, Body: &event.StageStarted{Stage: stage}})
		return
	}
	span := &r.spans[len(r.spans)-1]
	span.to, span.failed = w.now, fails
	b := &event.StageFinished{Stage: r.running, Took: w.now.Sub(span.from)}
	words := fmt.Sprintf("%s %s", r.running, tookWords(b.Took))
	switch {
	case fails:
		b.Error = "bad"
		words += ", failed"
	case finds && len(w.work[m.key][r.running]) > 0:
		b.Kept = true
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
	w.livedf(m, "%s", words)
	r.running = ""
	w.tell(event.Event{MessageID: m.id, Key: m.key, Worker: r.worker, Body: b})
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
func (w *truth) did(key string, r *trueReceive, stage event.Stage) (again, repeated bool) {
	if w.work[key] == nil {
		w.work[key] = map[event.Stage][]*trueReceive{}
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
	b := &event.MessageReturned{ReceiveCount: r.try, Reason: "bad"}
	e := event.Event{MessageID: m.id, Key: m.key, Worker: r.worker, Body: b}
	if !r.expired.IsZero() || r != m.last() || m.phase != state.Waiting { // it is not this worker's any more
		b.Late = true
		if m.phase == state.Waiting || m.phase == state.Dead { // else its life is over
			w.livedf(m, "put down by worker %s, whose timeout had run out", r.worker)
		} else {
			m.life = append(m.life, trueMoment{at: w.now, words: "put down by worker " + r.worker + ", which no longer had it", hidden: true})
		}
		w.tell(e)
		return
	}
	m.putDown, m.visibleAt = true, w.now.Add(after)
	if after > 0 {
		w.livedf(m, "put down by worker %s, visible in %s", r.worker, inSeconds(after))
	} else {
		w.livedf(m, "put down by worker %s, visible", r.worker)
	}
	b.VisibleAt = m.visibleAt
	w.tell(e)
}

func (w *truth) remove(m *trueMessage, r *trueReceive) {
	late := !r.expired.IsZero() || r != m.last()
	phase := m.phase
	switch {
	case phase == state.Purged && m.died(): // a letter that was thrown away
		phase = state.Dead
	case phase == state.Purged:
		w.purged--
	case phase == state.Redriven: // where it was not told what became of the letter
		m.life = append(m.life, trueMoment{at: w.now, words: tooLate(r.worker), hidden: true})
	}
	switch phase { //nolint:exhaustive // else it is gone
	case state.Waiting, state.Purged:
		m.phase, m.doneBy, m.endedAt, r.deleted = state.Done, r.worker, w.now, true
		if late {
			w.livedf(m, "deleted by worker %s, which was late: its timeout had run out", r.worker)
		} else {
			w.livedf(m, "deleted by worker %s: done", r.worker)
		}
	case state.Dead: // a letter of another queue
		w.livedf(m, "%s", tooLate(r.worker))
	case state.Done: // two were at work, and both deleted it: whose delete is told first is said
		words := "deleted by worker " + r.worker + ": done"
		if late {
			words = "deleted by worker " + r.worker + ", which was late: its timeout had run out"
		}
		m.life = append(m.life, trueMoment{at: w.now, words: words, hidden: true})
	}
	r.ended = w.now
	w.tell(event.Event{MessageID: m.id, Key: m.key, Worker: r.worker, Body: &event.MessageDeleted{Late: late}})
}

// died tells whether a message has ever become a dead letter.
func (m *trueMessage) died() bool {
	return slices.ContainsFunc(m.life, func(at trueMoment) bool { return at.words == "to the dead-letter queue" })
}

// tooLate is a delete of what had become a dead letter, in words.
func tooLate(worker string) string {
	return "worker " + worker + " was through with it too late: it had become a dead letter"
}

// person lets the person at the keys do something with a message in hand.
func (w *truth) person(m *trueMessage, r *trueReceive, does int) {
	switch does {
	case 0:
		m.visibleAt = w.now.Add(trueVisibility)
		r.until = m.visibleAt
		w.livedf(m, "extended by you: visible in %s", inSeconds(trueVisibility))
		w.tell(event.Event{MessageID: m.id, Worker: r.worker, Body: &event.MessageExtended{VisibleAt: m.visibleAt}})
	case 1:
		r.ended, r.byHand, m.putDown, m.visibleAt = w.now, true, true, w.now
		w.livedf(m, "given back by you: visible")
		w.tell(event.Event{MessageID: m.id, Key: m.key, Worker: r.worker, Body: &event.MessageReturned{ReceiveCount: r.try, Reason: event.GivenBack, VisibleAt: w.now}})
	case 2:
		r.ended = w.now
		w.throwAway(m, false)
	}
}

// throwAway has a person delete a message, be it by an old receipt handle.
func (w *truth) throwAway(m *trueMessage, late bool) {
	m.phase, m.byHand, m.endedAt, w.purged = state.Purged, true, w.now, w.purged+1
	if late {
		w.livedf(m, "deleted by you, with an old receipt handle: its timeout had run out")
	} else {
		w.livedf(m, "deleted by you, and not done")
	}
	w.tell(event.Event{MessageID: m.id, Key: m.key, Worker: event.You, Body: &event.MessageDeleted{Late: late}})
}

// inHand are the ids of what the person holds.
func (w *truth) inHand() (ids []string) {
	for _, m := range w.all {
		if r := m.last(); r != nil && r.worker == event.You && r.held() && m.phase == state.Waiting {
			ids = append(ids, m.id)
		}
	}
	return ids
}

// hands lets the person at the keys receive, or do something with what was received.
func (w *truth) hands(t *rapid.T, some func([]*trueMessage) *trueMessage) {
	switch does := rapid.IntRange(0, 7).Draw(t, "by hand"); {
	case does >= 4:
		if m := some(w.in(state.Waiting)); m != nil && len(w.inHand()) < 3 {
			w.receive(m, event.You)
		}
	case does == 3: // an old receipt handle
		old := func(m *trueMessage) bool {
			return m.phase == state.Waiting && slices.ContainsFunc(m.receives, func(r *trueReceive) bool { return r.worker == event.You && !r.expired.IsZero() }) && m.last().worker != event.You
		}
		if m := some(slices.DeleteFunc(slices.Clone(w.all), func(m *trueMessage) bool { return !old(m) })); m != nil && rapid.IntRange(0, 3).Draw(t, "late") == 0 {
			w.throwAway(m, true)
		}
	default:
		held := slices.DeleteFunc(slices.Clone(w.all), func(m *trueMessage) bool { return !slices.Contains(w.inHand(), m.id) })
		if m := some(held); m != nil {
			w.person(m, m.last(), does)
		}
	}
}

func (w *truth) redrive(m *trueMessage) {
	w.livedf(m, "redriven to its queue, with a new id")
	m.phase = state.Redriven
	w.started++
	n := &trueMessage{id: fmt.Sprintf("id-%02d", w.started), key: m.key, was: m, sent: w.now, visibleAt: w.now}
	w.all = append(w.all, n)
	w.tell(event.Event{MessageID: n.id, Key: m.key, Body: &event.MessageRedriven{PreviousID: m.id, Queue: "practiceQ"}})
}

func (w *truth) purge(queue string) {
	w.purges++
	n := 0
	for _, m := range w.all {
		switch {
		case queue == "practiceQ" && m.phase == state.Waiting:
			m.phase, m.endedAt = state.Purged, w.now
			w.livedf(m, "its queue was purged")
			n, w.purged = n+1, w.purged+1
		case queue == "practiceDLQ" && m.phase == state.Dead:
			m.phase = state.Purged
			w.livedf(m, "its queue was purged")
			n, w.thrown = n+1, w.thrown+1
		}
	}
	w.tell(event.Event{Body: &event.QueuePurged{Queue: queue, Count: n}})
}

func (w *truth) sample() {
	w.tell(event.Event{
		Body: &event.QueueSampled{
			Queue: "practiceQ", Visible: len(w.in(state.Waiting)),
			InFlight: len(w.in(state.InFlight, state.Returned)), Delayed: len(w.in(state.Delayed)),
		},
	})
	w.tell(event.Event{Body: &event.QueueSampled{Queue: "practiceDLQ", Visible: len(w.in(state.Dead))}})
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
	switch rapid.IntRange(0, 21).Draw(t, "what") {
	case 0, 1:
		w.send(0)
	case 2:
		w.send(2 * time.Second)
	case 3, 4, 5:
		worker := rapid.SampledFrom([]string{"1", "2", "3"}).Draw(t, "worker")
		if m, _ := w.hand(worker); m == nil {
			if m = some(w.in(state.Waiting)); m != nil {
				w.receive(m, worker)
			}
		}
	case 6:
		if m := some(w.in(state.Waiting)); m != nil && rapid.IntRange(0, 2).Draw(t, "outside") == 0 {
			w.receive(m, event.Outside)
		}
	case 7, 8, 9, 10, 11, 12:
		w.worker(t, rapid.SampledFrom([]string{"1", "2", "3"}).Draw(t, "worker"), tenths)
	case 13:
		if m := some(w.in(state.Dead)); m != nil {
			w.redrive(m)
		}
	case 14:
		if m := some(w.in(state.Dead)); m != nil && rapid.IntRange(0, 3).Draw(t, "throw") == 0 {
			m.phase, w.thrown = state.Purged, w.thrown+1
			w.livedf(m, "deleted from the dead-letter queue")
			w.tell(event.Event{MessageID: m.id, Body: &event.LetterDeleted{Queue: "practiceDLQ"}})
		}
	case 15:
		switch rapid.IntRange(0, 9).Draw(t, "seldom") {
		case 0:
			w.purge("practiceQ")
		case 1:
			w.purge("practiceDLQ")
		case 2:
			w.tell(event.Event{Body: &event.ConsumingPaused{}})
			w.tell(event.Event{Body: &event.ConsumingResumed{}})
		case 3:
			w.tell(event.Event{Body: &event.ModelChanged{Model: "goroutines", Workers: 3}})
		case 4:
			w.tell(event.Event{Body: &event.ProducerFinished{}})
		}
	case 16:
		w.sample()
	case 20, 21:
		w.hands(t, some)
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
		stage := rapid.SampledFrom(event.Stages()).Draw(t, "stage")
		if r.running == "" && slices.Contains(w.work[m.key][stage], r) {
			return // what a worker has done in a receive it does not do again in it
		}
		w.goOn(m, r, stage, rapid.IntRange(0, 4).Draw(t, "fails") == 0, rapid.Bool().Draw(t, "finds"))
	case 4:
		w.giveBack(m, r, tenths(30))
	case 5:
		w.remove(m, r)
	default: // it takes its time
	}
}
