package panel_test

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/panel"
	"inflight/ui/sample"
)

// claim is a sentence of the screen, what makes it true, and what comes closest to
// that and leaves it false.
type claim struct {
	says     string
	true     []event.Event
	false    []event.Event
	at       float64 // the moment that is drawn; 0: after 4 s
	noWorker bool
	foreign  bool // AWS is not the embedded one: its clock goes on
}

// on is an event of message m after so many seconds.
func on(sec float64, e event.Event) event.Event {
	e.Time = sample.Begin.Truncate(time.Minute).Add(time.Duration(sec * float64(time.Second)))
	if e.MessageID == "" {
		e.MessageID = "m"
	}
	return e
}

func until(sec float64) time.Time { return on(sec, event.Event{}).Time }

func got(sec float64, worker string, try int) event.Event {
	return on(sec, event.Event{Key: "storm.jpg", Worker: worker, Body: &event.MessageReceived{ReceiveCount: try, VisibleAt: until(sec + 3)}})
}

func sent(sec float64) event.Event {
	return on(sec, event.Event{Key: "storm.jpg", Body: &event.MessageSent{Queue: "practiceQ"}})
}

func ranOut(sec float64, worker string, try int) event.Event {
	return on(sec, event.Event{Worker: worker, Body: &event.MessageExpired{ReceiveCount: try}})
}

func gaveBack(sec float64, try int, back float64) event.Event {
	return on(sec, event.Event{Worker: "1", Body: &event.MessageReturned{ReceiveCount: try, Reason: "bad", VisibleAt: until(back)}})
}

func is(sec float64, b event.Body) event.Event { return on(sec, event.Event{Body: b}) }

func died(sec float64, reason string) event.Event {
	return on(sec, event.Event{Key: "storm.jpg", Body: &event.MessageDead{ReceiveCount: 3, Reason: reason}})
}

func stageFailed(sec float64, why string) event.Event {
	return on(sec, event.Event{Worker: "1", Body: &event.StageFinished{Stage: event.Thumbnail, Took: time.Second, Error: why}})
}

func sampled(sec float64, queue string, visible int) event.Event {
	return on(sec, event.Event{Body: &event.QueueSampled{Queue: queue, Visible: visible}})
}

func all(events ...event.Event) []event.Event { return events }

// everything is all that the panels, the narration, the verdict, the insights and
// the page of message m say.
func everything(s *state.State, now time.Time) string {
	var said strings.Builder
	v := panel.View{State: s, Now: now, Width: 400, Height: 60, MessageID: "m"}
	for _, draw := range []func(panel.View) []string{panel.InFlight().Draw, panel.Queue().Draw, panel.DeadLetters().Draw, panel.Workers().Draw} {
		said.WriteString(strings.Join(draw(v), "\n") + "\n")
	}
	v.Width = 89 // one column
	said.WriteString(strings.Join(panel.Message().Draw(v), "\n") + "\n")
	for _, title := range []func(panel.View) (string, string){panel.InFlight().Title, panel.Queue().Title, panel.DeadLetters().Title, panel.Workers().Title} {
		left, right := title(v)
		said.WriteString(left + " | " + right + "\n")
	}
	said.WriteString(panel.Narration(s, now, panel.Keys{}) + "\n" + panel.Verdict(s, now) + "\n")
	if m := s.Message("m"); m != nil {
		said.WriteString(panel.Whereabouts(s, now, m) + "\n")
	}
	for _, in := range state.Insights(s, now) {
		said.WriteString(in.Text + "\n")
	}
	return said.String()
}

// check fails where the sentence is not said and is true, or the other way about.
func (c claim) check(t *testing.T) {
	t.Helper()
	for _, truly := range []bool{true, false} {
		s := state.NewState()
		s.Apply(on(0, event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{
			Queue: "practiceQ", DeadLetterQueue: "practiceDLQ", Topic: "news", Rule: "trigger", SourceBucket: "images", ThumbnailBucket: "thumbs", Embedded: !c.foreign, MaxReceives: 3, Visibility: 3,
		}}}))
		if !c.noWorker {
			s.Apply(on(0, event.Event{Worker: "1", Body: &event.WorkerStarted{}}))
		}
		events := c.true
		if !truly {
			events = c.false
		}
		for _, e := range events {
			if event.Is[event.PipelineStarted](&e) {
				heartbeat := s.Setup
				heartbeat.Heartbeat = true
				e.Body = &event.PipelineStarted{Setup: &heartbeat}
			}
			s.Apply(e)
		}
		at := c.at
		if at == 0 {
			at = 4
		}
		if said := everything(s, until(at)); strings.Contains(said, c.says) != truly {
			t.Errorf("it is %v, and said: %v\n%s", truly, !truly, said)
		}
	}
}

