package panel_test

import (
	"strings"
	"testing"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
	"inflight/ui/panel"
)

// newsWidth is what a sentence has of a screen of 80 columns: its mark and the
// margins are the rest.
const newsWidth = 76

// newsName is as long as names of the demonstration are.
const newsName = "huge-midnight-0024"

// newsOf folds events of the image, some time one after another.
func newsOf(step time.Duration, events ...event.Event) (*state.State, time.Time) {
	s, at := state.NewState(), time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)
	s.Apply(event.Event{Time: at, Body: &event.PipelineStarted{Setup: &event.Setup{
		Embedded: true, Endpoint: "http://127.0.0.1:4566", SourceBucket: "images", ThumbnailBucket: "thumbs", Rule: "HD-image-upload-trigger",
		Queue: "practiceQ", DeadLetterQueue: "practiceDLQ", Topic: "news", Workers: 2, Visibility: 3, MaxReceives: 3,
	}}})
	for i, e := range events {
		at = at.Add(step)
		e.Seq, e.Time = uint64(i+1), at
		if e.MessageID == "" && e.Key == "" {
			e.MessageID, e.Key = "m", newsName+".jpg"
		}
		switch b := e.Body.(type) {
		case *event.MessageReceived:
			b.VisibleAt = at.Add(30 * time.Second)
		case *event.MessageReturned:
			b.VisibleAt = at.Add(30 * time.Second)
		case *event.MessageExtended:
			b.VisibleAt = at.Add(30 * time.Second)
		}
		s.Apply(e)
	}
	return s, at
}

func receivedBy(worker string, try int) event.Event {
	return event.Event{Worker: worker, Body: &event.MessageReceived{ReceiveCount: try}}
}

func expiredBy(worker string, try int) event.Event {
	return event.Event{Worker: worker, Body: &event.MessageExpired{ReceiveCount: try}}
}

// checkNews checks that a sentence on one line says its decisive words.
func checkNews(t *testing.T, said string, words []string) {
	t.Helper()
	line := strings.TrimRight(draw.Fit(draw.Sentences(said, newsWidth, 1), newsWidth), " ")
	for _, word := range words {
		if !strings.Contains(line, word) {
			t.Errorf("%q is cut from\n%s\nof\n%s", word, line, said)
		}
	}
}

