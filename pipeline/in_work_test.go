package pipeline_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"inflight/pipeline"
)

// TestWhatIsInWorkIsWhatARecountFinds holds the order that the state keeps against
// one made by looking at every message, for whatever is told and in whatever order.
func TestWhatIsInWorkIsWhatARecountFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		begin := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
		now, s := begin, pipeline.NewState()
		s.Apply(pipeline.Event{Type: pipeline.PipelineStarted, Time: begin, Setup: &pipeline.Setup{Queue: "q", DeadLetterQueue: "d"}})
		kinds := []pipeline.Kind{
			pipeline.MessageSent, pipeline.MessageReceived, pipeline.MessageReceived, pipeline.MessageReceived, pipeline.MessageExtended,
			pipeline.MessageReturned, pipeline.MessageExpired, pipeline.MessageDeleted, pipeline.MessageDead, pipeline.MessageRedriven,
			pipeline.QueuePurged, pipeline.EventsDropped,
		}
		for range rapid.IntRange(1, 120).Draw(t, "events") {
			now = now.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "seconds")) * time.Second)
			kind := rapid.SampledFrom(kinds).Draw(t, "kind")
			if (kind == pipeline.QueuePurged || kind == pipeline.EventsDropped) && rapid.IntRange(0, 9).Draw(t, "seldom") > 0 {
				continue
			}
			e := pipeline.Event{
				Type: kind, Time: now, Queue: "q", MessageID: fmt.Sprint(rapid.IntRange(0, 12).Draw(t, "id")),
				Worker:       rapid.SampledFrom([]string{"1", "2", pipeline.Outside}).Draw(t, "worker"),
				ReceiveCount: rapid.IntRange(0, 3).Draw(t, "receives"),
			}
			if kind == pipeline.MessageRedriven {
				e.PreviousID, e.MessageID = e.MessageID, fmt.Sprint("again ", e.MessageID)
			}
			if until := rapid.IntRange(-1, 6).Draw(t, "until"); until >= 0 { // else nobody says
				e.VisibleAt = now.Add(time.Duration(until) * time.Second)
			}
			s.Apply(e)
			at := now.Add(time.Duration(rapid.IntRange(0, 4).Draw(t, "later")) * time.Second)
			compare(t, s, at)
		}
	})
}

// compare recounts a state at a time.
func compare(t *rapid.T, s *pipeline.State, now time.Time) {
	t.Helper()
	var want []string
	var slow []*pipeline.Message
	n := map[pipeline.Phase]int{}
	for _, m := range s.Live() {
		phase := m.Phase(now)
		n[phase]++
		latest := len(m.Receives) - 1
		held := latest >= 0 && m.Receives[latest].Worker != pipeline.Outside && m.Receives[latest].Ended.IsZero()
		in := phase == pipeline.InFlight || phase == pipeline.Returned || phase == pipeline.Waiting && held
		if in {
			slow = append(slow, m)
		}
		if s.IsInWork(m, now) != in {
			t.Fatalf("%s is in work: %v", m.ID, !in)
		}
	}
	slices.SortFunc(slow, func(a, b *pipeline.Message) int {
		return cmp.Or(a.VisibleAt.Compare(b.VisibleAt), cmp.Compare(a.ID, b.ID))
	})
	for i, m := range slow {
		want = append(want, m.ID)
		if at := s.PlaceInWork(m, now); at != i {
			t.Fatalf("%s is at place %d, want %d of %v", m.ID, at, i, want)
		}
	}
	var got, any []string
	for m := range s.FirstInWork(now) {
		got = append(got, m.ID)
	}
	for m := range s.InWork(now) {
		any = append(any, m.ID)
	}
	if !slices.Equal(got, want) {
		t.Fatalf("in work are %v, want %v", got, want)
	}
	slices.Sort(any)
	slices.Sort(want)
	if !slices.Equal(any, want) || s.AllInWork(now) != len(want) {
		t.Fatalf("in work are %v, %d of them, want %v", any, s.AllInWork(now), want)
	}
	for p, list := range map[pipeline.Phase]int{
		pipeline.Waiting: n[pipeline.Waiting], pipeline.Delayed: n[pipeline.Delayed], pipeline.InFlight: n[pipeline.InFlight],
		pipeline.Returned: n[pipeline.Returned], pipeline.Dead: n[pipeline.Dead],
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
	if st.Visible != n[pipeline.Waiting] || st.InWork != n[pipeline.InFlight] || st.BackingOff != n[pipeline.Returned] ||
		st.Delayed != n[pipeline.Delayed] || st.Dead != n[pipeline.Dead] || st.Late != len(want)-n[pipeline.InFlight]-n[pipeline.Returned] {
		t.Fatalf("counted %+v, want %v", st, n)
	}
}
