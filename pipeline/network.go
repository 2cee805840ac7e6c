package pipeline

import (
	"context"
	"fmt"
	"time"

	"inflight/pipeline/event"
)

// answerTime is how long AWS may be silent before the network is told to be
// gone. The queues are asked every second, so that a person hears of it within
// three.
const answerTime = 1500 * time.Millisecond

// sendingTime is how recently bytes of an upload have to have gone out: where
// they do not any more, its line is not full but cut.
const sendingTime = 500 * time.Millisecond

// networkWatch tells when the network is gone, and when it is back. It belongs
// to the sampler, which asks something small every second: calls of others may
// wait for long, and are tried again before they fail.
type networkWatch struct {
	log   *event.Log
	pulse Pulse // nil: there is no network that could go

	lost    bool
	answers uint64    // that had come by then
	since   time.Time // of the last of them
}

// probe makes a call that has to be answered soon, and reports what it says of
// the network. Who else has an answer meanwhile shows that it is there, as does
// a refusal.
func (w *networkWatch) probe(ctx context.Context, call func(context.Context) error) error {
	if w.pulse == nil {
		return call(ctx)
	}
	before, last := w.pulse.Answered()
	begun := time.Now()
	limited, done := context.WithTimeout(ctx, answerTime)
	defer done()
	err := call(limited)
	if ctx.Err() != nil { // it was given up
		return err
	}
	after, answered := w.pulse.Answered()
	switch {
	case w.lost && after != w.answers:
		w.lost = false
		w.log.Emit(event.Event{Body: &event.NetworkBack{Took: answered.Sub(w.since)}})
	case !w.lost && err != nil && after == before:
		if reason := w.reason(begun, limited.Err() != nil); reason != "" {
			w.lost, w.answers, w.since = true, after, last
			if last.IsZero() {
				w.since = begun
			}
			w.log.Emit(event.Event{Body: &event.NetworkLost{Reason: reason, Took: time.Since(w.since)}})
		}
	}
	return err
}

// reason is why nothing answered since then, empty where that is no sign of a
// network that is gone: what failed before it was sent says nothing of it, and
// on a line that is full of uploads an answer takes long.
func (w *networkWatch) reason(begun time.Time, late bool) string {
	if fault := w.pulse.Fault(begun); fault != "" {
		return fault
	}
	if late && !w.pulse.Sending(time.Now().Add(-sendingTime)) {
		return fmt.Sprintf("no answer within %s", answerTime)
	}
	return ""
}
