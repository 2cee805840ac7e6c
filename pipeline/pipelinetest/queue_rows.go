package pipelinetest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"inflight/pipeline/consume"
)

// QueueRows are what workers rely on of a standard queue.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
func QueueRows() []Row[Queues] {
	return []Row[Queues]{
		{"a message comes with its id, body, time and a first receive", comesWhole},
		{"no more messages come than were asked for", keepsToTheLimit},
		{"a message in flight is nobody else's", hidesInFlight},
		{"a message whose visibility ran out comes again, counted, under another receipt", comesAgain},
		{"a visibility of 0 makes a message visible at once", givesBack},
		{"a visibility that is extended holds", extends},
		{"one call extends several, and answers for each", extendsSeveral},
		{"a deleted message does not come again, and deleting it twice is no error", deletes},
		{"the receipt of a receive that is over still deletes", deletesLate},
		{"the receipt of a receive that is over still changes the visibility of who has it now", changesLate},
		{"a message that is visible again stays so, whatever its last receipt asks for", staysVisible},
		{"the visibility of a deleted message cannot be changed", noChangeAfterDelete},
		{"a receipt that is none is refused", refusesNonsense},
		{"a visibility beyond 12 hours is refused", refusesTwelveHours},
		{"after its last receive a message moves to the dead-letter queue", dies},
		{"a delayed message is counted as delayed and comes on time", delays},
		{"a purge takes what waits, what is in flight and what is delayed", purges},
		{"a purge within a minute of another is refused", purgesOnce},
		{"a queue that is not there refuses for good", missesQueue},
		{"what a sender writes is no system attribute", keepsSenderApart},
	}
}

// CancelRows are what a program relies on that cancels a call of Receive:
// AWS does not promise it, see consume.Consumers.Grace.
func CancelRows() []Row[Queues] {
	return []Row[Queues]{{"a caller that hangs up takes no message with it", hangsUp}}
}

func comesWhole(ctx context.Context, q Queues) error {
	id, err := q.Send(ctx, "hello", 0, nil)
	if err != nil {
		return err
	}
	d, err := q.one(ctx, ample, late)
	var old error
	if age := time.Since(d.SentAt).Abs(); age > time.Minute {
		old = fmt.Errorf("it was sent %s ago", age)
	}
	return errors.Join(err, old, want("id", d.MessageID, id), want("body", d.Body, "hello"),
		want("receive count", d.ReceiveCount, 1), want("no receipt", d.Receipt == "", false))
}

func keepsToTheLimit(ctx context.Context, q Queues) error {
	for range 3 {
		if err := q.send(ctx, "hello"); err != nil {
			return err
		}
	}
	got, err := q.Receive(ctx, 2, ample, late)
	return errors.Join(err, want("more than the limit", len(got) > 2 || len(got) == 0, false))
}

func hidesInFlight(ctx context.Context, q Queues) error {
	if _, err := q.sent(ctx, late); err != nil {
		return err
	}
	got, err := q.Receive(ctx, 10, time.Second, late)
	return errors.Join(err, want("messages", len(got), 0), q.holds(ctx, q.Name, 0, 1, 0))
}

func comesAgain(ctx context.Context, q Queues) error {
	first, second, err := q.overtaken(ctx)
	return errors.Join(err, want("id", second.MessageID, first.MessageID), want("receive count", second.ReceiveCount, 2),
		want("the receipt is the same", second.Receipt == first.Receipt, false))
}

func givesBack(ctx context.Context, q Queues) error {
	d, err := q.sent(ctx, late)
	if err != nil {
		return err
	}
	if err := q.ChangeVisibility(ctx, d.Receipt, 0); err != nil {
		return err
	}
	again, err := q.one(ctx, time.Second, late)
	return errors.Join(err, want("receive count", again.ReceiveCount, 2))
}

func extends(ctx context.Context, q Queues) error {
	d, err := q.sent(ctx, 2*time.Second)
	if err != nil {
		return err
	}
	if err := q.ChangeVisibility(ctx, d.Receipt, late); err != nil {
		return err
	}
	got, err := q.Receive(ctx, 1, 3*time.Second, late)
	return errors.Join(err, want("messages", len(got), 0))
}

func extendsSeveral(ctx context.Context, q Queues) error {
	first, err := q.sent(ctx, 2*time.Second)
	if err != nil {
		return err
	}
	second, err := q.sent(ctx, 2*time.Second)
	if err != nil {
		return err
	}
	errs := q.ChangeVisibilities(ctx, []string{first.Receipt, "nonsense", second.Receipt}, late)
	if err := want("answers", len(errs), 3); err != nil {
		return err
	}
	got, err := q.Receive(ctx, 2, 3*time.Second, late)
	return errors.Join(err, errs[0], want("nonsense is taken", errs[1] == nil, false), errs[2], want("messages", len(got), 0))
}

func deletes(ctx context.Context, q Queues) error {
	d, err := q.sent(ctx, soon)
	if err != nil {
		return err
	}
	err = errors.Join(q.Delete(ctx, d.Receipt), q.Delete(ctx, d.Receipt))
	got, rerr := q.Receive(ctx, 1, 2*time.Second, late)
	return errors.Join(err, rerr, want("messages", len(got), 0), q.holds(ctx, q.Name, 0, 0, 0))
}