func TestASentenceIsSaidWhenItIsTrueAndNotWhenItIsFalse(t *testing.T) {
	redrive := all(on(1, event.Event{Body: &event.RedriveStarted{Queue: "practiceDLQ", Rate: 5, Text: "all"}}))
	lost := all(got(1, "1", 1), ranOut(2, "1", 1))
	for _, c := range []claim{
		{
			says: "has its thumbnail stored: now a link to it is announced", at: 6,
			true: all(on(4, event.Event{Key: "storm.jpg.png", Body: &event.ThumbnailCreated{SourceKey: "storm.jpg"}})), false: all(on(4, event.Event{Body: &event.ThumbnailKept{SourceKey: "storm.jpg"}})),
		},
		{
			says: "8 workers: backlog 8 a worker, target 4: 5 more.", at: 5,
			true:  all(sent(0), on(1, event.Event{Body: &event.ModelChanged{Model: "pool", Workers: 8, Least: 1, Most: 16, Reason: "backlog 8 a worker, target 4: 5 more"}})),
			false: all(sent(0), on(-20, event.Event{Body: &event.ModelChanged{Model: "pool", Workers: 8, Least: 1, Most: 16, Reason: "backlog 8 a worker, target 4: 5 more"}})),
		},
		{
			says: "8 workers: the oldest has waited for 31 s, target 30 s: 1 more.", at: 4, // and no longer when none waits
			true:  all(sent(0), on(1, event.Event{Body: &event.ModelChanged{Model: "pool", Workers: 8, Least: 1, Most: 16, Reason: "the oldest has waited for 31 s, target 30 s: 1 more"}})),
			false: all(sent(0), on(1, event.Event{Body: &event.ModelChanged{Model: "pool", Workers: 8, Least: 1, Most: 16, Reason: "the oldest has waited for 31 s, target 30 s: 1 more"}}), got(2, "1", 1)),
		},
		{
			says: "1 worker: backlog 0.0 a worker, target 4: 1 fewer.", at: 5,
			true:  all(on(0, event.Event{Body: &event.ModelChanged{Model: "pool", Workers: 2, Least: 1, Most: 16}}), on(1, event.Event{Body: &event.ModelChanged{Model: "pool", Workers: 1, Least: 1, Most: 16, Reason: "backlog 0.0 a worker, target 4: 1 fewer"}})),
			false: all(on(0, event.Event{Body: &event.ModelChanged{Model: "pool", Workers: 0, Least: 1, Most: 16}}), on(1, event.Event{Body: &event.ModelChanged{Model: "pool", Workers: 1, Least: 1, Most: 16, Reason: "backlog 0.0 a worker, target 4: 1 fewer"}})),
		},
		{
			says: "was redriven: a new message, with a receive count of 0, in practiceQ",
			true: all(died(-5, "bad"), on(2, event.Event{MessageID: "n", Body: &event.MessageRedriven{PreviousID: "m"}})), false: all(died(-5, "bad"), is(2, &event.LetterDeleted{})),
		},
		{
			says: "and has been thrown away since",
			true: all(got(1, "1", 1), gaveBack(2, 1, 8), on(2.5, event.Event{Body: &event.QueuePurged{Queue: "practiceQ"}})), false: all(got(1, "1", 1), gaveBack(2, 1, 8)),
		},
		{
			says: "failed in its 1st receive, and has been retried since", at: 3,
			true: all(got(1, "1", 1), gaveBack(2, 1, 2.2), got(3, "1", 2)), false: all(got(1, "1", 1), gaveBack(2, 1, 2.2)),
		},
		{
			says: "failed in its 1st receive, and has been retried since", at: 4,
			true: all(got(1, "1", 1), gaveBack(2, 1, 2.2), got(3, "1", 2)), false: all(got(1, "1", 1), gaveBack(2, 1, 2.2), got(3, "1", 2), stageFailed(3.5, "no")),
		},
		{ // and is put down, after the three seconds of which is told
			says: "failed in its 1st receive, and again since", at: 4,
			true:  all(got(1, "1", 1), gaveBack(2, 1, 2.2), got(2.5, "1", 2), gaveBack(3.5, 2, 9)),
			false: all(got(1, "1", 1), gaveBack(2, 1, 2.2), got(2.5, event.You, 2), on(3.5, event.Event{Worker: event.You, Body: &event.MessageReturned{ReceiveCount: 2, VisibleAt: until(9), Reason: event.GivenBack}})),
		},
		{ // its worker has not put it down yet
			says: "failed in its 1st receive, and again since", at: 4,
			true: all(got(1, "1", 1), gaveBack(2, 1, 2.2), got(3, "1", 2), stageFailed(3.5, "no")), false: all(got(1, "1", 1), gaveBack(2, 1, 2.2), got(3, "1", 2), ranOut(3.5, "1", 2)),
		},
		{says: "for 3 s it is visible to nobody else", at: 3, true: all(got(1, "1", 1)), false: all(sent(1))},
		{says: "may be received again: its timeout ran out", true: all(sent(0), ranOut(1, "1", 1)), false: all(got(0, "1", 1), gaveBack(0.5, 1, 1), ranOut(1, "1", 1))},
		{says: "paused: 1 message waits, and none is lost", true: all(sent(1), is(2, &event.ConsumingPaused{})), false: all(sent(1))},
		{says: "no workers: 1 message waits, and none is lost", noWorker: true, true: all(sent(1)), false: all(sent(1), on(2, event.Event{Worker: "1", Body: &event.WorkerStarted{}}))},
		{says: "Consuming is paused: messages wait, and none is lost", true: all(sent(1), is(2, &event.ConsumingPaused{})), false: all(sent(1), is(2, &event.ConsumingPaused{}), is(3, &event.ConsumingResumed{}))},
		{says: "There are no workers: messages wait, and none is lost", noWorker: true, true: all(sent(1)), false: all(is(1, &event.ProducerFinished{}))},
		{says: "to add one.", noWorker: true, true: all(sent(1)), false: all(on(2, event.Event{Worker: "1", Body: &event.WorkerStarted{}}), sent(3), got(4, "1", 1))},
		{says: "There are no workers. Each one gets a lane", noWorker: true, true: all(sent(1)), false: all(on(2, event.Event{Worker: "1", Body: &event.WorkerStarted{}}))},
		{says: "visible again, though worker 1 works on: its timeout ran out", true: lost, false: all(got(1, "1", 1), gaveBack(2, 1, 2), ranOut(2, "1", 1))},
		{says: "visible again, after receive 1/3", true: all(got(1, "1", 1), gaveBack(2, 1, 2)), false: lost},
		{says: "visible, waits in the queue for a worker", true: all(sent(1)), false: all(sent(1), got(2, "1", 1))},
		{says: "delayed, visible in 5 s", true: all(on(1, event.Event{Key: "a.jpg", Body: &event.MessageSent{Queue: "practiceQ", VisibleAt: until(9)}})), false: all(sent(1))},
		{says: "gone, its queue keeps no message longer", true: all(sent(1), is(2, &event.MessageDropped{})), false: all(sent(1), on(2, event.Event{Body: &event.QueuePurged{Queue: "practiceQ"}}))},
		{says: "gone: its queue keeps no message longer", true: all(sent(1), is(2, &event.MessageDropped{})), false: all(sent(1), on(2, event.Event{Body: &event.QueuePurged{Queue: "practiceQ"}}))},
		{says: "redriven, on its way back", true: all(died(1, "bad"), on(2, event.Event{MessageID: "n", Body: &event.MessageRedriven{PreviousID: "m"}})), false: all(died(1, "bad"))},
		{says: "its visibility was changed from outside: visible in 7 s", true: all(got(1, "1", 1), on(2, event.Event{Worker: event.Outside, Body: &event.MessageExtended{VisibleAt: until(9)}})), false: all(got(1, "1", 1), on(2, event.Event{Worker: "1", Body: &event.MessageExtended{VisibleAt: until(9)}}))},
		{says: "looked at in the dead-letter queue", true: all(died(1, "bad"), is(2, &event.LetterSeen{})), false: all(died(1, "bad"))},
		{says: "thumbnail stored as storm.png", true: all(got(1, "1", 1), on(2, event.Event{Key: "storm.png", Body: &event.ThumbnailCreated{SourceKey: "storm.jpg"}})), false: all(got(1, "1", 1), on(2, event.Event{Body: &event.ThumbnailKept{SourceKey: "storm.jpg"}}))},
		{says: "the thumbnail that was there stays", true: all(got(1, "1", 1), on(2, event.Event{Body: &event.ThumbnailKept{SourceKey: "storm.jpg"}})), false: all(got(1, "1", 1), on(2, event.Event{Key: "storm.png", Body: &event.ThumbnailCreated{SourceKey: "storm.jpg"}}))},
		{says: "had been announced on sns", true: all(got(1, "1", 1), on(2, event.Event{Body: &event.NotificationKept{Channel: "sns"}})), false: all(got(1, "1", 1), on(2, event.Event{Body: &event.NotificationSent{Channel: "sns"}}))},
		{says: "the image is gone", true: all(got(1, "1", 1), is(2, &event.ImageGone{})), false: all(got(1, "1", 1), is(2, &event.MessageAcknowledged{}))},
		{says: "it is put down; when it is visible again", at: 3, true: all(got(1, "1", 1), stageFailed(2, "no")), false: all(got(1, "1", 1), on(2, event.Event{Worker: "1", Body: &event.StageFinished{Stage: event.Thumbnail}}))},
		{says: "1/3  failed", at: 3, true: all(got(1, "1", 1), stageFailed(2, "no")), false: all(got(1, "1", 1), stageFailed(2, "no"), gaveBack(2.5, 1, 0), got(3, "1", 2))},
		{says: "Nothing is in flight: the workers do not receive", true: all(is(1, &event.ConsumingPaused{})), false: all(is(1, &event.ConsumingPaused{}), is(2, &event.ConsumingResumed{}))},
		{says: "Nothing is in flight: there are no workers", noWorker: true, true: all(sent(1)), false: all(sent(1), got(2, "7", 1))},
		{says: "Nothing is in flight. A message that", true: all(sent(1)), false: all(sent(1), got(2, "1", 1))},
		{says: "ago: it may be received again", true: lost, false: all(got(2, "1", 1))},
		{says: "1 that only the queue knows", true: all(inFlightTold(1), inFlightTold(2), inFlightTold(3), got(3.5, "1", 1), ranOutLater()), false: all(got(1, "1", 1), inFlightTold(1.5), inFlightTold(2), inFlightTold(3))},
		{says: "The queue is empty. A message that is sent", true: all(is(1, &event.ConsumingPaused{})), false: all(sent(1))},
		{says: "The queue counts 2 messages of which no event told", true: all(sampled(1, "practiceQ", 2), sampled(2, "practiceQ", 2), sampled(3, "practiceQ", 2)), false: all(sampled(1, "practiceQ", 2), sampled(2, "practiceQ", 0), sampled(3, "practiceQ", 2))},
		{says: "2 more are known to the queue's own count alone", true: all(sent(1), sampled(1, "practiceQ", 3), sampled(2, "practiceQ", 3), sampled(3, "practiceQ", 3)), false: all(sent(1), sampled(1, "practiceQ", 1), sampled(2, "practiceQ", 1), sampled(3, "practiceQ", 1))},
		{says: "2 dead letters here that this run knows nothing of", true: all(sampled(1, "practiceDLQ", 2)), false: all(sampled(1, "practiceDLQ", 0))},
		{says: "No dead letters. A message that fails 3 times comes here", true: all(sent(1)), false: all(died(1, "bad"))},
		{says: "not known: it died unseen", true: all(died(1, "")), false: all(died(1, "bad"))},
		{says: "the queue holds 2 more, from before or of others", true: all(died(1, "bad"), sampled(2, "practiceDLQ", 3)), false: all(died(1, "bad"), sampled(2, "practiceDLQ", 1))},
		{says: "known here: the others may have gone", true: all(died(1, "bad"), sampled(2, "practiceDLQ", 0)), false: all(died(1, "bad"), sampled(2, "practiceDLQ", 1))},
		{says: "1 message is in the dead-letter queue", true: all(sampled(1, "practiceDLQ", 1)), false: all(sampled(1, "practiceDLQ", 1), sampled(2, "practiceDLQ", 0))},
		{says: "2 messages are in the dead-letter queue", true: all(sampled(1, "practiceDLQ", 2)), false: all(sampled(1, "practiceDLQ", 1))},
		{says: "was thrown away after its visibility timeout ran out", true: append(lost[:2:2], on(3, event.Event{Body: &event.QueuePurged{Queue: "practiceQ"}})), false: append(lost[:2:2], on(3, event.Event{Worker: "1", Body: &event.MessageDeleted{}}))},
		{says: "Its heartbeat was left out on purpose", true: all(got(1, "1", 1), on(1.5, event.Event{Worker: "1", Body: &event.FaultInjected{Fault: event.HeartbeatLost}}), ranOut(2, "1", 1)), false: lost},
		{
			says:  "The fault worker-dies had hit that receive, on purpose",
			true:  all(sent(0.2), on(0.5, event.Event{Worker: "1", Body: &event.FaultInjected{Fault: "worker-dies"}}), got(1, "1", 1), ranOut(2, "1", 1)),
			false: all(got(0.5, "1", 1), on(0.7, event.Event{Worker: "1", Body: &event.FaultInjected{Fault: "panic"}}), gaveBack(0.8, 1, 0.9), got(1, "1", 2), ranOut(2, "1", 2)),
		},
		{says: "The heartbeat is off: --heartbeat extends", true: lost, false: append(all(on(0, event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{Heartbeat: true}}})), lost...)},
		{says: "Its heartbeat did not come in time", true: append(all(on(0, event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{Heartbeat: true}}})), lost...), false: lost},
		{says: "Its heartbeat did not come in time", true: append(append(all(on(0, event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{Heartbeat: true}}})), lost...), turnsHeartbeat(2.5, false)), false: append(lost[:len(lost):len(lost)], turnsHeartbeat(2.5, true))},
		{says: "The heartbeat was off then: it has been turned on since", true: append(lost[:len(lost):len(lost)], turnsHeartbeat(2.5, true)), false: append(append(all(on(0, event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{Heartbeat: true}}})), lost...), turnsHeartbeat(2.4, false), turnsHeartbeat(2.5, true))},
		{
			says: "Our work was frozen then, and AWS's clock went on: no heartbeat extended it", foreign: true,
			true:  all(on(0, event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{Heartbeat: true}}}), got(1, "1", 1), is(1.5, &event.WorldFreezing{}), is(1.6, &event.WorldFrozen{}), ranOut(2, "1", 1)),
			false: all(on(0, event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{Heartbeat: true}}}), got(1, "1", 1), is(1.5, &event.WorldFreezing{}), is(1.6, &event.WorldFrozen{}), is(1.7, &event.WorldRunning{}), ranOut(2, "1", 1)),
		},
		{says: "Nothing is announced on sns any more; thumbnails are still made", true: all(on(1, event.Event{Body: &event.ChannelOff{Channel: "sns", Error: "gone"}})), false: all(on(1, event.Event{Body: &event.ChannelOff{Channel: "sns"}}), on(2, event.Event{Body: &event.NotificationSent{Channel: "sns"}}))},
		{says: "sqs SendMessage fails: it is tried again, nothing is lost", true: all(on(1, event.Event{Body: &event.APICalled{Service: "sqs", Operation: "SendMessage", Status: 503, Error: "busy"}})), false: all(on(1, event.Event{Body: &event.APICalled{Service: "sqs", Operation: "SendMessage", Status: 200}}))},
		{says: "sqs SendMessage is refused: see docs/permissions.md", true: all(on(1, event.Event{Body: &event.APICalled{Service: "sqs", Operation: "SendMessage", Status: 403, Error: "no"}})), false: all(on(1, event.Event{Body: &event.APICalled{Service: "sqs", Operation: "SendMessage", Status: 503, Error: "no"}}))},
		{says: "too early to tell where that goes", true: many(9, sent), false: many(3, sent)},
		{
			says: "was announced: when that is done its message is deleted", at: 9,
			true: all(on(7, event.Event{Key: "storm.jpg", Body: &event.NotificationSent{Channel: "sns"}})), false: all(on(7, event.Event{Key: "storm.jpg", Body: &event.NotificationFailed{Channel: "sns", Error: "no"}})),
		},
		{says: "failed in its 3rd receive, and has been redriven since", true: all(got(1, "1", 3), gaveBack(2, 3, 2), on(2.5, event.Event{MessageID: "n", Body: &event.MessageRedriven{PreviousID: "m", Queue: "elsewhere"}})), false: all(got(1, "1", 3), gaveBack(2, 3, 2))},
		{says: "matched by the rule trigger", true: all(on(0, event.Event{Bucket: "images", Key: "storm.jpg", Body: &event.ObjectUploaded{Size: 9}}), on(0.5, event.Event{Bucket: "images", Key: "storm.jpg", Body: &event.EventMatched{Rule: "trigger"}}), sent(1)), false: all(sent(1))},
		{says: "uploaded to images", true: all(on(0, event.Event{Bucket: "images", Key: "storm.jpg", Body: &event.ObjectUploaded{Size: 9}}), on(1, event.Event{Bucket: "images", Key: "storm.jpg", Body: &event.MessageSent{Queue: "practiceQ"}})), false: all(sent(1))},
		{says: "uploaded, 9 B", true: all(on(0, event.Event{Key: "storm.jpg", Body: &event.ObjectUploaded{Size: 9}}), sent(1)), false: all(sent(1))},
		{says: "What was in it is lost, and what is uploaded now", true: all(missing("queue", "practiceQ")), false: all(missing("queue", "practiceDLQ"))},
		{says: "A message that fails for the last time has nowhere", true: all(missing("queue", "practiceDLQ")), false: all(missing("queue", "practiceQ"))},
		{says: "Nothing can be uploaded, nor downloaded", true: all(missing("bucket", "images")), false: all(missing("bucket", "thumbs"))},
		{says: "lost. Its access policy has to allow", true: all(on(1, event.Event{Body: &event.EventFailed{Rule: "trigger", Target: "arn:q", Reason: "AccessDenied", Cause: event.Denied}})), false: all(on(1, event.Event{Body: &event.EventFailed{Target: "arn:q", Reason: "Throttled"}}))},
		{says: "sqs:SendMessage when aws:SourceArn is that of rule trigger", true: all(on(1, event.Event{Body: &event.EventFailed{Rule: "trigger", Target: "arn:q", Reason: "AccessDenied", Cause: event.Denied}})), false: all(on(1, event.Event{Body: &event.EventFailed{Target: "arn:q", Reason: "Throttled"}}))},
		{says: "writes it again", true: all(on(1, event.Event{Body: &event.EventFailed{Rule: "trigger", Target: "arn:q", Reason: "AccessDenied", Cause: event.Denied}})), false: all(on(1, event.Event{Body: &event.EventFailed{Target: "arn:q", Reason: "Throttled"}}))},
		{says: "there and enabled, does its pattern name", true: all(up(-4), up(1)), false: all(up(-4), up(1), sent(2), got(3, "1", 1))},
		{says: "its events to EventBridge?", true: all(up(-4), up(1)), false: all(up(-4), up(1), sent(2), got(3, "1", 1))},
		{says: "puts all three right", true: all(up(-4), up(1)), false: all(up(-4), up(1), sent(2), got(3, "1", 1))},
		{says: "thumbnails come out: too many to follow", true: many(100, up), false: many(9, up)},
		{says: "EventBridge drops an event of a: no rule matches", true: all(on(1, event.Event{Key: "a.jpg", Body: &event.EventUnmatched{Bus: "default"}})), false: all(on(1, event.Event{Key: "a.jpg", Body: &event.EventMatched{Bus: "default"}}))},
		{says: "standing still: 48 messages wait, none is received", at: 12.5, true: flow(0, 4, 0), false: flow(0, 4, 1)},
		{says: "steady, 12 messages wait, each about 12 s", at: 12.5, true: flow(12, 1, 1), false: flow(12, 1, 0)},
		{says: "growing slowly, 30 messages wait, 20 more than 60 s ago: 1 worker more would hold it", at: 70.5, true: slowly(6, 1, 0), false: slowly(6, 0, 0)},
		{says: "draining slowly, 16 messages wait, 20 fewer than 60 s ago: empty in 48 s", at: 70.5, true: slowly(40, 0, 1), false: slowly(40, 0, 0)},
		{says: "The queue grows slowly: 1 worker more would hold it", at: 70.5, true: slowly(6, 1, 0), false: slowly(6, 0, 0)},
		{says: "30 messages wait now, 20 more than 60 s ago", at: 70.5, true: slowly(6, 1, 0), false: slowly(6, 0, 1)},
		{says: "growing 3.0/s, 36 messages wait: 3 workers more would hold it", at: 12.5, true: flow(0, 4, 1), false: flow(0, 1, 4)},
		{says: "more workers would only wait for cores", at: 12.5, true: append(flow(0, 4, 1), noCore(10)), false: append(flow(0, 4, 1), noCore(12))},
		{says: "the workers wait for cores, and more workers would too", at: 12.5, true: append(flow(0, 4, 1), noCore(10)), false: flow(0, 4, 1)},
		{says: "no number of workers here holds that", at: 12.5, true: flow(0, 400, 1), false: flow(0, 4, 1)},
		{says: "3 workers more would hold it. 4.0 messages a second come", at: 12.5, true: flow(0, 4, 1), false: flow(0, 400, 1)},
		{says: "draining 2.0/s, empty in 6 s", at: 12.5, true: flow(36, 1, 3), false: flow(36, 1, 1)},
		{says: "keeping up, 2.0/s × 1.0 s ≈ 2.0 in flight", at: 12.5, true: append(flow(0, 2, 2), got(12.4, "1", 1)), false: flow(0, 2, 1)},
		{says: "≈ 2.0 in flight", at: 12.5, true: append(flow(0, 2, 2), got(12.4, "1", 1)), false: append(append(flow(0, 2, 2), got(12.4, "1", 1)), on(12.45, event.Event{Body: &event.ModelChanged{Model: "pool", Workers: 2}}))}, // half of what is measured is from before
		{says: "failed in its 3rd receive, and is done all the same", true: all(got(1, "1", 3), gaveBack(2, 3, 2), on(2.5, event.Event{Worker: "2", Body: &event.MessageDeleted{}})), false: all(got(1, "1", 3), gaveBack(2, 3, 2))},
		{says: "when its delay is over, a worker receives it", true: all(on(1, event.Event{Key: "a.jpg", Body: &event.MessageSent{Queue: "practiceQ", VisibleAt: until(9)}})), false: all(sent(1))},
		{says: "if deleted in time it is done, else it is visible again, and a worker", true: all(got(2, "1", 1)), false: all(got(2, "1", 3))},
		{says: "it stays there until it is redriven (r in the list), deleted", true: all(died(1, "bad")), false: all(died(1, "bad"), on(2, event.Event{MessageID: "n", Body: &event.MessageRedriven{PreviousID: "m"}}))},
		{says: "Lower the rate, or let the queue hold it", at: 12.5, true: flow(0, 400, 1), false: flow(0, 4, 1)},
		{says: "has been redriven: its last receive timed out", true: all(got(0.5, "1", 3), ranOut(2, "1", 3), on(2.5, event.Event{MessageID: "n", Body: &event.MessageRedriven{PreviousID: "m", Queue: "elsewhere"}})), false: all(got(0.5, "1", 3), ranOut(2, "1", 3))},
		{says: "Nothing is known of its life", true: all(on(1, event.Event{Body: &event.MessageSent{Queue: "practiceDLQ"}})), false: all(sent(1))},
		{says: "1 came back by redrive", true: all(died(1, "bad"), on(1, event.Event{MessageID: "o", Body: &event.MessageDead{}}), on(2, event.Event{MessageID: "n", Body: &event.MessageRedriven{PreviousID: "m"}})), false: all(died(1, "bad"), is(2, &event.LetterDeleted{}))},
		{says: "it is redriven (r in the list), deleted, or its retention", true: all(died(1, "bad")), false: all(died(1, "bad"), is(2, &event.LetterDeleted{}))},
		{says: "died    at 09:30:01, 3 s ago: N goes back to that", true: all(got(0, "1", 3), died(1, "bad")), false: all(got(0, "1", 3), gaveBack(1, 3, 2))},
		{says: "expired at 09:30:02, 2 s ago: N goes back to that", true: lost, false: all(got(0, "1", 1), gaveBack(0.5, 1, 1), ranOut(1, "1", 1))},
		{says: "failed  at 09:30:01, 3 s ago: N goes back to that", true: all(got(0, "1", 1), stageFailed(1, "bad"), gaveBack(1, 1, 2)), false: all(got(0, "1", 1), stageFailed(1, event.Interrupted))},
		{says: "the last was completed, 2 moved", true: append(redrive, died(3, "bad"), on(3, event.Event{Body: &event.RedriveEnded{Moved: 2, Text: "completed"}})), false: append(redrive, died(3, "bad"), on(3, event.Event{Body: &event.RedriveProgressed{Moved: 2}}))},
		{says: "held to 5/s", true: redrive, false: append(redrive[:1:1], on(3, event.Event{Body: &event.RedriveEnded{Moved: 2, Text: "completed"}}))},
		{says: "EventBridge cannot deliver to q: 1 event is lost", true: all(on(1, event.Event{Body: &event.EventFailed{Target: "arn:q", Reason: "Throttled"}})), false: all(on(1, event.Event{Body: &event.EventFailed{Target: "arn:q", Reason: "AccessDenied", Cause: event.Denied}}))},
	} {
		t.Run(c.says, c.check)
	}
}

