package history_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"inflight/pipeline/event"
	"inflight/pipeline/history"
	"inflight/pipeline/pipelinetest"
	"inflight/pipeline/state"
)

var begin = time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)

// lives are the events of messages: most are done, some fail, some die.
func lives(r *rand.Rand, n int, every time.Duration) []event.Event {
	events := make([]event.Event, 0, n)
	at := begin
	for i := 0; len(events) < n; i++ {
		id, key := fmt.Sprint("m", i), fmt.Sprintf("dune-%04d.jpg", i)
		emit := func(e event.Event) {
			if len(events) < n {
				at = at.Add(every)
				e.Seq, e.Time, e.MessageID, e.Key, e.Worker = uint64(len(events)+1), at, id, key, "1"
				events = append(events, e)
			}
		}
		emit(event.Event{Body: &event.MessageSent{}})
		emit(event.Event{Body: &event.MessageReceived{ReceiveCount: 1, VisibleAt: at.Add(30 * time.Second)}})
		emit(event.Event{Body: &event.StageStarted{Stage: event.Download}})
		switch r.IntN(6) {
		case 0:
			emit(event.Event{Body: &event.StageFinished{Stage: event.Download, Error: "not an image"}})
			emit(event.Event{Body: &event.MessageDead{}})
		case 1: // it stays in flight
		default:
			emit(event.Event{Body: &event.StageFinished{Stage: event.Download}})
			emit(event.Event{Body: &event.ThumbnailPictured{PNG: make([]byte, 5000)}})
			emit(event.Event{Body: &event.MessageDeleted{}})
		}
	}
	return events
}

// look is what a state says, as far as a test can see from outside.
func look(s *state.State) string {
	var b strings.Builder
	fmt.Fprintf(&b, "seq %d at %s: %+v\n", s.Seq, s.Now.Format(time.StampMicro), s.Count)
	for _, m := range s.Live() {
		fmt.Fprintf(&b, "%s %s %v %d moments, %d receives\n", m.ID, m.Phase(s.Now), m.Stage, len(m.History), len(m.Receives))
	}
	for i := range s.Ended.Len() {
		m := s.Ended.At(i)
		fmt.Fprintf(&b, "%s ended %s, %d moments\n", m.ID, m.Phase(s.Now), len(m.History))
	}
	return b.String()
}

// folded is what a state says after some events, from the start.
func folded(events []event.Event) string {
	s := state.NewState()
	s.Apply(events...)
	return look(s)
}

// readable are events that a history reads again.
func readable(h *history.History, events []event.Event) {
	for len(events) > 0 {
		some := events[:min(len(events), 700)]
		events = events[len(some):]
		h.AddRead(some, func() ([]event.Event, error) { return slices.Clone(some), nil })
	}
}

