package panel_test

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/panel"
)

// steps is how much happens in a run of the model.
const steps = 60

func TestEverySentenceIsTrueWhereEveryEventComesInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, s := newTruth(), state.NewState()
		fold, words := folder(s), plainly{}
		for range steps {
			w.step(t)
			fold(w.events...)
			w.checkPlain(t, words.tell(t, w.events))
			w.events = w.events[:0]
			w.checkCounts(t, s)
			w.checkPresent(t, s)
			w.checkPast(t, s, true)
			w.checkPages(t, s, true)
		}
	})
}

func TestEventsThatComeLateOrTwiceLeaveWhatIsTrueInTheEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, s := newTruth(), state.NewState()
		fold := folder(s)
		fold(w.events...)
		w.events = w.events[:0]
		for range steps {
			w.step(t)
			for len(w.events) > 0 && rapid.IntRange(0, 3).Draw(t, "told") > 0 {
				i := rapid.IntRange(0, min(len(w.events)-1, 2)).Draw(t, "which")
				e := w.events[i]
				if ofTheSameQueue(w.events[:i], e) {
					i, e = 0, w.events[0]
				}
				w.events = append(w.events[:i:i], w.events[i+1:]...)
				fold(e)
				if tellable(e) && rapid.IntRange(0, 5).Draw(t, "again") == 0 {
					fold(e)
				}
			}
			w.checkPast(t, s, false)
			w.checkPages(t, s, false)
		}
		fold(w.events...)
		w.checkEnded(t, s)
		w.checkPages(t, s, false)
		w.checkPast(t, s, true)
	})
}

func TestEventsThatAreMissingLeaveNothingSaidThatIsFalse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, s := newTruth(), state.NewState()
		fold := folder(s)
		fold(w.events...)
		w.events = w.events[:0]
		lost := 0
		for range steps {
			w.step(t)
			for _, e := range w.events {
				if rapid.IntRange(0, 19).Draw(t, "lost") == 0 {
					lost++
					continue
				}
				if lost > 0 { // a log says how many it had to leave out, before it goes on
					fold(event.Event{Time: e.Time, Body: &event.EventsDropped{Count: lost}})
					lost = 0
				}
				fold(e)
			}
			w.events = w.events[:0]
			if lost == 0 {
				w.checkPast(t, s, true)
				w.checkGap(t, s)
				w.checkPages(t, s, false)
			}
		}
	})
}

// folder folds events as a log numbers them.
func folder(s *state.State) func(...event.Event) {
	seq := uint64(0)
	return func(events ...event.Event) {
		for _, e := range events {
			seq++
			e.Seq = seq
			s.Apply(e)
		}
	}
}

// tellable tells whether two may tell of an event: the worker, and the AWS that
// it works on. What only one reports is told once.
func tellable(e event.Event) bool {
	switch e.Body.(type) {
	case *event.MessageSent, *event.MessageReceived, *event.MessageExpired, *event.MessageReturned, *event.MessageDeleted, *event.MessageDead, *event.MessageRedriven, *event.StageFinished:
		return true
	}
	return false
}

// ofTheSameQueue tells whether an event waits behind one that one and the same
// speaker told before it: a worker tells in order what it does, and what the
// queue does to all messages it does not tell out of turn. Nor does it tell a death
// after the delete that came too late for it: whoever hears the delete first takes
// the message for done, and cannot know better.
func ofTheSameQueue(before []event.Event, e event.Event) bool {
	for _, b := range before {
		if b.Worker != "" && b.Worker == e.Worker && !event.Is[event.MessageExpired](&b) && !event.Is[event.MessageExpired](&e) ||
			event.Is[event.QueuePurged](&b) || event.Is[event.QueuePurged](&e) || event.Is[event.QueueSampled](&b) || event.Is[event.QueueSampled](&e) ||
			event.Is[event.MessageDead](&b) && event.Is[event.MessageDeleted](&e) && b.MessageID == e.MessageID ||
			b.MessageID == previous(e) && b.MessageID != "" || e.MessageID == previous(b) && e.MessageID != "" {
			return true
		}
	}
	return false
}

// previous is the id that a message had before it was redriven.
func previous(e event.Event) string {
	if b, ok := e.Body.(*event.MessageRedriven); ok {
		return b.PreviousID
	}
	return ""
}