func TestNoNarrationIsCutBeforeItsNews(t *testing.T) {
	back := func(try int) event.Event {
		return event.Event{Worker: "1", Body: &event.MessageReturned{ReceiveCount: try, Reason: "r"}}
	}
	dead := event.Event{Body: &event.MessageDead{ReceiveCount: 3}}
	redriven := event.Event{MessageID: "n", Key: newsName + ".jpg", Body: &event.MessageRedriven{PreviousID: "m"}}
	purged := event.Event{Body: &event.QueuePurged{Queue: "practiceQ"}}
	for name, c := range map[string]struct {
		then  []event.Event
		words []string
	}{
		"uploaded":                              {[]event.Event{{Body: &event.ObjectUploaded{}}}, []string{newsName, "uploaded", "EventBridge", "practiceQ"}},
		"received":                              {[]event.Event{receivedBy("1", 1)}, []string{"worker 1", newsName, "for 3 s", "visible to nobody else"}},
		"received again":                        {[]event.Event{receivedBy("2", 2)}, []string{newsName, "2nd time of 3", "by worker 2"}},
		"stored":                                {[]event.Event{{Body: &event.MessageSent{Queue: "practiceQ"}}, {Worker: "1", Body: &event.ThumbnailCreated{}}}, []string{newsName, "thumbnail stored"}},
		"stored, of an image that is not known": {[]event.Event{{Worker: "1", Body: &event.ThumbnailCreated{}}}, []string{"an image has its thumbnail stored"}},
		"no heartbeat":                          {[]event.Event{receivedBy("1", 1), {Worker: "1", Body: &event.FaultInjected{Fault: event.HeartbeatLost}}}, []string{newsName, "no heartbeat, on purpose", "timeout runs out"}},
		"a heartbeat":                           {[]event.Event{{Worker: "1", Body: &event.WorkerStarted{}}, receivedBy("1", 1), {Worker: "1", Body: &event.MessageExtended{}}}, []string{newsName, "s left", "heartbeat extended"}},
		"delayed":                               {[]event.Event{{Body: &event.MessageSent{Queue: "practiceQ", VisibleAt: time.Date(2026, 11, 23, 9, 31, 0, 0, time.UTC)}}}, []string{newsName, "delay of", "nobody receives it before"}},
		"unmatched":                             {[]event.Event{{Key: newsName + ".jpg", Body: &event.EventUnmatched{Bus: "default", Text: "Object Deleted"}}}, []string{"EventBridge drops", "Object Deleted", newsName, "no rule"}},
		"failed":                                {[]event.Event{receivedBy("1", 2), back(2)}, []string{newsName, "failed in its 2nd receive", "backs off for"}},
		"failed and received":                   {[]event.Event{receivedBy("1", 1), back(1), receivedBy("2", 2)}, []string{newsName, "failed in its 1st receive", "retried since"}},
		"failed for good":                       {[]event.Event{receivedBy("1", 3), back(3)}, []string{newsName, "dead-letter queue", "last receive failed"}},
		"failed and purged":                     {[]event.Event{receivedBy("1", 2), back(2), purged}, []string{newsName, "failed in its 2nd receive", "thrown away since"}},
		"expired":                               {[]event.Event{receivedBy("1", 1), expiredBy("1", 1)}, []string{newsName, "may be received again", "timeout ran out at worker 1"}},
		"expired and received":                  {[]event.Event{receivedBy("1", 1), expiredBy("1", 1), receivedBy("2", 2)}, []string{newsName, "received again by worker 2", "timeout ran out"}},
		"expired, by outside":                   {[]event.Event{receivedBy("1", 1), expiredBy("1", 1), receivedBy(event.Outside, 2)}, []string{newsName, "received again by somebody outside"}},
		"expired and done":                      {[]event.Event{receivedBy("1", 1), expiredBy("1", 1), {Worker: "1", Body: &event.MessageDeleted{}}}, []string{newsName, "is done", "nobody else received it"}},
		"expired and purged":                    {[]event.Event{receivedBy("1", 1), expiredBy("1", 1), purged}, []string{newsName, "thrown away", "timeout ran out"}},
		"expired for good":                      {[]event.Event{receivedBy("1", 3), expiredBy("1", 3)}, []string{newsName, "dead-letter queue", "last receive timed"}},
		"dead":                                  {[]event.Event{receivedBy("1", 3), dead}, []string{newsName, "dead letter now", "3rd and last receive"}},
		"dead by its failure":                   {[]event.Event{receivedBy("1", 3), back(3), dead}, []string{newsName, "dead letter now", "last receive failed"}},
		"dead by its timeout":                   {[]event.Event{receivedBy("1", 3), expiredBy("1", 3), dead}, []string{newsName, "dead letter now", "last receive timed out"}},
		"redriven":                              {[]event.Event{redriven}, []string{newsName, "redriven", "a new message", "receive count of 0"}},
		"workers of other hosts":                {[]event.Event{receivedBy("a-host-of-a-long-name/17", 1), expiredBy("a-host-of-a-long-name/17", 1), receivedBy("b-host-of-a-long-name/18", 2)}, []string{newsName, "received again by worker b-host-o…/18"}},
	} {
		t.Run(name, func(t *testing.T) {
			s, now := newsOf(time.Millisecond, c.then...)
			next := now.Truncate(3 * time.Second).Add(3 * time.Second)
			said := ""
			for i := range 4 { // whatever the routine steps take turns at
				if said = panel.Narration(s, next.Add(time.Duration(i)*time.Second), panel.Keys{}); said != "" {
					break
				}
			}
			checkNews(t, said, c.words)
		})
	}
}