func TestWhereverACursorGoesIsWhatWasThere(t *testing.T) {
	const n = 40_000 // several snapshots
	events := lives(rand.New(rand.NewPCG(1, 2)), n, time.Millisecond)
	for name, way := range map[string]struct {
		add    func(*history.History, []event.Event)
		limits history.Limits
	}{
		"kept": {add: (*history.History).Add}, "read again": {add: readable}, "read again, with few snapshots": {readable, history.Limits{Bytes: 2 << 20}},
	} {
		add := way.add
		rapid.Check(t, func(t *rapid.T) {
			h := history.WithLimits(way.limits)
			now := rapid.IntRange(1, n).Draw(t, "come")
			add(h, events[:now])
			c, err := h.Cursor(int64(rapid.IntRange(0, now).Draw(t, "begin")))
			if err != nil {
				t.Fatal(err)
			}
			for range rapid.IntRange(1, 6).Draw(t, "moves") {
				switch want := rapid.IntRange(-5, now+5).Draw(t, "to"); rapid.IntRange(0, 4).Draw(t, "how") {
				case 0:
					err = c.To(int64(want))
					want = min(max(want, 0), now)
					if c.At() != int64(want) {
						t.Fatalf("%s: to %d leads to %d", name, want, c.At())
					}
				case 1:
					err = c.ToTime(begin.Add(time.Duration(want) * time.Millisecond))
					if want = min(max(want, 0), now); c.At() != int64(want) {
						t.Fatalf("%s: to %d ms leads to %d", name, want, c.At())
					}
				case 2:
					was := c.At()
					var more bool
					more, err = c.Next()
					if more != (was < int64(now)) || c.At() != min(was+1, int64(now)) {
						t.Fatalf("%s: from %d of %d the next is %d, %v", name, was, now, c.At(), more)
					}
				case 3:
					if int64(want) > c.At() {
						_, err = c.Until(begin.Add(time.Duration(want)*time.Millisecond), n)
						if c.At() != int64(min(want, now)) {
							t.Fatalf("%s: until %d ms leads to %d", name, want, c.At())
						}
					}
				case 4: // more comes
					to := rapid.IntRange(now, n).Draw(t, "comes")
					add(h, events[now:to])
					now = to
				}
				if err != nil {
					t.Fatal(err)
				}
				if got, want := look(c.State), folded(events[:c.At()]); got != want {
					t.Fatalf("%s: at %d there is\n%.2000s\nwant\n%.2000s", name, c.At(), got, want)
				}
			}
			if got, want := look(h.State()), folded(events[:now]); got != want {
				t.Fatalf("%s: looking back has changed what is now", name)
			}
		})
	}
}

func TestAHistoryGoesBackTenMinutesOrSoMuchMemory(t *testing.T) {
	events := lives(rand.New(rand.NewPCG(1, 2)), 60_000, 50*time.Millisecond) // 50 minutes
	h := history.New()
	for from := 0; from < len(events); from += 100 {
		h.Add(events[from : from+100])
	}
	from, to := h.Span()
	if back := to.Sub(from); back < 10*time.Minute || back > 11*time.Minute {
		t.Errorf("it goes back %s", back)
	}
	small := history.WithLimits(history.Limits{Bytes: 8 << 20})
	for from := 0; from < len(events); from += 100 {
		small.Add(events[from : from+100])
		if n := small.Bytes(); n > 12<<20 && from < len(events)/2 {
			t.Fatalf("after %d events it takes %d bytes", from, n)
		}
	}
	oldest, all := small.Bounds()
	if oldest == 0 || all != int64(len(events)) {
		t.Errorf("it has the events from %d of %d", oldest, all)
	}
	c, err := small.Cursor(0)
	if err != nil {
		t.Fatal(err)
	}
	if c.At() != oldest || look(c.State) != folded(events[:oldest]) {
		t.Errorf("as far back as it goes is %d, and not the state of %d", c.At(), oldest)
	}
}

func TestARecordingHasFewerSnapshotsWhereTheyAreTooMuch(t *testing.T) {
	events := lives(rand.New(rand.NewPCG(1, 2)), 200_000, time.Millisecond)
	few, many := history.WithLimits(history.Limits{Bytes: 20 << 20}), history.WithLimits(history.Limits{})
	readable(few, events[:100_000])
	c, err := few.Cursor(70_001) // in what becomes one with what is before
	if err != nil {
		t.Fatal(err)
	}
	readable(few, events[100_000:])
	readable(many, events)
	if n := history.Blocks(many); n < 20 {
		t.Errorf("without a limit there are %d snapshots", n)
	}
	if n := history.Blocks(few); n > 15 || n < 3 || few.Bytes() > 20<<20 {
		t.Errorf("there are %d snapshots, of %d bytes", n, few.Bytes())
	}
	if oldest, all := few.Bounds(); oldest != 0 || all != 200_000 {
		t.Errorf("there are the events from %d of %d", oldest, all)
	}
	for n := int64(70_001); n < 90_000; n++ {
		if more, err := c.Next(); err != nil || !more || c.At() != n+1 {
			t.Fatalf("after %d events comes %d: %v, %v", n, c.At(), more, err)
		}
	}
	if got, want := look(c.State), folded(events[:c.At()]); got != want {
		t.Error("who was there goes on with another state")
	}
}

