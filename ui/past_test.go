package ui

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"inflight/pipeline/event"
	"inflight/ui/keys"
	"inflight/ui/picture"
)

// body is a frame without its first line and the last two: these say when it is.
func (m *model) body() string {
	m.dirty = true
	lines := strings.Split(strings.TrimRight(ansi.Strip(m.View().Content), "\n"), "\n")
	return strings.Join(lines[1:len(lines)-2], "\n")
}

func TestTheScreenOfAMomentInThePastIsThatOfThen(t *testing.T) {
	events, _ := recorded(t, demonstration)
	begin, end := events[0].Time, events[len(events)-1].Time
	plainly := func(o *Options) { o.Pictures = picture.Off }
	m := newScreen(t, func() ([]event.Event, time.Time) { return events, end }, size{120, 36}, plainly)
	now := m.body()
	rapid.Check(t, func(r *rapid.T) {
		at := begin.Add(time.Duration(rapid.Int64Range(0, int64(end.Sub(begin))-1).Draw(r, "at")))
		if cmd := m.gone(m.past.Go(at)); cmd == nil {
			r.Fatal("nothing comes of it")
		}
		n, _ := slices.BinarySearchFunc(events, at.Add(1), func(e event.Event, t time.Time) int { return e.Time.Compare(t) })
		then := newScreen(t, func() ([]event.Event, time.Time) { return events[:n], at }, size{120, 36}, plainly)
		m.setupSeen, then.setupSeen = true, true
		then.named.Past = true                             // keys that act are not asked for in the past
		m.lists, then.lists = [areas]list{}, [areas]list{} // where a person was is not what was
		if got, want := m.body(), then.body(); got != want {
			r.Fatalf("at %s the screen is\n%s\nand was\n%s", at.Format(time.StampMilli), got, want)
		}
	})
	m.typed("esc")
	if m.past.Past() {
		t.Fatal("esc does not come back to now")
	}
	m.lists = [areas]list{}
	if got := m.body(); got != now {
		t.Errorf("now is\n%s\nand was\n%s", got, now)
	}
}

func TestThePastStandsWhileNowGoesOn(t *testing.T) {
	events, _ := recorded(t, demonstration)
	end := events[len(events)-1].Time
	m := newScreen(t, func() ([]event.Event, time.Time) { return events[:1000], events[999].Time }, size{120, 36}, func(o *Options) { o.Pictures = picture.Off })
	m.typed("<")
	was := m.body()
	m.history.Add(events[1000:])
	m.clock = func() time.Time { return end }
	m.take()
	if got := m.body(); got != was {
		t.Errorf("the past has changed from\n%s\nto\n%s", was, got)
	}
	if header, _, _ := strings.Cut(m.screen(), "\n"); !strings.Contains(header, "◀ 20:03:") || !strings.Contains(header, " ago") {
		t.Errorf("the header is %q", header)
	}
}

func TestWhatActsAsksToComeBackFirst(t *testing.T) {
	m := newScreen(t, busy, size{120, 36}, nil)
	m.typed("<")
	for _, k := range []string{"p", "P", "r", "R", "u", "b", "+", "-", "x", "L", "c", "m", "A", "d", "f"} {
		m.typed(k)
		if !strings.Contains(m.screen(), k+" acts on what is now") || m.windows.Top() != nil {
			t.Fatalf("%q in the past says:\n%s", k, m.screen())
		}
	}
	m.typed("esc", "u")
	asks("upload 1")(t, m, m.options.Control.(*fakeControl), nil)
}

