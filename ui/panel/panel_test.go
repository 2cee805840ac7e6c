package panel_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
	"inflight/ui/panel"
	"inflight/ui/sample"
)

// drawn is a panel and what stands in its frame.
type drawn struct {
	name  string
	draw  func(panel.View) []string
	title func(panel.View) (string, string)
}

func panels() []drawn {
	return []drawn{
		{"inflight", panel.InFlight().Draw, panel.InFlight().Title},
		{"workers", panel.Workers().Draw, panel.Workers().Title},
		{"deadletters", panel.DeadLetters().Draw, panel.DeadLetters().Title},
		{"thumbnails", panel.Thumbnails().Draw, panel.Thumbnails().Title},
		{"thumbnail", panel.ThumbnailLarge().Draw, panel.ThumbnailLarge().Title},
		{"calls", panel.Calls().Draw, panel.Calls().Title},
		{"inbox", panel.Inbox().Draw, panel.Inbox().Title},
		{"mail", panel.InboxMessage().Draw, panel.InboxMessage().Title},
		{"charts", panel.Charts().Draw, panel.Charts().Title},
		{"throughput", panel.Throughput().Draw, panel.Throughput().Title},
		{"message", panel.Message().Draw, panel.Message().Title},
	}
}

// view is a view of a sample. The message shown is one that has been through a
// lot.
func view(events []event.Event, now time.Time) panel.View {
	v := panel.View{State: sample.State(events), Now: now, Styles: styles("none"), Focused: true}
	most := -1
	for _, m := range v.State.Live() {
		if len(m.History) > most {
			most, v.MessageID = len(m.History), m.ID
		}
	}
	return v
}

// framed is a panel with its frame, as text.
func framed(d drawn, v panel.View, w, h int) string {
	v.Width, v.Height = w-2, h-2
	title, right := d.title(v)
	return strings.Join(draw.Frame(title, right, d.draw(v), v.Focused, v.Styles, w, h), "\n") + "\n"
}

var sizes = []struct {
	name string
	w, h int
}{{"small", 44, 9}, {"medium", 80, 14}, {"large", 140, 24}}

func TestPanelsShowABusyPipeline(t *testing.T) {
	for _, d := range panels() {
		v := view(busy())
		for _, size := range sizes {
			t.Run(d.name+"/"+size.name, func(t *testing.T) {
				golden.RequireEqual(t, ansi.Strip(framed(d, v, size.w, size.h)))
			})
		}
	}
}

func TestPanelsShowAFailingPipeline(t *testing.T) {
	for _, d := range panels() {
		v := view(failing())
		t.Run(d.name, func(t *testing.T) {
			golden.RequireEqual(t, ansi.Strip(framed(d, v, 80, 14)))
		})
	}
}

func TestEmptyPanelsSayWhatWouldAppear(t *testing.T) {
	for name, stream := range map[string]func() ([]event.Event, time.Time){"empty": sample.Empty, "quiet": quiet} {
		t.Run(name, func(t *testing.T) {
			v := view(stream())
			var all strings.Builder
			for _, d := range panels() {
				all.WriteString(framed(d, v, 64, 7))
			}
			golden.RequireEqual(t, ansi.Strip(all.String()))
		})
	}
}

func TestThemesDifferInStyleAlone(t *testing.T) {
	plain := view(busy())
	for _, name := range []string{"dark", "light"} {
		v := plain
		v.Styles = styles(name)
		for i, d := range panels() {
			out := framed(d, v, 80, 12)
			if ansi.Strip(out) != framed(d, plain, 80, 12) {
				t.Errorf("the text of %s depends on the theme", d.name)
			}
			if i < 3 {
				t.Run(name+"/"+d.name, func(t *testing.T) { golden.RequireEqual(t, out) })
			}
		}
	}
}

func TestWithoutColoursThereAreNoSequences(t *testing.T) {
	v := view(busy())
	for _, d := range panels() {
		if out := framed(d, v, 80, 12); strings.Contains(out, "\x1b") {
			t.Errorf("%s holds a sequence: %q", d.name, out)
		}
	}
}