// inFlightTold is a sample that counts one message in flight.
func inFlightTold(sec float64) event.Event {
	return on(sec, event.Event{Body: &event.QueueSampled{Queue: "practiceQ", InFlight: 1}})
}

// ranOutLater is an event of another kind that changes nothing.
func ranOutLater() event.Event { return is(3.9, &event.MailDelivered{}) }

// many are n messages that one event makes.
func many(n int, one func(float64) event.Event) []event.Event {
	var events []event.Event
	for i := range n {
		e := one(1)
		e.MessageID = "m" + strings.Repeat("x", i)
		events = append(events, e)
	}
	return events
}

// missing is an upload that fails because a part of the stack is gone.
func missing(kind, name string) event.Event {
	why := fmt.Errorf("doing: %w: %w", event.Missing(kind, name), errGone)
	return on(1, event.Event{Key: "a.jpg", Body: &event.UploadFailed{Error: event.Reason(why), Missing: event.MissingIn(why)}})
}

var errGone = errors.New("404")

// up is an upload.
func up(sec float64) event.Event {
	return on(sec, event.Event{Bucket: "images", Key: "a.jpg", Body: &event.ObjectUploaded{}})
}

// noCore is that worker 1 begins to wait for a core.
func noCore(at float64) event.Event {
	return on(at, event.Event{Worker: "1", Body: &event.StageWaiting{Stage: event.Thumbnail}})
}

