package consume

import (
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
	expected []expectedDeath // with the next of them
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
	if d.isLast(cd.try) && !cd.purged {
		d.infer(cd.messageID, cd.key, cd.try)
	}
}

// infer takes that a message is visible again after its last try: the queue moves it to
// the dead-letter queue when next somebody asks for messages, and AWS does not report it.
// While none of ours asks, paused or busy or in a frozen world, it stays where it is; that
// somebody else asked shows in the queue's counts alone. See
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
func (d *deaths) infer(id, key string, try int) {
	if d.told {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if death := (expectedDeath{id, key, try}); d.asking == 0 {
		d.expected = append(d.expected, death)
	} else {
		d.report(death)
	}
}

// asks takes that a call of Receive begins, which asked ends. A message that was to die is
// no dead letter if the queue gives more receives by now.
func (d *deaths) asks() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asking++
	for _, death := range d.expected {
		if d.isLast(death.try) {
			d.report(death)
		}
	}
	d.expected = nil
}

// asked takes that a call of Receive has ended.
func (d *deaths) asked() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asking--
}

// deleted takes that a worker was through with a message after all, before the queue moved
// it.
func (d *deaths) deleted(id string) {
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
