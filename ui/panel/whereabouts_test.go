package panel_test

import (
	"strings"
	"testing"
	"time"

	"inflight/pipeline"
	"inflight/ui/panel"
)

// told folds events that happen one second after another.
func told(events ...pipeline.Event) (*pipeline.State, time.Time) {
	s, at := pipeline.NewState(), time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)
	s.Apply(pipeline.Event{Type: pipeline.PipelineStarted, Time: at, Setup: &pipeline.Setup{Queue: "practiceQ", MaxReceives: 3, Visibility: 3}})
	for i, e := range events {
		at = at.Add(time.Second)
		e.Seq, e.Time, e.MessageID, e.Key = uint64(i+1), at, "m", "storm.jpg"
		if e.Type == pipeline.MessageReceived {
			e.VisibleAt = at.Add(3 * time.Second)
		}
		s.Apply(e)
	}
	return s, at
}

func TestWhereAMessageIsIsSaidOfThePresent(t *testing.T) {
	first := pipeline.Event{Type: pipeline.MessageReceived, Worker: "1", ReceiveCount: 1}
	second := pipeline.Event{Type: pipeline.MessageReceived, Worker: "2", ReceiveCount: 2}
	begin := pipeline.Event{Type: pipeline.StageStarted, Worker: "1", Stage: pipeline.Download}
	end := pipeline.Event{Type: pipeline.StageFinished, Worker: "1", Stage: pipeline.Download}
	expired := pipeline.Event{Type: pipeline.MessageExpired, Worker: "1", ReceiveCount: 1}
	for name, c := range map[string]struct {
		then []pipeline.Event
		want string
	}{
		"a stage that runs":                  {[]pipeline.Event{first, begin}, "worker 1 is at download; "},
		"a stage that is over":               {[]pipeline.Event{first, begin, end}, "worker 1 has it, after download; "},
		"deleted by the one that was late":   {[]pipeline.Event{first, expired, second, {Type: pipeline.MessageDeleted, Worker: "1"}}, "done by worker 1, and deleted"},
		"deleted by the last":                {[]pipeline.Event{first, expired, second, {Type: pipeline.MessageDeleted, Worker: "2"}}, "done by worker 2, and deleted"},
		"dead, and nobody says why":          {[]pipeline.Event{first, {Type: pipeline.MessageDead, ReceiveCount: 3}}, "in the dead-letter queue after 3 receives"},
		"a letter that was deleted by hand":  {[]pipeline.Event{first, {Type: pipeline.MessageDead, ReceiveCount: 3}, {Type: pipeline.LetterDeleted}}, "thrown away, and not done"},
		"thrown away while it was worked on": {[]pipeline.Event{first, begin, end, {Type: pipeline.QueuePurged, Queue: "practiceQ"}}, "thrown away, and not done"},
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
	last := pipeline.Event{Type: pipeline.MessageReceived, Worker: "1", ReceiveCount: 3}
	failed := pipeline.Event{Type: pipeline.MessageReturned, Worker: "1", ReceiveCount: 3, Reason: "r"}
	expired := pipeline.Event{Type: pipeline.MessageExpired, Worker: "1", ReceiveCount: 1}
	dead := pipeline.Event{Type: pipeline.MessageDead, ReceiveCount: 3}
	purged := pipeline.Event{Type: pipeline.QueuePurged, Queue: "practiceQ"}
	for name, c := range map[string]struct {
		then      []pipeline.Event
		want, not string
	}{
		"expired and purged": {
			[]pipeline.Event{{Type: pipeline.MessageReceived, Worker: "1", ReceiveCount: 1}, expired, purged},
			"ran out while worker 1 held it: it has been thrown away since", "may receive it",
		},
		"failed for the last time and purged": {[]pipeline.Event{last, failed, purged}, "thrown away since", "the queue moves it"},
		"a letter that is none any more":      {[]pipeline.Event{last, dead, {Type: pipeline.LetterDeleted}}, "it became a dead letter", "redrives it"},
		"a receive that nobody told of": {
			[]pipeline.Event{{Type: pipeline.MessageReceived, Worker: "1", ReceiveCount: 2}, {Type: pipeline.EventsDropped, Count: 1}, {Type: pipeline.MessageReceived, Worker: "3", ReceiveCount: 3}},
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
		then := []pipeline.Event{
			{Type: pipeline.MessageSent, Queue: "practiceQ"},
			{Type: pipeline.MessageReceived, Worker: "1", ReceiveCount: 1},
			{Type: pipeline.MessageDeleted, Worker: "1"},
			{Type: pipeline.ProducerFinished},
		}
		if gap {
			then = append(then, pipeline.Event{Type: pipeline.EventsDropped, Count: 2})
		}
		s, now := told(then...)
		if got := panel.Verdict(s, now); strings.Contains(got, "all that came is done") == gap {
			t.Errorf("with a gap %v: %q", gap, got)
		}
	}
}
