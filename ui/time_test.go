package ui

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/event"
	"inflight/pipeline/freeze"
	"inflight/pipeline/state"
	"inflight/ui/dialog"
)

// worldly is a Control whose steps bring events.
type worldly struct {
	fakeControl
	brings func()
}

// Step brings what it is to.
func (w *worldly) Step(ctx context.Context) error {
	w.brings()
	return w.fakeControl.Step(ctx)
}

func kinds(all ...event.Body) (events []event.Event) {
	for _, k := range all {
		events = append(events, event.Event{Body: k})
	}
	return events
}

func TestAStepShowsOneEventAndTheNextWhatCameWithIt(t *testing.T) {
	w := newTheatre(t)
	control := &worldly{}
	w.options.Control = control
	w.happen(kinds(&event.WorldFreezing{}, &event.WorldFrozen{})...)
	w.happen(w.receive(1, 20*time.Second))
	control.brings = func() {
		for _, e := range []event.Event{
			{Body: &event.WorldStepping{}},
			{Body: &event.QueueSampled{Queue: "practiceQ"}},
			{MessageID: "m1", Key: "storm-0001.jpg", Worker: "1", Body: &event.StageStarted{Stage: event.Thumbnail}},
			{Body: &event.APICalled{Service: "s3", Operation: "PutObject", Status: 200}},
			{MessageID: "m1", Worker: "1", Body: &event.MessageExtended{VisibleAt: w.at.Add(30 * time.Second)}},
			{Body: &event.WorldFreezing{}},
			{Body: &event.WorldFrozen{}},
		} {
			e.Time = w.at
			w.log.Emit(e)
		}
	}
	press := func(key string) {
		_, cmd := w.Update(pressOf(key))
		if cmd != nil {
			if msg, stepped := cmd().(steppedMsg); stepped {
				w.Update(msg)
			}
		}
		w.dirty = true
	}
	w.resize(80, 24)
	has := func(when string, wants ...string) {
		t.Helper()
		for _, want := range wants {
			if screen := strings.Join(strings.Fields(w.screen()), " "); !strings.Contains(screen, want) {
				t.Errorf("%s nothing says %q:\n%s", when, want, screen)
			}
		}
	}
	press(".")
	has("after a step", "storm-0001: worker 1 begins to make the thumbnail. 1 more came with it, and is shown next.", "‖ frozen +1", "»2 workers")
	if got := len(w.state.MessageAlive("m1").Beats()); got != 0 {
		t.Error("what came with it is shown")
	}
	press(".")
	has("after the second", "storm-0001: heartbeat of worker 1, visible again in 30.0 s.", "‖ frozen ", "×0 0.0 img/s ‖ frozen ╭S3")
	if got := control.asked(); len(got) != 1 {
		t.Errorf("the world was asked for %q, though what came first was not shown yet", got)
	}
	press(".")
	if got := control.asked(); len(got) != 2 {
		t.Errorf("with all shown it was asked for %q", got)
	}
	w.happen(kinds(&event.WorldRunning{})...)
	has("going on", "● live")
	if w.steps.behind || len(w.steps.held) > 0 || w.state.Seq != w.log.Len() {
		t.Errorf("the screen is behind: %d of %d", w.state.Seq, w.log.Len())
	}
}

func TestAStepIsSaidAlsoWhereOnePanelHasTheScreen(t *testing.T) {
	w := newTheatre(t)
	w.typed("z")
	w.happen(kinds(&event.WorldFreezing{}, &event.WorldFrozen{})...)
	w.steps.behind, w.steps.wanted = true, true
	w.happen(w.receive(1, 20*time.Second))
	w.dirty = true
	if screen := w.screen(); !strings.Contains(screen, "storm-0001: received by worker 1") {
		t.Errorf("nothing says it:\n%s", screen)
	}
}