func TestAClickOnTheTimelineGoesThere(t *testing.T) {
	m := newScreen(t, busy, size{120, 36}, nil)
	y := m.layout.rects[timeArea].Y
	m.Update(tea.MouseClickMsg{X: 60, Y: y})
	from, to := m.history.Span()
	at := m.past.At()
	if !m.past.Past() || at.Sub(from) < to.Sub(from)/3 || at.Sub(from) > 2*to.Sub(from)/3 {
		t.Errorf("a click in the middle of %s to %s goes to %s", from, to, at)
	}
	line := strings.Split(m.screen(), "\n")[y]
	if x := ansi.StringWidth(line[:strings.Index(line, "▮")]); x < 58 || x > 62 {
		t.Errorf("the moment stands at %d in %q", x, line)
	}
	m.Update(tea.MouseClickMsg{X: ansi.StringWidth(line[:strings.Index(line, " now ")]) + 2, Y: y})
	if m.past.Past() {
		t.Error("a click on now does not come back to it")
	}
}

func TestAClickOnAMarkGoesToWhatItStandsFor(t *testing.T) {
	m := lifetime(t)
	m.resize(120, 36)
	y := m.layout.rects[timeArea].Y
	for sign, want := range map[string]event.Body{"▾": &event.StageFinished{}, "╳": &event.MessageExpired{}, "✖": &event.MessageDead{}, "∅": &event.QueuePurged{}} {
		m.typed("esc")
		line, _, _ := strings.Cut(strings.Split(m.text(), "\n")[y], " now ")
		m.Update(tea.MouseClickMsg{X: ansi.StringWidth(line[:strings.Index(line, sign)]), Y: y})
		if e, there := m.past.Event(); !there || e.Kind() != (&event.Event{Body: want}).Kind() {
			t.Errorf("a click on %s goes to %v", sign, e.Kind())
		}
		if m.focus != timeArea {
			t.Errorf("a click on %s leaves the focus on %d", sign, m.focus)
		}
	}
	line := strings.Split(m.text(), "\n")[y]
	at := m.past.At()
	m.Update(tea.MouseClickMsg{X: ansi.StringWidth(line[:strings.Index(line, "timeout")]), Y: y})
	if !m.past.At().Equal(at) {
		t.Errorf("a click on the name of a sign goes to %s", m.past.At())
	}
}

// lifetime is a screen on which a message has failed, another was lost to its timeout,
// two have died, and the queue was purged, ten seconds from one to the next.
func lifetime(t *testing.T) *theatre {
	t.Helper()
	w := newTheatre(t)
	for _, e := range []event.Event{
		w.receive(1, 5*time.Second),
		{MessageID: "m1", Key: "storm-0001.jpg", Worker: "1", Body: &event.StageFinished{Stage: event.Thumbnail, Error: "no image"}},
		{MessageID: "m1", Key: "storm-0001.jpg", Body: &event.MessageDead{ReceiveCount: 3, Reason: "no image"}},
		w.receive(2, 5*time.Second),
		{MessageID: "m2", Worker: "2", Body: &event.MessageExpired{ReceiveCount: 1}},
		{MessageID: "m2", Key: "storm-0002.jpg", Body: &event.MessageDead{ReceiveCount: 3, Reason: "its timeout ran out"}},
		{Body: &event.QueuePurged{Queue: "practiceQ"}},
	} {
		w.pass(10 * time.Second)
		w.happen(e)
	}
	w.pass(10 * time.Second)
	w.happen(event.Event{Body: &event.QueueSampled{Queue: "practiceQ"}})
	return w
}

// text is what is to be seen after something was done.
func (m *model) text() string {
	m.dirty = true
	return m.screen()
}

