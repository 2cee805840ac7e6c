package dialog

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/event"
	"inflight/ui/draw"
)

// TestTheMessageThatIsMeantIsSeen, however many are held: a key deletes it.
func TestTheMessageThatIsMeantIsSeen(t *testing.T) {
	for _, n := range []int{1, 4, 5, 9} {
		var did []string
		ids := make([]string, n)
		for i := range ids {
			ids[i] = fmt.Sprint("image-", i)
		}
		h, s := noted(&did), handScreen(120, 40, ids...)
		for back := range n + 1 {
			meant := max(n-1-back, 0)
			var listed []string
			for line := range strings.SplitSeq(text(s, h), "\n") {
				if at := strings.Index(line, "image-"); at >= 0 {
					mark := ""
					if strings.Contains(line[:at], "▸") {
						mark = "▸"
					}
					listed = append(listed, mark+line[at:at+len("image-0")])
				}
			}
			marked := "▸" + ids[meant]
			if got := strings.Join(listed, " "); !strings.Contains(got, marked) || strings.Count(got, "▸") != 1 || len(listed) != min(n, maxShown) {
				t.Errorf("%d held, %d back: listed is %s, want %s among them", n, back, got, marked)
			}
			if says := fmt.Sprintf("%d of the %d in your hand", meant+1, n); strings.Contains(text(s, h), says) != (n > maxShown) {
				t.Errorf("%d held, %d back: %q is said, or not:\n%s", n, back, says, text(s, h))
			}
			h.Press(s, pressOf("left"))
		}
	}
}

func TestAnActLeavesTheHandOpen(t *testing.T) {
	var did []string
	h, s := noted(&did), handScreen(80, 24, "a")
	for _, key := range []string{"e", "v", "d", "i"} {
		if _, closed := h.Press(s, pressOf(key)); closed {
			t.Errorf("%s closes it", key)
		}
	}
	if _, closed := h.Press(s, pressOf("esc")); !closed {
		t.Error("esc leaves it open")
	}
}

// TestTheHelpHasRoomForAllOfItsParts, also where the last of them are the longest.
func TestTheHelpHasRoomForAllOfItsParts(t *testing.T) {
	for n := 1; n <= 3; n++ {
		for long := range 5 {
			h := &help{}
			for i := range 5 {
				part := helpPart{title: fmt.Sprint("part ", i)}
				for range map[bool]int{true: 40, false: 1}[i == long] {
					part.rows = append(part.rows, helpRow{draw.Text, "x", fmt.Sprint("does ", i)})
				}
				h.parts = append(h.parts, part)
			}
			all := ansi.Strip(strings.Join(h.columns(screen(120, 36), n, 40), "\n"))
			for i := range 5 {
				if want := map[bool]int{true: 40, false: 1}[i == long]; strings.Count(all, fmt.Sprint("does ", i)) != want {
					t.Errorf("%d columns, %d is long: part %d is there %d times, want %d", n, long, i, strings.Count(all, fmt.Sprint("does ", i)), want)
				}
			}
		}
	}
}

// TestATextStandsApartFromItsLead, line by line, with what is before and in each.
func TestATextStandsApartFromItsLead(t *testing.T) {
	s := screen(80, 24)
	p := Page("a page", "It leads.", "{\n  \"a\": \"b\"\n}").(*page)
	if got, want := ansi.Strip(strings.Join(p.lines(s, 40), "\n")), " It leads.\n\n {\n   \"a\": \"b\"\n }"; got != want {
		t.Errorf("it is\n%q, want\n%q", got, want)
	}
	p = Page("a page", "", "one").(*page)
	if got := ansi.Strip(strings.Join(p.lines(s, 40), "\n")); got != " \n one" {
		t.Errorf("without a lead: %q", got)
	}
	long := "  " + strings.Repeat("word  ", 30)
	p = Page("a page", "", long).(*page)
	var got strings.Builder
	for i, line := range p.lines(s, 40)[1:] {
		line = ansi.Strip(line)
		if i == 0 {
			got.WriteString(line[1:])
			continue
		}
		got.WriteString(line[7:]) // further in
	}
	if strings.TrimRight(got.String(), " ") != strings.TrimRight(long, " ") {
		t.Errorf("over several lines it is\n%q, want\n%q", got.String(), long)
	}
}