func TestWhereAStepShowsIsMarkedAtEverySize(t *testing.T) {
	for _, s := range []size{{60, 16}, {80, 24}, {100, 30}, {120, 36}, {200, 60}} {
		for _, b := range []event.Body{
			&event.ObjectUploaded{}, &event.UploadRetried{}, &event.EventMatched{Rule: "trigger"}, &event.EventUnmatched{}, &event.MessageSent{Queue: "practiceQ"},
			&event.MessageReceived{ReceiveCount: 1}, &event.StageStarted{Stage: event.Upload}, &event.MessageExtended{}, &event.MessageReturned{ReceiveCount: 1}, &event.MessageExpired{ReceiveCount: 1},
			&event.MessageDead{ReceiveCount: 3}, &event.LetterSeen{}, &event.ThumbnailCreated{}, &event.NotificationSent{Channel: "sns"}, &event.MailDelivered{To: "a@b.example"}, &event.MessageDeleted{},
		} {
			w := newTheatre(t)
			w.resize(s.w, s.h)
			w.happen(w.receive(1, 20*time.Second))
			w.happen(kinds(&event.WorldFreezing{}, &event.WorldFrozen{})...)
			before := strings.Count(w.text(), "»")
			w.steps.behind, w.steps.wanted = true, true
			w.happen(event.Event{MessageID: "m1", Key: "storm-0001.jpg", Worker: "1", Body: b})
			if n := strings.Count(w.text(), "»"); before != 0 || n < 2 {
				t.Errorf("%v, %T: the mark is there %d times, one of which is beside the sentence:\n%s", s, b, n, w.text())
			}
			if foot := ansi.Strip(w.footer(s.w)); !strings.Contains(foot, ". step") {
				t.Errorf("%v: the footer does not name the step: %q", s, foot)
			}
			w.happen(kinds(&event.WorldRunning{})...)
			if n := strings.Count(w.text(), "»"); n > 0 {
				t.Errorf("%v, %T: going on, the mark is there %d times", s, b, n)
			}
		}
	}
}

// TestEnterAfterAStepSaysWhyOfWhatTheStepWasOf: the cursors are on the message of the step,
// and on its worker; but who follows an image stays with it.
func TestEnterAfterAStepSaysWhyOfWhatTheStepWasOf(t *testing.T) {
	for _, c := range []struct {
		name string
		keys []string // before the step
		want string
	}{{"in flight", []string{"1"}, "m2"}, {"the workers", []string{"2"}, "m2"}, {"it is followed", []string{"1", "F"}, "m1"}} {
		w := newTheatre(t)
		w.happen(event.Event{Worker: "1", Body: &event.WorkerStarted{}}, event.Event{Worker: "2", Body: &event.WorkerStarted{}})
		first, second := w.receive(1, 20*time.Second), w.receive(2, 30*time.Second)
		first.Worker, second.Worker = "1", "2"
		w.happen(first, second)
		w.typed(c.keys...)
		w.happen(kinds(&event.WorldFreezing{}, &event.WorldFrozen{})...)
		w.steps.behind, w.steps.wanted = true, true
		w.happen(event.Event{MessageID: "m2", Key: "storm-0002.jpg", Worker: "2", Body: &event.StageStarted{Stage: event.Download}})
		w.typed("enter")
		if page, is := w.windows.Top().(*life); !is || page.id != c.want {
			t.Errorf("%s: enter opens %+v, want the page of %s", c.name, w.windows.Top(), c.want)
		}
	}
}

// TestTheCursorGoesWithTheMessageOfAStepBelowWhatFits: a heartbeat makes it the last of
// five, where three have room; in the past the same.
func TestTheCursorGoesWithTheMessageOfAStepBelowWhatFits(t *testing.T) {
	w := newTheatre(t)
	for n := range 5 {
		w.happen(w.receive(n, time.Duration(10+n)*time.Second))
	}
	on := func(when string) {
		t.Helper()
		w.take()
		if at := w.lists[inFlightArea].on; at != "m2" {
			t.Errorf("%s: the cursor is on %q\n%s", when, at, w.text())
		}
		if row := w.text(); !strings.Contains(row, "▸● storm-0002") {
			t.Errorf("%s: its row is not shown\n%s", when, row)
		}
	}
	w.happen(kinds(&event.WorldFreezing{}, &event.WorldFrozen{})...)
	w.steps.behind, w.steps.wanted = true, true
	w.happen(event.Event{MessageID: "m2", Key: "storm-0002.jpg", Worker: "2", Body: &event.MessageExtended{VisibleAt: w.at.Add(30 * time.Second)}})
	on("stepped")
	w.happen(kinds(&event.WorldRunning{})...)
	w.pass(time.Second)
	w.typed(",")
	on("an event back")
	w.typed("esc")
	w.take()
	if at := w.lists[inFlightArea].cursor; at != 0 {
		t.Errorf("live again, what nobody has asked for scrolls the list: the cursor is on row %d", at)
	}
}

