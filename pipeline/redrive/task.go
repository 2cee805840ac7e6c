package redrive

import (
	"slices"
	"time"
)

// ownTask knows the move task that is followed among those that SQS lists. SQS
// gives a handle only to one that runs, so it is known from then on by when it
// started. One that has ended before it was seen to run is the first of its kind
// that started after those that were there before it.
type ownTask struct {
	handle  string
	started time.Time // zero until it was seen
	after   time.Time // when the newest one before it started
	to      string
	rate    int
}

// in finds the task in a list, the newest first. Neither the end of an older
// task, which may still be listed as the newest, nor one that somebody else has
// started since, is its end.
func (o *ownTask) in(tasks []MoveTask) (MoveTask, bool) {
	for _, t := range slices.Backward(tasks) {
		if o.is(&t) {
			o.started = t.Started
			return t, true
		}
	}
	return MoveTask{}, false
}

// is tells whether a task is the one.
func (o *ownTask) is(t *MoveTask) bool {
	switch {
	case !o.started.IsZero():
		return t.Started.Equal(o.started)
	case t.Handle != "" && o.handle != "": // ours has none where no answer said it
		return t.Handle == o.handle
	}
	return t.Started.After(o.after) && t.To == o.to && t.Rate == o.rate
}
