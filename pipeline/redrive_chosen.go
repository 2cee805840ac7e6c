package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"
)

// letterTime is how long the sending and deleting of one letter may take.
const letterTime = 15 * time.Second

// progressEvery is how often it is told how far a redrive of chosen letters is.
const progressEvery = 250 * time.Millisecond

// moveChosen starts an errand that moves the chosen letters one by one.
func (p *Pipeline) moveChosen(r *redrive) error {
	err := p.errands.start(func(run context.Context) {
		defer p.redrives.end(r)
		defer context.AfterFunc(run, r.stop)()
		p.tellStarted(r, chosenOnes, len(r.order.Letters))
		moved, err := p.forwardChosen(r.ctx, r)
		how := completed
		switch {
		case r.ctx.Err() != nil:
			how, err = cancelled, nil
		case err != nil:
			how = failed
		}
		p.tellEnded(moved, len(r.order.Letters), how, Reason(err))
	})
	if err != nil {
		p.redrives.end(r)
	}
	return err
}

// forwardChosen finds the chosen letters and sends them on at the rate of the
// order. Letters it has in hand when it ends early are visible again at once.
func (p *Pipeline) forwardChosen(ctx context.Context, r *redrive) (moved int, err error) {
	found, err := p.takeLetters(ctx, r.order.Letters, r.order.Rate)
	if err != nil {
		return 0, err
	}
	var problems []error
	begun, told := time.Now(), time.Now()
	for i := range found.chosen {
		if r.order.Rate > 0 {
			due := begun.Add(time.Duration(i) * time.Second / time.Duration(r.order.Rate))
			_ = pause(ctx, time.Until(due)) // ctx is looked at next
		}
		if ctx.Err() != nil {
			p.letGo(ctx, found.chosen[i:])
			return moved, ctx.Err()
		}
		if err := p.forward(ctx, r, &found.chosen[i]); err != nil {
			problems = append(problems, err)
			continue
		}
		moved++
		if time.Since(told) >= progressEvery {
			told = time.Now()
			p.tellProgress(moved, len(r.order.Letters))
		}
	}
	return moved, errors.Join(errors.Join(problems...), found.missing)
}

// forward sends one letter on and then deletes it. In this order it can be
// twice if the program ends in between, and never lost. A cancel waits for both.
func (p *Pipeline) forward(ctx context.Context, r *redrive, l *Letter) error {
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), letterTime)
	defer done()
	from, to := p.Setup.DeadLetterQueue, cmp.Or(r.order.To, l.Source, p.Setup.Queue)
	ref, _ := ParseImageRef(l.Body) // a letter need not be an event
	back := p.Consumers.fates.leaves(ref.Identity())
	id, err := p.Letters.SendLetter(ctx, to, l)
	if err != nil {
		back()
		p.letGo(ctx, []Letter{*l})
		return err
	}
	r.mu.Lock()
	r.moved[l.MessageID] = true
	r.mu.Unlock()
	p.Log.Emit(Event{
		Type: MessageRedriven, MessageID: id, PreviousID: l.MessageID, Queue: to, Bucket: ref.Bucket, Key: ref.Key,
	})
	if err := p.Letters.DeleteLetter(ctx, from, l.Receipt); err != nil {
		return fmt.Errorf("letter %s is in %s now, and in %s still, because it could not be deleted there: %w", l.MessageID, to, from, err)
	}
	return nil
}