// TestEnterAtAMomentOfThePastSaysWhyOfWhatIsMarkedThere: N goes to the failure of m2.
func TestEnterAtAMomentOfThePastSaysWhyOfWhatIsMarkedThere(t *testing.T) {
	w := newTheatre(t)
	w.happen(w.receive(1, 20*time.Second), w.receive(2, 30*time.Second))
	w.happen(event.Event{MessageID: "m2", Key: "storm-0002.jpg", Worker: "1", Body: &event.StageFinished{Stage: event.Thumbnail, Error: "it is cut off"}})
	w.pass(time.Second)
	w.typed("1")
	if at := w.lists[inFlightArea].on; at != "m1" {
		t.Fatalf("the cursor is on %q", at)
	}
	w.typed("N", "enter")
	if page, is := w.windows.Top().(*life); !is || page.id != "m2" {
		t.Errorf("enter opens %+v, want the page of m2", w.windows.Top())
	}
}

func TestAStepOfAWorldThatRunsFreezesIt(t *testing.T) {
	w := newTheatre(t)
	w.typed(".")
	asks("freeze")(t, w.model, w.options.Control.(*fakeControl), nil)
}

func TestWhatIsSaidOfTimeIsSo(t *testing.T) {
	foreign := func(w *theatre) {
		w.happen(event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{Account: "123456789012", Queue: "practiceQ", Wait: 20}}})
	}
	frozen := kinds(&event.WorldFreezing{}, &event.WorldFrozen{})
	for _, c := range []struct {
		says        string
		before      func(w *theatre)
		true, false []event.Event
	}{
		{"Frozen, the embedded AWS too: . steps, space goes on.", nil, frozen, kinds(&event.WorldFreezing{})},
		{"Frozen, the embedded AWS too", nil, frozen, kinds(&event.WorldFreezing{}, &event.WorldFrozen{}, &event.WorldRunning{})},
		{"Freezing: what is in hand ends; the clock stands already.", nil, kinds(&event.WorldFreezing{}), frozen},
		{"Freezing: calls in hand end first, a receive within its wait of 20 s.", foreign, kinds(&event.WorldFreezing{}), frozen},
		{"AWS's clock goes on.", foreign, frozen, kinds(&event.WorldFreezing{})},
		{"Others go on: 1 call.", nil, append(frozen, event.Event{Body: &event.APICalled{Caller: event.Outside}}), append(frozen, kinds(&event.APICalled{})...)},
		{"Others go on: 2 calls.", nil, append(frozen, event.Event{Body: &event.APICalled{Caller: event.Outside}}, event.Event{Body: &event.APICalled{Caller: event.Outside}}), append([]event.Event{{Body: &event.APICalled{Caller: event.Outside}}, {Body: &event.APICalled{Caller: event.Outside}}}, frozen...)},
		{"‖ frozen", nil, frozen, kinds(&event.WorldFreezing{})},
		{"‖ freezing", nil, kinds(&event.WorldFreezing{}), frozen},
		{"‖ stepping", nil, append(frozen, kinds(&event.WorldStepping{})...), frozen},
		{"It goes on until something happens.", nil, append(frozen, kinds(&event.WorldStepping{})...), frozen},
		{"● live 1/4×", nil, []event.Event{{Body: &event.ClockChanged{Speed: 0.25}}}, []event.Event{{Body: &event.ClockChanged{Speed: 1}}}},
		{"The clock runs at 4×: timeouts, delays, paces and uploads go by it. Calls and engines work at their own speed.", nil, []event.Event{{Body: &event.ClockChanged{Speed: 4}}}, []event.Event{{Body: &event.ClockChanged{Speed: 1}}}},
		{"space go on", nil, frozen, kinds(&event.WorldRunning{})},
	} {
		for _, truly := range []bool{true, false} {
			w := newTheatre(t)
			w.resize(80, 24)
			if c.before != nil {
				c.before(w)
			}
			events := c.true
			if !truly {
				events = c.false
			}
			w.happen(events...)
			w.dirty = true
			screen := strings.Join(strings.Fields(strings.ReplaceAll(w.screen(), "␣", "space")), " ")
			if strings.Contains(screen, c.says) != truly {
				t.Errorf("it is %v, and %q is said: %v\n%s", truly, c.says, !truly, w.screen())
			}
		}
	}
}

