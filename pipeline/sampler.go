package pipeline

import (
	"context"
	"errors"
	"fmt"
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

	refused  func(error)   // called once the first queue will not answer any more; nil: nobody minds
	patience time.Duration // for a queue that refuses
	since    time.Time     // it refuses
	silent   time.Time     // since when there was no answer at all
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
	ctx = AsBookkeeping(ctx)
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

// unanswered is for how long a drain waits for an AWS that does not answer.
const unanswered = 2 * time.Minute

// mind gives up on a queue that will never answer: it is not there any more, may not
// be asked, or its AWS has ended. A queue that was deleted may be made again
// meanwhile, and an outage be over.
func (s *sampler) mind(err error) {
	if s.refused == nil {
		return
	}
	now := time.Now()
	if errors.Is(err, ErrRefused) {
		s.since = earliest(s.since, now)
	} else {
		s.since = time.Time{}
	}
	if err == nil {
		s.silent = time.Time{}
		return
	}
	s.silent = earliest(s.silent, now)
	switch {
	case !s.since.IsZero() && now.Sub(s.since) >= s.patience:
		s.refused(err)
	case now.Sub(s.silent) >= unanswered:
		s.refused(fmt.Errorf("no answer for %s: %w", unanswered, err))
	}
}

// earliest is the time that was noted, or now where none was.
func earliest(noted, now time.Time) time.Time {
	if noted.IsZero() {
		return now
	}
	return noted
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