func deletesLate(ctx context.Context, q Queues) error {
	first, _, err := q.overtaken(ctx)
	if err != nil {
		return err
	}
	return errors.Join(q.Delete(ctx, first.Receipt), q.holds(ctx, q.Name, 0, 0, 0))
}

// changesLate is why a worker that lost its message must not touch it.
func changesLate(ctx context.Context, q Queues) error {
	first, _, err := q.overtaken(ctx)
	if err != nil {
		return err
	}
	return errors.Join(q.ChangeVisibility(ctx, first.Receipt, 0), q.holds(ctx, q.Name, 1, 0, 0))
}

func staysVisible(ctx context.Context, q Queues) error {
	d, err := q.sent(ctx, late)
	if err != nil {
		return err
	}
	return errors.Join(q.ChangeVisibility(ctx, d.Receipt, 0), q.ChangeVisibility(ctx, d.Receipt, late), q.holds(ctx, q.Name, 1, 0, 0))
}

func noChangeAfterDelete(ctx context.Context, q Queues) error {
	d, err := q.sent(ctx, late)
	if err != nil {
		return err
	}
	if err := q.Delete(ctx, d.Receipt); err != nil {
		return err
	}
	return refused(q.ChangeVisibility(ctx, d.Receipt, late), consume.ErrNoMessage)
}

func refusesNonsense(ctx context.Context, q Queues) error {
	return errors.Join(want("a change is taken", q.ChangeVisibility(ctx, "nonsense", 0) == nil, false),
		want("a delete is taken", q.Delete(ctx, "nonsense") == nil, false))
}

func refusesTwelveHours(ctx context.Context, q Queues) error {
	d, err := q.sent(ctx, late)
	if err != nil {
		return err
	}
	return want("13 hours are taken", q.ChangeVisibility(ctx, d.Receipt, 13*time.Hour) == nil, false)
}

func dies(ctx context.Context, q Queues) error {
	if err := q.send(ctx, "hello"); err != nil {
		return err
	}
	for range q.MaxReceives {
		d, err := q.one(ctx, ample, late)
		if err != nil {
			return err
		}
		if err := q.ChangeVisibility(ctx, d.Receipt, 0); err != nil {
			return err
		}
	}
	got, err := q.Receive(ctx, 1, time.Second, late)
	return errors.Join(err, want("messages", len(got), 0), q.holds(ctx, q.Name, 0, 0, 0), q.holds(ctx, q.Dead, 1, 0, 0))
}

func delays(ctx context.Context, q Queues) error {
	if _, err := q.Send(ctx, "hello", 2*time.Second, nil); err != nil {
		return err
	}
	if err := q.holds(ctx, q.Name, 0, 0, 1); err != nil {
		return err
	}
	_, err := q.one(ctx, ample, late)
	return errors.Join(err, q.holds(ctx, q.Name, 0, 1, 0))
}

func purges(ctx context.Context, q Queues) error {
	d, err := q.sent(ctx, late)
	if err != nil {
		return err
	}
	if err := q.send(ctx, "waits"); err != nil {
		return err
	}
	if _, err := q.Send(ctx, "is delayed", late, nil); err != nil {
		return err
	}
	if err := q.Control.Purge(ctx, q.Name); err != nil {
		return err
	}
	return errors.Join(q.holds(ctx, q.Name, 0, 0, 0), refused(q.ChangeVisibility(ctx, d.Receipt, late), consume.ErrNoMessage),
		q.Delete(ctx, d.Receipt))
}

func purgesOnce(ctx context.Context, q Queues) error {
	if err := q.Control.Purge(ctx, q.Name); err != nil {
		return err
	}
	return want("a second purge is taken", q.Control.Purge(ctx, q.Name) == nil, false)
}

func missesQueue(ctx context.Context, q Queues) error {
	_, err := q.Control.Counts(ctx, "nowhere")
	return errors.Join(refused(err, consume.ErrRefused), refused(q.Control.Purge(ctx, "nowhere"), consume.ErrRefused))
}

// keepsSenderApart sends what would be believed if it were a system attribute.
func keepsSenderApart(ctx context.Context, q Queues) error {
	_, err := q.Send(ctx, "hello", 0, map[string]string{
		"ApproximateReceiveCount": "99", "SentTimestamp": "1", "DeadLetterQueueSourceArn": "arn:aws:sqs:us-east-1:000000000000:theirs",
	})
	if err != nil {
		return err
	}
	d, err := q.one(ctx, ample, late)
	return errors.Join(err, want("receive count", d.ReceiveCount, 1), want("sent in 1970", d.SentAt.Year() < 2000, false),
		want("system attribute DeadLetterQueueSourceArn", d.Attributes["DeadLetterQueueSourceArn"], ""),
		want("what the sender wrote", d.MessageAttributes["ApproximateReceiveCount"], "99"))
}

func hangsUp(ctx context.Context, q Queues) error {
	if err := q.warm(ctx); err != nil {
		return err
	}
	call, hangUp := context.WithTimeout(ctx, time.Second)
	defer hangUp()
	if _, err := q.Receive(call, 1, ample, late); err == nil {
		return errors.New("the call was not cancelled")
	}
	if err := q.send(ctx, "hello"); err != nil {
		return err
	}
	d, err := q.one(ctx, time.Second, late)
	return errors.Join(err, want("receive count", d.ReceiveCount, 1))
}

// warm makes a first call, so that the next does not wait for a connection.
func (q Queues) warm(ctx context.Context) error {
	_, err := q.Receive(ctx, 1, time.Second, late)
	return err
}