func TestAComposedMessageSaysTheDelayOfItsQueueAndWhereOneIs(t *testing.T) {
	c := newComposed()
	if shown := text(c.s, c.compose); !strings.Contains(shown, "none; or 1 to 900 s") {
		t.Errorf("a queue without a delay:\n%s", shown)
	}
	c.s.State.Apply(event.Event{Time: c.s.Now, Body: &event.SettingChanged{Setting: event.DelaySetting, From: "0s", To: "7s"}})
	if shown := text(c.s, c.compose); !strings.Contains(shown, "the queue's own, 7 s; or 1 to 900 s") {
		t.Errorf("a queue that delays for 7 s:\n%s", shown)
	}
	rows := map[string]bool{}
	for range 4 {
		for line := range strings.SplitSeq(text(c.s, c.compose), "\n") {
			if _, row, is := strings.Cut(line, "▸ "); is {
				rows[strings.Fields(row)[0]] = true
			}
		}
		c.typed("tab")
	}
	if len(rows) < 4 {
		t.Errorf("the mark was at %v, in four places", rows)
	}
}

func TestThePaletteFindsByEveryWord(t *testing.T) {
	var ran []string
	var choices []Choice
	for _, name := range []string{"purge the queue", "purge the dead-letter queue", "freeze"} {
		choices = append(choices, Choice{Name: name, Key: "x", Run: func() tea.Cmd { ran = append(ran, name); return nil }})
	}
	p, s := Palette(choices), screen(100, 30)
	if shown := text(s, p); strings.Count(shown, "purge") != 2 || !strings.Contains(shown, "actions 3") {
		t.Errorf("all are\n%s", shown)
	}
	for _, r := range "DEAD purge" {
		p.Press(s, tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	if shown := text(s, p); !strings.Contains(shown, "actions 1") || !strings.Contains(shown, "purge the dead-letter queue") {
		t.Errorf("found are\n%s", shown)
	}
	if _, closed := p.Press(s, pressOf("enter")); !closed || strings.Join(ran, ", ") != "purge the dead-letter queue" {
		t.Errorf("run was %v", ran)
	}
	p.Press(s, pressOf("q"))
	if shown := text(s, p); !strings.Contains(shown, "no action is called") {
		t.Errorf("nothing is called so:\n%s", shown)
	}
}

func TestAKeyThatIsNoneLeavesThePickerOpen(t *testing.T) {
	k := newPicker(t, "cat.png")
	if k.typed("z") || k.typed("down") {
		t.Error("it is closed")
	}
	before := k.height
	if k.s.Height -= 6; text(k.s, k.pick) == "" || k.height == before {
		t.Errorf("it does not know how high it is: %d, and %d before", k.height, before)
	}
	if !k.typed("esc") {
		t.Error("esc leaves it open")
	}
}

func TestWhatIsNoTextStandsOutOfJSON(t *testing.T) {
	st := &draw.Styles{}
	for i := range st.Tones {
		st.Tones[i] = fmt.Sprintf("\x1b[%dm", 30+i)
	}
	for value, tone := range map[string]draw.Tone{"true": draw.Warn, "false": draw.Warn, "null": draw.Warn, "30": draw.Warn, `"text"`: draw.Good, "{}": draw.Dim, "word": draw.Text} {
		if got, want := jsonValue(st, value), st.Paint(tone, value); !strings.HasPrefix(got, want) {
			t.Errorf("%s is %q, want %q", value, got, want)
		}
	}
}

// TestASettingThatWasTurnedIsSaidWithItsCall.
func TestASettingThatWasTurnedIsSaidWithItsCall(t *testing.T) {
	turning := &Turning{}
	turning.readings = append(turning.readings, ours(event.WaitSetting, "5s", "5s"), ours(event.PaceSetting, "1s", ""))
	for of, want := range map[event.Setting]string{
		event.WaitSetting: "wait: 5 s (SetQueueAttributes ReceiveMessageWaitTimeSeconds=5)",
		event.PaceSetting: "pace: 1 s",
	} {
		value := map[event.Setting]string{event.WaitSetting: "5s", event.PaceSetting: "1s"}[of]
		if got := turning.says(&ask{of: of, value: value}); got != want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
}

// TestADocumentIsSeenLineByLine, as far as there is room.
func TestADocumentIsSeenLineByLine(t *testing.T) {
	d := aPattern
	d.Text = `{"source":["aws.s3"],"detail-type":["Object Created"],"detail":{"bucket":{"name":["photos"]}}}`
	e := newEdited(d, 100, 40)
	e.says(t, `"source": [`, `"aws.s3"`, `"detail-type": [`, `"Object Created"`, `"bucket": {`, `"photos"`)
	low := newEdited(d, 60, 16)
	if shown := text(low.s, low.document); strings.Contains(shown, `"photos"`) || !strings.Contains(shown, `"source": [`) {
		t.Errorf("where there is room for the beginning alone:\n%s", shown)
	}
}
