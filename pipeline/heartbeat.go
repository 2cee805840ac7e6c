package pipeline

import (
	"context"
	"time"
)

// heartbeat extends a message's visibility, each time at half of it, until the
// context ends: so the message stays with its worker however long the work
// takes, and comes back soon when the worker is gone. It stops when the
// countdown has been lost.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
func (c *Consumers) heartbeat(ctx context.Context, worker string, d Delivery) {
	every := c.Visibility / 2
	for pause(ctx, every) == nil {
		err := c.Queue.ChangeVisibility(ctx, d.Receipt, c.Visibility)
		if ctx.Err() != nil {
			return
		}
		if err != nil { // the API call's event says why; the countdown goes on
			every = max(every/4, minHeartbeat)
			continue
		}
		every = c.Visibility / 2
		until := time.Now().Add(c.Visibility)
		if !c.countdowns.extend(d.Receipt, until) {
			return
		}
		c.Log.Emit(Event{Type: MessageExtended, MessageID: d.MessageID, Worker: worker, VisibleAt: until})
	}
}

// minHeartbeat is the shortest time between two tries to extend.
const minHeartbeat = 100 * time.Millisecond
