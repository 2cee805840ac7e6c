package pipeline

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// What a search through a dead-letter queue is bound by.
const (
	// letterHold is for how long a letter that is looked at is invisible to
	// others, should the program end before it lets go of it.
	letterHold = 30 * time.Second
	// maxLooked is at how many letters one search looks.
	maxLooked = 1000
	// lettersAtOnce is how many calls let go of letters at a time.
	lettersAtOnce = 8
)

// errSearching is what a person hears who looks twice at the same time: each
// would miss what the other has in hand.
var errSearching = errors.New("the dead letters are being gone through already: wait a moment")

// foundLetters is what a search found.
type foundLetters struct {
	looked  int      // at so many
	chosen  []Letter // in hand: nobody else can receive them
	missing error    // says that not all chosen ones were found
}

// takeLetters goes through the dead-letter queue until it has the wanted letters
// in hand. There is no way to ask SQS for one letter: it receives them as they
// come, tells of each, and keeps them until it has what it wants, for else it
// would receive the same ones again and again. Then it lets go of the others at
// once. The chosen ones stay invisible long enough to be dealt with one by one
// at the rate.
func (p *Pipeline) takeLetters(ctx context.Context, wanted []string, rate int) (foundLetters, error) {
	if p.Letters == nil {
		return foundLetters{}, errNotReached
	}
	if !p.searching.TryLock() {
		return foundLetters{}, errSearching
	}
	defer p.searching.Unlock()
	want := make(map[string]bool, len(wanted))
	for _, id := range wanted {
		want[id] = true
	}
	found, others, err := p.search(ctx, want)
	p.letGo(ctx, others)
	if err == nil {
		err = p.hold(ctx, found.chosen, rate)
	}
	if err != nil {
		p.letGo(ctx, found.chosen)
		return foundLetters{}, err
	}
	if n := len(want) - len(found.chosen); n > 0 {
		found.missing = fmt.Errorf("%d of %d letters were not found in %s: they have gone, or somebody else has them in hand%s",
			n, len(want), p.Setup.DeadLetterQueue, found.limits())
	}
	return found, nil
}

// limits says why a search may have missed letters.
func (f *foundLetters) limits() string {
	if f.looked >= maxLooked {
		return fmt.Sprintf(", or lie below the first %d", maxLooked)
	}
	return ""
}

// search receives letters until it has all that it wants, or the queue gives no
// new ones.
func (p *Pipeline) search(ctx context.Context, want map[string]bool) (found foundLetters, others []Letter, err error) {
	seen := map[string]bool{}
	for found.looked < maxLooked && (len(want) == 0 || len(found.chosen) < len(want)) {
		batch, err := p.Letters.ReceiveLetters(ctx, p.Setup.DeadLetterQueue, letterHold)
		if err != nil {
			return found, others, err
		}
		before := found.looked
		for i := range batch {
			l := &batch[i]
			switch {
			case seen[l.MessageID]: // its time ran out, and here it is again
				others = append(others, *l)
				continue
			case want[l.MessageID]:
				found.chosen = append(found.chosen, *l)
			default:
				others = append(others, *l)
			}
			seen[l.MessageID] = true
			found.looked++
			p.tellSeen(l)
		}
		if found.looked == before {
			break
		}
	}
	return found, others, nil
}

// tellSeen tells of a letter that was looked at.
func (p *Pipeline) tellSeen(l *Letter) {
	ref, _ := ParseImageRef(l.Body) // a letter need not be an event
	p.Log.Emit(Event{
		Type: LetterSeen, MessageID: l.MessageID, Queue: p.Setup.DeadLetterQueue, Bucket: ref.Bucket, Key: ref.Key, ETag: ref.ETag,
		ReceiveCount: l.ReceiveCount, SentAt: l.SentAt, Body: Preview(l.Body),
	})
}

// hold keeps letters invisible for as long as it takes to deal with them one by
// one at a rate, where that is longer than they are already.
func (p *Pipeline) hold(ctx context.Context, letters []Letter, rate int) error {
	if rate <= 0 {
		rate = MaxRedriveRate / 10 // what one call after the other gets through for certain
	}
	for i := range letters {
		turn := time.Duration(i) * time.Second / time.Duration(rate)
		if turn < letterHold/3 {
			continue
		}
		if err := p.Letters.HoldLetter(ctx, p.Setup.DeadLetterQueue, letters[i].Receipt, turn+letterHold); err != nil {
			return err
		}
	}
	return nil
}

// letGo makes letters visible again at once, also after ctx has ended. One for
// which that fails is visible when its time is up.
func (p *Pipeline) letGo(ctx context.Context, letters []Letter) {
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), letterTime)
	defer done()
	var group sync.WaitGroup
	free := make(chan struct{}, lettersAtOnce)
	for i := range letters {
		free <- struct{}{}
		group.Go(func() {
			defer func() { <-free }()
			_ = p.Letters.HoldLetter(ctx, p.Setup.DeadLetterQueue, letters[i].Receipt, 0) // its time runs out all the same
		})
	}
	group.Wait()
}

// LookAtLetters receives what lies in the dead-letter queue and lets go of it at
// once, so that letters from before this run are known with their bodies. Each
// look counts as a receive of every letter.
func (p *Pipeline) LookAtLetters(ctx context.Context) error {
	if p.Setup.DeadLetterQueue == "" {
		return p.act("look at the dead letters", errNoDeadLetters)
	}
	found, err := p.takeLetters(ctx, nil, 0)
	text := fmt.Sprintf("looked at %d dead letters, each received once more by it", found.looked)
	if err != nil {
		text = "look at the dead letters"
	}
	return p.act(text, err)
}

// DeleteLetters deletes dead letters by their message ids, for good.
func (p *Pipeline) DeleteLetters(ctx context.Context, ids []string) error {
	return p.act(fmt.Sprintf("delete of %d dead letters", len(ids)), p.deleteLetters(ctx, ids))
}

func (p *Pipeline) deleteLetters(ctx context.Context, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	found, err := p.takeLetters(ctx, ids, 0)
	if err != nil {
		return err
	}
	problems := []error{found.missing}
	for i := range found.chosen {
		l := &found.chosen[i]
		if err := p.Letters.DeleteLetter(ctx, p.Setup.DeadLetterQueue, l.Receipt); err != nil {
			problems = append(problems, err)
			continue
		}
		ref, _ := ParseImageRef(l.Body) // a letter need not be an event
		p.Log.Emit(Event{Type: LetterDeleted, MessageID: l.MessageID, Queue: p.Setup.DeadLetterQueue, Key: ref.Key})
	}
	return errors.Join(problems...)
}

// QueueNames are the queues that a redrive can go to.
func (p *Pipeline) QueueNames(ctx context.Context) ([]string, error) {
	if p.Letters == nil {
		return nil, errNotReached
	}
	return p.Letters.QueueNames(ctx)
}