func TestNoInsightIsCutBeforeItsNews(t *testing.T) {
	long := strings.Repeat("a-long-name", 6)
	gone := func(kind, name string) event.Event {
		return event.Event{Key: "a.jpg", Body: &event.UploadFailed{Error: event.Missing(kind, name).Error(), Missing: &event.Resource{Kind: kind, Name: name}}}
	}
	arn := "arn:aws:sqs:us-east-1:000000000000:"
	told := map[string]bool{}
	for name, c := range map[string]struct {
		insight string
		then    []event.Event
		words   []string
	}{
		"may be done twice":   {"lost-race", []event.Event{receivedBy("1", 1), expiredBy("1", 1)}, []string{newsName, "may be done twice", "visibility timeout ran out"}},
		"received by another": {"lost-race", []event.Event{receivedBy("1", 1), expiredBy("1", 1), receivedBy("2", 2)}, []string{newsName, "may be done twice", "worker 2 received it too"}},
		"received outside":    {"lost-race", []event.Event{receivedBy("1", 1), expiredBy("1", 1), receivedBy(event.Outside, 2)}, []string{newsName, "may be done twice", "somebody outside received it too"}},
		"put down":            {"lost-race", []event.Event{receivedBy("1", 1), expiredBy("1", 1), {Worker: "1", Body: &event.MessageReturned{ReceiveCount: 1, Reason: "r"}}}, []string{newsName, "overran its timeout", "put it down since"}},
		"done":                {"lost-race", []event.Event{receivedBy("1", 1), expiredBy("1", 1), {Worker: "1", Body: &event.MessageDeleted{}}}, []string{newsName, "is done", "only once"}},
		"dead":                {"lost-race", []event.Event{receivedBy("1", 3), expiredBy("1", 3), {Body: &event.MessageDead{ReceiveCount: 3}}}, []string{newsName, "dead-letter queue", "receives are used up"}},
		"purged":              {"lost-race", []event.Event{receivedBy("1", 1), expiredBy("1", 1), {Body: &event.QueuePurged{Queue: "practiceQ"}}}, []string{newsName, "thrown away"}},
		"redriven": {"lost-race", []event.Event{
			receivedBy("1", 3), expiredBy("1", 3),
			{Body: &event.MessageDead{ReceiveCount: 3}},
			{MessageID: "n", Key: newsName + ".jpg", Body: &event.MessageRedriven{PreviousID: "m"}},
		}, []string{newsName + " was redriven: its receives were used up."}},
		"deleted by hand": {"lost-race", []event.Event{
			receivedBy("1", 3), expiredBy("1", 3), {Body: &event.MessageDead{ReceiveCount: 3}}, {Body: &event.LetterDeleted{}},
		}, []string{newsName + " was thrown away after its visibility timeout ran out."}},
		"a queue": {"resource-gone", []event.Event{gone("queue", "practiceQ")}, []string{"queue practiceQ", "does not exist any more"}},
		"a policy": {"not-delivered", []event.Event{{
			Body: &event.EventFailed{Rule: "r", Target: arn + long, Reason: "AccessDenied: no", Cause: event.Denied},
		}}, []string{"does not let EventBridge in", "1 event is lost"}},
		"a target": {"not-delivered", []event.Event{{
			Body: &event.EventFailed{Rule: "r", Target: arn + long, Reason: long},
		}}, []string{"EventBridge cannot deliver to", "1 event is lost"}},
		"no rule": {"not-matched", []event.Event{
			{Key: "a.jpg", Body: &event.ObjectUploaded{}}, {Key: "b.jpg", Body: &event.ObjectUploaded{}}, {Worker: "1", Body: &event.WorkerStarted{}}, {Worker: "2", Body: &event.WorkerStarted{}}, {Worker: "3", Body: &event.WorkerStarted{}},
		}, []string{"2 images were uploaded and no rule matched"}},
		"refused": {"api-errors", []event.Event{{
			Body: &event.APICalled{Service: "sqs", Operation: "ChangeMessageVisibilityBatch", Status: 403, Error: long},
		}}, []string{"ChangeMessageVisibilityBatch is refused", "docs/permissions.md"}},
		"failing": {"api-errors", []event.Event{{
			Body: &event.APICalled{Service: "sqs", Operation: "ChangeMessageVisibilityBatch", Status: 500, Error: long},
		}}, []string{"ChangeMessageVisibilityBatch fails", "tried again", "nothing is lost"}},
		"a channel": {"channel-off", []event.Event{{Body: &event.ChannelOff{Channel: "discord", Error: long}}}, []string{"Nothing is announced on discord", "thumbnails are still made"}},
		"paused":    {"nobody-consumes", []event.Event{{Body: &event.MessageSent{Queue: "practiceQ"}}, {Body: &event.ConsumingPaused{}}}, []string{"Consuming is paused", "none is lost", "until it goes on"}},
		"unmanned":  {"nobody-consumes", []event.Event{{Body: &event.MessageSent{Queue: "practiceQ"}}}, []string{"There are no workers", "none is lost", "until there is one"}},
		"letters": {"dead-letters", []event.Event{{Body: &event.QueueSampled{Queue: "practiceDLQ", Visible: 5000}}}, []string{
			"5,000 messages are in the dead-letter queue", "see why, mend it, redrive (r)",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s, now := newsOf(time.Second, c.then...)
			for _, in := range state.Insights(s, now) {
				if in.Name == c.insight {
					told[in.Name] = true
					checkNews(t, panel.View{State: s}.Advice(in), c.words)
					return
				}
			}
			t.Errorf("it is not said: %+v", state.Insights(s, now))
		})
	}
	grows := panel.View{}.Advice(state.Insight{Name: "backlog-grows", Text: "The queue grows by 1234.5 a second: 100 workers more would hold it. Reasons."})
	checkNews(t, grows, []string{"The queue grows by", "workers more would hold it (+)."})
	if len(told) != 8 {
		t.Errorf("of %d insights the news was read, want all but that of a queue that grows", len(told))
	}
}

