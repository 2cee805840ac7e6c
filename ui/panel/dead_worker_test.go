package panel_test

import (
	"strings"
	"testing"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
	"inflight/ui/panel"
)

// diesAs is that worker 1 dies with message m, or that another fault hits it, after a
// second; its timeout ends at 4.
func diesAs(fault string) []event.Event {
	return all(
		sent(0.5), on(1, event.Event{Worker: "1", Key: "storm.jpg", Body: &event.FaultInjected{Fault: fault, Reason: "by " + fault + "=once"}}),
		got(1, "1", 1), on(1, event.Event{Worker: "1", Body: &event.StageStarted{Stage: event.Download}}),
	)
}

// standsAgain is what is told when another goroutine stands where worker 1 died.
func standsAgain(sec float64) []event.Event {
	return all(
		on(sec, event.Event{Worker: "1", Body: &event.StageFinished{Stage: event.Download, Error: "its worker died"}}),
		on(sec, event.Event{Worker: "1", Body: &event.MessageReturned{ReceiveCount: 1, Late: true, Reason: "its worker died"}}),
	)
}

func then(events []event.Event, more ...event.Event) []event.Event {
	return append(append([]event.Event(nil), events...), more...)
}

func TestOfADeadWorkerIsSaidWhatIsSo(t *testing.T) {
	dies, lives := diesAs(event.WorkerDies), diesAs(event.HeartbeatLost)
	for _, c := range []claim{
		{says: "storm: worker 1 died with it, visible in ", at: 2, true: dies, false: lives},
		{says: "storm: worker 1 died with it, visible in ", at: 2, true: dies, false: dies[3:]}, // the rest is missing
		{says: "nobody works on it: when its timeout has run out it is", at: 2, true: dies, false: lives},
		{says: "storm: visible again, for worker 1 died with it", at: 4.5, true: then(dies, ranOut(4, "1", 1)), false: then(lives, ranOut(4, "1", 1))},
		{says: "storm: visible again, for worker 1 died with it", at: 4.5, true: dies, false: then(then(dies, ranOut(4, "1", 1)), standsAgain(4.2)...)}, // by time alone
		{says: "though worker 1 works on", at: 4.5, true: then(lives, ranOut(4, "1", 1)), false: then(dies, ranOut(4, "1", 1))},
		{says: "1 late", at: 4.5, true: then(lives, ranOut(4, "1", 1)), false: then(dies, ranOut(4, "1", 1))},
		{says: "worker 1 was dead until here: another stands in its place", at: 6, true: then(dies, standsAgain(5)...), false: then(lives, standsAgain(5)...)},
		{says: "worker 1 was dead until here: another stands in its place", at: 6, true: then(dies, standsAgain(5)...), false: dies},
		{says: "1 of 1 busy", at: 2, true: lives, false: dies},
	} {
		t.Run(c.says, c.check)
	}
}

// laneOf is what a lane shows of worker 1, and its legend.
func laneOf(now float64, styles *draw.Styles, events ...event.Event) (lane, legend string) {
	v := panel.View{State: running(events...), Now: until(now), Width: 89, Height: 8, Styles: styles}
	drawn := panel.Workers().Draw(v)
	for _, line := range drawn {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "1" {
			lane = strings.Join(fields[1:], " ")
		}
	}
	return lane, strings.Join(drawn, "\n")
}

func TestALaneShowsADeadWorkerWhileItIsDeadAndWhatItDidBefore(t *testing.T) {
	dies := diesAs(event.WorkerDies)
	for _, c := range []struct {
		name   string
		now    float64
		events []event.Event
		want   int // cells that say that it is dead
	}{
		{"dead", 8, dies, 9},
		{"dead, after its timeout", 8, then(dies, ranOut(4, "1", 1)), 9},
		{"another stands in its place", 8, then(dies, standsAgain(5)...), 5},
		{"another of its name begins", 8, then(dies, on(5, event.Event{Worker: "1", Body: &event.WorkerStarted{}})), 5},
		{"it lives", 8, diesAs(event.HeartbeatLost), 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			for sign, styles := range map[string]*draw.Styles{"†": {}, "D": {ASCII: true}} {
				lane, legend := laneOf(c.now, styles, c.events...)
				n := strings.Count(lane, sign)
				if low := c.want - c.want/3; n < low || n > c.want+1 {
					t.Errorf("%d cells of the lane are %q, want about %d: %q", n, sign, c.want, lane)
				}
				if said := strings.Contains(legend, sign+" dead"); said != (c.want > 0) {
					t.Errorf("the legend says what %q is: %v\n%s", sign, said, legend)
				}
				if c.want > 0 && strings.ContainsAny(lane, "░✖X") {
					t.Errorf("the dead worker is drawn at its stage: %q", lane)
				}
			}
		})
	}
}

