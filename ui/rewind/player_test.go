package rewind_test

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/event"
	"inflight/pipeline/history"
	"inflight/ui/draw"
	"inflight/ui/rewind"
)

var begin = time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)

// seconds are so many events from one on, a second apart.
func seconds(from, to int) []event.Event {
	var events []event.Event
	for i := from; i <= to; i++ {
		events = append(events, event.Event{Seq: uint64(i), Time: begin.Add(time.Duration(i) * time.Second), MessageID: "m", Body: &event.MessageSent{}})
	}
	return events
}

// add adds events to a history that can be read again.
func add(h *history.History, events []event.Event) {
	h.AddRead(events, func() ([]event.Event, error) { return events, nil })
}

// advanced moves a player on by some wall time.
func advanced(t *testing.T, p *rewind.Player, wall *time.Time, by time.Duration) {
	t.Helper()
	*wall = wall.Add(by)
	for {
		more, err := p.Advance(*wall)
		if err != nil {
			t.Fatal(err)
		}
		if !more {
			return
		}
	}
}

func TestARecordingBeginsWhereItIsToldOnceThatHasBeenRead(t *testing.T) {
	at := func(begin time.Time) time.Time { return begin.Add(20 * time.Second) }
	for name, place := range map[string]rewind.Place{"time": {Time: at}, "number": {Number: 21}} {
		h := history.WithLimits(history.Limits{})
		p := rewind.Recording(h, 1, false, place)
		wall := begin
		advanced(t, p, &wall, time.Second)
		add(h, seconds(1, 10))
		advanced(t, p, &wall, time.Second)
		if p.Past() {
			t.Errorf("%s: it is at %s, which is not there yet", name, p.At())
		}
		add(h, seconds(11, 50))
		advanced(t, p, &wall, time.Second)
		if !p.Past() || p.State().Seq != 21 {
			t.Errorf("%s: it is at %s", name, p.At())
		}
	}
}

func TestABeginAfterTheEndIsTheEndAndIsSaidToBe(t *testing.T) {
	after := func(d time.Duration) func(time.Time) time.Time {
		return func(begin time.Time) time.Time { return begin.Add(d) }
	}
	for _, c := range []struct {
		name   string
		place  rewind.Place
		beyond bool
	}{
		{"a number", rewind.Place{Number: 1000}, true},
		{"the last", rewind.Place{Number: 10}, false},
		{"a time", rewind.Place{Time: after(time.Hour)}, true},
		{"the last time", rewind.Place{Time: after(9 * time.Second)}, false},
	} {
		h := history.WithLimits(history.Limits{})
		p := rewind.Recording(h, 1, true, c.place)
		add(h, seconds(1, 10))
		h.End(nil)
		wall := begin.Add(time.Second)
		if _, err := p.Advance(wall); rewind.NoFurther(err) != c.beyond || (err != nil) != c.beyond {
			t.Errorf("%s: it says %v", c.name, err)
		}
		advanced(t, p, &wall, time.Second) // it is said once
		if p.State().Seq != 10 || !p.Ended() {
			t.Errorf("%s: it is at event %d", c.name, p.State().Seq)
		}
	}
}

func TestARecordingPlaysAtItsSpeedAndStopsAtItsEnd(t *testing.T) {
	h := history.WithLimits(history.Limits{})
	add(h, seconds(1, 100))
	p := rewind.Recording(h, 1, true, rewind.Place{})
	wall := begin
	advanced(t, p, &wall, time.Second)
	advanced(t, p, &wall, 5*time.Second)
	if got := p.State().Seq; got != 6 {
		t.Errorf("after 5 s it is at event %d", got)
	}
	for range 2 {
		if err := p.Pace(2); err != nil {
			t.Fatal(err)
		}
	}
	advanced(t, p, &wall, 5*time.Second)
	if got := p.State().Seq; got != 26 {
		t.Errorf("after 5 s four times as fast it is at event %d", got)
	}
	p.Turn(wall)
	advanced(t, p, &wall, time.Hour)
	if got := p.State().Seq; got != 26 {
		t.Errorf("while it stands it goes on to event %d", got)
	}
	p.Turn(wall)
	advanced(t, p, &wall, time.Hour)
	if got := p.State().Seq; got != 100 || p.Ended() || !p.At().Equal(begin.Add(100*time.Second)) {
		t.Errorf("at the end of what was read it is at event %d, %s, ended %v", got, p.At(), p.Ended())
	}
	h.End(nil)
	advanced(t, p, &wall, time.Second)
	if !p.Ended() || p.Runs() {
		t.Error("it has not ended")
	}
}

func TestWithoutWaitingItIsAtTheEndAtOnce(t *testing.T) {
	h := history.WithLimits(history.Limits{})
	add(h, seconds(1, 30_000))
	h.End(nil)
	p := rewind.Recording(h, 0, true, rewind.Place{})
	wall := begin
	advanced(t, p, &wall, 0)
	advanced(t, p, &wall, time.Millisecond)
	if got := p.State().Seq; got != 30_000 {
		t.Errorf("it is at event %d", got)
	}
}

func TestThePastHasSpeedsFromASixteenthToAThousand(t *testing.T) {
	h := history.New()
	h.Add(seconds(1, 10))
	p := rewind.Of(h)
	if err := p.Back(); err != nil {
		t.Fatal(err)
	}
	n := 0
	for p.Pace(0.5) == nil {
		n++
	}
	if n != 4 || p.Speed() != 1.0/16 {
		t.Errorf("the slowest is %v", p.Speed())
	}
	if err := p.Pace(0); err != nil {
		t.Fatal(err)
	}
	for n = 0; p.Pace(2) == nil; n++ {
	}
	if n != 10 || p.Speed() != 1000 {
		t.Errorf("the fastest is %v, after %d changes", p.Speed(), n)
	}
	if err := p.Pace(0.5); err != nil || p.Speed() != 512 {
		t.Errorf("half as fast as the fastest is %v: 1× cannot be reached from there", p.Speed())
	}
	for p.Pace(0.5) == nil {
	}
	if p.Speed() != 1.0/16 {
		t.Errorf("back from the fastest the slowest is %v", p.Speed())
	}
}

