package state_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
	"inflight/pipeline/state"
)

// TestWhatIsInWorkIsWhatARecountFinds holds the order that the state keeps against
// one made by looking at every message, for whatever is told and in whatever order.
func TestWhatIsInWorkIsWhatARecountFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		begin := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
		now, s := begin, state.NewState()
		s.Apply(event.Event{Time: begin, Body: &event.PipelineStarted{Setup: &event.Setup{Queue: "q", DeadLetterQueue: "d"}}})
		kinds := []event.Kind{
			event.KindOf[event.MessageSent](), event.KindOf[event.MessageReceived](), event.KindOf[event.MessageReceived](), event.KindOf[event.MessageReceived](), event.KindOf[event.MessageExtended](),
			event.KindOf[event.MessageReturned](), event.KindOf[event.MessageExpired](), event.KindOf[event.MessageDeleted](), event.KindOf[event.MessageDead](), event.KindOf[event.MessageRedriven](),
			event.KindOf[event.QueuePurged](), event.KindOf[event.EventsDropped](),
		}
		for range rapid.IntRange(1, 120).Draw(t, "events") {
			now = now.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "seconds")) * time.Second)
			kind := rapid.SampledFrom(kinds).Draw(t, "kind")
			if (kind == event.KindOf[event.QueuePurged]() || kind == event.KindOf[event.EventsDropped]()) && rapid.IntRange(0, 9).Draw(t, "seldom") > 0 {
				continue
			}
			e := event.Event{
				Time: now, MessageID: fmt.Sprint(rapid.IntRange(0, 12).Draw(t, "id")),
				Worker: rapid.SampledFrom([]string{"1", "2", event.Outside}).Draw(t, "worker"),
			}
			values := map[string]any{"Queue": "q", "ReceiveCount": rapid.IntRange(0, 3).Draw(t, "receives")}
			if kind == event.KindOf[event.MessageRedriven]() {
				values["PreviousID"], e.MessageID = e.MessageID, fmt.Sprint("again ", e.MessageID)
			}
			if until := rapid.IntRange(-1, 6).Draw(t, "until"); until >= 0 { // else nobody says
				values["VisibleAt"] = now.Add(time.Duration(until) * time.Second)
			}
			s.Apply(pipelinetest.Filled(e, kind, values))
			at := now.Add(time.Duration(rapid.IntRange(0, 4).Draw(t, "later")) * time.Second)
			compare(t, s, at)
		}
	})
}

// compare recounts a state at a time.
func compare(t *rapid.T, s *state.State, now time.Time) {
	t.Helper()
	var want []string
	var slow []*state.Message
	n := map[state.Phase]int{}
	for _, m := range s.Live() {
		phase := m.Phase(now)
		n[phase]++
		latest := len(m.Receives) - 1
		held := latest >= 0 && m.Receives[latest].Worker != event.Outside && m.Receives[latest].Ended.IsZero()
		in := phase == state.InFlight || phase == state.Returned || phase == state.Waiting && held
		if in {
			slow = append(slow, m)
		}
		if s.IsInWork(m, now) != in {
			t.Fatalf("%s is in work: %v", m.ID, !in)
		}
	}
	slices.SortFunc(slow, func(a, b *state.Message) int {
		return cmp.Or(a.VisibleAt.Compare(b.VisibleAt), cmp.Compare(a.ID, b.ID))
	})
	for i, m := range slow {
		want = append(want, m.ID)
		if at := s.PlaceInWork(m, now); at != i {
			t.Fatalf("%s is at place %d, want %d of %v", m.ID, at, i, want)
		}
	}
	var got, everyone []string
	for m := range s.FirstInWork(now) {
		got = append(got, m.ID)
	}
	for m := range s.InWork(now) {
		everyone = append(everyone, m.ID)
	}
	if !slices.Equal(got, want) {
		t.Fatalf("in work are %v, want %v", got, want)
	}
	slices.Sort(everyone)
	slices.Sort(want)
	if !slices.Equal(everyone, want) || s.AllInWork(now) != len(want) {
		t.Fatalf("in work are %v, %d of them, want %v", everyone, s.AllInWork(now), want)
	}
	for p, list := range map[state.Phase]int{
		state.Waiting: n[state.Waiting], state.Delayed: n[state.Delayed], state.InFlight: n[state.InFlight],
		state.Returned: n[state.Returned], state.Dead: n[state.Dead],
	} {
		listed := 0
		for range s.In(p, now) {
			listed++
		}
		if listed != list {
			t.Fatalf("%d messages are %s, want %d", listed, p, list)
		}
	}
	st := s.Standing(now)
	if st.Visible != n[state.Waiting] || st.InWork != n[state.InFlight] || st.BackingOff != n[state.Returned] ||
		st.Delayed != n[state.Delayed] || st.Dead != n[state.Dead] || st.Late != len(want)-n[state.InFlight]-n[state.Returned] {
		t.Fatalf("counted %+v, want %v", st, n)
	}
}
