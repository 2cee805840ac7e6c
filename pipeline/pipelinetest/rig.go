package pipelinetest

import (
	"slices"
	"time"

	"inflight/pipeline/clock"
	"inflight/pipeline/consume"
	"inflight/pipeline/event"
)

// Rig is a set of consumers on a queue in memory.
type Rig struct {
	*consume.Consumers
	Memory  *MemoryQueue // the queue itself
	Buckets *MemoryStore // the store itself
	Sns     *Channel
	Discord *Channel
	Events  *event.Reader
}

// NewRig is a set of consumers on an empty queue, with two channels.
func NewRig() *Rig {
	log := &event.Log{}
	r := &Rig{
		Events: log.NewReader(), Memory: &MemoryQueue{Max: 3}, Buckets: NewMemoryStore(),
		Sns: &Channel{name: "sns"}, Discord: &Channel{name: "discord"},
	}
	r.Consumers = &consume.Consumers{
		Log: log, Queue: r.Memory, Store: r.Buckets, Engine: EngineFunc(picky),
		Publishers:      []consume.Publisher{r.Sns, r.Discord},
		ThumbnailBucket: "thumbs", URLExpiry: time.Hour, Wait: 20 * time.Second,
		Visibility: 30 * time.Second, Heartbeat: true, MaxReceives: 3, RetryDelay: time.Second, DeathsReported: true,
	}
	r.Memory.OnDead = func(id string, count int) { r.DeadLettered("dlq", id, "source", "", count) }
	return r
}

// ByHand has the rig go by a clock that is moved by hand. Call it before Start.
func (r *Rig) ByHand() *HandClock {
	hand := NewHandClock()
	r.Log.Clock, r.Memory.Clock = clock.From(hand), clock.From(hand)
	return hand
}

// Image uploads an image and sends its event.
func (r *Rig) Image(key, content string) {
	r.Buckets.Set("source/"+key, content)
	r.Memory.Send("id-"+key, Body(key, "1"))
}

// Told are the events so far, of the given kinds.
func (r *Rig) Told(kinds ...event.Kind) (got []event.Event) {
	for _, e := range r.Events.Take(nil) {
		if slices.Contains(kinds, e.Kind()) {
			got = append(got, e)
		}
	}
	return got
}

// KindsOf are the kinds of events, in their order.
func KindsOf(events []event.Event) (kinds []event.Kind) {
	for _, e := range events {
		kinds = append(kinds, e.Kind())
	}
	return kinds
}

// OfKind are the events of one kind.
func OfKind(events []event.Event, kind event.Kind) (got []event.Event) {
	for _, e := range events {
		if e.Kind() == kind {
			got = append(got, e)
		}
	}
	return got
}