// sums are what the four counters should be.
func (w *truth) sums() (expired, again, repeated, done int) {
	for _, m := range w.all {
		for _, r := range m.receives {
			if event.Works(r.worker) && !r.expired.IsZero() {
				expired++
			}
			if r.again {
				again++
			}
		}
		if m.phase == state.Done {
			done++
		}
	}
	return expired, again, w.repeated, done
}

func (w *truth) checkCounts(t *rapid.T, s *state.State) {
	expired, again, repeated, done := w.sums()
	c := &s.Count
	if c.ExpiredHeld != int64(expired) || c.ReceivedAgain != int64(again) || c.Repeated != int64(repeated) || c.Deleted != int64(done) {
		t.Fatalf("expired while held %d, received again %d, repeated %d, done %d; truly %d, %d, %d, %d",
			c.ExpiredHeld, c.ReceivedAgain, c.Repeated, c.Deleted, expired, again, repeated, done)
	}
	if c.Purged != int64(w.purged+w.thrown) {
		t.Fatalf("purged %d, truly %d and %d letters", c.Purged, w.purged, w.thrown)
	}
}

// checkPresent checks what is said of the present moment.
func (w *truth) checkPresent(t *rapid.T, s *state.State) {
	w.checkEnded(t, s)
	for _, worker := range s.Workers {
		m, _ := w.hand(worker.Name)
		switch {
		case m == nil && worker.MessageID != "":
			t.Fatalf("worker %s has %s in hand, truly nothing", worker.Name, worker.MessageID)
		case m != nil && worker.MessageID != m.id:
			t.Fatalf("worker %s has %q in hand, truly %s", worker.Name, worker.MessageID, m.id)
		}
	}
	var held []string
	for _, m := range s.InHand() {
		held = append(held, m.ID)
	}
	truly := w.inHand()
	slices.Sort(held)
	if slices.Sort(truly); !slices.Equal(held, truly) {
		t.Fatalf("in hand %v, truly %v", held, truly)
	}
	late := 0
	for _, m := range w.in(state.Waiting) {
		if r := m.last(); r != nil && r.held() && event.Works(r.worker) {
			late++
		}
	}
	if st := s.Standing(w.now); st.Late != late {
		t.Fatalf("late %d, truly %d", st.Late, late)
	}
	for _, m := range w.all {
		if got := s.Message(m.id); got != nil {
			w.checkWhereabouts(t, m, panel.Whereabouts(s, w.now, got))
		}
	}
	w.checkNarrationNow(t, panel.Narration(s, w.now, panel.Keys{}))
	if strings.Contains(panel.Verdict(s, w.now), "all that came is done") {
		for _, m := range w.all {
			if m.phase != state.Done && m.phase != state.Redriven {
				t.Fatalf("all that came is said to be done, and %s is %s", m.id, w.where(m))
			}
		}
	}
}

// checkEnded checks where messages are, once all is told.
func (w *truth) checkEnded(t *rapid.T, s *state.State) {
	for _, m := range w.all {
		got := s.Message(m.id)
		if got == nil {
			t.Fatalf("%s is not known", m.id)
		}
		if got.Phase(w.now) != w.where(m) {
			t.Fatalf("%s is said to be %s, and is %s", m.id, got.Phase(w.now), w.where(m))
		}
	}
	st := s.Standing(w.now)
	got := [...]int{st.Visible, st.InWork, st.BackingOff, st.Delayed, st.Dead}
	want := [...]int{
		len(w.in(state.Waiting)), len(w.in(state.InFlight)), len(w.in(state.Returned)), len(w.in(state.Delayed)), len(w.in(state.Dead)),
	}
	if got != want {
		t.Fatalf("visible, in work, backing off, delayed, dead: %v; truly %v", got, want)
	}
}

// checkGap checks that a gap leaves no ghosts among the counts.
func (w *truth) checkGap(t *rapid.T, s *state.State) {
	st := s.Standing(w.now)
	known := 0
	for range s.InQueue() {
		known++
	}
	alive := 0
	for _, m := range s.Live() {
		if m.Phase(w.now) != state.Dead {
			alive++
		}
	}
	if sum := st.Visible + st.NotVisible() + st.Delayed - st.Untold.Visible - st.Untold.NotVisible - st.Untold.Delayed; sum != alive || known != alive {
		t.Fatalf("%d stand somewhere and %d are listed, and %d are alive", sum, known, alive)
	}
	if s.Count.Dropped > 0 && strings.Contains(panel.Verdict(s, w.now), "all that came is done") {
		t.Fatal("all that came is said to be done, and events are missing")
	}
}

