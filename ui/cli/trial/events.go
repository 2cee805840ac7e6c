package trial

import (
	"inflight/pipeline/event"
)

// Told is what the events of a run say, as far as a verdict or the table needs it.
type Told struct {
	NotUploaded, NotDelivered map[string]bool
	// Unsure are those of which it says that it does not know whether they were.
	Unsure   map[string]bool
	Receives int
	Hits     int // times that something went wrong on purpose
}

// Tell takes an event of the run.
func (t *Told) Tell(e *event.Event) {
	switch b := e.Body.(type) {
	case *event.UploadFailed:
		if b.Unsure {
			note(&t.Unsure, e.Key)
		} else {
			note(&t.NotUploaded, e.Key)
		}
	case *event.EventFailed:
		note(&t.NotDelivered, e.Key)
	case *event.MessageReceived:
		t.Receives++
	case *event.FaultInjected:
		t.Hits++
	}
}

// note notes a name.
func note(in *map[string]bool, name string) {
	if *in == nil {
		*in = map[string]bool{}
	}
	(*in)[name] = true
}
