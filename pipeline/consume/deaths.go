package consume

import (
	"context"

	"inflight/pipeline/event"
	"inflight/pipeline/freeze"
)

// deaths reports the messages that die, where nobody else does. Its fields do not
// change, and any goroutine may call it.
type deaths struct {
	log      *event.Log
	failures *failures
	knobs    *knobs
	told     bool // somebody who knows reports them

	world *freeze.World   // while it stands nobody of ours receives
	ctx   context.Context //nolint:containedctx // ended by an interrupt: nobody receives any more
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
	switch {
	case d.told:
		return
	case d.world.Stands():
		go func() {
			if d.world.Pass(d.ctx) == nil {
				d.tell(id, key, try)
			}
		}()
		return
	}
	d.tell(id, key, try)
}

func (d *deaths) tell(id, key string, try int) {
	d.log.Emit(event.Event{MessageID: id, Key: key, Body: &event.MessageDead{ReceiveCount: try, Reason: d.failures.died(id), Inferred: true}})
}
