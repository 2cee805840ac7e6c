package sample

import (
	"fmt"
	"time"

	"inflight/pipeline/event"
)

// Many is a queue with n messages in flight at once, with every amount of time
// left, on a run of 64 workers: for benchmarks, and to see what a list does
// that is far longer than the screen.
func Many(n int) ([]event.Event, time.Time) {
	set := setup()
	set.Workers = 64
	s := newSimulation(set, 11)
	now := Begin.Add(40 * time.Second)
	for i := range n {
		s.now = Begin.Add(time.Duration(i) * 25 * time.Second / time.Duration(max(n, 1)))
		s.flight(i)
	}
	s.now = now
	s.sample()
	if sampled, ok := s.events[len(s.events)-2].Body.(*event.QueueSampled); ok {
		sampled.InFlight = n
	}
	return s.finish()
}

// flight sends and receives the message number i.
func (s *simulation) flight(i int) {
	id, worker := s.newID(), fmt.Sprint(i%s.set.Workers+1)
	key := fmt.Sprintf("%s-%05d.jpg", subjects[i%len(subjects)], i)
	at := s.now.Add(15 * time.Second)
	s.emit(event.Event{Bucket: s.set.SourceBucket, Key: key, Body: &event.ObjectUploaded{Size: 1_400_000}})
	s.emit(event.Event{MessageID: id, Bucket: s.set.SourceBucket, Key: key, Body: &event.MessageSent{Queue: s.set.Queue}})
	s.after(15*time.Second, event.Event{
		MessageID: id, Key: key, Worker: worker,
		Body: &event.MessageReceived{
			ReceiveCount: 1 + i%7/5,
			SentAt:       s.now, VisibleAt: at.Add(s.visibility()),
		},
	})
	stage := event.Stages()[i%4]
	s.after(15*time.Second+100*time.Millisecond, event.Event{MessageID: id, Worker: worker, Key: key, Body: &event.StageStarted{Stage: stage}})
	if i%3 == 0 {
		s.after(18*time.Second, event.Event{MessageID: id, Worker: worker, Body: &event.MessageExtended{VisibleAt: at.Add(s.visibility() + 3*time.Second)}})
	}
}
