package pipeline

import (
	"context"
	"errors"
	"time"
)

// sampler asks the queues for their counts at an interval, and looks at the
// whole for what is worth telling (see insights).
type sampler struct {
	log    *Log
	reader *Reader
	queues QueueControl
	every  time.Duration
	names  []string // of the queues to ask
	watch  networkWatch

	refused  func(error)   // called once the first queue has refused to answer for patience; nil: nobody minds
	patience time.Duration // two samples at least
	since    time.Time     // it refuses
}

// run samples until ctx ends.
func (s *sampler) run(ctx context.Context) {
	state := NewState()
	var told insights
	ticker := time.NewTicker(s.every)
	defer ticker.Stop()
	for {
		s.sample(ctx, state)
		for events := s.reader.Some(); len(events) > 0; events = s.reader.Some() {
			state.Apply(events...)
		}
		told.tell(s.log, state, time.Now())
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

// sample asks each queue once. What fails shows as an API call, or that nothing
// answers as a network that is gone.
func (s *sampler) sample(ctx context.Context, state *State) {
	for i, name := range s.names {
		var counts Counts
		err := s.watch.probe(ctx, func(ctx context.Context) (err error) {
			counts, err = s.queues.Counts(ctx, name)
			return err
		})
		if i == 0 {
			s.mind(err)
		}
		switch {
		case s.watch.lost: // nor will the next one
			return
		case err != nil:
			continue
		}
		e := Event{Type: QueueSampled, Queue: name, Visible: counts.Visible, InFlight: counts.InFlight, Delayed: counts.Delayed}
		if i == 0 {
			e.OldestAge = state.oldestWaiting(time.Now())
		}
		s.log.Emit(e)
	}
}

// mind gives up on a queue that will never answer: it is not there any more, or may
// not be asked. A queue that was deleted may be made again meanwhile.
func (s *sampler) mind(err error) {
	switch now := time.Now(); {
	case !errors.Is(err, ErrRefused):
		s.since = time.Time{}
	case s.since.IsZero():
		s.since = now
	case now.Sub(s.since) >= s.patience && s.refused != nil:
		s.refused(err)
	}
}

// mostLooked is at how many messages oldestWaiting looks: those that have been
// visible for longest.
const mostLooked = 1000

// oldestWaiting is how long ago the oldest message that waits was sent.
func (s *State) oldestWaiting(now time.Time) time.Duration {
	var oldest time.Duration
	looked := 0
	for m := range s.In(Waiting, now) { // those that came back were sent before those that came first
		if !m.SentAt.IsZero() {
			oldest = max(oldest, now.Sub(m.SentAt))
		}
		if looked++; looked == mostLooked {
			break
		}
	}
	return oldest
}
