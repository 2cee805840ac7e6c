package panel_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
	"inflight/ui/panel"
	"inflight/ui/sample"
)

// by is an event of a worker, about message m where it is about one.
func by(worker string, message int, b event.Body) event.Event {
	e := event.Event{Worker: worker, Body: b}
	if message > 0 {
		e.MessageID = fmt.Sprint("m", message)
	}
	return e
}

// Each sentence on why a model does what it does is said at the moment when it is so, and
// no more after the event that makes it false.
func TestWhyIsSaidWhileItIsSoAndNoLonger(t *testing.T) {
	polls := &event.WorkerPolling{}
	waits := func(what string) event.Body { return &event.WorkerWaiting{Reason: what} }
	stage := func(s event.Stage) event.Body { return &event.StageStarted{Stage: s} }
	held := func(s event.Stage, fill int) event.Body {
		return &event.MessageHeld{ReceiveCount: 1, Stage: s, Count: fill, Total: 4}
	}
	taken := func(s event.Stage, fill int) event.Body {
		return &event.MessageTaken{ReceiveCount: 1, Stage: s, Count: fill, Total: 4}
	}
	deleted, stopped := &event.MessageDeleted{}, &event.WorkerStopped{}
	sent := by("", 20, &event.MessageSent{Queue: "practiceQ"})
	for _, row := range []struct {
		model, says string
		true, then  []event.Event // after the sample of the model; then: what ends it
	}{
		{"serial", "one goroutine does all: now the thumbnail, and none waits", nil, all(by("1", 1, stage(event.Upload)))},
		{"serial", "now the thumbnail, and 1 waits", all(sent), all(by("9", 20, &event.MessageReceived{ReceiveCount: 1, VisibleAt: sample.Begin.Add(time.Hour)}))},
		{"serial", "one goroutine does all: now it polls, and nothing else happens", all(by("1", 1, deleted), by("1", 0, polls)), all(by("1", 3, &event.MessageReceived{ReceiveCount: 1, VisibleAt: sample.Begin.Add(time.Hour)}), by("1", 3, stage(event.Download)))},
		{"pool", "1 of 4 polls, with its own receive", nil, all(by("4", 4, &event.MessageReceived{ReceiveCount: 1}))},
		{
			"pool", "each of 4 workers has a message and asks for no more: 1 waits",
			all(sent, by("4", 4, &event.MessageReceived{ReceiveCount: 1}), by("4", 4, stage(event.Download))), all(by("4", 4, deleted)),
		},
		{
			"pool", "2 of 4 poll, each with its own receive",
			all(by("1", 1, deleted), by("1", 0, polls)), all(by("1", 9, &event.MessageReceived{ReceiveCount: 1})),
		},
		{
			"pool", "the worker has a message and asks for no more: none waits",
			all(by("2", 2, deleted), by("3", 3, deleted), by("2", 0, stopped), by("3", 0, stopped), by("4", 0, stopped)), all(by("1", 1, deleted)),
		},
		{
			"pool", "1 of 4 workers waits for a core, which others have",
			all(by("1", 1, &event.StageWaiting{Stage: event.Thumbnail})), all(by("1", 1, stage(event.Thumbnail))),
		},
		{"dispatch", "the receiver is blocked: 4 of 4 held, and 4 of 4 workers are busy", nil, all(by("receiver", 0, polls))},
		{"dispatch", "one receiver polls ahead, 4 held for whoever is done next", all(by("receiver", 0, polls)), all(by("receiver", 0, waits(event.ForPlace)))},
		{
			"dispatch", "one receiver polls for all: 1 of 4 workers waits at the channel",
			all(by("receiver", 0, polls), by("1", 1, deleted), by("1", 0, waits(event.ForMessage))), all(by("1", 5, taken(event.Download, 3))),
		},
		{
			"dispatch", "one receiver polls ahead, while all workers are busy: none is held yet",
			all(by("receiver", 0, polls), by("1", 1, deleted), by("1", 5, taken(event.Download, 0))), all(by("receiver", 9, held(event.Download, 1))),
		},
		{"spawn", "no permit is free: 4 goroutines, one a message; the receiver waits", nil, all(by("1", 1, deleted), by("1", 0, &event.WorkerStopped{}))},
		{
			"spawn", "1 of 4 permits is free: the receiver polls for one more",
			all(by("1", 1, deleted), by("1", 0, &event.WorkerStopped{}), by("receiver", 0, polls)), all(by("receiver", 0, waits(event.ForPermit))),
		},
		{"staged", "stages overlap: 1 download, 1 thumbnail, 1 notify", nil, all(by("notify-1", 6, deleted))},
		{"staged", "thumbnail is the bottleneck: 4 of 4 wait before it, for 1 core", all(by("download-1", 3, held(event.Thumbnail, 4))), all(by("thumbnail-1", 3, taken(event.Thumbnail, 3)))},
		{"staged", "upload is the bottleneck: 4 of 4 wait before it", all(by("thumbnail-1", 5, held(event.Upload, 4))), all(by("upload-1", 5, taken(event.Upload, 3)))},
		{
			"staged", "all 4 permits are taken: 4 of 4 wait in the channel before download",
			all(by("upload-1", 7, stage(event.Upload)), by("upload-1", 7, taken(event.Upload, 0)), by("upload-1", 7, stage(event.Upload)), by("receiver", 8, held(event.Download, 4))),
			all(by("notify-1", 6, deleted)),
		},
		{
			"staged", "no stage has an image: one receiver polls for all",
			all(by("download-1", 3, deleted), by("thumbnail-1", 5, deleted), by("notify-1", 6, deleted)), all(by("receiver", 0, waits(event.ForPlace))),
		},
	} {
		t.Run(row.model+": "+row.says, func(t *testing.T) {
			begin := sample.Model(row.model)
			at := begin[len(begin)-1].Time.Add(time.Second)
			s := sample.State(begin)
			apply := func(events []event.Event) {
				for _, e := range events {
					at = at.Add(time.Millisecond)
					e.Time = at
					s.Apply(e)
				}
			}
			apply(row.true)
			if got := panel.Why(s, at); !strings.Contains(got, row.says) {
				t.Errorf("it is so, and %q is said", got)
			}
			text := ansi.Strip(strings.Join(panel.Workers().Draw(panel.View{State: s, Now: at, Styles: &draw.Styles{}, Width: 120, Height: 14}), "\n"))
			if !strings.Contains(text, "m "+panel.Why(s, at)) {
				t.Errorf("it is not below the lanes:\n%s", text)
			}
			apply(row.then)
			if got := panel.Why(s, at); strings.Contains(got, row.says) {
				t.Errorf("it is so no longer, and %q is said", got)
			}
		})
	}
}

