package state

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/ring"
)

// Activity is what a worker does: a Stage, or one of the following.
type Activity string

// What a worker does besides the stages.
const (
	Idle    Activity = "idle"
	Polling Activity = "polling"
	Holding Activity = "holding"  // has a message, between two stages
	NoCore  Activity = "waiting"  // for a core, to make the thumbnail
	Lost    Activity = "lost"     // works on though its countdown ran out
	Died    Activity = "dead"     // of a fault: it has a message in hand, and does nothing
	AtGate  Activity = "frozen"   // it stands with the world, and would poll else
	Ending  Activity = "freezing" // what is under way, a poll for one, ends before the world stands; see Does

	// What a goroutine of a model waits for that has no message, or cannot go on with it.
	NoMessage Activity = "no message" // in the channel that it takes from
	NoPlace   Activity = "no place"   // in the channel that it puts into
	NoPermit  Activity = "no permit"  // as many images are in work as may be
)

// keepSpans is how many stretches of a worker's lane are kept. With spanGrain
// they cover two minutes, however short each thing is that the worker does.
const keepSpans = 600

// spanGrain is the shortest stretch of a lane: what begins within it after
// another is drawn as one with it.
const spanGrain = 200 * time.Millisecond

// Worker is a consumer goroutine as the screen knows it.
type Worker struct {
	Name      string
	started   time.Time
	Activity  Activity
	Since     time.Time     // when Activity began
	Polled    time.Time     // when it asked the queue last
	Wait      time.Duration // that it asked for then
	MessageID string        // in hand; empty when none
	Key       string        // of the image in hand
	Done      int           // messages finished
	Failed    int           // messages given back
	others    []string      // further messages in a person's hand, the latest last
	busy      time.Duration
	struck    time.Time       // when a fault hit it in Activity; zero: none did
	late      bool            // the timeout of what is in hand ran out before Activity's present stretch
	Spans     ring.Ring[Span] // what it did before Activity

	version[Worker]

	left   bool // its goroutine has ended, and the lane is kept for the next
	stands bool // with the world, since Since, while the clock goes on
}

// spawning is the model whose goroutines live for one message.
const spawning = "spawn"

// Receives tells whether it receives for others, and works on nothing itself.
func (w *Worker) Receives() bool { return strings.HasPrefix(w.Name, "receiver") }

// staging is the model whose goroutines take turns: there are more than permits.
const staging = "staged"

// Hands is on how many images the workers can be at once.
func (s *State) Hands() int {
	if s.Model == spawning || s.Model == staging {
		return s.Wanted
	}
	return len(s.Workers)
}

// Leaving is how many goroutines of the model before still have a message in hand, which
// they end with, and which model that was.
func (s *State) Leaving() (n int, model string) {
	for _, w := range s.Workers {
		if w.Works() && w.started.Before(s.modelAt) {
			n++
		}
	}
	return n, s.before
}

// Gone tells whether its goroutine has ended, and the lane waits for the next one.
func (w *Worker) Gone() bool { return w.left }

// Works tells whether it has a message in hand and can go on with it.
func (w *Worker) Works() bool {
	return w.MessageID != "" && w.Activity != NoPlace && w.Activity != Died
}

// PermitsTaken is how many permits of the model are taken: by who is at work, and by who
// died with a message in hand, whose permit nobody has back yet.
func (s *State) PermitsTaken() (n int) {
	for _, w := range s.Workers {
		if w.Works() || w.Activity == Died {
			n++
		}
	}
	return min(n, s.Wanted)
}

// Struck is when a fault hit what the worker does; zero: none did.
func (w *Worker) Struck() time.Time { return w.struck }

// All are the receivers, the workers after them, and who received by hand: each has a
// lane. A person's is the first while there is something to be seen in it.
func (s *State) All() []*Worker {
	for _, w := range s.Persons {
		if w.MessageID != "" || s.Now.Sub(w.Since) < personShown {
			return slices.Concat(s.Persons, s.Receivers, s.Workers)
		}
	}
	return slices.Concat(s.Receivers, s.Workers, s.Persons)
}

// personShown is how long a person's lane stays the first after the hand is empty.
const personShown = 30 * time.Second

// discharge takes workers out.
func (s *State) discharge(which func(*Worker) bool) {
	s.Workers = slices.DeleteFunc(s.Workers, which)
	s.Receivers = slices.DeleteFunc(s.Receivers, which)
}

