package consume

import (
	"context"
	"sync"

	"inflight/pipeline/event"
	"inflight/pipeline/freeze"
)

// deaths reports the messages that die, where nobody else does. Any goroutine may call
// it.
type deaths struct {
	log      *event.Log
	failures *failures
	knobs    *knobs
	told     bool // somebody who knows reports them

	world *freeze.World   // while it stands nobody of ours receives
	work  context.Context //nolint:containedctx // when it ends nobody receives any more

	mu       sync.Mutex
	expected []expectedDeath // when the world goes on
	waiting  sync.WaitGroup  // for that
}

// expectedDeath is that of a message after its last try.
type expectedDeath struct {
	id, key string
	try     int
}

// isLast tells whether the queue gives a message to nobody any more after this try.
// A queue without a redrive policy, of 0 receives, keeps what fails.
func (d *deaths) isLast(try int) bool {
	most := d.knobs.now().MaxReceives
	return most > 0 && try >= most
}

// expired reports that a countdown ran out. It is called with the lock of the
// countdowns.
func (d *deaths) expired(cd countdown) {
	d.log.Emit(event.Event{MessageID: cd.messageID, Worker: cd.worker, Body: &event.MessageExpired{ReceiveCount: cd.try}})
	if d.isLast(cd.try) {
		d.infer(cd.messageID, cd.key, cd.try)
	}
}

// infer reports a death that AWS does not report: a message that has had its last
// try moves to the dead-letter queue when next it would be received. Until then it is
// visible: so it stays where the world stands, and is told of when that goes on.
func (d *deaths) infer(id, key string, try int) {
	death := expectedDeath{id, key, try}
	switch {
	case d.told:
	case d.world.Stands():
		d.expect(death)
	default:
		d.report(death)
	}
}

// expect reports a death when the world goes on. If the work ends before that, the message
// is where it was.
func (d *deaths) expect(death expectedDeath) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.expected = append(d.expected, death)
	if len(d.expected) > 1 {
		return
	}
	d.waiting.Go(func() {
		err := d.world.Pass(d.work)
		d.mu.Lock()
		expected := d.expected
		d.expected = nil
		d.mu.Unlock()
		if err != nil {
			return
		}
		for _, death := range expected {
			d.report(death)
		}
	})
}

func (d *deaths) report(death expectedDeath) {
	d.log.Emit(event.Event{MessageID: death.id, Key: death.key, Body: &event.MessageDead{ReceiveCount: death.try, Reason: d.failures.died(death.id), Inferred: true}})
}

// stop returns when no death is expected any more; the work has ended.
func (d *deaths) stop() { d.waiting.Wait() }
