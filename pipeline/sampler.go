package pipeline

import (
	"context"
	"errors"
	"fmt"
	"time"

	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

// sampler asks the queues for their counts at an interval, and looks at the
// whole for what is worth telling (see InsightTeller).
type sampler struct {
	log    *event.Log
	reader *event.Reader
	queues QueueControl
	every  time.Duration
	asked  <-chan struct{} // somebody waits for the next sample; nil: nobody ever does
	names  []string        // of the queues to ask
	watch  networkWatch

	refused  func(error)   // called once the first queue will not answer any more; nil: nobody minds
	patience time.Duration // for a queue that refuses
	since    time.Time     // it refuses
	silent   time.Time     // since when there was no answer at all
}

// run samples until ctx ends.
func (s *sampler) run(ctx context.Context) {
	st := state.NewState()
	var told state.InsightTeller
	ticks, stop := s.log.Clock.NewTicker(s.every)
	defer stop()
	for {
		s.sample(ctx, st)
		for events := s.reader.Some(); len(events) > 0; events = s.reader.Some() {
			st.Apply(events...)
		}
		told.Tell(s.log, st, s.log.Clock.Now())
		select {
		case <-ticks:
		case <-s.asked:
		case <-ctx.Done():
			return
		}
	}
}

// sample asks each queue once. What fails shows as an API call, or that nothing
// answers as a network that is gone.
func (s *sampler) sample(ctx context.Context, state *state.State) {
	ctx = event.AsBookkeeping(ctx)
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
		sampled := &event.QueueSampled{Queue: name, Visible: counts.Visible, InFlight: counts.InFlight, Delayed: counts.Delayed}
		if i == 0 {
			sampled.OldestAge = state.OldestWaiting(s.log.Clock.Now())
		}
		s.log.Emit(event.Event{Body: sampled})
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
	now := s.log.Clock.Now()
	if errors.Is(err, consume.ErrRefused) {
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
