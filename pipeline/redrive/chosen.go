package redrive

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"inflight/pipeline/event"
)

// What a redrive of chosen letters is bound by.
const (
	// letterTime is how long the sending and deleting of one letter may take.
	letterTime = 5 * time.Second
	// progressEvery is how often it is told how far it is.
	progressEvery = 250 * time.Millisecond
	// maxLetterProblems is after how many letters that could not be moved the
	// rest is not tried any more.
	maxLetterProblems = 10
)

// moveChosen starts a goroutine that moves the chosen letters one by one.
func (d *DeadLetters) moveChosen(r *redrive) error {
	err := d.background.start(func(run context.Context) {
		defer d.redrives.end(r)
		defer context.AfterFunc(run, r.stop)()
		d.emitStarted(r, chosenOnes, 0, len(r.order.Letters))
		err := d.forwardChosen(r)
		how := completed
		switch {
		case r.ctx.Err() != nil:
			how = cancelled
			if errors.Is(err, context.Canceled) { // else it reports letters
				err = nil
			}
		case err != nil:
			how = failed
		}
		d.emitEnded(r.count(), len(r.order.Letters), how, event.Reason(err))
	})
	if err != nil {
		d.redrives.end(r)
	}
	return err
}

// forwardChosen finds the chosen letters and sends them on at the rate of the
// order. Letters it has in hand when it ends early are visible again at once.
func (d *DeadLetters) forwardChosen(r *redrive) error {
	found, err := d.receiveWanted(r.ctx, r.order.Letters, r.order.Rate)
	if err != nil {
		return err
	}
	ctx, end := context.WithCancel(r.ctx)
	defer end()
	telling, stop := d.Log.Clock.NewTicker(progressEvery)
	defer stop()
	done := make(chan error, 1)
	go func() { done <- d.forwardAll(ctx, r, found.chosen) }()
	for {
		select {
		case err := <-done:
			return errors.Join(err, found.missing)
		case <-telling:
			d.emitProgress(r.count(), len(r.order.Letters))
		}
	}
}

// forwardAll sends letters on, several at once, but those of a FIFO queue one
// after the other, for their order is worth something. None goes while the world is
// frozen.
func (d *DeadLetters) forwardAll(ctx context.Context, r *redrive, letters []Letter) error {
	free := make(chan struct{}, lettersAtOnce)
	if strings.HasSuffix(d.Name, ".fifo") {
		free = make(chan struct{}, 1)
	}
	var group sync.WaitGroup
	var problems problems
	begun := d.Log.Clock.Now()
	for i := range letters {
		if r.order.Rate > 0 {
			due := begun.Add(time.Duration(i) * time.Second / time.Duration(r.order.Rate))
			_ = d.Log.Clock.Wait(ctx, d.Log.Clock.Until(due)) // ctx is looked at next
		}
		free <- struct{}{}
		stands := d.World.Enter(ctx)
		if stands != nil || ctx.Err() != nil || problems.count() >= maxLetterProblems {
			if stands == nil {
				d.World.Leave()
			}
			d.letGo(ctx, letters[i:])
			break
		}
		group.Go(func() {
			defer d.World.Leave()
			defer func() { <-free }()
			problems.add(d.forward(ctx, r, &letters[i]))
		})
	}
	group.Wait()
	return problems.err()
}

// forward sends one letter on and then deletes it. In this order it can be
// twice if the program ends in between, and never lost. A cancel waits for both.
func (d *DeadLetters) forward(ctx context.Context, r *redrive, l *Letter) error {
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), letterTime)
	defer done()
	from, to := d.Name, cmp.Or(r.order.To, l.Source, d.Source)
	ref, _ := event.ParseImageRef(l.Body) // a letter need not be an event
	back := d.leaves(ref.Identity())
	id, err := d.Queue.SendLetter(ctx, to, l)
	if err != nil {
		back()
		d.letGo(ctx, []Letter{*l})
		return err
	}
	r.note(l.MessageID)
	d.Log.Emit(event.Event{
		MessageID: id, Bucket: ref.Bucket, Key: ref.Key,
		Body: &event.MessageRedriven{PreviousID: l.MessageID, Queue: to},
	})
	if err := d.Queue.DeleteLetter(ctx, from, l.Receipt); err != nil {
		return fmt.Errorf("letter %s is in %s now, and in %s still, because it could not be deleted there: %w", l.MessageID, to, from, err)
	}
	return nil
}

// note says that a letter has moved.
func (r *redrive) note(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.moved[id] = true
}

// count is how many of the chosen letters have moved.
func (r *redrive) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.moved)
}

// problems gathers what went wrong with letters. The zero value has none; it is
// safe for use by many goroutines.
type problems struct {
	mu   sync.Mutex
	list []error
}

func (p *problems) add(err error) {
	if err == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.list = append(p.list, err)
}

func (p *problems) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.list)
}

func (p *problems) err() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return errors.Join(p.list...)
}