var (
	saidBy       = regexp.MustCompile(`(?:worker (\d)|somebody outside)`)
	saidDoneBy   = regexp.MustCompile(`done by (?:worker (\d)|somebody outside), and deleted`)
	saidRan      = regexp.MustCompile(`^(image\d\d)(?: |: ).*?\. Worker (\d) held it when its timeout ran out after (\S+) s(?:, and (worker \d|somebody outside|you) received it (\S+) s later)?`)
	narratedRan  = regexp.MustCompile(`^(image\d\d) (.*)(?:timed|ran) out (?:at worker (\d)|in your hand)$`)
	narratedNth  = regexp.MustCompile(`(image\d\d) was received for the (\d)\w\w time of \d, by (worker \d|somebody outside|you)`)
	narratedBad  = regexp.MustCompile(`(image\d\d) failed in its (\d)\w\w receive`)
	narratedWhy  = regexp.MustCompile(`(image\d\d) is a dead letter now: its .*last receive (timed out|failed|is over|was given back by hand)`)
	narratedHand = regexp.MustCompile(`(image\d\d) was given back by hand`)
)

func who(said string) string {
	if strings.Contains(said, "you") {
		return event.You
	}
	if m := saidBy.FindStringSubmatch(said); m != nil && m[1] != "" {
		return m[1]
	}
	return event.Outside
}

// checkWhereabouts checks the sentence of a message that is followed.
func (w *truth) checkWhereabouts(t *rapid.T, m *trueMessage, said string) {
	r := m.last()
	var wrong bool
	switch w.where(m) {
	case state.Waiting:
		works := r != nil && event.Works(r.worker) && r.held()
		wrong = works != strings.Contains(said, "works on") || works && who(said) != r.worker || !strings.Contains(said, "visible")
	case state.Delayed:
		wrong = !strings.Contains(said, "delayed")
	case state.InFlight:
		wrong = !strings.Contains(said, "in flight, receive "+strconv.Itoa(r.try)) || who(said) != r.worker ||
			strings.Contains(said, "is at") && r.running == "" || r.running != "" && !strings.Contains(said, "is at "+string(r.running))
	case state.Returned:
		wrong = !strings.Contains(said, "failed; backing off")
	case state.Dead:
		wrong = !strings.Contains(said, "in the dead-letter queue after 3 receives") || strings.HasSuffix(strings.TrimSpace(said), ":")
	case state.Done:
		by := saidDoneBy.FindString(said)
		wrong = by == "" || who(by) != m.doneBy
	case state.Purged:
		wrong = !strings.Contains(said, "and not done") || strings.Contains(said, "deleted by hand") != m.byHand
	case state.Redriven:
		wrong = !strings.Contains(said, "redriven")
	}
	if wrong {
		t.Fatalf("of %s, which is %s, it is said: %s (%+v)", m.id, w.where(m), said, r)
	}
}

// lives are the messages of an image, one after another.
func (w *truth) lives(name string) []*trueMessage {
	var of []*trueMessage
	for _, m := range w.all {
		if m.key == name+".jpg" {
			of = append(of, m)
		}
	}
	return of
}

// checkPast checks what is said to have happened: it has. That a message was
// received again while a worker held it may be believed for a moment, until all
// is told: that the worker had put it down comes late then.
func (w *truth) checkPast(t *rapid.T, s *state.State, all bool) {
	expired, again, repeated, done := w.sums()
	if c := &s.Count; c.ExpiredHeld > int64(expired) || all && c.ReceivedAgain > int64(again) || c.Repeated > int64(repeated) || c.Deleted > int64(done) {
		t.Fatalf("expired while held %d, received again %d, repeated %d, done %d; truly %d, %d, %d, %d",
			c.ExpiredHeld, c.ReceivedAgain, c.Repeated, c.Deleted, expired, again, repeated, done)
	}
	for _, in := range state.Insights(s, w.now) {
		if in.Name == "lost-race" {
			w.checkRace(t, in.Text, all)
		}
	}
	w.checkNarrationPast(t, panel.Narration(s, w.now, panel.Keys{}))
}

