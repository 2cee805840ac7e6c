package pipeline

import (
	"context"
	"fmt"
	"math"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

// Scaling follows the backlog with the number of workers, between Least and Most, as
// target tracking does for services that consume from SQS: so many messages may wait for
// each worker, and none for too long. It goes up soon and down late, for a worker too
// many costs little, and one too few costs time.
// https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-using-sqs-queue.html
type Scaling struct{ Least, Most int }

// What scaling goes by.
const (
	targetBacklog = 4                // messages that may wait for each worker
	targetAge     = 30 * time.Second // that the oldest may have waited
	coolUp        = 3 * time.Second  // after a change, before more are taken on
	coolDown      = 15 * time.Second // before fewer are kept
)

// next is how many workers there are to be, and why: as many as there are, and nothing,
// where the cool-down is not over or the target is kept.
func (s Scaling) next(n, backlog int, oldest, since time.Duration) (want int, why string) {
	each := float64(backlog) / float64(max(n, 1))
	desired := min(max(int(math.Ceil(float64(backlog)/targetBacklog)), s.Least), s.Most)
	switch {
	case desired > n && each > targetBacklog && since >= coolUp:
		return desired, fmt.Sprintf("backlog %.0f a worker, target %d: %d more", each, targetBacklog, desired-n)
	case n < s.Most && oldest > targetAge && backlog > 0 && since >= coolUp:
		return n + 1, fmt.Sprintf("the oldest has waited for %.0f s, target %.0f s: 1 more", oldest.Seconds(), targetAge.Seconds())
	case desired < n && oldest <= targetAge && since >= coolDown:
		fewer := max((n-desired)/2, 1) // by halves: what comes in a burst comes again
		return n - fewer, fmt.Sprintf("backlog %.1f a worker, target %d: %d fewer", each, targetBacklog, fewer)
	}
	return n, ""
}

// scale follows the queue's samples until ctx ends, or somebody sets the number by hand.
func (p *Pipeline) scale(ctx context.Context, reader *event.Reader) {
	defer reader.Close()
	st := state.NewState()
	st.Setup = p.Setup
	changed := p.Log.Clock.Now()
	var buf []event.Event
	for {
		events, ok := reader.Next(ctx, buf)
		if !ok {
			return
		}
		buf = events
		sampled := false
		for i := range events {
			q, is := events[i].Body.(*event.QueueSampled)
			sampled = sampled || is && q.Queue == p.Setup.Queue
		}
		st.Apply(events...)
		if !sampled || st.World.Stands() || p.Consumers.InForce() == "serial" { // frozen, what waits says nothing
			continue
		}
		now := p.Log.Clock.Now()
		n, scaled := p.Consumers.Wanted()
		if !scaled {
			return
		}
		want, why := p.Scaling.next(n, st.Source.Visible, st.Source.OldestAge, now.Sub(changed))
		if want != n && p.Consumers.Scale(n, want, why) {
			changed = now
		}
	}
}
