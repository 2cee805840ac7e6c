package state_test

import (
	"encoding/json"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
	"inflight/pipeline/state"
)

// names are the names of a state's workers.
func names(s *state.State) (all []string) {
	for _, w := range s.Workers {
		all = append(all, w.Name)
	}
	return all
}

func TestEveryEventOfAWorkerSaysWhichProcessItIsOf(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Log.Process = &event.Process{Host: "web-1", PID: 4711}
		r.Image("good.jpg", "photo")
		r.Image("bad.jpg", "broken")
		r.Log.Emit(event.Event{MessageID: "x", Worker: event.Outside, Body: &event.MessageReceived{}})
		r.Start(t.Context(), 2)
		time.Sleep(time.Second)
		r.Stop(t.Context())
		kinds := map[event.Kind]bool{}
		for _, e := range r.Events.Take(nil) {
			b, err := json.Marshal(e)
			if err != nil {
				t.Fatal(err)
			}
			var got struct {
				Worker *string `json:"worker"`
				Host   *string `json:"host"`
				PID    *int    `json:"pid"`
			}
			if err := json.Unmarshal(b, &got); err != nil {
				t.Fatal(err)
			}
			switch {
			case got.Worker == nil:
			case *got.Worker == event.Outside:
				if got.Host != nil || got.PID != nil {
					t.Errorf("somebody else is said to be of this process: %s", b)
				}
			case got.Host == nil || *got.Host != "web-1" || got.PID == nil || *got.PID != 4711:
				t.Errorf("no process: %s", b)
			default:
				kinds[e.Kind()] = true
			}
		}
		if len(kinds) < 8 {
			t.Errorf("only %v name a worker", kinds)
		}
	})
}

func TestAWorkerThatIsLeavingKeepsItsNameUntilItHasGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Buckets.Slow = 10 * time.Second
		r.Image("a.jpg", "photo")
		r.Image("b.jpg", "photo")
		r.Start(t.Context(), 2)
		time.Sleep(time.Second)
		r.Resize(1) // one leaves, and is at work still
		r.Resize(2)
		synctest.Wait()
		s := state.NewState()
		s.Apply(r.Events.Take(nil)...)
		if got := names(s); !slices.Equal(got, []string{"1", "2", "3"}) {
			t.Errorf("the workers alive are %q", got)
		}
		time.Sleep(10 * time.Second)
		synctest.Wait()
		r.Resize(3)
		synctest.Wait()
		s.Apply(r.Events.Take(nil)...)
		if got := names(s); !slices.Equal(got, []string{"1", "2", "3"}) {
			t.Errorf("the workers alive are %q", got)
		}
		r.Stop(t.Context())
	})
}

func TestWorkersOfSeveralProcessesAreToldApart(t *testing.T) {
	at := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	ev := func(kind event.Kind, pid int, id string) event.Event {
		at = at.Add(time.Second)
		e := event.Event{Time: at, Worker: "1", Process: &event.Process{Host: "web", PID: pid}, MessageID: id}
		return pipelinetest.Filled(e, kind, map[string]any{"ReceiveCount": 1, "VisibleAt": at.Add(time.Minute)})
	}
	s := state.NewState()
	s.Apply(ev(event.KindOf[event.WorkerStarted](), 7, ""), ev(event.KindOf[event.MessageReceived](), 7, "a"))
	if got := names(s); !slices.Equal(got, []string{"1"}) {
		t.Errorf("alone it is called %q", got)
	}
	events := []event.Event{ev(event.KindOf[event.WorkerStarted](), 8, ""), ev(event.KindOf[event.MessageReceived](), 8, "b"), ev(event.KindOf[event.MessageDeleted](), 7, "a")}
	s.Apply(events...)
	if got := names(s); !slices.Equal(got, []string{"1@web:7", "1@web:8"}) {
		t.Errorf("together they are called %q", got)
	}
	if s.Workers[0].Done != 1 || s.Workers[1].Done != 0 || s.Workers[1].MessageID != "b" || s.Count.DeletedLate != 0 {
		t.Errorf("they are taken for each other: %+v and %+v", s.Workers[0], s.Workers[1])
	}
	if m := s.MessageAlive("b"); m == nil || m.Worker != "1@web:8" {
		t.Errorf("the message is in the hand of %v", m)
	}
	if events[1].Worker != "1" {
		t.Error("an event of the log was changed")
	}
}