// After another model was taken the goroutines of the one before end with what they have
// in hand. Nothing is said of the new one meanwhile: it has not begun. More workers of
// the same model are no other model.
func TestWhyNamesTheGoroutinesOfTheModelBefore(t *testing.T) {
	begin := sample.Model("pool")
	at := begin[len(begin)-1].Time.Add(time.Second)
	s := sample.State(begin)
	apply := func(e event.Event) {
		at = at.Add(time.Millisecond)
		e.Time = at
		s.Apply(e)
	}
	says := func(want string) {
		t.Helper()
		if got := panel.Why(s, at); got != want {
			t.Errorf("it is %q, not %q", got, want)
		}
	}
	apply(event.Event{Body: &event.ModelChanged{Model: "pool", Workers: 5}})
	says("1 of 4 polls, with its own receive")
	apply(event.Event{Body: &event.ModelChanged{Model: "staged", Workers: 4}})
	for _, name := range []string{"receiver", "download-1", "thumbnail-1", "upload-1", "notify-1"} {
		apply(by(name, 0, &event.WorkerStarted{}))
	}
	apply(by("receiver", 0, &event.WorkerPolling{}))
	says("3 goroutines of pool end with the message that each has in hand")
	apply(by("download-1", 21, &event.MessageReceived{ReceiveCount: 1}))
	for i := 1; i <= 2; i++ {
		apply(by(fmt.Sprint(i), i, &event.MessageDeleted{}))
		apply(by(fmt.Sprint(i), 0, &event.WorkerStopped{}))
	}
	says("1 goroutine of pool ends with the message that it has in hand")
	apply(by("3", 3, &event.MessageDeleted{}))
	apply(by("download-1", 21, &event.StageStarted{Stage: event.Download}))
	apply(by("thumbnail-1", 22, &event.StageStarted{Stage: event.Thumbnail}))
	says("stages overlap: 1 download, 1 thumbnail")
}

