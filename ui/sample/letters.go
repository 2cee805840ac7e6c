package sample

import (
	"fmt"
	"time"

	"inflight/pipeline/event"
)

// Letters is a dead-letter queue that a person works on: it holds letters of
// this run, some from before that were looked at, and many that were not, and a
// redrive at 5 a second is under way.
func Letters() ([]event.Event, time.Time) {
	set := setup()
	set.Visibility = 15
	s := newSimulation(set, 9)
	s.every = 1200 * time.Millisecond
	s.fates = map[int]fate{3: broken, 8: notImage, 14: broken, 21: broken, 27: notImage}
	s.run(50 * time.Second)
	for i := range 4 {
		l := &letter{id: s.newID(), key: fmt.Sprintf("old-%04d.jpg", i), sentAt: s.now.Add(-26 * time.Hour)}
		s.emit(event.Event{
			MessageID: l.id, Bucket: set.SourceBucket, Key: l.key,
			Body: &event.LetterSeen{
				Queue:        set.DeadLetterQueue,
				ReceiveCount: 4, SentAt: l.sentAt, Body: s.body(l, 1_200_000),
			},
		})
	}
	s.emit(event.Event{Body: &event.RedriveStarted{Queue: set.DeadLetterQueue, Rate: 5, Text: "all"}})
	s.run(2400 * time.Millisecond)
	s.emit(event.Event{Body: &event.RedriveProgressed{Queue: set.DeadLetterQueue, Moved: 12, Total: 85}})
	s.redrive()
	s.now = s.now.Add(400 * time.Millisecond)
	s.emit(event.Event{Body: &event.QueueSampled{Queue: set.DeadLetterQueue, Visible: 73}})
	return s.finish()
}

// redrive moves the first letter that died back to its queue.
func (s *simulation) redrive() {
	for i := range s.events {
		if e := &s.events[i]; event.Is[event.MessageDead](e) {
			s.emit(event.Event{
				MessageID: s.newID(), Bucket: e.Bucket, Key: e.Key,
				Body: &event.MessageRedriven{PreviousID: e.MessageID, Queue: s.set.Queue},
			})
			return
		}
	}
}
