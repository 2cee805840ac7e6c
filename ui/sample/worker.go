package sample

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"inflight/pipeline/event"
)

// work lets a worker do what it would do in this tick.
func (s *simulation) work(h *hand) {
	if h.letter == nil {
		s.poll(h)
		return
	}
	s.watch(h)
	if s.now.Before(h.until) {
		return
	}
	stage := event.Stages()[h.stage]
	if reason := s.failure(h.letter, stage); reason != "" {
		s.fail(h, stage, reason)
		return
	}
	s.finished(h, stage)
	if h.stage == len(event.Stages())-1 {
		s.done(h)
		return
	}
	h.stage++
	s.begin(h)
}

// poll receives the next message, if there is one.
func (s *simulation) poll(h *hand) {
	if s.now.Before(h.rest) {
		return
	}
	if !h.polling {
		h.polling = true
		s.emit(event.Event{Worker: h.name, Body: &event.WorkerPolling{}})
		return
	}
	l := s.take()
	if l == nil {
		return
	}
	if l.tries >= s.set.MaxReceives {
		s.bury(l)
		return
	}
	s.call("sqs", "ReceiveMessage", time.Millisecond, 1400, "1 message")
	l.tries++
	l.visibleAt = s.now.Add(s.visibility())
	h.letter, h.stage, h.polling, h.lost = l, 0, false, false
	h.visibleAt, h.beatAt = l.visibleAt, s.now.Add(s.visibility()/2)
	s.emit(event.Event{
		MessageID: l.id, Key: l.key, Bucket: s.set.SourceBucket, Worker: h.name,
		Body: &event.MessageReceived{
			ReceiveCount: l.tries, SentAt: l.sentAt, VisibleAt: l.visibleAt,
			Attributes: map[string]string{
				"ApproximateReceiveCount":          strconv.Itoa(l.tries),
				"ApproximateFirstReceiveTimestamp": strconv.FormatInt(s.now.UnixMilli(), 10),
				"SenderId":                         "events.amazonaws.com",
				"SentTimestamp":                    strconv.FormatInt(l.sentAt.UnixMilli(), 10),
			},
		},
	})
	s.begin(h)
}

func (s *simulation) visibility() time.Duration {
	return time.Duration(s.set.Visibility * float64(time.Second))
}

// bury moves a message whose receives are used up to the dead-letter queue.
func (s *simulation) bury(l *letter) {
	s.drop(l)
	s.dead++
	reason := s.failure(l, event.Thumbnail)
	if reason == "" {
		reason = "its visibility timeout ran out on every receive"
	}
	s.emit(event.Event{
		MessageID: l.id, Key: l.key, Bucket: s.set.SourceBucket,
		Body: &event.MessageDead{
			ReceiveCount: l.tries, Reason: reason, Queue: s.set.DeadLetterQueue,
		},
	})
}

// drop takes a message out of the queue.
func (s *simulation) drop(l *letter) {
	s.queue = slices.DeleteFunc(s.queue, func(o *letter) bool { return o == l })
}

// begin starts the stage the worker has come to.
func (s *simulation) begin(h *hand) {
	stage := event.Stages()[h.stage]
	h.began, h.until = s.now, s.now.Add(s.duration(h.letter, stage))
	if stage == event.Download {
		s.call("s3", "GetObject", 3*time.Millisecond, 1_400_000, "1.4 MB")
	}
	s.emit(event.Event{MessageID: h.letter.id, Worker: h.name, Key: h.letter.key, Body: &event.StageStarted{Stage: stage}})
}

// duration is how long a stage takes.
func (s *simulation) duration(l *letter, stage event.Stage) time.Duration {
	part := map[event.Stage]time.Duration{
		event.Download: 700 * time.Millisecond, event.Thumbnail: 2300 * time.Millisecond,
		event.Upload: 900 * time.Millisecond, event.Notify: 500 * time.Millisecond,
	}[stage]
	if stage == event.Thumbnail && (l.fate == slow || l.fate == stuck) {
		return s.visibility() + s.visibility()/2
	}
	return part/2 + time.Duration(s.chance.Int64N(int64(part)))
}

// failure is why a stage fails for a message, "" where it does not.
func (s *simulation) failure(l *letter, stage event.Stage) string {
	switch {
	case stage != event.Thumbnail:
		return ""
	case l.fate == broken:
		return "ffmpeg: bad SOI marker: the file ends before the image does"
	case l.fate == notImage:
		return "not an image: it begins with \"" + l.key + "\""
	}
	return ""
}