func TestACursorInWhatIsLetGoOfGoesOnWithTheOldestThereIs(t *testing.T) {
	events := lives(rand.New(rand.NewPCG(1, 2)), 40_000, time.Millisecond)
	h := history.WithLimits(history.Limits{Bytes: 1 << 20}) // but a block
	h.Add(events[:5000])
	c, err := h.Cursor(4000)
	if err != nil {
		t.Fatal(err)
	}
	h.Add(events[5000:])
	for range 1000 { // what was at hand, and then
		if more, err := c.Next(); err != nil || !more {
			t.Fatal(more, err)
		}
	}
	if more, err := c.Next(); err != nil || !more {
		t.Fatal(more, err)
	}
	if got, want := look(c.State), folded(events[:c.At()]); got != want {
		t.Errorf("at %d there is another state", c.At())
	}
}

func TestPixelsAreKeptOfTheNewestPictures(t *testing.T) {
	events := lives(rand.New(rand.NewPCG(1, 2)), 30_000, time.Millisecond)
	pictures := 0
	for i := range events {
		if event.Is[event.ThumbnailPictured](&events[i]) {
			pictures++
		}
	}
	h := history.WithLimits(history.Limits{})
	h.Add(events)
	h.Wait()
	c, err := h.Cursor(0)
	if err != nil {
		t.Fatal(err)
	}
	with := 0
	for {
		e, more, err := c.Peek()
		if err != nil {
			t.Fatal(err)
		}
		if !more {
			break
		}
		if b, ok := e.Body.(*event.ThumbnailPictured); ok && len(b.PNG) > 0 {
			with++
		}
		if _, err := c.Next(); err != nil {
			t.Fatal(err)
		}
	}
	if with != 400 || pictures < 2000 {
		t.Errorf("%d of %d pictures have their pixels", with, pictures)
	}
	if s := h.Bytes(); s < 400*5000 || s > 30_000*800+400*5000 {
		t.Errorf("%d bytes are counted", s)
	}
	for i := range events {
		if event.Is[event.ThumbnailPictured](&events[i]) && len(pipelinetest.As[event.ThumbnailPictured](events[i]).PNG) == 0 {
			t.Fatal("the pixels were taken from what belongs to another")
		}
	}
}

func TestPixelsThatAreNotKeptAreLetGoOf(t *testing.T) {
	const pictures, size = 4000, 20_000
	var log event.Log
	reader := log.NewReader()
	h, before := history.New(), heap()
	for i := range pictures {
		log.Emit(event.Event{Time: begin.Add(time.Duration(i) * time.Millisecond), Key: "dune.jpg", Body: &event.ObjectUploaded{}})
		log.Emit(event.Event{Time: begin.Add(time.Duration(i) * time.Millisecond), Key: "dune.png", Body: &event.ThumbnailPictured{PNG: make([]byte, size)}})
		for some := reader.Some(); len(some) > 0; some = reader.Some() {
			h.Add(some)
		}
	}
	if took := heap() - before; took > 1000*size {
		t.Errorf("%d pictures of %d kB take %d MB", pictures, size/1000, took>>20)
	}
	if oldest, all := h.Bounds(); oldest != 0 || all != 2*pictures {
		t.Errorf("of %d events it has those from %d", all, oldest)
	}
	if n := h.Bytes(); n < 400*size || n > 500*size {
		t.Errorf("%d bytes are counted", n)
	}
	runtime.KeepAlive(&log)
}

