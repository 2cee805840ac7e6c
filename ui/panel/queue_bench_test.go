package panel_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/panel"
	"inflight/ui/sample"
)

// waiting is a queue in which n messages wait.
func waiting(n int) *state.State {
	s := state.NewState()
	s.Apply(event.Event{Time: sample.Begin, Body: &event.PipelineStarted{Setup: &event.Setup{Queue: "practiceQ", MaxReceives: 3, Visibility: 30}}})
	for i := range n {
		s.Apply(event.Event{
			Seq: uint64(i + 1), Time: sample.Begin, MessageID: fmt.Sprintf("m%07d", i), Key: fmt.Sprintf("image-%07d.jpg", i), Body: &event.MessageSent{Queue: "practiceQ"},
		})
	}
	return s
}

func TestTheQueueListsTheSameRowsWhereverItBegins(t *testing.T) {
	s := waiting(500)
	for i := range 500 {
		if i%7 == 0 {
			s.Apply(event.Event{Time: sample.Begin, MessageID: fmt.Sprintf("m%07d", i), Worker: "1", Body: &event.MessageDeleted{}})
		}
		if i%5 == 0 {
			s.Apply(event.Event{Time: sample.Begin, MessageID: fmt.Sprintf("m%07d", i), Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: sample.Begin.Add(1e9)}})
		}
	}
	at, v := 0, panel.View{State: s}
	for m := range s.InQueue() {
		if got := panel.Queue().At(v, at); got != m.ID {
			t.Fatalf("row %d is %s, want %s", at, got, m.ID)
		}
		if got := panel.Queue().Place(v, m.ID); got != at {
			t.Fatalf("%s is in row %d, want %d", m.ID, got, at)
		}
		at++
	}
	if got := panel.Queue().Count(v); got != at || panel.Queue().At(v, at) != "" {
		t.Errorf("%d rows are counted, want %d", got, at)
	}
}

func TestAMillionMessagesAreCountedThoughAFifthOfThemIsKept(t *testing.T) {
	if testing.Short() {
		t.Skip("a million events take a second or two")
	}
	const million, kept = 1_000_000, 200_000
	s := waiting(million)
	s.Setup.Embedded = true // where events tell of all, samples are believed after three
	title := func(want string) {
		t.Helper()
		if got, _ := panel.Queue().Title(panel.View{State: s, Now: sample.Begin.Add(1e9), Width: 100, Height: 20}); got != want {
			t.Errorf("the title says %q, want %q", got, want)
		}
	}
	title("queue 100,000 of 1,000,000") // before any sample
	if n := len(s.Live()); n > kept || s.Known() > kept {
		t.Errorf("%d messages are kept, want at most %d", n, kept)
	}
	if v := (panel.View{State: s}); panel.Queue().At(v, 99_999) == "" || panel.Queue().At(v, 100_000) != "" {
		t.Error("the list does not end at 100,000")
	}
	sampled := func(visible int) {
		for range 3 { // as many as are believed
			s.Apply(event.Event{Time: sample.Begin, Body: &event.QueueSampled{Queue: "practiceQ", Visible: visible}})
		}
	}
	sampled(million)
	title("queue 100,000 of 1,000,000")
	s.Apply(event.Event{
		Time: sample.Begin, MessageID: "m0000000", Key: "image-0000000.jpg", Worker: "1",
		Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: sample.Begin.Add(30e9)},
	})
	title("queue 100,000 of 1,000,000")
	s.Apply(event.Event{Time: sample.Begin, MessageID: "m0000000", Worker: "1", Body: &event.MessageDeleted{}})
	title("queue 100,000 of 999,999")
	s.Apply(event.Event{Time: sample.Begin, Body: &event.QueuePurged{Queue: "practiceQ"}})
	title("queue 0")
}

// BenchmarkQueue draws the queue at its beginning and scrolled to its end.
func BenchmarkQueue(b *testing.B) {
	for _, n := range []int{100_000, 1_000_000} {
		s := waiting(n)
		for _, offset := range []int{0, 99_950} {
			b.Run(fmt.Sprintf("%d/from%d", n, offset), func(b *testing.B) {
				v := panel.View{State: s, Now: sample.Begin.Add(1e9), Styles: styles("dark"), Width: 118, Height: 30, Offset: offset, Cursor: offset}
				if !strings.Contains(ansi.Strip(strings.Join(panel.Queue().Draw(v), "")), "image-") {
					b.Fatal("no message is drawn")
				}
				b.ReportAllocs()
				for b.Loop() {
					panel.Queue().Draw(v)
					panel.Queue().Place(panel.View{State: s}, "m0050000")
				}
			})
		}
	}
}