func TestASCIIPanelsDrawWithASCII(t *testing.T) {
	v := view(busy())
	v.Styles = styles("ascii")
	for _, d := range panels()[:3] {
		t.Run(d.name, func(t *testing.T) {
			golden.RequireEqual(t, ansi.Strip(framed(d, v, 80, 12)))
		})
	}
}

func TestHostileNamesStayInTheirPlace(t *testing.T) {
	v := view(hostile())
	for _, d := range panels() {
		t.Run(d.name, func(t *testing.T) {
			golden.RequireEqual(t, ansi.Strip(framed(d, v, 80, 14)))
		})
	}
}

func TestEverySizeIsFilledExactly(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	streams := []func() ([]event.Event, time.Time){
		sample.Empty, quiet, busy, failing, hostile,
		func() ([]event.Event, time.Time) { return sample.Many(300) },
	}
	for _, stream := range streams {
		events, _ := stream()
		state := state.NewState()
		const looks = 12
		for part := range looks {
			state.Apply(events[len(events)*part/looks : len(events)*(part+1)/looks]...)
			for range 8 {
				v := panel.View{State: state, Now: state.Now.Add(time.Duration(chance.IntN(20_000)) * time.Millisecond)}
				v.Width, v.Height = 1+chance.IntN(220), 1+chance.IntN(60)
				if chance.IntN(3) == 0 {
					v.Width, v.Height = 1+chance.IntN(30), 1+chance.IntN(8)
				}
				randomise(&v, chance)
				checkPanels(t, v)
			}
		}
	}
}

// randomise sets all that the root could set.
func randomise(v *panel.View, chance *rand.Rand) {
	v.Styles = styles([]string{"dark", "light", "none", "ascii"}[chance.IntN(4)])
	v.Cursor, v.Offset = chance.IntN(40)-5, chance.IntN(40)-5
	v.Focused = chance.IntN(2) == 0
	v.Sort = panel.Sort(chance.IntN(6))
	v.Marked = map[string]bool{}
	for _, m := range v.State.Live() {
		if chance.IntN(2) == 0 {
			v.Marked[m.ID] = true
		}
		if chance.IntN(5) == 0 {
			v.MessageID = m.ID
		}
	}
	if chance.IntN(2) == 0 {
		census := panel.CountMessages(v.State, v.Now)
		v.Census = &census
	}
	if chance.IntN(4) == 0 {
		v.Filter = sample.HostileNames[chance.IntN(len(sample.HostileNames))]
	}
}

func checkPanels(t *testing.T, v panel.View) {
	t.Helper()
	for _, d := range panels() {
		lines := d.draw(v)
		check(t, d.name, lines, v.Width, v.Height)
		title, right := d.title(v)
		body := lines
		if v.Width > 2 && v.Height > 2 {
			inside := v
			inside.Width, inside.Height = v.Width-2, v.Height-2
			body = d.draw(inside)
		}
		check(t, d.name+" in its frame", draw.Frame(title, right, body, v.Focused, v.Styles, v.Width, v.Height), v.Width, v.Height)
	}
}

// check fails where lines are not exactly w by h, however width is measured, or
// hold a control character that is not part of a style.
func check(t *testing.T, name string, lines []string, w, h int) {
	t.Helper()
	if len(lines) != h {
		t.Fatalf("%s at %dx%d has %d lines", name, w, h, len(lines))
	}
	for i, line := range lines {
		if a, b := ansi.StringWidth(line), ansi.StringWidthWc(line); a != w || b != w {
			t.Fatalf("%s at %dx%d: line %d is %d or %d cells wide: %q", name, w, h, i, a, b, line)
		}
		for _, r := range ansi.Strip(line) {
			if unicode.IsControl(r) {
				t.Fatalf("%s at %dx%d: line %d holds %U: %q", name, w, h, i, r, line)
			}
		}
	}
}

