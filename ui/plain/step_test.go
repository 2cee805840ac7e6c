package plain_test

import (
	"strings"
	"testing"

	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
	"inflight/pipeline/state"
	"inflight/ui/plain"
)

func TestEveryStepIsASentence(t *testing.T) {
	for _, kind := range event.Kinds() {
		if !kind.IsStep() {
			continue
		}
		e := pipelinetest.FullEvent(kind)
		text := plain.Step(state.NewState(), &e)
		if text == "" || strings.Contains(text, string(kind)) || strings.HasSuffix(text, ": ") {
			t.Errorf("%s is told as %q", kind, text)
		}
	}
}

func TestAStepIsToldAlsoWhereALineWouldSayNothingNew(t *testing.T) {
	for want, e := range map[string]event.Event{
		"dune: worker 2 begins to download it":                             {Type: event.StageStarted, Stage: event.Download},
		"dune: worker 2 has downloaded it, in 0.8 s":                       {Type: event.StageFinished, Stage: event.Download},
		"dune: worker 2 waits for a core to make the thumbnail":            {Type: event.StageWaiting, Stage: event.Thumbnail},
		"dune: worker 2 begins to make the thumbnail":                      {Type: event.StageStarted, Stage: event.Thumbnail},
		"dune: worker 2 has made the thumbnail, in 0.8 s":                  {Type: event.StageFinished, Stage: event.Thumbnail},
		"dune: worker 2 begins to upload the thumbnail":                    {Type: event.StageStarted, Stage: event.Upload},
		"dune: worker 2 has uploaded the thumbnail, in 0.8 s":              {Type: event.StageFinished, Stage: event.Upload},
		"dune: worker 2 begins to announce it":                             {Type: event.StageStarted, Stage: event.Notify},
		"dune: worker 2 has announced it, in 0.8 s":                        {Type: event.StageFinished, Stage: event.Notify},
		"dune: worker 2 begins polish␛":                                    {Type: event.StageStarted, Stage: "polish\x1b"},
		"dune: worker 2 is through with polish, in 0.8 s":                  {Type: event.StageFinished, Stage: "polish"},
		"dune: the upload of worker 2 failed: no":                          {Type: event.StageFinished, Stage: event.Upload, Error: "no"},
		"dune: worker 2 finds that there is nothing to do in the download": {Type: event.StageFinished, Stage: event.Download, Kept: true},
		"dune: its event is matched by the rule trigger":                   {Type: event.EventMatched, Rule: "trigger"},
		"dune: its message is in the queue":                                {Type: event.MessageSent, Queue: "practiceQ"},
		"dune: the visibility timeout of receive 2 has run out":            {Type: event.MessageExpired, ReceiveCount: 2},
		"dune: its thumbnail is in thumbs":                                 {Type: event.ThumbnailCreated, Bucket: "thumbs"},
		"dune: the thumbnail that was there stays":                         {Type: event.ThumbnailKept},
		"dune: not announced on sns again":                                 {Type: event.NotificationKept, Channel: "sns"},
		"a@example.com has a message by sns: hello":                        {Type: event.MailDelivered, To: "a@example.com", Channel: "sns", Subject: "hello"},
		"dune: waits for the upload, in a channel that holds 2 of 4":       {Type: event.MessageHeld, Stage: event.Upload, Count: 2, Total: 4},
		"dune: worker 2 takes it up":                                       {Type: event.MessageTaken, Stage: event.Upload},
		"worker 2 begins":                                                  {Type: event.WorkerStarted},
		"worker 2 has ended":                                               {Type: event.WorkerStopped},
		"there is nothing more to upload":                                  {Type: event.ProducerFinished},
		"the redrive of dlq has moved 3 letters":                           {Type: event.RedriveProgressed, Queue: "dlq", Moved: 3},
	} {
		e.Key, e.Worker, e.Took = "dune.jpg", "2", 800_000_000
		if got := plain.Step(state.NewState(), &e); got != want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
}

func TestThatTheWorldStandsIsToldOnceHoweverManyStepsFollow(t *testing.T) {
	var events []event.Event
	for _, kind := range []event.Kind{
		event.WorldFreezing, event.WorldFrozen, event.WorldStepping, event.ConsumingPaused, event.WorldFreezing, event.WorldFrozen, event.WorldRunning,
	} {
		events = append(events, event.Event{Type: kind, Time: noon})
	}
	events = append(events, event.Event{Type: event.ClockChanged, Time: noon, Speed: 0.25})
	lines, _ := holding(t, events...)
	begins(t, lines(), "the world is frozen", "consuming paused", "the world goes on", "the clock runs at 1/4×")
}