// Nothing is said of why where consuming is paused, and it has room at 80 cells.
func TestWhyIsShortAndSaidOfNobodyWhoRests(t *testing.T) {
	for _, model := range consume.Models() {
		begin := sample.Model(model)
		s, now := sample.State(begin), begin[len(begin)-1].Time
		if why := panel.Why(s, now); why == "" || len(model+": "+why) > 76 {
			t.Errorf("%s: %q", model, why)
		}
		s.Apply(event.Event{Time: now, Body: &event.ConsumingPaused{}})
		if why := panel.Why(s, now); why != "" {
			t.Errorf("%s is paused, and %q", model, why)
		}
	}
}

// Where nothing is wrong, the two lines below a low diagram say why, once it has been read
// how the run is paced.
func TestTheLinesBelowTheDiagramSayWhy(t *testing.T) {
	begin := sample.Model("dispatch")
	s, now := sample.State(begin), begin[len(begin)-1].Time
	s.Setup.Pace = 1
	v := panel.View{State: s, Now: now, Styles: &draw.Styles{}, Width: 80, Height: 2}
	if text := ansi.Strip(strings.Join(panel.Telling(v), "\n")); !strings.Contains(text, "i Paced for the eye") || strings.Contains(text, "blocked") {
		t.Errorf("before the first thumbnail:\n%s", text)
	}
	s.Apply(event.Event{Time: now, Key: "a.png", Body: &event.ThumbnailCreated{SourceKey: "a.jpg"}})
	if text := ansi.Strip(strings.Join(panel.Telling(v), "\n")); !strings.Contains(text, "m dispatch: the receiver is blocked: 4 of 4 held") {
		t.Errorf("after it:\n%s", text)
	}
}

// Of what is to be seen in the lanes each sign stands in the legend, however narrow.
func TestTheLegendOfTheLanesHasEachSignThatIsSeen(t *testing.T) {
	for model, want := range map[string]string{"dispatch": "▐ blocked", "spawn": "┇ no permit", "staged": "◦ no message", "pool": "· polling"} {
		for _, width := range []int{62, 80} {
			begin := sample.Model(model)
			v := panel.View{State: sample.State(begin), Now: begin[len(begin)-1].Time.Add(5 * time.Second), Styles: &draw.Styles{}, Width: width, Height: 7}
			if lines := panel.Workers().Draw(v); !strings.Contains(ansi.Strip(lines[len(lines)-1]), want) {
				t.Errorf("%s at %d: no %q in\n%s", model, width, want, ansi.Strip(strings.Join(lines, "\n")))
			}
		}
	}
}

// Two messages a second, a second each: Little's law with the numbers of the moment, and
// nothing of it before they are known.
func TestLittlesLawStandsThereWithTheNumbersOfTheMoment(t *testing.T) {
	s := state.NewState()
	if law := panel.LittlesLaw(s, until(1)); law != "" {
		t.Errorf("nothing has happened, and %q", law)
	}
	s.Apply(on(0, event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{Queue: "practiceQ", Embedded: true}}}), on(0, event.Event{Worker: "1", Body: &event.WorkerStarted{}}))
	s.Apply(append(flow(0, 2, 2), got(12.4, "1", 1))...)
	if law := panel.LittlesLaw(s, until(12.5)); law != "2.0 in flight = 2.0/s × 1.0 s each" {
		t.Errorf("it is %q", law)
	}
}

// The curves of the rates stay where they are when why is said in more lines, or not at all.
func TestTheCurvesDoNotMoveWithWhy(t *testing.T) {
	begin := sample.Model("dispatch")
	s, now := sample.State(begin), begin[len(begin)-1].Time
	at := func() int {
		lines := panel.Throughput().Draw(panel.View{State: s, Now: now, Styles: &draw.Styles{}, Width: 48, Height: 14})
		for i, l := range lines {
			if strings.HasPrefix(strings.TrimSpace(ansi.Strip(l)), "age") {
				return i
			}
		}
		return -1
	}
	blocked := at()
	s.Apply(event.Event{Time: now, Worker: "receiver", Body: &event.WorkerPolling{}})
	shorter := at()
	s.Apply(event.Event{Time: now, Worker: "receiver", Body: &event.WorkerWaiting{Reason: event.ForMessage}})
	if panel.Why(s, now) != "" {
		t.Fatal("something is said")
	}
	if none := at(); blocked < 0 || shorter != blocked || none != blocked {
		t.Errorf("the last curve ends in line %d, %d, %d", blocked, shorter, none)
	}
}

