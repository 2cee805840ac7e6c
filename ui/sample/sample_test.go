package sample_test

import (
	"bytes"
	"image/png"
	"reflect"
	"testing"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/sample"
)

func TestASampleIsTheSameEachTime(t *testing.T) {
	for name, stream := range map[string]func() ([]event.Event, time.Time){
		"empty": sample.Empty, "quiet": sample.Quiet, "busy": sample.Busy, "failing": sample.Failing, "hostile": sample.Hostile, "letters": sample.Letters,
		"many": func() ([]event.Event, time.Time) { return sample.Many(50) },
	} {
		first, now := stream()
		second, later := stream()
		if !reflect.DeepEqual(first, second) || !now.Equal(later) {
			t.Errorf("%s differs from one time to the next", name)
		}
		for i, e := range first {
			if e.Seq != uint64(i)+1 || e.Time.After(now) || i > 0 && e.Time.Before(first[i-1].Time) {
				t.Fatalf("%s: event %d is out of order: %+v", name, i, e)
			}
		}
	}
}

func TestBusyShowsEveryPhaseOfALiveMessage(t *testing.T) {
	events, now := sample.Busy()
	st := sample.State(events)
	count := map[state.Phase]int{}
	lost, extended, again := 0, 0, 0
	for _, m := range st.Live() {
		count[m.Phase(now)]++
		if m.Working(now) && m.Phase(now) == state.Waiting {
			lost++
		}
		if len(m.Beats()) > 0 {
			extended++
		}
		if m.Try > 1 && m.Phase(now) != state.Dead {
			again++
		}
	}
	for _, p := range []state.Phase{state.Waiting, state.Delayed, state.InFlight, state.Returned, state.Dead} {
		if count[p] == 0 {
			t.Errorf("no message is %s: %v", p, count)
		}
	}
	if lost == 0 || extended == 0 || again == 0 {
		t.Errorf("%d lost the race, %d were extended, %d are tried again; want some of each (%v)", lost, extended, again, count)
	}
	if len(st.Insights) == 0 || st.Inbox.Len() == 0 || st.Calls.Len() == 0 || st.Count.Extended == 0 {
		t.Error("there is nothing to see in a panel")
	}
}

func TestTheThumbnailsAreRealPictures(t *testing.T) {
	events, _ := sample.Busy()
	state := sample.State(events)
	if state.Thumbnails.Len() < 50 {
		t.Fatalf("there are %d thumbnails", state.Thumbnails.Len())
	}
	img, err := png.Decode(bytes.NewReader(state.Thumbnails.At(0).PNG))
	if err != nil {
		t.Fatal(err)
	}
	if b := img.Bounds(); b.Dx() != 64 || b.Dy() != 64 {
		t.Errorf("it is %v", b)
	}
}

func TestManyHasThatManyInFlight(t *testing.T) {
	events, now := sample.Many(1234)
	st := sample.State(events)
	n := 0
	for _, m := range st.Live() {
		if m.Phase(now) == state.InFlight {
			n++
		}
	}
	if n != 1234 || st.Source.InFlight != 1234 {
		t.Errorf("%d are in flight, the queue says %d", n, st.Source.InFlight)
	}
}