func TestWithTheFocusTheArrowsMoveAlongTheLineOfTime(t *testing.T) {
	for _, s := range []size{{80, 24}, {100, 30}, {120, 36}, {200, 60}} {
		m := lifetime(t)
		m.resize(s.w, s.h)
		if s.h < timelineHeight {
			m.typed(",") // there is no room for it in what is now
		}
		for range 2 * int(areas) {
			if m.focus == timeArea {
				break
			}
			m.typed("tab")
		}
		if m.focus != timeArea || !strings.Contains(m.text(), "▸12:00:00") {
			t.Fatalf("%v: tab does not reach it:\n%s", s, m.text())
		}
		m.typed("G")
		if m.past.Past() {
			t.Fatalf("%v: G is %s, and not now", s, m.past.At())
		}
		if s.h < timelineHeight {
			m.typed(",")
			m.focus = timeArea
		}
		at := func(key string, want event.Body, sentence string) {
			t.Helper()
			m.typed(key)
			e, there := m.past.Event()
			if !there || e.Kind() != (&event.Event{Body: want}).Kind() {
				t.Errorf("%v: %s goes to %q, want %T", s, key, e.Kind(), want)
			}
			if text := strings.Join(strings.Fields(m.text()), " "); !strings.Contains(text, sentence) {
				t.Errorf("%v: %s is not said to be %q:\n%s", s, key, sentence, m.text())
			}
		}
		at("up", &event.MessageDead{}, "storm-0002: dead after 3 receives: its")
		at("up", &event.MessageDead{}, "storm-0001: dead after 3 receives: no image")
		at("left", &event.StageFinished{}, "storm-0001: the thumbnail of worker 1 failed:")
		at("right", &event.MessageDead{}, "storm-0001: dead after 3 receives")
		at("right", &event.MessageExpired{}, "storm-0002: ")
		at("down", &event.MessageDead{}, "storm-0002: dead after 3 receives")
		at("right", &event.QueuePurged{}, "queue practiceQ purged")
		foot := ansi.Strip(m.footer(s.w))
		if !strings.Contains(foot, "←→ marks") || !strings.Contains(foot, "↑↓ deaths") {
			t.Errorf("%v: the footer does not say what the arrows do: %q", s, foot)
		}
		m.typed("g")
		if got := m.past.At(); !got.Equal(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)) {
			t.Errorf("%v: g goes to %s", s, got)
		}
		m.typed("esc")
		if m.past.Past() {
			t.Errorf("%v: esc does not come back to now", s)
		}
	}
}

func TestWhereTheLineOfTimeEndsItIsSaid(t *testing.T) {
	m := lifetime(t)
	m.resize(120, 36)
	for keys, want := range map[string]string{
		"g left": "there is no mark on the line before this", "g up": "no message died before this, in what is kept",
		"g N": "there is no failure, death or redrive before this, in what is kept", "g ,": "nothing came before this, in what is kept",
		"left right": "there is no mark on the line after this", "left down": "no message died after this",
	} {
		m.typed("esc")
		m.focus = timeArea
		m.typed(strings.Fields(keys)...)
		if !strings.Contains(m.text(), want) {
			t.Errorf("%s does not say %q:\n%s", keys, want, m.text())
		}
	}
	m.typed("esc")
	m.focus = timeArea
	m.typed("left", "pgup")
	if got := m.past.At().Format(time.TimeOnly); got != "12:00:10" {
		t.Errorf("a page up goes to %s", got)
	}
	m.typed("z", "/", "s")
	if m.zoomed || m.filter != nil {
		t.Error("the line is zoomed, or filtered")
	}
}

func TestEnterOnTheLineOfTimeOpensTheLifeOfTheMessage(t *testing.T) {
	m := lifetime(t)
	m.focus = timeArea
	m.typed("up", "enter")
	if text := m.text(); m.windows.Top() == nil || !strings.Contains(text, "its timeout ran out") {
		t.Errorf("enter opens\n%s", text)
	}
}