// A lane says late from when the timeout ran out: what was in time stays so.
func TestALaneIsLateNoEarlierThanTheTimeout(t *testing.T) {
	slow := all(got(1, "1", 1), on(1, event.Event{Worker: "1", Body: &event.StageStarted{Stage: event.Download}}))
	for name, events := range map[string][]event.Event{"told": then(slow, ranOut(4, "1", 1)), "not told yet": slow} {
		lane, _ := laneOf(10, &draw.Styles{}, events...)
		if before, after := strings.Count(lane, "░"), strings.Count(lane, "▚"); before < 2 || after < 4 || before > after {
			t.Errorf("%s: %d cells in time and %d late of 3 s and 6 s: %q", name, before, after, lane)
		}
		over, _ := laneOf(12, &draw.Styles{}, then(events, ranOut(4, "1", 1), on(10, event.Event{Worker: "1", Body: &event.MessageDeleted{Late: true}}))...)
		if before, after := strings.Count(over, "░"), strings.Count(over, "▚"); before < 2 || after < 4 || before > after {
			t.Errorf("%s, and over: %d cells in time and %d late of 3 s and 6 s: %q", name, before, after, over)
		}
	}
}

// TestTheLifeOfAMessageShowsThatNobodyWorkedOnIt: neither while its worker was dead nor
// when that is told of afterwards; and whoever has it next is not drawn as a wait.
func TestTheLifeOfAMessageShowsThatNobodyWorkedOnIt(t *testing.T) {
	life := func(now float64, events ...event.Event) string {
		v := panel.View{State: running(events...), Now: until(now), Width: 89, Height: 40, MessageID: "m"}
		for _, line := range panel.Message().Draw(v) {
			if !strings.Contains(line, "worker") && strings.Count(line, "†")+strings.Count(line, "■")+strings.Count(line, "░") > 20 {
				return strings.TrimSpace(line)
			}
		}
		return "none"
	}
	dies := then(diesAs(event.WorkerDies), ranOut(4, "1", 1), got(4.1, "2", 2), on(4.1, event.Event{Worker: "2", Body: &event.StageStarted{Stage: event.Download}}))
	if line := life(8, then(dies, standsAgain(5)...)...); strings.Contains(line, "░") || !strings.Contains(line, "†††") || strings.HasSuffix(line, "■") || !strings.HasSuffix(line, "╌") {
		t.Errorf("it is drawn as %q", line)
	}
	if line := life(8, then(diesAs(event.HeartbeatLost), standsAgain(5)...)...); strings.Contains(line, "†") {
		t.Errorf("of a worker that lives it is drawn as %q", line)
	}
}

func TestTheLegendSaysWhatADeadWorkerIs(t *testing.T) {
	for sign, styles := range map[string]*draw.Styles{"†": {}, "D": {ASCII: true}} {
		found := false
		for _, signs := range panel.Legend(styles) {
			for _, s := range signs.Signs {
				found = found || s.Glyph == sign && s.Means == "dead, of a fault"
			}
		}
		if !found {
			t.Errorf("the legend has no %q", sign)
		}
	}
}

// Of a serial run nobody works while its one goroutine is dead.
func TestWhySaysOfASerialRunThatItsGoroutineIsDead(t *testing.T) {
	const says = "one goroutine does all, and it is dead: nobody works"
	serial := func(events ...event.Event) *state.State {
		return running(append(all(is(0, &event.ModelChanged{Model: "serial", Workers: 1})), events...)...)
	}
	if why := panel.Why(serial(diesAs(event.WorkerDies)...), until(2)); why != says {
		t.Errorf("it says %q", why)
	}
	for _, events := range [][]event.Event{diesAs(event.HeartbeatLost), then(diesAs(event.WorkerDies), standsAgain(5)...)} {
		if why := panel.Why(serial(events...), until(6)); why == says {
			t.Errorf("it says %q of one that lives", why)
		}
	}
}