func (w *truth) checkRace(t *rapid.T, said string, all bool) {
	m := saidRan.FindStringSubmatch(said)
	if m == nil {
		t.Fatalf("not a sentence that is known: %s", said)
	}
	for _, of := range w.lives(m[1]) {
		for _, r := range of.receives {
			if r.worker != m[2] || r.expired.IsZero() {
				continue
			}
			after := "" // who received it next
			if m[4] != "" {
				if len(of.receives) <= r.try || of.receives[r.try].worker != who(m[4]) || strings.HasPrefix(m[5], "-") {
					continue
				}
				after = m[4]
			}
			twice, once := w.twice[of.key], true
			for _, by := range w.work[of.key] {
				once = once && len(slices.Compact(slices.Clone(by))) <= 1
			}
			switch {
			case strings.Contains(said, "work was done twice") && !twice,
				strings.Contains(said, "only once") && (!once && all || of.phase != state.Done),
				strings.Contains(said, "in the dead-letter queue") && of.phase == state.Waiting,
				strings.Contains(said, "has put it down since") && r.held(),
				strings.Contains(said, "was thrown away") && of.phase == state.Waiting,
				strings.Contains(said, "was redriven") && of.phase == state.Waiting,
				after == "" && strings.Contains(said, "received it too"):
				continue
			}
			return
		}
	}
	t.Fatalf("it never was so: %s", said)
}

// checkNarrationPast checks what the narration says that happened.
func (w *truth) checkNarrationPast(t *rapid.T, said string) {
	so := true
	find := func(name string, is func(m *trueMessage, r *trueReceive) bool) bool {
		for _, m := range w.lives(name) {
			for _, r := range m.receives {
				if is(m, r) {
					return true
				}
			}
		}
		return false
	}
	if m := narratedNth.FindStringSubmatch(said); m != nil {
		so = find(m[1], func(_ *trueMessage, r *trueReceive) bool { return strconv.Itoa(r.try) == m[2] && r.worker == who(m[3]) })
	}
	if m := narratedBad.FindStringSubmatch(said); m != nil && !strings.Contains(said, "dead letter now") {
		so = so && find(m[1], func(_ *trueMessage, r *trueReceive) bool {
			return strconv.Itoa(r.try) == m[2] && r.failed && r.expired.IsZero()
		})
	}
	if m := narratedHand.FindStringSubmatch(said); m != nil {
		so = so && find(m[1], func(_ *trueMessage, r *trueReceive) bool { return r.byHand })
	}
	if m := narratedRan.FindStringSubmatch(said); m != nil {
		so = so && find(m[1], func(of *trueMessage, r *trueReceive) bool {
			return (r.worker == m[3] || m[3] == "" && r.worker == event.You) && !r.expired.IsZero() &&
				(!strings.Contains(m[2], "was received again by") || len(of.receives) > r.try && of.receives[r.try].worker == who(m[2]))
		})
	}
	if m := narratedWhy.FindStringSubmatch(said); m != nil {
		so = so && find(m[1], func(of *trueMessage, r *trueReceive) bool {
			if r != of.last() || of.phase == state.Waiting {
				return false
			}
			switch m[2] {
			case "timed out":
				return !r.expired.IsZero()
			case "failed":
				return r.failed
			case "was given back by hand":
				return r.byHand
			}
			return true
		})
	}
	if !so || strings.Contains(said, "id-") || strings.Contains(said, "0th") {
		t.Fatalf("it never was so: %s", said)
	}
}

// checkNarrationNow checks what the narration says that is so now.
func (w *truth) checkNarrationNow(t *rapid.T, said string) {
	name := regexp.MustCompile(`image\d\d`).FindString(said)
	lives := w.lives(name)
	for _, claim := range []struct {
		says string
		so   func(m *trueMessage) bool
	}{
		{"may be received again", func(m *trueMessage) bool { return w.where(m) == state.Waiting && len(m.receives) < trueMaxReceives }},
		{"it is visible again", func(m *trueMessage) bool { return w.where(m) == state.Waiting }},
		{"backs off for", func(m *trueMessage) bool { return w.where(m) == state.Returned }},
		{"is done, and nobody else received it", func(m *trueMessage) bool { return m.phase == state.Done }},
		{"goes to the dead-letter queue", func(m *trueMessage) bool {
			return m.phase == state.Waiting && len(m.receives) == trueMaxReceives || m.phase == state.Dead
		}},
		{"is a dead letter now", func(m *trueMessage) bool { return m.phase == state.Dead }},
		{"s left", func(m *trueMessage) bool { return w.where(m) == state.InFlight }},
	} {
		so := false
		for _, m := range lives {
			so = so || claim.so(m)
		}
		if strings.Contains(said, claim.says) && !so {
			t.Fatalf("it is not so (now): %s", said)
		}
	}
}