// flow are messages that wait, and that come and are received, so many of each a
// second, for twelve seconds: a worker is done with each in 0.6 s.
func flow(wait, come, taken int) []event.Event {
	steadily := func(n int) func(int) int { return func(int) int { return n } }
	return flowFor(12, wait, steadily(come), steadily(taken))
}

// slowly is a minute and more in which one message a second comes and is taken, and
// every third second one more comes, or is taken.
func slowly(wait, come, taken int) []event.Event {
	third := func(n int) func(int) int {
		return func(sec int) int {
			if sec%3 == 0 {
				return 1 + n
			}
			return 1
		}
	}
	return flowFor(70, wait, third(come), third(taken))
}

// flowFor is a flow of so many seconds, in each of which messages come and are taken.
func flowFor(seconds, wait int, come, taken func(sec int) int) []event.Event {
	var events []event.Event
	in, out := 0, 0
	send := func(at float64, n int) {
		for range n {
			e := sent(at)
			e.MessageID, e.Key = fmt.Sprintf("in%d", in), ""
			events, in = append(events, e), in+1
		}
	}
	send(0, wait)
	for sec := range seconds {
		at := float64(sec) + 0.1
		send(at, come(sec))
		var done []event.Event
		for range min(taken(sec), in-out) {
			e := got(at+0.2, "1", 1)
			e.MessageID, e.Key = fmt.Sprintf("in%d", out), ""
			events, out = append(events, e), out+1
			done = append(done, on(at+0.8, event.Event{MessageID: e.MessageID, Worker: "1", Body: &event.MessageDeleted{}}))
		}
		events = append(events, sampled(at+0.7, "practiceQ", 0)) // what the events told is counted then
		events = append(events, done...)
	}
	return append(events, is(float64(seconds)+0.2, &event.MailDelivered{}))
}

// turnsHeartbeat is that somebody turns the heartbeat on or off.
func turnsHeartbeat(sec float64, on bool) event.Event {
	return is(sec, &event.SettingChanged{Setting: event.HeartbeatSetting, From: strconv.FormatBool(!on), To: strconv.FormatBool(on)})
}
