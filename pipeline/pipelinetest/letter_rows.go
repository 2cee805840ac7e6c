package pipelinetest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"inflight/pipeline/consume"
	"inflight/pipeline/redrive"
)

// Letters are a dead-letter queue with letters in it, and what moves them.
type Letters struct {
	redrive.LetterQueue
	redrive.MoveTasks

	// Dead is the name of the queue, Source that of the one they came from.
	Dead, Source string
	// Put puts a letter in that has used up its receives, and has the attribute
	// colour=red.
	Put func(ctx context.Context, body string) error
	// Waiting is how many messages of that queue can be received now.
	Waiting func(ctx context.Context, queue string) (int, error)
}

// LetterRows are what looking at letters and choosing some relies on.
func LetterRows() []Row[Letters] {
	return []Row[Letters]{
		{"a letter comes with its body, its attributes and the queue it came from", letterComesWhole},
		{"a letter that is looked at is nobody else's, and each look counts", letterIsHeld},
		{"a letter that is let go of is visible at once", letterIsLetGo},
		{"a letter that is deleted is gone, and twice is no error", letterIsDeleted},
		{"a letter that was received again is another's, and its old receipt still lets it go", letterIsOvertaken},
		{"a letter that is sent on keeps what belongs to it, and has a new id", letterIsSent},
		{"both queues are among those there are", queuesAreNamed},
	}
}

// one looks at the one letter there is.
func (l Letters) one(ctx context.Context, hold time.Duration) (redrive.Letter, error) {
	got, err := l.ReceiveLetters(ctx, l.Dead, hold)
	if err == nil && len(got) != 1 {
		err = fmt.Errorf("received %d letters, not one", len(got))
	}
	if err != nil {
		return redrive.Letter{}, err
	}
	return got[0], nil
}

// put puts a letter in and looks at it.
func (l Letters) put(ctx context.Context, hold time.Duration) (redrive.Letter, error) {
	if err := l.Put(ctx, "hello"); err != nil {
		return redrive.Letter{}, err
	}
	return l.one(ctx, hold)
}

func (l Letters) waits(ctx context.Context, queue string, n int) error {
	got, err := l.Waiting(ctx, queue)
	return errors.Join(err, want("waiting in "+queue, got, n))
}

var red = map[string]redrive.Attribute{"colour": {Type: "String", Text: "red"}}

// plainly leaves out what makes two attributes differ that say the same.
func plainly(attributes map[string]redrive.Attribute) map[string]string {
	texts := map[string]string{}
	for name, a := range attributes {
		texts[name] = a.Type + " " + a.Text
	}
	return texts
}

func letterComesWhole(ctx context.Context, l Letters) error {
	got, err := l.put(ctx, late)
	return errors.Join(err, want("body", got.Body, "hello"), want("source", got.Source, l.Source),
		want("the attributes are kept", maps.Equal(plainly(got.Attributes), plainly(red)), true))
}

func letterIsHeld(ctx context.Context, l Letters) error {
	first, err := l.put(ctx, 2*time.Second)
	if err != nil {
		return err
	}
	none, err := l.ReceiveLetters(ctx, l.Dead, late)
	if err := errors.Join(err, want("letters", len(none), 0)); err != nil {
		return err
	}
	var again []redrive.Letter
	for tries := 0; len(again) == 0 && tries < 5 && err == nil; tries++ { // each waits up to a second
		again, err = l.ReceiveLetters(ctx, l.Dead, late)
	}
	if len(again) != 1 {
		return errors.Join(err, errors.New("it did not come again"))
	}
	return errors.Join(err, want("receive count", again[0].ReceiveCount, first.ReceiveCount+1),
		want("the receipt is the same", again[0].Receipt == first.Receipt, false))
}

func letterIsLetGo(ctx context.Context, l Letters) error {
	got, err := l.put(ctx, late)
	if err != nil {
		return err
	}
	return errors.Join(l.HoldLetter(ctx, l.Dead, got.Receipt, 0), l.waits(ctx, l.Dead, 1))
}

func letterIsDeleted(ctx context.Context, l Letters) error {
	got, err := l.put(ctx, late)
	if err != nil {
		return err
	}
	err = errors.Join(l.DeleteLetter(ctx, l.Dead, got.Receipt), l.DeleteLetter(ctx, l.Dead, got.Receipt))
	return errors.Join(err, l.waits(ctx, l.Dead, 0),
		refused(l.HoldLetter(ctx, l.Dead, got.Receipt, 0), consume.ErrNoMessage))
}

func letterIsOvertaken(ctx context.Context, l Letters) error {
	first, err := l.put(ctx, late)
	if err != nil {
		return err
	}
	if err := l.HoldLetter(ctx, l.Dead, first.Receipt, 0); err != nil {
		return err
	}
	if _, err := l.one(ctx, late); err != nil {
		return err
	}
	return errors.Join(l.HoldLetter(ctx, l.Dead, first.Receipt, 0), l.waits(ctx, l.Dead, 1))
}

func letterIsSent(ctx context.Context, l Letters) error {
	got, err := l.put(ctx, late)
	if err != nil {
		return err
	}
	id, err := l.SendLetter(ctx, l.Source, &got)
	return errors.Join(err, want("it has its old id", id == got.MessageID, false), l.waits(ctx, l.Source, 1))
}

func queuesAreNamed(ctx context.Context, l Letters) error {
	names, err := l.QueueNames(ctx)
	found := 0
	for _, n := range names {
		if n == l.Dead || n == l.Source {
			found++
		}
	}
	return errors.Join(err, want("of the two", found, 2))
}