// clearLanes takes out lanes that no goroutine has, where there are too many, or the
// model is another.
func (s *State) clearLanes() {
	spare := s.Wanted
	if s.Model != spawning || len(s.Receivers) == 0 {
		spare = 0
	}
	over := len(s.Workers) - spare
	for i := len(s.Workers) - 1; i >= 0 && over > 0; i-- {
		if s.Workers[i].left {
			s.Workers = slices.Delete(s.Workers, i, i+1)
			over--
		}
	}
}

// Span is a stretch of a worker's lane: one thing that it did, or several short
// ones, of which Activity is the one that took longest.
type Span struct {
	From, To time.Time
	Activity Activity
	Key      string
	Failed   bool
	Late     bool      // the message's timeout had run out
	Struck   time.Time // when a fault hit it; zero: none did

	most time.Duration // that Activity took
	busy time.Duration // at work on a message in hand
}

// newWorker has done nothing yet.
func newWorker(name string, at time.Time, now *epoch) *Worker {
	return &Worker{Name: name, started: at, Activity: Idle, Since: at, Spans: ring.New[Span](keepSpans), version: newVersion[Worker](now)}
}

// enter makes the worker do something else.
func (w *Worker) enter(at time.Time, a Activity) {
	if w.Activity == a && a == Polling {
		return
	}
	w.close(at, false)
	w.Activity, w.Since = a, at
}

// close ends the present stretch.
func (w *Worker) close(at time.Time, failed bool) {
	if w.Activity == "" || !at.After(w.Since) {
		return
	}
	span := Span{From: w.Since, To: at, Activity: w.Activity, Key: w.Key, Failed: failed, Late: w.late, Struck: w.struck, most: at.Sub(w.Since)}
	if w.stands {
		span.Activity, span.Late = AtGate, false
	} else if w.Works() {
		span.busy = span.most
		w.busy += span.busy
	}
	w.keep(span)
	w.struck = time.Time{}
}

// keep adds a stretch to the lane, or makes it one with the last.
func (w *Worker) keep(s Span) {
	last := w.Spans.Last()
	if last == nil || s.To.Sub(last.From) > spanGrain || !s.From.Equal(last.To) {
		w.Spans.Add(&s)
		return
	}
	last.To = s.To
	last.busy += s.busy
	last.Failed = last.Failed || s.Failed
	if !s.Struck.IsZero() {
		last.Struck = s.Struck
	}
	if s.most > last.most {
		last.Activity, last.Key, last.Late, last.most = s.Activity, s.Key, s.Late, s.most
	}
}

// take puts a message into the worker's hand.
func (w *Worker) take(at time.Time, id, key string) {
	w.enter(at, Holding)
	w.MessageID, w.Key, w.late = id, key, false
}

// late takes that the timeout of a message in a worker's hand ran out: what the worker
// does is late from then on.
func (s *State) late(worker, id string, at time.Time) {
	if w := s.workerNamed(worker); w != nil && w.Works() && w.MessageID == id {
		w.close(at, false)
		w.Since, w.late = at, true
	}
}

// drop empties the worker's hand.
func (w *Worker) drop(at time.Time, failed bool) {
	w.close(at, failed)
	w.MessageID, w.Key, w.late = "", "", false
	w.Activity, w.Since = Idle, at
	if failed {
		w.Failed++
	} else {
		w.Done++
	}
}

// Utilisation is the part of the last window before now in which the worker
// was at work on a message in hand.
func (w *Worker) Utilisation(now time.Time, window time.Duration) float64 {
	from := now.Add(-window)
	if w.started.After(from) {
		from = w.started
	}
	total := now.Sub(from)
	if total <= 0 {
		return 0
	}
	var busy time.Duration
	if w.Works() && !w.stands {
		busy = overlap(w.Since, now, from, now)
	}
	for i := w.Spans.Len() - 1; i >= 0; i-- {
		span := w.Spans.Ref(i)
		begin, end := span.From.Sub(from), span.To.Sub(from)
		if end < 0 {
			break
		}
		if begin >= 0 && end <= total { // most are: all of it
			busy += span.busy
			continue
		}
		if length := end - begin; length > 0 {
			part := float64(max(min(end, total)-max(begin, 0), 0)) / float64(length)
			busy += time.Duration(part * float64(span.busy))
		}
	}
	return min(float64(busy)/float64(total), 1)
}

// computing is the part of the last window before now in which the worker made
// thumbnails, as far as its lane tells.
func (w *Worker) computing(now time.Time, window time.Duration) float64 {
	from := now.Add(-window)
	if w.started.After(from) {
		from = w.started
	}
	total := now.Sub(from)
	if total <= 0 {
		return 0
	}
	var sum time.Duration
	if w.Activity == Activity(event.Thumbnail) && !w.stands {
		sum = overlap(w.Since, now, from, now)
	}
	for i := w.Spans.Len() - 1; i >= 0; i-- {
		span := w.Spans.Ref(i)
		if !span.To.After(from) {
			break
		}
		if span.Activity == Activity(event.Thumbnail) {
			sum += overlap(span.From, span.To, from, now)
		}
	}
	return min(float64(sum)/float64(total), 1)
}

