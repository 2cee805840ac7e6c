package plain_test

import (
	"strings"
	"testing"
	"time"

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
		"dune: worker 2 begins to download it":                          {Body: &event.StageStarted{Stage: event.Download}},
		"dune: worker 2 has downloaded it, in 0.8 s":                    {Body: &event.StageFinished{Stage: event.Download}},
		"dune: worker 2 waits for a core to make the thumbnail":         {Body: &event.StageWaiting{Stage: event.Thumbnail}},
		"dune: worker 2 begins to make the thumbnail":                   {Body: &event.StageStarted{Stage: event.Thumbnail}},
		"dune: worker 2 has made the thumbnail, in 0.8 s":               {Body: &event.StageFinished{Stage: event.Thumbnail}},
		"dune: worker 2 begins to upload the thumbnail":                 {Body: &event.StageStarted{Stage: event.Upload}},
		"dune: worker 2 has uploaded the thumbnail, in 0.8 s":           {Body: &event.StageFinished{Stage: event.Upload}},
		"dune: worker 2 begins to announce it":                          {Body: &event.StageStarted{Stage: event.Notify}},
		"dune: worker 2 has announced it, in 0.8 s":                     {Body: &event.StageFinished{Stage: event.Notify}},
		"dune: worker 2 begins polish␛":                                 {Body: &event.StageStarted{Stage: "polish\x1b"}},
		"dune: worker 2 is through with polish, in 0.8 s":               {Body: &event.StageFinished{Stage: "polish"}},
		"dune: the upload of worker 2 failed: no":                       {Body: &event.StageFinished{Stage: event.Upload, Error: "no"}},
		"dune: worker 2 has nothing to download":                        {Body: &event.StageFinished{Stage: event.Download, Kept: true}},
		"dune: worker 2 has no thumbnail to make":                       {Body: &event.StageFinished{Stage: event.Thumbnail, Kept: true}},
		"dune: worker 2 has no thumbnail to upload":                     {Body: &event.StageFinished{Stage: event.Upload, Kept: true}},
		"dune: worker 2 has nothing to announce":                        {Body: &event.StageFinished{Stage: event.Notify, Kept: true}},
		"dune: worker 2 has nothing to do in polish␛":                   {Body: &event.StageFinished{Stage: "polish\x1b", Kept: true}},
		"dune: S3 has it, and its event is matched by the rule trigger": {Body: &event.EventMatched{Rule: "trigger"}},
		"dune: its message is in the queue":                             {Body: &event.MessageSent{Queue: "practiceQ"}},
		"dune: the visibility timeout of receive 2 has run out":         {Body: &event.MessageExpired{ReceiveCount: 2}},
		"dune: its thumbnail is in thumbs":                              {Bucket: "thumbs", Body: &event.ThumbnailCreated{}},
		"dune: the thumbnail that was there stays":                      {Body: &event.ThumbnailKept{}},
		"dune: not announced on sns again":                              {Body: &event.NotificationKept{Channel: "sns"}},
		"a@example.com has a message by sns: hello":                     {Body: &event.MailDelivered{To: "a@example.com", Channel: "sns", Subject: "hello"}},
		"dune: waits for the upload, in a channel that holds 2 of 4":    {Body: &event.MessageHeld{Stage: event.Upload, Count: 2, Total: 4}},
		"dune: worker 2 takes it up":                                    {Body: &event.MessageTaken{Stage: event.Upload}},
		"worker 2 begins":                                               {Body: &event.WorkerStarted{}},
		"worker 2 has ended":                                            {Body: &event.WorkerStopped{}},
		"there is nothing more to upload":                               {Body: &event.ProducerFinished{}},
		"the redrive of dlq has moved 3 letters":                        {Body: &event.RedriveProgressed{Queue: "dlq", Moved: 3}},
	} {
		e.Key, e.Worker = "dune.jpg", "2"
		if b, ok := e.Body.(*event.StageFinished); ok {
			b.Took = 800_000_000
		}
		if got := plain.Step(state.NewState(), &e); got != want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
}