// finished ends a stage that went well.
func (s *simulation) finished(h *hand, stage event.Stage) {
	s.emit(event.Event{
		MessageID: h.letter.id, Worker: h.name, Key: h.letter.key,
		Body: &event.StageFinished{
			Stage: stage,
			Took:  s.now.Sub(h.began),
		},
	})
	switch stage {
	case event.Upload:
		s.created(h.letter)
	case event.Notify:
		s.announce(h.letter)
	case event.Download, event.Thumbnail:
	}
}

// created stores the thumbnail.
func (s *simulation) created(l *letter) {
	picture := draw(l.key)
	key := l.key + ".png"
	s.call("s3", "PutObject", 2*time.Millisecond, int64(len(picture)), "")
	s.emit(event.Event{
		Bucket: s.set.ThumbnailBucket, Key: key, MessageID: l.id,
		Body: &event.ThumbnailCreated{
			SourceKey: l.key,
			Size:      int64(len(picture)), Engine: s.set.Engine,
			URL: "https://naa-hd-thumbnails.s3.us-east-1.amazonaws.com/" + key + "?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=86400",
		},
	})
	s.emit(event.Event{Bucket: s.set.ThumbnailBucket, Key: key, Body: &event.ThumbnailPictured{SourceKey: l.key, PNG: picture}})
}

// announce reports the thumbnail on both channels.
func (s *simulation) announce(l *letter) {
	s.call("sns", "Publish", time.Millisecond, 600, "")
	if s.refuse && s.chance.IntN(3) == 0 {
		const why = "discord answers 429: too many requests"
		s.emit(event.Event{MessageID: l.id, Key: l.key, Body: &event.NotificationFailed{Channel: "discord", Error: why}})
		s.emit(event.Event{MessageID: l.id, Key: l.key, Body: &event.NotificationGivenUp{Channel: "discord", Error: why}})
	} else {
		s.emit(event.Event{MessageID: l.id, Key: l.key, Body: &event.NotificationSent{Channel: "discord"}})
	}
	s.emit(event.Event{MessageID: l.id, Key: l.key, Body: &event.NotificationSent{Channel: "sns"}})
	for _, m := range [][2]string{{"mail", "you@example.com"}, {"discord", "#thumbnails"}} {
		s.after(40*time.Millisecond, event.Event{
			Body: &event.MailDelivered{
				Channel: m[0], To: m[1], Subject: "Thumbnail ready: " + l.key,
				Text: "The thumbnail of " + l.key + " is ready. The link works for 24 hours.",
				URL:  "https://naa-hd-thumbnails.s3.us-east-1.amazonaws.com/" + l.key + ".png?X-Amz-Expires=86400",
			},
		})
	}
}

// done deletes a message whose work is over.
func (s *simulation) done(h *hand) {
	s.call("sqs", "DeleteMessage", time.Millisecond, 0, "")
	s.emit(event.Event{MessageID: h.letter.id, Worker: h.name, Key: h.letter.key, Body: &event.MessageDeleted{}})
	s.drop(h.letter)
	h.letter = nil
	h.rest = s.now.Add(2 * tick)
}

// fail gives a message back, a little longer each time.
func (s *simulation) fail(h *hand, stage event.Stage, reason string) {
	l := h.letter
	s.emit(event.Event{MessageID: l.id, Worker: h.name, Key: l.key, Body: &event.StageFinished{Stage: stage, Took: s.now.Sub(h.began), Error: reason}})
	back := time.Duration(s.set.RetryDelay*float64(time.Second)) << (l.tries - 1)
	s.call("sqs", "ChangeMessageVisibility", time.Millisecond, 0, fmt.Sprintf("→ %s", back))
	l.visibleAt = s.now.Add(back)
	s.emit(event.Event{MessageID: l.id, Worker: h.name, Body: &event.MessageReturned{VisibleAt: l.visibleAt, ReceiveCount: l.tries, Reason: reason}})
	h.letter = nil
	h.rest = s.now.Add(4 * tick)
}

// watch extends a countdown by a heartbeat, or tells that it has run out.
func (s *simulation) watch(h *hand) {
	if h.lost {
		return
	}
	if s.set.Heartbeat && h.letter.fate != stuck && !s.now.Before(h.beatAt) {
		h.visibleAt = s.now.Add(s.visibility())
		h.letter.visibleAt = h.visibleAt
		h.beatAt = s.now.Add(s.visibility() / 2)
		s.call("sqs", "ChangeMessageVisibility", time.Millisecond, 0, fmt.Sprintf("→ %s", s.visibility()))
		s.emit(event.Event{MessageID: h.letter.id, Worker: h.name, Body: &event.MessageExtended{VisibleAt: h.visibleAt}})
	}
	if !s.now.Before(h.visibleAt) {
		h.lost = true
		s.emit(event.Event{MessageID: h.letter.id, Worker: h.name, Body: &event.MessageExpired{ReceiveCount: h.letter.tries}})
	}
}