func TestTheCursorMeansTheRowThatIsDrawn(t *testing.T) {
	v := view(busy())
	v.Width, v.Height = 100, 12
	for by := panel.SortTimeLeft; by <= panel.SortWorker; by++ {
		v.Sort = by
		rows := panel.InFlightRows(v.State, v.Now, "", by)
		for i, m := range rows {
			v.Cursor = i
			if at := panel.InFlight().Place(panel.View{State: v.State, Now: v.Now, Sort: by}, m.ID); at != i {
				t.Errorf("sorted by %s, the place of %s is %d, not %d", by, m.Name(), at, i)
			}
			found := false
			for _, line := range panel.InFlight().Draw(v) {
				found = found || strings.Contains(ansi.Strip(line), "▸") && strings.Contains(line, m.Name())
			}
			if !found {
				t.Errorf("sorted by %s, row %d is not %s", by, i, m.Name())
			}
		}
	}
}

// TestAListSaysWhatIsAboveAndBelow: a cursor further down takes the rows above out of
// sight.
func TestAListSaysWhatIsAboveAndBelow(t *testing.T) {
	v := view(busy())
	v.Width, v.Height = 100, 6 // a head, four rows, a foot
	n := len(panel.InFlightRows(v.State, v.Now, "", v.Sort))
	for cursor, want := range map[int]string{0: fmt.Sprintf("+%d below", n-4), n - 1: fmt.Sprintf("+%d above", n-4)} {
		v.Cursor = cursor
		lines := panel.InFlight().Draw(v)
		foot := ansi.Strip(lines[len(lines)-1])
		if !strings.Contains(foot, want) || strings.Contains(foot, "above") && strings.Contains(foot, "below") {
			t.Errorf("with the cursor in row %d of %d: %q, want %q", cursor, n, foot, want)
		}
	}
}

func TestTheFilterKeepsWhatHoldsIt(t *testing.T) {
	v := view(busy())
	for _, m := range panel.InFlightRows(v.State, v.Now, "STORM", panel.SortName) {
		if !strings.Contains(m.Key, "storm") {
			t.Errorf("%s is among the storms", m.Key)
		}
	}
	if n := len(panel.InFlightRows(v.State, v.Now, "no such image", panel.SortName)); n != 0 {
		t.Errorf("%d rows hold what none holds", n)
	}
}

func TestACountdownChangesItsRowOnceASecond(t *testing.T) {
	v := view(busy())
	v.Width, v.Height = 22, 12 // no bars: only the seconds move
	before, changed := "", 0
	for range 30 {
		v.Now = v.Now.Add(33 * time.Millisecond)
		row := rowOf(t, panel.InFlight().Draw(v), "canyon-0138")
		if row != before && before != "" {
			changed++
		}
		before = row
	}
	if changed > 1 {
		t.Errorf("it changed %d times in a second", changed)
	}
}

// rowOf is the line that holds a name.
func rowOf(t *testing.T, lines []string, name string) string {
	t.Helper()
	for _, line := range lines {
		if strings.Contains(line, name) {
			return ansi.Strip(line)
		}
	}
	t.Fatalf("no line holds %s", name)
	return ""
}

func BenchmarkInFlight(b *testing.B) {
	for _, n := range []int{200, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			v := view(sample.Many(n))
			v.Styles = styles("dark")
			v.Width, v.Height = 198, 58
			b.ReportAllocs()
			for b.Loop() {
				panel.InFlight().Draw(v)
			}
		})
	}
}

// BenchmarkScreen draws what is open at once at 200x60 with 10,000 messages in
// flight: the aim is less than 4 ms with the flow and the root's own.
func BenchmarkScreen(b *testing.B) {
	v := view(sample.Many(10_000))
	v.Styles = styles("dark")
	b.ReportAllocs()
	for b.Loop() {
		census := panel.CountMessages(v.State, v.Now)
		v.Census = &census
		for i, d := range panels() {
			if i >= 6 && d.name != "throughput" {
				continue // opened one at a time
			}
			v.Width, v.Height = 98, 14
			title, right := d.title(v)
			draw.Frame(title, right, d.draw(v), false, v.Styles, 100, 16)
		}
	}
}

