package consume_test

import (
	"fmt"
	"testing"
	"time"

	"inflight/pipeline/event"
)

// modelFrom says which model made these events, from nothing but them: who polls, who
// works on what it polled itself, what is held in between, and which stages are in whose
// hands.
func modelFrom(events []event.Event) string {
	polls, works, stagesOf := map[string]bool{}, map[string]bool{}, map[string]map[event.Stage]bool{}
	byMessage := map[string]map[string]bool{} // who did stages of it
	lives := map[string]int{}
	inChannel := 0
	for _, e := range events {
		switch b := e.Body.(type) {
		case *event.WorkerPolling:
			polls[e.Worker] = true
		case *event.WorkerStarted:
			lives[e.Worker]++
		case *event.MessageHeld:
			if b.Total > 0 {
				inChannel++
			}
		case *event.StageStarted:
			works[e.Worker] = true
			if stagesOf[e.Worker] == nil {
				stagesOf[e.Worker] = map[event.Stage]bool{}
			}
			stagesOf[e.Worker][b.Stage] = true
			if byMessage[e.MessageID] == nil {
				byMessage[e.MessageID] = map[string]bool{}
			}
			byMessage[e.MessageID][e.Worker] = true
		}
	}
	own := true // who polls works, and nobody else
	for w := range works {
		own = own && polls[w]
	}
	lived := 0
	for w := range works {
		lived += lives[w]
	}
	handsOn := false
	for _, by := range byMessage {
		handsOn = handsOn || len(by) == 4
	}
	switch {
	case own && len(polls) == 1 && inChannel == 0:
		return "serial"
	case own && len(polls) > 1 && inChannel == 0:
		return "pool"
	case own || len(polls) != 1:
		return "none"
	case handsOn && inChannel >= 4*len(byMessage):
		return "staged"
	case inChannel >= len(byMessage) && lived == len(works):
		return "dispatch"
	case inChannel == 0 && lived == len(byMessage):
		return "spawn"
	}
	return fmt.Sprintf("none: %d poll, %d work, %d lived, %d in channels", len(polls), len(works), lived, inChannel)
}

func TestTheModelsAreToldApartByTheirEventsAlone(t *testing.T) {
	each(t, func(t *testing.T, model string) {
		r := newModelRig(model, 20)
		r.Start(t.Context(), 4)
		r.drained(t)
		r.Stop(t.Context())
		time.Sleep(time.Second)
		if got := modelFrom(r.once(t, 20)); got != model {
			t.Errorf("the events of %s are those of %s", model, got)
		}
	})
}

// Stages of different images overlap on the line: one is downloaded while another is
// shrunk and a third is announced. One goroutine alone overlaps nothing.
func TestStagesOverlapOnTheLineAndNotInSerial(t *testing.T) {
	each(t, func(t *testing.T, model string) {
		r := newModelRig(model, 36)
		r.takes, r.Pace = 1700*time.Millisecond, time.Second // not in step
		r.Start(t.Context(), 6)
		r.drained(t)
		r.Stop(t.Context())
		at := map[event.Stage]int{}
		kinds := 0 // most different stages that ran at once
		for _, e := range r.once(t, 36) {
			switch b := e.Body.(type) {
			case *event.StageStarted:
				at[b.Stage]++
			case *event.StageFinished:
				if at[b.Stage]--; at[b.Stage] == 0 {
					delete(at, b.Stage)
				}
			}
			kinds = max(kinds, len(at))
		}
		switch {
		case model == "serial" && kinds != 1:
			t.Errorf("%d stages ran at once", kinds)
		case model == "staged" && kinds < 3:
			t.Errorf("%d stages ran at once", kinds)
		}
	})
}