func TestFrozenTheScreenStillSaysWhatTheRaceCameTo(t *testing.T) {
	for _, s := range []size{{60, 24}, {80, 24}, {100, 30}, {120, 36}} {
		w := newTheatre(t)
		w.resize(s.w, s.h)
		w.happen(w.receive(1, time.Second))
		w.pass(time.Second)
		const race = "storm-0001 may be done twice"
		w.happen(event.Event{MessageID: "m1", Worker: "1", Body: &event.MessageExpired{ReceiveCount: 1}},
			event.Event{Body: &event.InsightRaised{Insight: "lost-race", Text: race + ": its timeout ran out after 3.0 s, while worker 1 held it."}})
		if !strings.Contains(w.text(), race) {
			t.Fatalf("%v: before it is frozen the screen does not say it:\n%s", s, w.text())
		}
		w.happen(kinds(&event.WorldFreezing{}, &event.WorldFrozen{})...)
		if text := w.text(); !strings.Contains(text, race) || !strings.Contains(text, "Frozen, ") {
			t.Errorf("%v: frozen it says\n%s", s, text)
		}
	}
}

func TestOnAForeignAWSTheScreenSaysWhatComesWhileNobodyWorks(t *testing.T) {
	for want, n := range map[string]int{
		"the message in flight is visible again in 20 s, and others may receive it.":              1,
		"3 messages in flight are visible again, the first in 20 s, and others may receive them.": 3,
	} {
		w := newTheatre(t)
		w.resize(80, 24)
		w.happen(event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{Account: "123456789012", Queue: "practiceQ"}}})
		for i := range n {
			w.happen(w.receive(i, time.Duration(20+i)*time.Second))
		}
		w.happen(kinds(&event.WorldFreezing{}, &event.WorldFrozen{})...)
		w.dirty = true
		if screen := strings.Join(strings.Fields(w.screen()), " "); !strings.Contains(screen, want) {
			t.Errorf("nothing says %q:\n%s", want, w.screen())
		}
		if w.still() {
			t.Error("the countdowns that go on are not drawn")
		}
	}
}

func TestAFrozenScreenAsksForNoFrame(t *testing.T) {
	w := newTheatre(t)
	w.happen(w.receive(1, 20*time.Second))
	before := w.frame
	w.take()
	if w.frame == before {
		t.Fatal("with a countdown no frame is asked for")
	}
	w.happen(kinds(&event.WorldFreezing{}, &event.WorldFrozen{})...)
	before = w.frame
	for range 3 {
		w.take()
	}
	if w.frame != before {
		t.Error("frozen, another frame is asked for")
	}
}

func TestWhatIsSaidPassesAlsoWhereTheClockThatIsDrawnStands(t *testing.T) {
	w := newTheatre(t)
	wall := w.at
	w.wall = func() time.Time { return wall }
	w.Update(dialog.Done{Text: "uploaded one image"})
	w.take()
	if w.dirty = true; !strings.Contains(w.screen(), "uploaded one image") {
		t.Fatal("it is not said")
	}
	wall = wall.Add(time.Minute)
	w.take()
	if w.dirty = true; strings.Contains(w.screen(), "uploaded one image") {
		t.Error("it stays")
	}
}

func TestSpeedsGoFromASixteenthToFour(t *testing.T) {
	w := newTheatre(t)
	control := w.options.Control.(*fakeControl)
	speed := func(s float64) { w.happen(event.Event{Body: &event.ClockChanged{Speed: s}}) }
	speed(freeze.Slowest)
	w.typed("[")
	speed(freeze.Fastest)
	w.typed("]")
	if got := control.asked(); len(got) > 0 {
		t.Errorf("beyond its ends it was asked for %q", got)
	}
	w.typed("[", "0")
	asks("speed 2", "speed 1")(t, w.model, control, nil)
}

func TestASpeedIsSaidOnceAndNotAsIfAFrozenClockRan(t *testing.T) {
	w := newTheatre(t)
	w.typed("]", "[")
	if s := w.screen(); !strings.Contains(s, "the clock runs at 1/2×") || strings.Contains(s, "the clock runs at 2×") {
		t.Errorf("the screen says:\n%s", s)
	}
	w.happen(event.Event{Body: &event.WorldFrozen{}})
	w.typed("]")
	if s := w.screen(); !strings.Contains(s, "the clock stands; when it goes on it runs at 2×") || strings.Contains(s, "the clock runs at") {
		t.Errorf("while it stands the screen says:\n%s", s)
	}
}