// overlap is how long two stretches of time share.
func overlap(a0, a1, b0, b1 time.Time) time.Duration {
	if a0.Before(b0) {
		a0 = b0
	}
	if a1.After(b1) {
		a1 = b1
	}
	return max(a1.Sub(a0), 0)
}

// worker takes what a worker says of itself.
func (s *State) worker(e *event.Event) {
	switch w := s.workerNamed(e.Worker); {
	case event.Is[event.WorkerStarted](e) && w == nil:
		w = newWorker(e.Worker, e.Time, s.epoch)
		s.enlist(w)
		if s.StandsAlone() {
			s.standsStill(w, e.Time)
		}
	case w == nil:
	case event.Is[event.WorkerStopped](e) && s.Model == spawning && !w.Receives() && len(s.Receivers) > 0:
		w.handOn(e.Time) // its lane is the next one's
		w.left = true
		s.clearLanes()
	case event.Is[event.WorkerStarted](e):
		w.left = false
		if w.Activity == Died { // this is another of its name
			w.handOn(e.Time)
		}
	case event.Is[event.WorkerStopped](e):
		if w.Activity == Polling {
			s.polled(w, e.Time)
		}
		s.discharge(func(o *Worker) bool { return o == w })
		s.clearLanes()
	case event.Is[event.WorkerPolling](e):
		if w.Activity == Polling {
			s.polled(w, e.Time)
		}
		w.enter(e.Time, Polling)
		w.Polled, w.Wait = e.Time, s.wait()
	}
}

// stopPolling takes that consuming was paused: in process the calls that wait for
// messages are cancelled; elsewhere each ends by itself.
func (s *State) stopPolling(at time.Time) {
	for _, w := range s.All() {
		if s.Setup.Embedded && w.Activity == Polling {
			s.writesWorker(w)
			s.polled(w, at)
			w.enter(at, Idle)
		}
	}
}

// enlist takes a worker in at its place: 2 comes before 10, whichever goroutine
// began first, and on a line the first of each stage before the second of any.
func (s *State) enlist(w *Worker) {
	if w.Receives() {
		s.Receivers = append(s.Receivers, w)
		return
	}
	at, _ := slices.BinarySearchFunc(s.Workers, w.Name, func(o *Worker, name string) int {
		return cmp.Or(cmp.Compare(numberOf(o.Name), numberOf(name)), cmp.Compare(kindOf(o.Name), kindOf(name)), cmp.Compare(o.Name, name))
	})
	s.Workers = slices.Insert(s.Workers, at, w)
}

// workerNamed finds a worker, which may be changed; there are few.
func (s *State) workerNamed(name string) *Worker {
	for _, w := range s.Workers {
		if w.Name == name {
			s.writesWorker(w)
			return w
		}
	}
	for _, w := range s.Receivers {
		if w.Name == name {
			s.writesWorker(w)
			return w
		}
	}
	for _, w := range s.Persons {
		if w.Name == name {
			s.writesWorker(w)
			return w
		}
	}
	return nil
}

// numberOf is the number of a worker among those of its kind.
func numberOf(name string) int {
	n, err := strconv.Atoi(name[strings.LastIndexByte(name, '-')+1:])
	if err != nil {
		return 0 // another process named it as it likes
	}
	return n
}

// kindOf is the place of a worker's kind: numbers first, then the stages in their order.
func kindOf(name string) int {
	kind, _, _ := strings.Cut(name, "-")
	return event.Stage(kind).Place()
}

// Stage is the stage that the worker does and no other; empty: it does all.
func (w *Worker) Stage() event.Stage {
	kind, _, _ := strings.Cut(w.Name, "-")
	if stage := event.Stage(kind); stage.Place() >= 0 {
		return stage
	}
	return ""
}

// releaseWorker takes a message out of the hand of the worker an event names.
func (s *State) releaseWorker(e *event.Event) {
	w := s.workerNamed(e.Worker)
	switch {
	case w == nil:
	case event.ByHand(e.Worker):
		s.leavesHand(w, e.MessageID, e.Time)
	case w.MessageID == e.MessageID && w.Activity == Died: // it neither did it nor failed
		w.handOn(e.Time)
	case w.MessageID == e.MessageID:
		w.drop(e.Time, !event.Is[event.MessageDeleted](e))
	}
}