// TestTheWayOfAnImageToTheQueueIsToldInEitherOrder: on the embedded AWS the match is told
// before the upload, which is answered afterwards.
func TestTheWayOfAnImageToTheQueueIsToldInEitherOrder(t *testing.T) {
	uploaded := event.Event{Bucket: "images", Key: "dune.jpg", Body: &event.ObjectUploaded{Size: 400}}
	matched := event.Event{Bucket: "images", Key: "dune.jpg", Body: &event.EventMatched{Rule: "trigger"}}
	for _, c := range []struct {
		events []event.Event
		want   []string
	}{
		{[]event.Event{matched, uploaded}, []string{"dune: S3 has it, and its event is matched by the rule trigger", "dune: its upload is answered: it is in images, 400 bytes"}},
		{[]event.Event{uploaded, matched}, []string{"dune: uploaded to images, 400 bytes", "dune: its event is matched by the rule trigger"}},
	} {
		s := state.NewState()
		for i, e := range c.events {
			if got := plain.Step(s, &e); got != c.want[i] {
				t.Errorf("it says %q, want %q", got, c.want[i])
			}
			e.Time = time.Unix(1, 0)
			s.Apply(e)
		}
	}
}

// TestADeadWorkerBeginsNothingAndFailsAtNothing: what is told of its stage is that it is
// dead, and then that another stands in its place. Of one that lives it is told as ever.
func TestADeadWorkerBeginsNothingAndFailsAtNothing(t *testing.T) {
	begins := event.Event{MessageID: "m", Key: "dune.jpg", Worker: "2", Body: &event.StageStarted{Stage: event.Download}}
	ends := event.Event{MessageID: "m", Key: "dune.jpg", Worker: "2", Body: &event.StageFinished{Stage: event.Download, Error: "its worker died"}}
	runsOut := event.Event{MessageID: "m", Key: "dune.jpg", Worker: "2", Body: &event.MessageExpired{ReceiveCount: 1}}
	for fault, want := range map[string][3]string{
		event.WorkerDies: {
			"dune: worker 2 is dead: it has the message, and does nothing", "dune: worker 2 is dead no more: another stands in its place",
			"dune: the visibility timeout ran out, for worker 2 died with it: it may be received again",
		},
		event.HeartbeatLost: {
			"dune: worker 2 begins to download it", "dune: the download of worker 2 failed: its worker died",
			"dune: the visibility timeout ran out while worker 2 held it: it may be received again",
		},
	} {
		s := state.NewState()
		s.Apply(event.Event{MessageID: "m", Key: "dune.jpg", Body: &event.MessageSent{Queue: "practiceQ"}},
			event.Event{MessageID: "m", Key: "dune.jpg", Worker: "2", Body: &event.FaultInjected{Fault: fault}},
			event.Event{MessageID: "m", Key: "dune.jpg", Worker: "2", Body: &event.MessageReceived{ReceiveCount: 1}})
		for i, e := range []event.Event{begins, ends, runsOut} {
			if got := plain.Step(s, &e); got != want[i] {
				t.Errorf("with %s it says %q, want %q", fault, got, want[i])
			}
		}
	}
}

func TestThatTheWorldStandsIsToldOnceHoweverManyStepsFollow(t *testing.T) {
	var events []event.Event
	for _, b := range []event.Body{
		&event.WorldFreezing{}, &event.WorldFrozen{}, &event.WorldStepping{}, &event.ConsumingPaused{}, &event.WorldFreezing{}, &event.WorldFrozen{}, &event.WorldRunning{},
	} {
		events = append(events, event.Event{Time: noon, Body: b})
	}
	events = append(events, event.Event{Time: noon, Body: &event.ClockChanged{Speed: 0.25}})
	lines, _ := holding(t, events...)
	begins(t, lines(), "the world is frozen", "consuming paused", "the world goes on", "the clock runs at 1/4×")
}