func TestFromThePageOfADeadLetterAKeyGoesToItsDeathAndEscToNow(t *testing.T) {
	for _, s := range []size{{80, 24}, {100, 30}, {120, 36}, {200, 60}} {
		m := lifetime(t)
		m.resize(s.w, s.h)
		m.typed("3", "g", "enter")
		letter, open := m.windows.Top().(*life)
		if text := m.text(); !open || !strings.Contains(text, ": N goes back to that") || !strings.Contains(text, "reason") {
			t.Fatalf("%v: the page is\n%s", s, text)
		}
		m.typed("N")
		e, there := m.past.Event()
		if !there || !event.Is[event.MessageDead](&e) || e.MessageID != letter.id || m.windows.Top() != letter {
			t.Fatalf("%v: N goes to %s of %s", s, e.Kind(), e.MessageID)
		}
		if text := m.text(); !strings.Contains(text, "◀ ") || strings.Contains(text, "N goes back to that") {
			t.Errorf("%v: there the page is\n%s", s, text)
		}
		m.typed("N")
		if e, _ := m.past.Event(); e.MessageID != letter.id || event.Is[event.MessageDead](&e) {
			t.Errorf("%v: before its death is %s of %s", s, e.Kind(), e.MessageID)
		}
		m.typed("n", "n")
		if text := m.text(); !strings.Contains(text, "it did not fail, lose its race or die after this") {
			t.Errorf("%v: after its death the screen says\n%s", s, text)
		}
		m.typed("esc")
		if text := m.text(); m.windows.Top() != nil || !m.past.Past() || !strings.Contains(text, ": dead after 3 receives") {
			t.Errorf("%v: without the page the screen is\n%s", s, text)
		}
		m.typed("esc")
		if m.past.Past() {
			t.Errorf("%v: it is not now", s)
		}
	}
	m := lifetime(t)
	m.focus = deadArea
	m.point(deadArea)
	m.typed("enter", "N", "N", "N")
	if text := m.text(); !strings.Contains(text, "it did not fail, lose its race or die before this") {
		t.Errorf("before its first failure the screen says\n%s", text)
	}
}

// TestAtADeathTheCursorIsOnWhatDied: not on what happens to be in flight beside it, whose
// race and page enter would show. Where the filter asks for others it is on none.
func TestAtADeathTheCursorIsOnWhatDied(t *testing.T) {
	for _, s := range []size{{80, 24}, {100, 30}, {120, 36}, {200, 60}} {
		m := lifetime(t)
		m.resize(s.w, s.h)
		m.typed("1")
		var dead string
		for range 10 {
			m.typed("N")
			if e, _ := m.past.Event(); event.Is[event.MessageDead](&e) {
				dead = e.MessageID
				break
			}
		}
		name := m.state.Message(dead).Name()
		if screen := m.text(); dead == "" || !strings.Contains(screen, "▸✖ "+name) {
			t.Fatalf("%v: at the death of %q the cursor is elsewhere:\n%s", s, name, screen)
		}
		m.typed("enter")
		if page, is := m.windows.Top().(*life); !is || page.id != dead {
			t.Errorf("%v: enter opens %+v, want the page of %s", s, m.windows.Top(), dead)
		}
		m.typed("esc", "esc")
		m.pass(3 * time.Second)
		if gone := m.goneUnder(inFlightArea); gone != nil {
			t.Errorf("%v: now, the cursor is still on %s:\n%s", s, gone.Name(), m.text())
		}
	}
	m := lifetime(t)
	m.lists[inFlightArea].filter = "nothing is called so"
	m.past.Trouble(false)
	m.pointAtStep()
	if gone := m.goneUnder(inFlightArea); gone != nil {
		t.Errorf("a filter is on, and the cursor is on %s", gone.Name())
	}
}

func TestTheLineOfTimeKeepsTheFocusWhereThereIsRoom(t *testing.T) {
	m := lifetime(t)
	m.focus = timeArea
	m.resize(80, 24)
	if m.focus == timeArea || m.layout.rects[m.focus].Empty() {
		t.Errorf("without room the focus is on %d", m.focus)
	}
	if text := m.text(); strings.Count(text, "\n") != 24 {
		t.Errorf("the screen is\n%s", text)
	}
	m.resize(120, 36)
	if m.focus != timeArea {
		t.Errorf("with room again the focus is on %d", m.focus)
	}
}

func TestWhereThereIsNoRoomTheLineIsThereInThePastAlone(t *testing.T) {
	m := newScreen(t, busy, size{80, 24}, nil)
	if !m.layout.rects[timeArea].Empty() || strings.Contains(m.screen(), " now ") {
		t.Errorf("it is there:\n%s", m.screen())
	}
	m.typed(",")
	if m.layout.rects[timeArea].Empty() || !strings.Contains(m.screen(), " now ") {
		t.Errorf("it is not there:\n%s", m.screen())
	}
	m.typed("esc")
	if !m.layout.rects[timeArea].Empty() {
		t.Error("it stays")
	}
}

