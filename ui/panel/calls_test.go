package panel_test

import (
	"strings"
	"testing"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
	"inflight/ui/panel"
	"inflight/ui/sample"
)

// called is a State after some calls, with bookkeeping among them.
func called(embedded bool, bookkeeping int) panel.View {
	s, at := state.NewState(), time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)
	seq := uint64(0)
	apply := func(after time.Duration, e event.Event) {
		seq++
		e.Seq, e.Time = seq, at.Add(after)
		s.Apply(e)
	}
	apply(0, event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{Embedded: embedded, Endpoint: "http://127.0.0.1:1", Wait: 20}}})
	apply(time.Second, event.Event{Body: &event.APICalled{Service: "s3", Operation: "PutObject", Status: 200, Attempts: 1, USD: 0.000005}})
	for i := range bookkeeping {
		apply(2*time.Second+time.Duration(i)*time.Millisecond, event.Event{
			Body: &event.APICalled{Service: "sqs", Operation: "GetQueueAttributes", Status: 200, Attempts: 1, USD: state.SQSRequest, Caller: event.CallerSampler},
		})
	}
	apply(20*time.Second, event.Event{Body: &event.APICalled{Service: "s3", Operation: "GetObject", Status: 200, Attempts: 1, USD: 0.0000004}})
	return panel.View{State: s, Now: at.Add(21 * time.Second), Width: 150, Height: 12}
}

func TestOurOwnBookkeepingIsHiddenUntilItIsAskedForAndCountedApart(t *testing.T) {
	v := called(true, 5)
	text := strings.Join(panel.Calls().Draw(v), "\n")
	if strings.Contains(text, "GetQueueAttributes") || !strings.Contains(text, "2 calls  + 5 of our own bookkeeping, $0.000002 of the price, H shows them") {
		t.Errorf("the bookkeeping is not hidden, or not counted apart:\n%s", text)
	}
	v.Bookkeeping = true
	text = strings.Join(panel.Calls().Draw(v), "\n")
	if strings.Count(text, "GetQueueAttributes") != 5 || !strings.Contains(text, "H hides them") {
		t.Errorf("the bookkeeping is not shown:\n%s", text)
	}
	if rows := panel.CallRows(v.State, "", true); len(rows) != 7 || rows[0].Operation != "GetObject" || rows[6].Operation != "PutObject" {
		t.Errorf("the calls are not in the order of their time: %v", rows)
	}
	if text = strings.Join(panel.Calls().Draw(called(true, 0)), "\n"); strings.Contains(text, "bookkeeping") {
		t.Errorf("there is no bookkeeping, and the panel speaks of it:\n%s", text)
	}
}

func TestAPriceIsSaidOnlyWhereThereIsOne(t *testing.T) {
	v := called(true, 5)
	if got, want := panel.PriceLine(v.State, v.Now), "$0.000007 so far ($0.000002 of it our own bookkeeping), $0.6665 a month as the last minute was, without bookkeeping"; got != want {
		t.Errorf("the price is said as\n%s, want\n%s", got, want)
	}
	for _, b := range []event.Body{&event.MessageSent{}, &event.MessageDeleted{}} {
		v.State.Apply(event.Event{Time: v.Now, MessageID: "m", Key: "a.jpg", Worker: "1", Body: b})
	}
	narrow := v
	narrow.Width = 55 // the frame has no room for it
	_, title := panel.Calls().Title(v)
	for _, said := range []string{title, panel.PriceLine(v.State, v.Now), strings.Join(panel.Calls().Draw(narrow), "\n")} {
		if !strings.Contains(said, "$0.000005 an image done") {
			t.Errorf("what an image costs is not said, once one is done:\n%s", said)
		}
	}
	v = called(false, 5)
	if got := panel.PerMonth(v.State, v.Now); got != "" || strings.Contains(strings.Join(panel.Calls().Draw(v), "\n"), "$") {
		t.Errorf("an endpoint that is not AWS has a price: %s\n%s", got, strings.Join(panel.Calls().Draw(v), "\n"))
	}
}

func TestAHeartbeatThatLostTheRaceIsNoErrorAndSaidInWords(t *testing.T) {
	for cause, want := range map[event.Cause]bool{event.NoMessage: true, event.NotInFlight: true, event.NoQueue: false, 0: false} {
		s := state.NewState()
		s.Apply(event.Event{Time: sample.Begin, Body: &event.APICalled{Service: "sqs", Operation: "ChangeMessageVisibility", Status: 400, Attempts: 1, Error: "no", Cause: cause}})
		said := strings.Join(panel.Calls().Draw(panel.View{State: s, Now: sample.Begin, Styles: &draw.Styles{}, Width: 120, Height: 8}), "\n")
		if got := strings.Contains(said, "too late: its message ") && !strings.Contains(said, "1 error"); got != want || s.Count.CallErrors != map[bool]int64{false: 1}[want] {
			t.Errorf("%d: said to be too late: %v; %d errors\n%s", cause, got, s.Count.CallErrors, said)
		}
	}
}

// A number that stands twice makes one look for the difference.
func TestThePriceOfTheCallsStandsOnce(t *testing.T) {
	events, now := sample.Busy()
	s := state.NewState()
	s.Apply(events...)
	for width := 30; width <= 200; width++ {
		v := panel.View{State: s, Now: now, Width: width, Height: 12}
		_, right := panel.Calls().Title(v)
		all := right + "\n" + strings.Join(panel.Calls().Draw(v), "\n")
		for _, what := range []string{"so far", "an image done"} {
			if n := strings.Count(all, what); n > 1 {
				t.Errorf("%d cells wide %q stands %d times", width, what, n)
			}
		}
	}
}