// The permits are what is short of a line whose first channel is full while each image in
// work has a stage that works on it.
func TestTheBottleneckOfALineMayBeThePermits(t *testing.T) {
	begin := sample.Model("staged")
	at := begin[len(begin)-1].Time.Add(time.Second)
	says := "the permits: all 4 taken; channel before download full, 4/4"
	s := sample.State(begin)
	s.Apply(on(0, by("receiver", 8, &event.MessageHeld{ReceiveCount: 1, Stage: event.Download, Count: 4, Total: 4})))
	if got := panel.Bottleneck(s, at); got != says {
		t.Errorf("it is so, and %q is said", got)
	}
	s.Apply(on(0, by("download-1", 8, &event.MessageTaken{ReceiveCount: 1, Stage: event.Download, Count: 3, Total: 4})))
	if got := panel.Bottleneck(s, at); got == says {
		t.Errorf("it is so no longer, and %q is said", got)
	}
}

// TestNoBottleneckIsCut: where the rates are high enough for it they have a line of 80 cells.
func TestNoBottleneckIsCut(t *testing.T) {
	const room = 80
	begin := sample.Model("staged")
	at := begin[len(begin)-1].Time.Add(time.Second)
	s := sample.State(begin)
	s.Apply(on(0, by("receiver", 8, &event.MessageHeld{ReceiveCount: 1, Stage: event.Download, Count: 4, Total: 4})))
	permits := strings.NewReplacer("all 4 ", "all 200 ", "4/4", "200/200").Replace(panel.Bottleneck(s, at)) // event.MaxWorkers

	events, now := sample.Busy()
	workers := panel.Bottleneck(sample.State(events), now)
	for says, text := range map[string]string{"the permits: all 200 ": permits, "; thumbnail is slowest": workers} {
		if line := "bottleneck: " + text; !strings.Contains(line, says) || ansi.StringWidth(line) > room {
			t.Errorf("%q takes %d cells of %d", line, ansi.StringWidth(line), room)
		}
	}
}

// Where the rates have the room, the law and the bottleneck stand there in any case.
func TestTheRatesHaveTheLawAndTheBottleneckWhereThereIsRoom(t *testing.T) {
	begin := sample.Model("dispatch")
	now := begin[len(begin)-1].Time
	for height, want := range map[int]bool{13: false, 16: true} {
		said := func(events []event.Event) string {
			v := panel.View{State: sample.State(events), Now: now, Styles: &draw.Styles{}, Width: 90, Height: height}
			return ansi.Strip(strings.Join(panel.Throughput().Draw(v), "\n"))
		}
		for says, events := range map[string][]event.Event{
			"L Little's law: it is too early to tell":                       begin,
			"bottleneck: the workers: the channel before them is full, 4/4": begin,
			"L Little's law: nothing was received in the last 10 s":         begin[:1],
			"bottleneck: none": begin[:1],
		} {
			if text := said(events); strings.Contains(text, says) != want {
				t.Errorf("%d lines: %q is there: %v\n%s", height, says, !want, text)
			}
		}
	}
}

// TestWhyIsNotSaidOfAFrozenWorldWhoseTimeGoesOn: where the AWS is not ours the polls end by
// themselves, and nobody begins anything. Where its clock stands too, it is the picture of a moment.
func TestWhyIsNotSaidOfAFrozenWorldWhoseTimeGoesOn(t *testing.T) {
	for embedded, said := range map[bool]bool{true: true, false: false} {
		s := state.NewState()
		s.Apply(is(0, &event.PipelineStarted{Setup: &event.Setup{Queue: "practiceQ", Embedded: embedded}}), is(0, &event.ModelChanged{Model: "pool", Workers: 1}),
			on(0, event.Event{Worker: "1", Body: &event.WorkerStarted{}}), on(0, event.Event{Worker: "1", Body: &event.WorkerPolling{}}), is(1, &event.WorldFreezing{}))
		if why := panel.Why(s, until(1)); (why != "") != said {
			t.Errorf("embedded %v, freezing: it says %q", embedded, why)
		}
		s.Apply(is(2, &event.WorldFrozen{}))
		if why := panel.Why(s, until(3)); (why != "") != said {
			t.Errorf("embedded %v, frozen: it says %q", embedded, why)
		}
		s.Apply(is(4, &event.WorldRunning{}), on(4, event.Event{Worker: "1", Body: &event.WorkerPolling{}}))
		if panel.Why(s, until(5)) == "" {
			t.Errorf("embedded %v: going on it says nothing", embedded)
		}
	}
}