func TestAStepInThePastIsSaidInASentence(t *testing.T) {
	m := newScreen(t, busy, size{120, 36}, nil)
	m.typed("N")
	if e, there := m.past.Event(); !there || !strings.Contains(m.screen(), "»") {
		t.Errorf("of %v the screen says nothing:\n%s", e, m.screen())
	}
}

func TestAMomentOneHasGoneToIsSaidOnce(t *testing.T) {
	m := newScreen(t, busy, size{120, 36}, nil)
	m.typed("T", "T")
	if !m.narrates() {
		m.typed("T")
	}
	m.typed("N")
	if n := strings.Count(m.text(), "│ » "); n != 1 {
		t.Errorf("beside what the step was %d sentences say what happens:\n%s", n-1, m.text())
	}
}

func TestThePastGoesOnByItselfToNow(t *testing.T) {
	events, _ := recorded(t, demonstration)
	m := newScreen(t, func() ([]event.Event, time.Time) { return events, events[len(events)-1].Time }, size{120, 36}, nil)
	m.typed("<", "space")
	wall := time.Now()
	for range 200 { // frames
		wall = wall.Add(time.Second / 10)
		if _, err := m.past.Advance(wall); err != nil {
			t.Fatal(err)
		}
		if !m.past.Past() {
			return
		}
	}
	t.Errorf("after 20 s it is at %s", m.past.At())
}

// TestThatThePastHasComeToNowIsSaid: from then on the keys of time act on the run. Who goes
// to now knows that.
func TestThatThePastHasComeToNowIsSaid(t *testing.T) {
	const says = "the past has come to now: this is live"
	w := lifetime(t)
	w.typed("<", "esc")
	if text := w.text(); w.past.Past() || strings.Contains(text, says) {
		t.Errorf("esc is enough to know it:\n%s", text)
	}
	w.typed(",", "space")
	for range 10 {
		w.typed("]")
	}
	for began := time.Now(); w.past.Past() && time.Since(began) < 10*time.Second; {
		if text := w.text(); strings.Contains(text, says) {
			t.Fatalf("it is not now:\n%s", text)
		}
		w.take()
	}
	if text := w.text(); w.past.Past() || !strings.Contains(text, says) {
		t.Errorf("it has come to now:\n%s", text)
	}
}

func TestHowFastAMomentWillPlayThatStandsIsSaid(t *testing.T) {
	const says = "this moment stands; when it plays it goes at "
	w := lifetime(t)
	w.typed("<", "[", "[")
	if text := w.text(); !strings.Contains(text, says+"1/4×") || strings.Contains(text, says+"1/2×") {
		t.Errorf("after [ and [ the screen says\n%s", text)
	}
	w.typed("0")
	if text := w.text(); !strings.Contains(text, says+"1×") {
		t.Errorf("after 0 the screen says\n%s", text)
	}
	w = lifetime(t)
	w.typed("<", "space", "[")
	if text := w.text(); strings.Contains(text, says) || !strings.Contains(text, " ago  1/2×") {
		t.Errorf("it plays, and the screen says\n%s", text)
	}
}

func TestTheKeysOfTimeActOnThePastWhereOneIsInIt(t *testing.T) {
	m := newScreen(t, busy, size{120, 36}, nil)
	m.typed("<", "<", "space")
	if !m.past.Runs() {
		t.Error("space does not let the past go on")
	}
	m.typed("space", "]", "]")
	if m.past.Runs() || m.past.Speed() != 4 {
		t.Errorf("after space, ] and ] it runs: %v, %v times as fast", m.past.Runs(), m.past.Speed())
	}
	m.typed("0", "[")
	if m.past.Speed() != 0.5 {
		t.Errorf("after 0 and [ it is %v times as fast", m.past.Speed())
	}
	seq := m.state.Seq
	m.typed(".")
	if m.state.Seq <= seq || !m.past.Past() {
		t.Errorf(". goes from event %d to %d", seq, m.state.Seq)
	}
	if asked := m.options.Control.(*fakeControl).asked(); len(asked) > 0 {
		t.Errorf("the pipeline was asked for %q", asked)
	}
}

