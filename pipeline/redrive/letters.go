package redrive

import (
	"context"
	"errors"
	"fmt"

	"inflight/pipeline/event"
)

// LookAtLetters receives what lies in the dead-letter queue and lets go of it at
// once, so that letters from before this run are known with their bodies. Each
// look counts as a receive of every letter. It is refused while a redrive is
// under way, also one from before this run, which is followed from then on.
func (d *DeadLetters) LookAtLetters(ctx context.Context) error {
	if d.Name == "" {
		return d.Log.TellAction("look at the dead letters", errNoDeadLetters)
	}
	found, err := d.receiveUndisturbed(ctx, nil)
	text := fmt.Sprintf("looked at %d dead letters, each received once more by it", found.looked)
	switch {
	case err != nil:
		text = "look at the dead letters"
	case found.looked >= maxLooked:
		text += "; a look takes no more at a time"
	}
	return d.Log.TellAction(text, err)
}

// DeleteLetters deletes dead letters by their message ids, for good.
func (d *DeadLetters) DeleteLetters(ctx context.Context, ids []string) error {
	return d.Log.TellAction(fmt.Sprintf("delete of %d dead letters", len(ids)), d.deleteLetters(ctx, ids))
}

func (d *DeadLetters) deleteLetters(ctx context.Context, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	if d.Owner != nil {
		if err := d.Owner.Owns(ctx, d.Name); err != nil {
			return err
		}
	}
	found, err := d.receiveUndisturbed(ctx, ids)
	if err != nil {
		return err
	}
	deleted := make([]bool, len(found.chosen))
	err = eachLetter(ctx, found.chosen, func(ctx context.Context, i int, l *Letter) error {
		if err := d.Queue.DeleteLetter(ctx, d.Name, l.Receipt); err != nil {
			return err
		}
		deleted[i] = true
		ref, _ := event.ParseImageRef(l.Body) // a letter need not be an event
		d.Log.Emit(event.Event{MessageID: l.MessageID, Key: ref.Key, Body: &event.LetterDeleted{Queue: d.Name}})
		return nil
	})
	if err != nil {
		d.letGo(ctx, without(found.chosen, deleted))
	}
	return errors.Join(err, found.missing)
}

// receiveUndisturbed goes through the letters unless a redrive is under way.
func (d *DeadLetters) receiveUndisturbed(ctx context.Context, wanted []string) (foundLetters, error) {
	if !d.undisturbed(ctx) {
		return foundLetters{}, errDisturbs
	}
	if d.Queue == nil {
		return foundLetters{}, errNotReached
	}
	if err := d.searches.begin(ctx); err != nil {
		return foundLetters{}, err
	}
	defer d.searches.end()
	if _, err := d.redrives.now(); err == nil { // begun while this waited for its turn
		return foundLetters{}, errDisturbs
	}
	return d.goThrough(ctx, wanted, 0)
}

// without are the letters that are not gone.
func without(letters []Letter, gone []bool) (left []Letter) {
	for i := range letters {
		if !gone[i] {
			left = append(left, letters[i])
		}
	}
	return left
}

// QueueNames are the queues that a redrive can go to.
func (d *DeadLetters) QueueNames(ctx context.Context) ([]string, error) {
	if d.Queue == nil {
		return nil, errNotReached
	}
	return d.Queue.QueueNames(ctx)
}
