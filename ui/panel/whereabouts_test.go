package panel_test

import (
	"strings"
	"testing"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/panel"
)

// told folds events that happen one second after another.
func told(events ...event.Event) (*state.State, time.Time) {
	s, at := state.NewState(), time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)
	s.Apply(event.Event{Time: at, Body: &event.PipelineStarted{Setup: &event.Setup{Queue: "practiceQ", MaxReceives: 3, Visibility: 3}}})
	for i, e := range events {
		at = at.Add(time.Second)
		e.Seq, e.Time, e.MessageID, e.Key = uint64(i+1), at, "m", "storm.jpg"
		if b, ok := e.Body.(*event.MessageReceived); ok {
			b.VisibleAt = at.Add(3 * time.Second)
		}
		s.Apply(e)
	}
	return s, at
}

func TestWhereAMessageIsIsSaidOfThePresent(t *testing.T) {
	first := event.Event{Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1}}
	second := event.Event{Worker: "2", Body: &event.MessageReceived{ReceiveCount: 2}}
	begin := event.Event{Worker: "1", Body: &event.StageStarted{Stage: event.Download}}
	end := event.Event{Worker: "1", Body: &event.StageFinished{Stage: event.Download}}
	fails := event.Event{Worker: "1", Body: &event.StageFinished{Stage: event.Download, Error: "no"}}
	extended := event.Event{Worker: "1", Body: &event.MessageExtended{VisibleAt: time.Date(2026, 11, 23, 9, 31, 0, 0, time.UTC)}}
	interrupted := event.Event{Worker: "1", Body: &event.StageFinished{Stage: event.Download, Error: event.Interrupted}}
	putDown := event.Event{Worker: "1", Body: &event.MessageReturned{ReceiveCount: 1}}
	waits := event.Event{Worker: "1", Body: &event.StageWaiting{Stage: event.Thumbnail}}
	goesOn := event.Event{Worker: "1", Body: &event.StageStarted{Stage: event.Thumbnail}}
	expired := event.Event{Worker: "1", Body: &event.MessageExpired{ReceiveCount: 1}}
	for name, c := range map[string]struct {
		then []event.Event
		want string
	}{
		"a stage that runs":                  {[]event.Event{first, begin}, "worker 1 is at download, visible in "},
		"a stage that is over":               {[]event.Event{first, begin, end}, "worker 1 has it, after download, visible in "},
		"a stage that failed":                {[]event.Event{first, begin, fails}, "worker 1 failed at download, visible in "},
		"failed, and extended meanwhile":     {[]event.Event{first, begin, fails, extended}, "worker 1 failed at download, visible in "},
		"a stage that was interrupted":       {[]event.Event{first, begin, interrupted}, "worker 1 has it, after download, visible in "},
		"another has it since":               {[]event.Event{first, begin, expired, second, fails}, "worker 2 has it, visible in "},
		"tried again":                        {[]event.Event{first, begin, fails, putDown, {Worker: "1", Body: &event.MessageReceived{ReceiveCount: 2}}}, "worker 1 has it, visible in "},
		"no core":                            {[]event.Event{{Worker: "1", Body: &event.WorkerStarted{}}, first, waits}, "worker 1 waits for a core, visible in "},
		"a core":                             {[]event.Event{{Worker: "1", Body: &event.WorkerStarted{}}, first, waits, goesOn}, "worker 1 is at thumbnail, visible in "},
		"deleted by the one that was late":   {[]event.Event{first, expired, second, {Worker: "1", Body: &event.MessageDeleted{}}}, "done by worker 1, and deleted"},
		"held and not begun":                 {[]event.Event{first, {Worker: "1", Body: &event.MessageHeld{ReceiveCount: 1, Stage: event.Download}}}, ": received and not begun, visible in "},
		"held between two stages":            {[]event.Event{first, {Worker: "1", Body: &event.MessageHeld{ReceiveCount: 1, Stage: event.Thumbnail, Count: 1, Total: 4}}}, ": waits in the channel for thumbnail, visible in "},
		"received for others":                {[]event.Event{{Worker: "receiver", Body: &event.MessageReceived{ReceiveCount: 1}}}, ": the receiver has it, visible in "},
		"in the hands of a stage":            {[]event.Event{{Worker: "download-1", Body: &event.MessageReceived{ReceiveCount: 1}}}, ": download-1 has it, visible in "},
		"taken up again":                     {[]event.Event{first, {Worker: "1", Body: &event.MessageHeld{ReceiveCount: 1, Stage: event.Download}}, {Worker: "1", Body: &event.MessageTaken{ReceiveCount: 1, Stage: event.Download}}}, "worker 1 has it, visible in "},
		"deleted by the last":                {[]event.Event{first, expired, second, {Worker: "2", Body: &event.MessageDeleted{}}}, "done by worker 2, and deleted"},
		"dead, and nobody says why":          {[]event.Event{first, {Body: &event.MessageDead{ReceiveCount: 3}}}, "in the dead-letter queue after 3 receives"},
		"a letter that was deleted by hand":  {[]event.Event{first, {Body: &event.MessageDead{ReceiveCount: 3}}, {Body: &event.LetterDeleted{}}}, "thrown away, and not done"},
		"thrown away while it was worked on": {[]event.Event{first, begin, end, {Body: &event.QueuePurged{Queue: "practiceQ"}}}, "thrown away, and not done"},
	} {
		t.Run(name, func(t *testing.T) {
			s, now := told(c.then...)
			got := panel.Whereabouts(s, now, s.Message("m"))
			if !strings.Contains(got, c.want) || strings.HasSuffix(got, ": ") {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestTheNarrationDoesNotPromiseWhatIsOver(t *testing.T) {
	last := event.Event{Worker: "1", Body: &event.MessageReceived{ReceiveCount: 3}}
	failed := event.Event{Worker: "1", Body: &event.MessageReturned{ReceiveCount: 3, Reason: "r"}}
	expired := event.Event{Worker: "1", Body: &event.MessageExpired{ReceiveCount: 1}}
	dead := event.Event{Body: &event.MessageDead{ReceiveCount: 3}}
	purged := event.Event{Body: &event.QueuePurged{Queue: "practiceQ"}}
	for name, c := range map[string]struct {
		then      []event.Event
		want, not string
	}{
		"expired and purged": {
			[]event.Event{{Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1}}, expired, purged},
			"storm has been thrown away since its timeout ran out at worker 1", "may be received",
		},
		"failed for the last time and purged": {[]event.Event{last, failed, purged}, "thrown away since", "goes to the dead"},
		"a letter that is none any more":      {[]event.Event{last, dead, {Body: &event.LetterDeleted{}}}, "storm became a dead letter", "redrives it"},
		"a receive that nobody told of": {
			[]event.Event{{Worker: "1", Body: &event.MessageReceived{ReceiveCount: 2}}, {Body: &event.EventsDropped{Count: 1}}, {Worker: "3", Body: &event.MessageReceived{ReceiveCount: 3}}},
			"was received for the ", "2nd time of 3, by worker 3",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, now := told(c.then...)
			for i := range 8 { // whatever the sentences take turns at
				at := now.Truncate(3 * time.Second).Add(time.Duration(i) * time.Second)
				if got := panel.Narration(s, at, panel.Keys{}); strings.Contains(got, c.not) {
					t.Errorf("got %q", got)
				}
			}
			if got := panel.Narration(s, now.Add(2*time.Second).Truncate(3*time.Second).Add(time.Second), panel.Keys{}); got != "" && !strings.Contains(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestNotAllIsDoneOfWhatPartlyIsUnknown(t *testing.T) {
	for _, gap := range []bool{false, true} {
		then := []event.Event{
			{Body: &event.MessageSent{Queue: "practiceQ"}},
			{Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1}},
			{Worker: "1", Body: &event.MessageDeleted{}},
			{Body: &event.ProducerFinished{}},
		}
		if gap {
			then = append(then, event.Event{Body: &event.EventsDropped{Count: 2}})
		}
		s, now := told(then...)
		if got := panel.Verdict(s, now); strings.Contains(got, "all that came is done") == gap {
			t.Errorf("with a gap %v: %q", gap, got)
		}
	}
}