// TestWhatWasSaidOfASpeedIsGoneWhenTheClockGoesOn: that it stands, for one.
func TestWhatWasSaidOfASpeedIsGoneWhenTheClockGoesOn(t *testing.T) {
	w := newTheatre(t)
	w.happen(kinds(&event.WorldFreezing{}, &event.WorldFrozen{})...)
	w.typed("]")
	if text := w.text(); !strings.Contains(text, "the clock stands; when it goes on it runs at 2×") {
		t.Fatalf("nothing is said of the speed:\n%s", text)
	}
	w.typed("space")
	if text := w.text(); strings.Contains(text, "the clock stands") {
		t.Errorf("it goes on:\n%s", text)
	}
	w = lifetime(t)
	w.typed("<", "]", "space")
	if text := w.text(); strings.Contains(text, "this moment stands") {
		t.Errorf("it plays:\n%s", text)
	}
}

// TestAStageThatFailedIsDrawnAsOneAtTheStepThatSaysSo: in the row and in the diagram, until
// the worker has put the message down; what failed is no work that is done.
func TestAStageThatFailedIsDrawnAsOneAtTheStepThatSaysSo(t *testing.T) {
	w := newTheatre(t)
	w.resize(120, 36)
	w.happen(event.Event{Worker: "1", Body: &event.WorkerStarted{}}, w.receive(1, 20*time.Second))
	of := func(b event.Body) event.Event {
		return event.Event{MessageID: "m1", Key: "storm-0001.jpg", Worker: "1", Body: b}
	}
	drawn := func() string {
		w.dirty = true
		return w.screen()
	}
	w.happen(of(&event.StageStarted{Stage: event.Thumbnail}), of(&event.StageFinished{Stage: event.Thumbnail}))
	if screen := drawn(); !strings.Contains(screen, "thumbnail ▰▰▰▰▱▱▱▱") || strings.Contains(screen, "failed") {
		t.Errorf("a stage is over:\n%s", screen)
	}
	w.happen(of(&event.StageStarted{Stage: event.Upload}), of(&event.StageFinished{Stage: event.Upload, Error: "no"}))
	for _, says := range []string{"1/3  failed    ▰▰▰▰▱▱▱▱", "1 ● failed    ▰▰▰▱▱"} {
		if screen := drawn(); !strings.Contains(screen, says) {
			t.Errorf("the upload failed, and nothing says %q:\n%s", says, screen)
		}
	}
	w.happen(of(&event.MessageReturned{ReceiveCount: 1, VisibleAt: w.now}))
	if screen := drawn(); strings.Contains(screen, "● failed") {
		t.Errorf("it is put down:\n%s", screen)
	}
}

// TestAFrozenWorldKeepsTheCursorOnNothingThatHasGone: but on what a person has put it on, and
// on what a step was of.
func TestAFrozenWorldKeepsTheCursorOnNothingThatHasGone(t *testing.T) {
	for _, placed := range []bool{false, true} {
		w := newTheatre(t)
		w.happen(w.receive(1, 20*time.Second), w.receive(2, 25*time.Second))
		if placed {
			w.typed("1", "g")
		}
		w.happen(event.Event{MessageID: "m1", Key: "storm-0001.jpg", Worker: "1", Body: &event.MessageDeleted{}})
		if gone := w.goneUnder(inFlightArea); gone == nil {
			t.Fatal("the row of what was done a moment ago is not there")
		}
		w.happen(kinds(&event.WorldFreezing{}, &event.WorldFrozen{})...)
		if gone := w.goneUnder(inFlightArea); (gone != nil) != placed {
			t.Errorf("placed there: %v; frozen, what has gone is under the cursor: %v\n%s", placed, gone != nil, w.text())
		}
		w.steps.behind, w.steps.wanted = true, true
		w.happen(event.Event{MessageID: "m2", Key: "storm-0002.jpg", Worker: "2", Body: &event.MessageDeleted{}})
		w.take()
		if gone := w.goneUnder(inFlightArea); gone == nil || gone.ID != "m2" {
			t.Errorf("placed there: %v; the step is of what is not under the cursor\n%s", placed, w.text())
		}
	}
}

