package state_test

import (
	"fmt"
	"testing"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

// TestASnapshotLetsGoOfPixelsWithTheState: they are most of what it would keep.
func TestASnapshotLetsGoOfPixelsWithTheState(t *testing.T) {
	s := state.NewState()
	picture := func(i int) {
		key := fmt.Sprintf("%d.png", i)
		s.Apply(
			event.Event{Key: key, Body: &event.ThumbnailCreated{SourceKey: key}},
			event.Event{Key: key, Body: &event.ThumbnailPictured{SourceKey: key, PNG: []byte("pixels")}},
		)
	}
	picture(0)
	p := s.Snapshot()
	if got := p.State().Picture("0.png"); got == nil || string(got.PNG) != "pixels" {
		t.Fatalf("the snapshot has %+v", got)
	}
	for i := range 400 { // as many as are kept
		picture(i + 1)
	}
	if got := p.State().Picture("0.png"); got == nil || got.PNG != nil {
		t.Errorf("what the state has let go of the snapshot keeps: %+v", got)
	}
	if got := s.Picture("1.png"); got == nil || string(got.PNG) != "pixels" {
		t.Errorf("of what is kept there is %+v", got)
	}
}
