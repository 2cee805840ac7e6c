package state

import (
	"fmt"

	"inflight/pipeline/event"
)

// process is a program that has workers.
type process struct {
	host string
	pid  int
}

// named returns the event with its worker's name as the screen has it. One
// process is nearly always all there is, and its workers are 1, 2, 3; where
// events of several are read together, as of two recordings made one, each worker
// is named with its process: the names of both begin with 1.
func (s *State) named(e *event.Event) *event.Event {
	if e.Worker == "" || e.Process == nil || e.Process.PID == 0 {
		return e
	}
	from := process{e.Process.Host, e.Process.PID}
	switch {
	case s.first == process{}:
		s.first = from
	case s.first != from && !s.several:
		s.several = true
		s.nameAgain()
	}
	if !s.several {
		return e
	}
	named := *e
	named.Worker = s.WorkerName(e)
	return &named
}

// WorkerName is the name of an event's worker, with its process where there are
// several.
func (s *State) WorkerName(e *event.Event) string {
	if e.Process == nil || e.Process.PID == 0 {
		return e.Worker
	}
	from := process{e.Process.Host, e.Process.PID}
	if !s.several && (s.first == process{} || s.first == from) {
		return e.Worker
	}
	return from.worker(e.Worker)
}

// worker is the name of a worker of the process where there are others.
func (p process) worker(name string) string { return fmt.Sprintf("%s@%s:%d", name, p.host, p.pid) }

// nameAgain gives the workers of the first process names that tell them from
// those of another.
func (s *State) nameAgain() {
	for _, w := range s.All() {
		s.writesWorker(w)
		w.Name = s.first.worker(w.Name)
	}
	for m := range s.live.each() {
		s.writes(m)
		if m.Worker != "" && m.Worker != event.Outside {
			m.Worker = s.first.worker(m.Worker)
		}
		for i := range m.Receives {
			if r := &m.Receives[i]; r.Worker != event.Outside {
				r.Worker = s.first.worker(r.Worker)
			}
		}
	}
}