func BenchmarkPanels(b *testing.B) {
	v := view(busy())
	v.Styles = styles("dark")
	v.Width, v.Height = 98, 28
	for _, d := range panels() {
		b.Run(d.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				d.draw(v)
			}
		})
	}
}

func TestWhereThereIsNoLineForThemTheFrameHasTheFactsOfAThumbnail(t *testing.T) {
	s, now := state.NewState(), sample.Begin
	s.Apply(
		event.Event{Time: now, Key: "meadow.jpg", Body: &event.ObjectUploaded{Size: 9}},
		event.Event{Time: now.Add(2 * time.Second), Key: "meadow.jpg.png", Body: &event.ThumbnailCreated{SourceKey: "meadow.jpg", Size: 5900}},
	)
	for height, inFrame := range map[int]bool{3: false, 5: true, 6: false, 7: false, 12: false} {
		v := panel.View{State: s, Now: now.Add(3 * time.Second), Width: 53, Height: height}
		_, right := panel.Thumbnails().Title(v)
		if got := right == "meadow in 2.0 s, 5.9 kB"; got != inFrame {
			t.Errorf("%d lines high the frame says %q", height, right)
		}
		if body := strings.Join(panel.Thumbnails().Draw(v), "\n"); height > 5 && !strings.Contains(body, "2.0 s from upload to stored") {
			t.Errorf("%d lines high the gallery says\n%s", height, body)
		}
	}
}

// Nobody told of the upload: then it is since the message was sent, and of a redriven one nothing is said.
func TestHowLongAThumbnailTookIsSaidSinceWhatIsKnown(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		redriven bool
		want     string
	}{"sent": {false, "2.0 s from send to stored"}, "redriven": {true, ""}} {
		s := state.NewState()
		if c.redriven {
			s.Apply(event.Event{Time: now, MessageID: "m", Key: "meadow.jpg", Body: &event.MessageRedriven{PreviousID: "dead"}})
		}
		s.Apply(
			event.Event{Time: now, MessageID: "m", Key: "meadow.jpg", Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1, SentAt: now, VisibleAt: now.Add(time.Minute)}},
			event.Event{Time: now.Add(2 * time.Second), MessageID: "m", Key: "meadow.jpg.png", Body: &event.ThumbnailCreated{SourceKey: "meadow.jpg", Size: 5900}},
		)
		body := strings.Join(panel.Thumbnails().Draw(panel.View{State: s, Now: now.Add(3 * time.Second), Width: 53, Height: 12}), "\n")
		if strings.Contains(body, "to stored") != (c.want != "") || !strings.Contains(body, c.want) {
			t.Errorf("%s: the gallery says\n%s", name, body)
		}
	}
}

// What was done twice is said in the same words whether a row is out of sight or not.
func TestTheCountersKeepTheirWordsWhenARowIsOutOfSight(t *testing.T) {
	words := func(messages, width int) string {
		s := sample.State(sample.Model("serial")[:1])
		var now time.Time
		for n := range messages {
			now = sample.Begin.Add(time.Minute)
			s.Apply(event.Event{Time: now, MessageID: fmt.Sprint("held", n), Key: fmt.Sprintf("held-%d.jpg", n), Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: now.Add(time.Minute)}})
		}
		lines := panel.InFlight().Draw(panel.View{State: s, Now: now, Styles: &draw.Styles{}, Width: width, Height: 5})
		text := ansi.Strip(lines[len(lines)-1])
		if out := strings.Contains(text, "below"); out != (messages > 3) {
			t.Fatalf("%d messages, %d cells: %q", messages, width, text)
		}
		return strings.TrimSpace(text[strings.Index(text, "exp"):])
	}
	for width := 52; width < 140; width++ {
		if few, many := words(3, width), words(4, width); few != many {
			t.Errorf("%d cells: %q, and with a row out of sight %q", width, few, many)
		}
	}
}
