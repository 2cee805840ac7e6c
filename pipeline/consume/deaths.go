package consume

import (
	"context"
	"errors"
	"slices"
	"sync"

	"inflight/pipeline/event"
)

// deaths reports the messages that die, where nobody else does. Any goroutine may call
// it.
type deaths struct {
	log      *event.Log
	failures *failures
	knobs    *knobs
	told     bool // somebody who knows reports them

	mu       sync.Mutex
	asking   int             // calls of Receive under way
	unheard  bool            // the last one failed: the network, or who may receive, is no more
	expected []expectedDeath // with the next of them, or that which is heard again
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
	if d.isLast(cd.try) && !cd.spared {
		d.infer(cd.messageID, cd.key, cd.try)
	}
}

// infer takes that a message is visible again after its last try: the queue moves it to
// the dead-letter queue when next somebody asks for messages, and AWS does not report it.
// While none of ours asks, paused or busy or in a frozen world, it stays where it is; that
// somebody else asked shows in the queue's counts alone. While calls fail nobody knows
// whether the queue heard of them, and a worker that is late may be through before it does. See
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
func (d *deaths) infer(id, key string, try int) {
	if d.told {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if death := (expectedDeath{id, key, try}); d.asking == 0 || d.unheard {
		d.expected = append(d.expected, death)
	} else {
		d.report(death)
	}
}

// asks takes that a call of Receive begins, which asked ends.
func (d *deaths) asks() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asking++
	if !d.unheard {
		d.move()
	}
}

// asked takes that a call of Receive has ended, and whether it was heard.
func (d *deaths) asked(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asking--
	if errors.Is(err, context.Canceled) {
		return // we gave it up: that says nothing of the network
	}
	if d.unheard = err != nil; !d.unheard {
		d.move()
	}
}

// move takes that the queue has moved what was to die. It has not, if it gives more receives
// by now. The lock is held.
func (d *deaths) move() {
	for _, death := range d.expected {
		if d.isLast(death.try) {
			d.report(death)
		}
	}
	d.expected = nil
}

// spare takes that a message does not die before the queue has moved it: a worker was through
// with it after all, or it was received again, for the queue gives more receives than we know.
func (d *deaths) spare(id string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.expected = slices.DeleteFunc(d.expected, func(death expectedDeath) bool { return death.id == id })
}

// purged takes that the queue holds nothing any more: nothing of it dies.
func (d *deaths) purged() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.expected = nil
}

func (d *deaths) report(death expectedDeath) {
	d.log.Emit(event.Event{MessageID: death.id, Key: death.key, Body: &event.MessageDead{ReceiveCount: death.try, Reason: d.failures.died(death.id), Inferred: true}})
}
