package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"inflight/pipeline/event"
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
	for _, k := range []string{"p", "P", "r", "R", "u", "b", "+", "-", "x", "L", "c", "m", "A", "d"} {
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
	y := m.layout.timeline.Y
	m.Update(tea.MouseClickMsg{X: 60, Y: y})
	from, to := m.history.Span()
	at := m.past.At()
	if !m.past.Past() || at.Sub(from) < to.Sub(from)/3 || at.Sub(from) > 2*to.Sub(from)/3 {
		t.Errorf("a click in the middle of %s to %s goes to %s", from, to, at)
	}
	line := strings.Split(m.screen(), "\n")[y]
	if x := ansi.StringWidth(line[:strings.Index(line, "█")]); x < 58 || x > 62 {
		t.Errorf("the moment stands at %d in %q", x, line)
	}
	m.Update(tea.MouseClickMsg{X: 118, Y: y})
	if m.past.Past() {
		t.Error("a click on now does not come back to it")
	}
}

func TestWhereThereIsNoRoomTheLineIsThereInThePastAlone(t *testing.T) {
	m := newScreen(t, busy, size{80, 24}, nil)
	if !m.layout.timeline.Empty() || strings.Contains(m.screen(), " now ") {
		t.Errorf("it is there:\n%s", m.screen())
	}
	m.typed(",")
	if m.layout.timeline.Empty() || !strings.Contains(m.screen(), " now ") {
		t.Errorf("it is not there:\n%s", m.screen())
	}
	m.typed("esc")
	if !m.layout.timeline.Empty() {
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