func TestWhoHoldsTheFollowedImageIsNotCut(t *testing.T) {
	begin := event.Event{Worker: "1", Body: &event.StageStarted{Stage: event.Thumbnail}}
	end := event.Event{Worker: "1", Body: &event.StageFinished{Stage: event.Thumbnail}}
	for name, c := range map[string]struct {
		then  []event.Event
		words []string
	}{
		"waits":       {[]event.Event{{Body: &event.MessageSent{Queue: "practiceQ"}}}, []string{"visible, waits in the queue"}},
		"in work":     {[]event.Event{receivedBy("1", 2), begin}, []string{"worker 1 is at thumbnail", "visible in 29 s"}},
		"after stage": {[]event.Event{receivedBy("1", 2), begin, end}, []string{"worker 1 has it, after thumbnail", "visible in 28 s"}},
		"failed":      {[]event.Event{receivedBy("1", 2), {Worker: "1", Body: &event.MessageReturned{ReceiveCount: 2, Reason: "r"}}}, []string{"receive 2/3 failed", "backing off", "visible in 30 s"}},
		"overrun":     {[]event.Event{receivedBy("1", 2), begin, expiredBy("1", 2)}, []string{"visible again", "worker 1 works on"}},
		"dead":        {[]event.Event{receivedBy("1", 3), {Body: &event.MessageDead{ReceiveCount: 3, Reason: strings.Repeat("why ", 50)}}}, []string{"in the dead-letter queue after 3 receives"}},
		"done":        {[]event.Event{receivedBy("1", 1), {Worker: "1", Body: &event.MessageDeleted{}}}, []string{"done by worker 1"}},
	} {
		t.Run(name, func(t *testing.T) {
			s, now := newsOf(time.Second, c.then...)
			checkNews(t, "following "+panel.Whereabouts(s, now, s.Message("m")), c.words)
		})
	}
}

func TestTheMessagePageSaysWhatHappensNext(t *testing.T) {
	back := func(try int) event.Event {
		return event.Event{Worker: "1", Body: &event.MessageReturned{ReceiveCount: try, Reason: "r"}}
	}
	dead := event.Event{Body: &event.MessageDead{ReceiveCount: 3}}
	for name, c := range map[string]struct {
		then []event.Event
		want string
		not  string
	}{
		"waits":             {[]event.Event{{Body: &event.MessageSent{Queue: "practiceQ"}}}, "next    a worker receives it", "dead-letter"},
		"in work":           {[]event.Event{receivedBy("1", 1)}, "else it is visible again, and a worker receives it", "dead-letter"},
		"in work, the last": {[]event.Event{receivedBy("1", 3)}, "and the queue moves it to the dead-letter queue", "a worker receives it"},
		"backs off":         {[]event.Event{receivedBy("1", 1), back(1)}, "when it is visible again, a worker receives it", "dead-letter"},
		"failed for good":   {[]event.Event{receivedBy("1", 3), back(3)}, "when it is visible again, the queue moves it to the dead-letter queue", "a worker receives it"},
		"expired":           {[]event.Event{receivedBy("1", 1), expiredBy("1", 1)}, "next    a worker receives it", "dead-letter"},
		"dead":              {[]event.Event{receivedBy("1", 3), dead}, "until it is redriven", "a worker receives it"},
		"done":              {[]event.Event{receivedBy("1", 1), {Worker: "1", Body: &event.MessageDeleted{}}}, "done by worker 1", "next "},
	} {
		t.Run(name, func(t *testing.T) {
			s, now := newsOf(time.Second, c.then...)
			lines := panel.Message().Draw(panel.View{State: s, Now: now, MessageID: "m", Styles: &draw.Styles{}, Width: 200, Height: 12})
			said := strings.Join(lines, " ")
			if !strings.Contains(said, c.want) || strings.Contains(said, c.not) {
				t.Errorf("want %q and not %q in\n%s", c.want, c.not, strings.Join(lines, "\n"))
			}
		})
	}
}
