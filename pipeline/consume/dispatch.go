package consume

import "inflight/pipeline/event"

// dispatch is one receiver and N workers, with a bounded channel between them: what
// asyncio has as a Queue of maxsize, Java as an executor with a bounded queue.
//
//	jobs := make(chan Message, prefetch)
//	go func() { for { jobs <- receive() } }()          // one
//	go func() { for m := range jobs { work(m) } }()    // N of these
//
// One receive brings up to ten messages for all, so there are fewer calls, and a
// worker that is done takes the next at once, without a call. When the channel is full
// the receiver blocks, and asks for nothing more: that is backpressure. What waits in
// the channel is received and not begun: its countdown runs while nobody works on it.
// A heartbeat has to extend it, which costs calls, or the countdown wins, and a message
// that waited too long is done twice. Take it where receives are dear or slow, and keep
// the channel short.
type dispatch struct {
	crew     *crew
	channel  *channel[*delivery]
	receiver *team
	workers  *team
}

func newDispatch(c *crew) *dispatch {
	d := &dispatch{crew: c, channel: newChannel[*delivery](c.intake.world.Within)}
	d.receiver = &team{crew: c, kind: receiving, job: d.receive}
	d.workers = &team{crew: c, job: d.work}
	return d
}

// resize has one receiver and n workers.
func (d *dispatch) resize(n int) {
	d.channel.resize(d.crew.sizeOfChannel(n))
	d.workers.resize(n)
	d.receiver.resize(1)
}

// receive fills the channel.
func (d *dispatch) receive(w *worker) { d.crew.fill(w, d.channel) }

// work takes from the channel until it is closed and empty.
func (d *dispatch) work(w *worker) {
	for {
		m, ok := d.crew.drain(w, d.channel)
		if !ok {
			return
		}
		w.work(m)
	}
}

// fill puts what a worker receives into a channel until it is to receive no more, and
// closes it. After a switch, what comes late and what nobody takes any more is its own
// to work on.
func (c *crew) fill(w *worker, into *channel[*delivery]) {
	for more := true; more; {
		var batch []*delivery
		batch, more = w.receive()
		for _, m := range batch {
			stored := into.put(c.mine, m, func() { w.hold(m); w.waitsForPlace() }, func(fill, size int) {
				c.messages.hold(w.name, m, event.Download, fill, size)
				c.held.add(m)
			})
			if !stored {
				w.work(m)
			}
		}
	}
	into.close()
	if c.mine.Err() != nil {
		for _, m := range into.rest() {
			w.work(m)
		}
	}
}

// drain takes the next message out of a channel.
func (c *crew) drain(w *worker, from *channel[*delivery]) (*delivery, bool) {
	return from.take(w.ctx, w.waitsForMessage, c.takenUp(w))
}

// takenUp tells that a worker has taken a message out of a channel, if it is still the
// crew's.
func (c *crew) takenUp(w *worker) func(m *delivery, fill, size int) {
	return func(m *delivery, fill, size int) {
		if c.held.owns(m, c) {
			c.messages.takeUp(w.name, m, event.Download, fill, size)
		}
	}
}