// heap is how much is in use.
func heap() int {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

func TestEventsOfALogAreKeptWhereTheyAreUntilTheyArePacked(t *testing.T) {
	var log event.Log
	reader := log.NewReader()
	for i := range 600 {
		log.Emit(event.Event{Time: begin.Add(time.Duration(i) * time.Millisecond), Key: "dune.jpg", Body: &event.ObjectUploaded{}})
	}
	h := history.New()
	for some := reader.Some(); len(some) > 0; some = reader.Some() {
		h.Add(some)
		if history.LastKept(h) != &some[len(some)-1] {
			t.Fatal("the history has made a copy")
		}
	}
	before := h.Bytes()
	h.Add(lives(rand.New(rand.NewPCG(1, 2)), 20_000, time.Millisecond))
	h.Wait()
	if n := h.Bytes() - before; n > 20_000*120+400*5000 { // unpacked they are 200 and more each, without their texts
		t.Errorf("20,000 events take %d bytes", n)
	}
}

func TestFromOneMarkToTheNextAndBack(t *testing.T) {
	events := lives(rand.New(rand.NewPCG(3, 4)), 20_000, time.Millisecond)
	var stops []int64
	for i := range events {
		if e := &events[i]; event.Is[event.MessageDead](e) || event.Is[event.StageFinished](e) && pipelinetest.As[event.StageFinished](*e).Error != "" {
			stops = append(stops, int64(i))
		}
	}
	h := history.WithLimits(history.Limits{})
	h.Add(events)
	at, went := int64(0), []int64(nil)
	for m, more := h.Next(at, (*history.Mark).Stop); more; m, more = h.Next(at, (*history.Mark).Stop) {
		went = append(went, m.N)
		at = m.N + 1 // after it: it is what is seen
	}
	if fmt.Sprint(went) != fmt.Sprint(stops) {
		t.Fatalf("forward it stops at %v, want %v", went, stops)
	}
	for i := len(stops) - 2; i >= 0; i-- {
		m, more := h.Previous(at, (*history.Mark).Stop)
		if !more || m.N != stops[i] {
			t.Fatalf("before %d it stops at %d, %v, want %d", at, m.N, more, stops[i])
		}
		at = m.N + 1
	}
	if m, more := h.Previous(at, (*history.Mark).Stop); more {
		t.Errorf("before the first there is %v", m)
	}
}

// words are the ticks of a line.
func words(ticks []state.Notable) string {
	var all []string
	for _, k := range ticks {
		all = append(all, k.String())
	}
	return strings.Join(all, ",")
}

func TestTicksStandWhereTheirMomentIs(t *testing.T) {
	h := history.WithLimits(history.Limits{})
	for _, e := range []event.Event{
		{Time: begin, Body: &event.QueuePurged{}},
		{Time: begin.Add(50 * time.Second), Body: &event.MessageExpired{}},
		{Time: begin.Add(50 * time.Second), Body: &event.MessageDead{}},
		{Time: begin.Add(99 * time.Second), Body: &event.RedriveStarted{}},
		{Time: begin.Add(20 * time.Second), Body: &event.StageFinished{Error: event.Interrupted}},
		{Time: begin.Add(100 * time.Second), Body: &event.StageFinished{Error: "no"}},
	} {
		h.Add([]event.Event{e})
	}
	got := h.Ticks(begin, begin.Add(100*time.Second), 10)
	if words(got) != "purge,,,,,death,,,,redrive" {
		t.Errorf("the ticks are %s", words(got))
	}
	if got := h.Ticks(begin.Add(60*time.Second), begin.Add(70*time.Second), 3); words(got) != ",," {
		t.Errorf("where nothing was the ticks are %s", words(got))
	}
	h.Ticks(begin, begin, 5)
	h.Ticks(begin, begin.Add(1), 0)
}

func TestOnlyWhatHappenedIsMarkedAndOnce(t *testing.T) {
	at := func(sec float64) time.Time { return begin.Add(time.Duration(sec * float64(time.Second))) }
	of := func(sec float64, b event.Body) event.Event {
		return event.Event{Time: at(sec), MessageID: "m", Key: "storm.jpg", Worker: "1", Body: b}
	}
	setup := of(0, &event.PipelineStarted{Setup: &event.Setup{Queue: "practiceQ", DeadLetterQueue: "practiceDLQ", Visibility: 3, MaxReceives: 3}})
	got := of(1, &event.MessageReceived{ReceiveCount: 1, VisibleAt: at(4)})
	failed := of(2, &event.StageFinished{Stage: event.Thumbnail, Took: time.Second, Error: "no image"})
	back := of(2.1, &event.MessageReturned{ReceiveCount: 1, Reason: "no image", VisibleAt: at(3)})
	ranOut := of(4, &event.MessageExpired{ReceiveCount: 1})
	died := of(9, &event.MessageDead{ReceiveCount: 3})
	done := of(3, &event.MessageDeleted{})
	for name, c := range map[string]struct {
		events []event.Event
		want   string
	}{
		"a failure":                           {[]event.Event{got, failed, back}, "failure"},
		"told twice":                          {[]event.Event{got, failed, failed, back}, "failure"},
		"told again later":                    {[]event.Event{got, failed, back, failed}, "failure"},
		"twice, in two receives":              {[]event.Event{got, failed, back, of(5, &event.MessageReceived{ReceiveCount: 2, VisibleAt: at(8)}), of(6, &event.StageFinished{Stage: event.Thumbnail, Took: time.Second, Error: "no image"})}, "failure, failure"},
		"of a message that nobody knows":      {[]event.Event{failed}, "failure"},
		"interrupted":                         {[]event.Event{got, of(2, &event.StageFinished{Stage: event.Thumbnail, Error: event.Interrupted})}, ""},
		"a worker that was dead is no more":   {[]event.Event{of(0.9, &event.FaultInjected{Fault: event.WorkerDies}), got, of(3, &event.StageFinished{Stage: event.Download, Error: "the worker died"})}, ""},
		"a timeout":                           {[]event.Event{got, ranOut}, "timeout"},
		"told twice, a timeout":               {[]event.Event{got, ranOut, ranOut}, "timeout"},
		"a timeout of what had been put down": {[]event.Event{got, failed, back, ranOut}, "failure"},
		"a timeout of what was done":          {[]event.Event{got, done, ranOut}, ""},
		"a timeout, told late":                {[]event.Event{got, of(5, &event.QueueSampled{}), ranOut}, "timeout"},
		"a death":                             {[]event.Event{got, died}, "death"},
		"a death, told twice":                 {[]event.Event{got, died, died}, "death"},
		"a death of what was done":            {[]event.Event{got, done, died}, ""},
		"what nobody kept":                    {[]event.Event{got, of(2, &event.EventsDropped{Count: 9}), died}, "gap, death"},
		"an upload that failed":               {[]event.Event{of(1, &event.UploadFailed{Error: "no"})}, "failure"},
		"a redrive and a purge":               {[]event.Event{of(1, &event.RedriveStarted{}), of(2, &event.QueuePurged{Queue: "practiceQ"})}, "redrive, purge"},
	} {
		for size, cut := range map[string]int{"at once": len(c.events), "one by one": 1} {
			h := history.New()
			h.Add([]event.Event{setup})
			for some := range slices.Chunk(c.events, cut) {
				h.Add(some)
			}
			var marked []string
			every := func(*history.Mark) bool { return true }
			last := time.Time{}
			for m, more := h.Next(0, every); more; m, more = h.Next(m.N+1, every) {
				marked = append(marked, m.Kind.String())
				if m.Time.Before(last) {
					t.Errorf("%s, %s: the marks are not in the order of their times", name, size)
				}
				last = m.Time
			}
			if got := strings.Join(marked, ", "); got != c.want {
				t.Errorf("%s, %s: marked is %q, want %q", name, size, got, c.want)
			}
		}
	}
}

func TestALateEventDoesNotTakeTheEndBack(t *testing.T) {
	h := history.OfRecording() // in a log none comes late
	readable(h, []event.Event{{Time: begin.Add(time.Minute), Body: &event.QueueSampled{}}, {Time: begin.Add(30 * time.Second), Body: &event.QueuePurged{}}})
	if _, to := h.Span(); !to.Equal(begin.Add(time.Minute)) {
		t.Errorf("it goes to %s", to)
	}
	if got := h.Ticks(begin, begin.Add(time.Minute), 2); words(got) != ",purge" {
		t.Errorf("the ticks are %s", words(got))
	}
}

func TestWhatCannotBeReadAgainIsSaid(t *testing.T) {
	gone := errors.New("no such device")
	h := history.WithLimits(history.Limits{})
	h.AddRead(lives(rand.New(rand.NewPCG(1, 2)), 10, time.Second), func() ([]event.Event, error) { return nil, gone })
	if _, err := h.Cursor(5); !errors.Is(err, gone) {
		t.Errorf("the error is %v", err)
	}
	short := history.WithLimits(history.Limits{})
	short.AddRead(lives(rand.New(rand.NewPCG(1, 2)), 10, time.Second), func() ([]event.Event, error) { return nil, nil })
	if _, err := short.Cursor(5); err == nil || !strings.Contains(err.Error(), "has the file changed?") {
		t.Errorf("the error is %v", err)
	}
}

func TestNothingIsKeptOfEventsThatCanBeReadAgain(t *testing.T) {
	events := lives(rand.New(rand.NewPCG(1, 2)), 20_000, time.Millisecond)
	h := history.WithLimits(history.Limits{})
	for some := range slices.Chunk(events, 700) {
		lent := slices.Clone(some)
		h.AddRead(lent, func() ([]event.Event, error) { return slices.Clone(some), nil })
		clear(lent)
	}
	if got := look(h.State()); got != folded(events) {
		t.Errorf("with other events where these were it is\n%s", got)
	}
}

func TestOneReadsWhileAnotherLooks(t *testing.T) {
	events := lives(rand.New(rand.NewPCG(1, 2)), 30_000, time.Millisecond)
	h := history.WithLimits(history.Limits{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		readable(h, events)
		h.End(nil)
	}()
	for {
		changed := h.Changed()
		ended, err := h.Ended()
		if err != nil {
			t.Fatal(err)
		}
		_, all := h.Bounds()
		c, err := h.Cursor(all / 2)
		if err != nil || c.At() != all/2 || c.State.Seq != uint64(all/2) {
			t.Fatalf("half of %d events are %d: %v", all, c.At(), err)
		}
		if got, want := look(c.State), folded(events[:all/2]); got != want {
			t.Fatalf("at half of %d events there is\n%.2000s\nwant\n%.2000s", all, got, want)
		}
		again, err := h.Cursor(all / 2)
		if err != nil {
			t.Fatal(err)
		}
		if m := again.State.Latest("dune-0003.jpg"); all > 100 && (m == nil || m.ID != "m3") { // nothing was looked at before
			t.Fatalf("at half of %d events the message of dune-0003.jpg is %v", all, m)
		}
		if ended {
			break
		}
		<-changed
	}
	<-done
	select {
	case <-h.Changed():
	default:
		t.Error("who waits after the end waits for ever")
	}
}

func TestAStateIsWhatItWasThoughItsSnapshotIsLetGoOf(t *testing.T) {
	const messages, n = 3000, 50_000
	events := make([]event.Event, 0, n)
	for i := range n {
		at := begin.Add(time.Duration(i) * time.Millisecond)
		e := event.Event{Seq: uint64(i + 1), Time: at, MessageID: fmt.Sprint("m", i%messages), Worker: "1"}
		switch { // they stay, and change again and again
		case i < messages:
			e.Body = &event.MessageSent{}
		case i < 2*messages:
			e.Body = &event.MessageReceived{ReceiveCount: 1, VisibleAt: at.Add(time.Hour)}
		default:
			e.Body = &event.MessageExtended{VisibleAt: at.Add(time.Hour)}
		}
		events = append(events, e)
	}
	h := history.WithLimits(history.Limits{Bytes: 4 << 20})
	add := func(events []event.Event) {
		for from := 0; from < len(events); from += 100 {
			h.Add(events[from : from+100])
		}
	}
	add(events[:n/2])
	oldest, _ := h.Bounds()
	at := oldest + 1 // of what the snapshot there has hardly anything is looked at
	c, err := h.Cursor(at)
	if err != nil {
		t.Fatal(err)
	}
	closed, err := h.Cursor(at)
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	add(events[n/2:])
	if now, _ := h.Bounds(); oldest == 0 || now <= at {
		t.Fatalf("what is before %d has been let go of, and then before %d: the cursor is at %d", oldest, now, at)
	}
	if n := history.Indexed(h); n > 0 {
		t.Errorf("%d snapshots that have been let go of are kept, for where things are in them", n)
	}
	if got, want := look(c.State), folded(events[:at]); got != want {
		t.Errorf("it has become\n%.500s\nand not\n%.500s", got, want)
	}
}

func TestWhereThingsAreIsKeptOfTheLastSnapshotsThatOneWentTo(t *testing.T) {
	const messages, n = 20_000, 200_000
	events := make([]event.Event, n)
	for i := range events {
		events[i] = event.Event{Seq: uint64(i + 1), Time: begin.Add(time.Duration(i) * time.Millisecond)}
		if e := &events[i]; i < messages {
			e.MessageID, e.Body = fmt.Sprint("m", i), &event.MessageSent{}
		} else {
			e.Worker, e.Body = "1", &event.WorkerPolling{}
		}
	}
	h := history.WithLimits(history.Limits{})
	readable(h, events)
	h.End(nil)
	to := func(from, until int64) (took int) {
		before := heap()
		for n := from; n < until; n += 4096 {
			if c, err := h.Cursor(n); err != nil || len(c.State.Live()) != messages {
				t.Fatalf("at %d %d are alive: %v", n, len(c.State.Live()), err)
			}
		}
		return heap() - before
	}
	if few, more := to(messages, 8*8192), to(8*8192, n); more > few {
		t.Errorf("where things are takes %d kB of the first snapshots, and %d kB more of the others", few>>10, more>>10)
	}
}

func TestWhatOneLooksAtIsWhatWasThereWhileAnotherReadsOn(t *testing.T) {
	const images = 600
	var of [images][]event.Event
	var events []event.Event
	for i := range of {
		of[i] = life(i, begin)
	}
	for step := range of[0] { // so that all go on for as long as there are events
		for i := range of {
			e := of[i][step]
			e.Seq, e.Time = uint64(len(events)+1), begin.Add(time.Duration(len(events))*time.Millisecond)
			events = append(events, e)
		}
	}
	each := func(say func(key string) string) string {
		var b strings.Builder
		for i := range of {
			b.WriteString(say(of[i][0].Key) + "\n")
		}
		return b.String()
	}
	const at = 8400 + 10 // a block begins at 8400, of six parts: hardly anything has been looked at
	for what, see := range map[string]func(*state.State) string{
		"messages": look,
		"images":   func(s *state.State) string { return each(func(key string) string { return s.Latest(key).ID }) },
		"hues":     func(s *state.State) string { return each(func(key string) string { return fmt.Sprint(s.Hue(key)) }) },
		"arrivals": func(s *state.State) string {
			return each(func(key string) string { return fmt.Sprint(s.Arrived(key)) })
		},
		"what comes next": func(s *state.State) string {
			s.Apply(events[at : at+500]...)
			return look(s)
		},
	} {
		h, done := history.WithLimits(history.Limits{}), make(chan struct{})
		readable(h, events[:at+1000])
		c, err := h.Cursor(at)
		if err != nil {
			t.Fatal(err)
		}
		changed := h.Changed()
		go func() {
			defer close(done)
			readable(h, events[at+1000:])
		}()
		<-changed
		got := see(c.State)
		<-done
		s := state.NewState()
		s.Apply(events[:at]...)
		if want := see(s); got != want {
			t.Errorf("%s: there is\n%.2000s\nwant\n%.2000s", what, got, want)
		}
	}
}