// presses are what the screen asks a person to press.
var presses = regexp.MustCompile(`[Pp]ress (\S+)|\((\S)\)|▲ (\S) |, (\S) looks|(\S) looks`)

func TestNoPanelAsksForAKeyThatThePastRefuses(t *testing.T) {
	if testing.Short() {
		t.Skip("its many screens are not short")
	}
	runs := append(streams(), stream{"untold letters", func() ([]event.Event, time.Time) {
		events, now := empty()
		for range 3 {
			events = append(events, event.Event{Time: now, Body: &event.QueueSampled{Queue: "practiceDLQ", Visible: 3}})
		}
		return events, now
	}})
	recording := func(o *Options) { o.Playing = func() Playing { return Playing{} } }
	asked := 0
	for _, s := range runs {
		for _, at := range []size{{80, 24}, {100, 30}, {120, 36}, {200, 60}} {
			live, m := newScreen(t, s.make, at, nil), newScreen(t, s.make, at, recording)
			acts := func(text string) (ask []string) {
				for _, found := range presses.FindAllStringSubmatch(text, -1) {
					key := strings.Trim(strings.Join(found[1:], ""), ".,")
					if r, ok := m.keys.Pressed(keys.Press(key), scopes[m.focus]); ok && r.Changes {
						ask = append(ask, found[0])
					}
				}
				return ask
			}
			for i := range panelAreas {
				live.typed(fmt.Sprint(i + 1))
				m.typed(fmt.Sprint(i + 1))
				asked += len(acts(live.text()))
				if got := acts(m.text()); len(got) > 0 {
					t.Fatalf("%s, %v, panel %d: a recording asks for %q:\n%s", s.name, at, i+1, got, m.text())
				}
			}
		}
	}
	if asked < 20 {
		t.Errorf("what runs asks for only %d keys: are they found?", asked)
	}
}

func TestWhatAKeyWasRefusedWithGoesWithTheNextKey(t *testing.T) {
	const says = "u acts on what is now"
	for _, next := range []string{"esc", "<", ",", "down", "?"} {
		m := newScreen(t, busy, size{120, 36}, nil)
		m.typed("<", "u")
		if s := m.screen(); !strings.Contains(s, " ! this is how it was") || !strings.Contains(s, says) {
			t.Fatalf("u in the past says:\n%s", s)
		}
		m.typed(next)
		if strings.Contains(m.screen(), says) {
			t.Errorf("after %s it still says so:\n%s", next, m.screen())
		}
	}
}

func TestTheFooterOfThePastNamesTheKeysOfTimeAndNoneThatIsRefused(t *testing.T) {
	for _, s := range []size{{120, 36}, {100, 30}, {80, 24}} {
		m := newScreen(t, busy, s, nil)
		foot := func() string { return ansi.Strip(m.footer(s.w)) }
		now := foot()
		m.typed("<")
		then := foot()
		for _, want := range []string{"esc now", "play", ",/. event", "</> 10 s", "N/n failures"} {
			if !strings.Contains(then, want) {
				t.Errorf("%v: the past does not name %q: %s", s, want, then)
			}
		}
		for _, r := range []string{"upload", "purge", "model", "workers", "freeze"} {
			if strings.Contains(then, r) {
				t.Errorf("%v: the past names %q: %s", s, r, then)
			}
		}
		m.typed("space")
		if runs := foot(); !strings.Contains(runs, "stand") {
			t.Errorf("%v: while it plays: %s", s, runs)
		}
		m.typed("esc")
		if again := foot(); again != now {
			t.Errorf("%v: now is %q and was %q", s, again, now)
		}
	}
}