// TestAKeyGoesByWhatIsAndNotByWhatAStepShows: in a burst that a step shows one by one,
// what the key before brought about is kept back like the rest.
func TestAKeyGoesByWhatIsAndNotByWhatAStepShows(t *testing.T) {
	for _, c := range []struct {
		key, want string
		tells     []event.Body
	}{
		{"c", "pause, resume, pause", []event.Body{&event.ConsumingPaused{}, &event.ConsumingResumed{}}},
		{"m", "model dispatch, model staged, model spawn", []event.Body{&event.ModelChanged{Model: "dispatch", Workers: 2}, &event.ModelChanged{Model: "staged", Workers: 2}}},
		{"+", "workers 3, workers 4, workers 5", []event.Body{&event.ModelChanged{Model: "pool", Workers: 3}, &event.ModelChanged{Model: "pool", Workers: 4}}},
		{"-", "workers 1, workers 0", []event.Body{&event.ModelChanged{Model: "pool", Workers: 1}, &event.ModelChanged{Model: "pool", Workers: 0}}},
	} {
		w := newTheatre(t)
		w.happen(event.Event{Body: &event.ModelChanged{Model: "pool", Workers: 2}})
		w.happen(kinds(&event.WorldFreezing{}, &event.WorldFrozen{})...)
		w.steps.behind = true
		w.typed(c.key)
		for _, b := range c.tells {
			w.happen(event.Event{Body: b})
			w.typed(c.key)
		}
		if got := strings.Join(w.options.Control.(*fakeControl).asked(), ", "); got != c.want {
			t.Errorf("%s thrice asks to %s, want %s", c.key, got, c.want)
		}
	}
}

// TestNowIsNotSaidToBeTheLastOfWhatCame: > at the live edge, while a step keeps some back.
func TestNowIsNotSaidToBeTheLastOfWhatCame(t *testing.T) {
	for _, c := range []struct {
		held int
		says string
	}{
		{0, "this is now: nothing has come after it"},
		{1, "1 more came with this: . shows it"},
		{2, "2 more came with this: . shows the next"},
	} {
		w := newTheatre(t)
		w.happen(kinds(&event.WorldFreezing{}, &event.WorldFrozen{})...)
		w.steps.behind, w.steps.wanted = true, true
		for n := range c.held + 1 {
			w.happen(w.receive(n, 20*time.Second))
		}
		w.typed(">")
		if screen := w.screen(); !strings.Contains(screen, c.says) {
			t.Errorf("with %d kept back nothing says %q:\n%s", c.held, c.says, screen)
		}
	}
}

// TestWhatAStepKeepsBackDoesNotAgeOnAnAWSWhoseClockGoesOn: a step shows its moment while more
// came with it, or whoever is at work in it would be late for minutes. When all is shown
// the world stands, and AWS's clock is drawn again.
func TestWhatAStepKeepsBackDoesNotAgeOnAnAWSWhoseClockGoesOn(t *testing.T) {
	for _, embedded := range []bool{true, false} {
		w := newTheatre(t)
		w.happen(event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{Queue: "practiceQ", Model: "pool", Workers: 2, Visibility: 30, Embedded: embedded}}})
		w.happen(event.Event{Worker: "1", Body: &event.WorkerStarted{}}, event.Event{Worker: "2", Body: &event.WorkerStarted{}}, event.Event{Worker: "2", Body: &event.WorkerPolling{}})
		w.happen(w.receive(1, 20*time.Second))
		w.happen(kinds(&event.WorldFreezing{}, &event.WorldFrozen{})...)
		w.steps.behind, w.steps.wanted = true, true
		begun := event.Event{MessageID: "m1", Key: "storm-0001.jpg", Worker: "1", Body: &event.StageStarted{Stage: event.Thumbnail}}
		ended := event.Event{MessageID: "m1", Key: "storm-0001.jpg", Worker: "1", Body: &event.StageFinished{Stage: event.Thumbnail, Took: time.Second}}
		w.happen(append(append(kinds(&event.WorldStepping{}), begun, ended), kinds(&event.WorldFreezing{}, &event.WorldFrozen{})...)...)
		stepped := w.at
		if !embedded { // else it stands
			w.pass(time.Minute)
		}
		if n := w.steps.left(); n != 1 || !w.now.Equal(stepped) || w.state.Workers[0].Stands() {
			t.Errorf("embedded %t: %d are kept back, drawn is what is %s after the step, and its worker stands: %t", embedded, n, w.now.Sub(stepped), w.state.Workers[0].Stands())
		}
		w.typed(".")
		w.take()
		if n := w.steps.left(); n != 0 || !w.now.Equal(w.at) || w.state.World.Motion != state.Frozen {
			t.Errorf("embedded %t: with all shown %d are kept back, drawn is what was %s ago, and the world is at %d", embedded, n, w.at.Sub(w.now), w.state.World.Motion)
		}
		if w.state.Workers[0].Stands() == embedded {
			t.Errorf("embedded %t: with all shown the worker stands: %t", embedded, w.state.Workers[0].Stands())
		}
	}
}