func TestWithoutWaitingOneCanOnlyGoSlower(t *testing.T) {
	h := history.New()
	h.Add(seconds(1, 10))
	p := rewind.Recording(h, 0, true, rewind.Place{})
	if err := p.Pace(2); !rewind.NoFurther(err) || p.Speed() != 0 {
		t.Errorf("twice as fast as without waiting is %v", p.Speed())
	}
	if err := p.Pace(0.5); err != nil || p.Speed() != 1000 {
		t.Errorf("slower than without waiting is %v", p.Speed())
	}
}

func TestBackAndForwardAreInverse(t *testing.T) {
	h := history.New()
	events := seconds(1, 50)
	events[20].Body = &event.QueueSampled{} // no step
	h.Add(events)
	p := rewind.Of(h)
	var went []uint64
	for {
		err := p.Back()
		if rewind.NoFurther(err) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		went = append(went, p.State().Seq)
	}
	if len(went) != 48 || went[0] != 49 || went[len(went)-1] != 1 {
		t.Fatalf("back it goes by %v", went)
	}
	for i := len(went) - 2; i >= 0; i-- {
		if err := p.Forward(); err != nil || p.State().Seq != went[i] {
			t.Fatalf("on it comes to %d, want %d", p.State().Seq, went[i])
		}
	}
}

func TestTheLineSaysHowFarBackItGoesAndWhatItsSignsAre(t *testing.T) {
	h := history.WithLimits(history.Limits{Time: time.Minute})
	p := rewind.Of(h)
	marked := seconds(1, 50)
	marked[9].Body = &event.QueuePurged{Queue: "practiceQ"}
	h.Add(marked)
	line := func(width int) string { return p.Line(rewind.Shown{Width: width}) }
	if got := line(100); strings.Contains(got, "kept since") || !strings.HasPrefix(got, " 12:00:01 ") || !strings.Contains(got, "∅") || !strings.HasSuffix(got, " now ∅ purge ") {
		t.Errorf("with all that was it is %q", got)
	}
	if got := line(50); strings.Contains(got, "purge") || !strings.Contains(got, "∅") {
		t.Errorf("without room for words it is %q", got)
	}
	for i := 1; i < 100; i++ { // what was is let go of
		h.Add(seconds(50*i, 50*i+49))
	}
	if from, _ := h.Span(); h.Whole() || !strings.HasPrefix(line(100), " kept since "+from.Format(time.TimeOnly)+" ") || strings.Contains(line(100), "∅") {
		t.Errorf("where something was let go of it is %q", line(100))
	}
	if err := p.Back(); err != nil || !strings.Contains(line(100), "▮") {
		t.Errorf("in the past it is %q, %v", line(100), err)
	}
	if got := p.Line(rewind.Shown{Width: 100, Focused: true}); !strings.HasPrefix(got, "▸kept since ") {
		t.Errorf("with the focus it is %q", got)
	}
	if got := p.Line(rewind.Shown{Width: 100, Styles: &draw.Styles{ASCII: true}}); !strings.Contains(got, "M") || strings.ContainsAny(got, "─▮") {
		t.Errorf("with ASCII alone it is %q", got)
	}
}

// TestAtEightyColumnsTheSignsOfTheDemonstrationHaveTheirWords: a sign without its word
// is none.
func TestAtEightyColumnsTheSignsOfTheDemonstrationHaveTheirWords(t *testing.T) {
	h := history.WithLimits(history.Limits{})
	p := rewind.Of(h)
	marked := seconds(1, 50)
	for i, b := range map[int]event.Body{
		5: &event.MessageReceived{ReceiveCount: 1}, 10: &event.StageFinished{Stage: event.Thumbnail, Error: "it is cut off"},
		20: &event.MessageExpired{ReceiveCount: 1}, 30: &event.MessageDead{ReceiveCount: 3},
	} {
		marked[i] = event.Event{Time: marked[i].Time, MessageID: "m1", Key: "storm.jpg", Worker: "1", Body: b}
	}
	h.Add(marked)
	for _, recorded := range []bool{true, false} {
		got := p.Line(rewind.Shown{Width: 80, Recorded: recorded})
		for _, word := range []string{"✖ death", "▾ failure", "╳ timeout"} {
			if !strings.Contains(got, word) {
				t.Errorf("recorded: %v: %q does not say what %q is", recorded, got, word)
			}
		}
	}
}

func TestTheLineIsAsWideAsItMayBe(t *testing.T) {
	h := history.New()
	p := rewind.Of(h)
	for _, width := range []int{1, 5, 20, 80, 300} {
		if got := ansi.StringWidth(p.Line(rewind.Shown{Width: width})); got != width {
			t.Errorf("an empty line is %d of %d wide", got, width)
		}
	}
	h.Add(seconds(1, 50))
	for _, width := range []int{1, 5, 20, 80, 300} {
		if got := ansi.StringWidth(p.Line(rewind.Shown{Width: width, Recorded: true})); got != width {
			t.Errorf("it is %d of %d wide", got, width)
		}
		for x := range width {
			there, err := p.GoUnder(rewind.Shown{Width: width, Recorded: true}, x)
			if at := p.At(); err != nil || there && p.Past() && (at.Before(begin) || at.After(begin.Add(50*time.Second))) {
				t.Errorf("at %d of %d is %s, %v", x, width, at, err)
			}
		}
	}
}
