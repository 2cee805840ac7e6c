package redrive

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"inflight/pipeline/event"
	"inflight/pipeline/freeze"
)

// MaxRedriveRate is the most messages a second that a redrive can be held to.
const MaxRedriveRate = 500

// RedriveOrder says which dead letters go where, and how fast.
type RedriveOrder struct {
	// Letters are the message ids of those to move; none is all of them. SQS
	// itself can only move all. Chosen ones are received, sent and deleted one
	// by one, for which every letter in the queue may have to be received: their
	// receive counts grow by one.
	Letters []string
	// To is the name of the queue to move them to; empty is, for each, the one
	// that it came from.
	To string
	// Rate is how many a second, 1 to MaxRedriveRate; 0 is as fast as it goes.
	Rate int
}

// errBadRate is what a person hears who asks for a rate that SQS does not know.
var errBadRate = fmt.Errorf("a redrive moves 1 to %d messages a second", MaxRedriveRate)

// validate says why the letters of a queue cannot be moved so.
func (o *RedriveOrder) validate(from string) error {
	const fifo = ".fifo"
	switch {
	case from == "":
		return errNoDeadLetters
	case o.Rate < 0 || o.Rate > MaxRedriveRate:
		return errBadRate
	case o.To == from:
		return fmt.Errorf("the letters are in %s already: choose another queue", from)
	case o.To != "" && strings.HasSuffix(o.To, fifo) != strings.HasSuffix(from, fifo):
		return fmt.Errorf("%s and %s: both have to be FIFO queues, or none", from, o.To)
	}
	return nil
}

// String says what is ordered.
func (o *RedriveOrder) String() string {
	text := "redrive of all dead letters"
	if n := len(o.Letters); n == 1 {
		text = "redrive of 1 dead letter"
	} else if n > 1 {
		text = fmt.Sprintf("redrive of %d dead letters", n)
	}
	if o.To != "" {
		text += " to " + o.To
	}
	if o.Rate > 0 {
		text += fmt.Sprintf(" at %d/s", o.Rate)
	}
	return text
}

// What a person hears of a redrive that cannot be.
var (
	errNoDeadLetters = errors.New("this queue has no dead-letter queue")
	errNotReached    = errors.New("the dead letters cannot be reached from here")
	errNoRedrive     = errors.New("no redrive is under way")
	errRedriveOver   = errors.New("the redrive is over already")
	errDisturbs      = errors.New("a redrive is under way, and what is looked at would be missed by it: wait for its end, or cancel it")
	errUnderway      = errors.New("a redrive is under way: cancel it first, or change its rate")
)

// redrive is one that is under way.
type redrive struct {
	ctx   context.Context //nolint:containedctx // ended by stop: owns the way of the chosen letters
	stop  context.CancelFunc
	ended chan struct{}
	nudge chan struct{} // asks whoever follows a move task to look now

	order RedriveOrder

	mu     sync.Mutex
	handle string          // of a move task
	moved  map[string]bool // of the chosen letters
}

// redrives is where the one under way can be found; there is never more than
// one, as with SQS. The zero value has none; it is safe for use by many
// goroutines.
type redrives struct {
	mu     sync.Mutex
	under  *redrive
	untold atomic.Bool // AWS did not tell of move tasks
}

// begin makes a redrive the one under way.
func (r *redrives) begin(o RedriveOrder) (*redrive, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.under != nil {
		return nil, errUnderway
	}
	under := &redrive{order: o, ended: make(chan struct{}), nudge: make(chan struct{}, 1), moved: map[string]bool{}}
	under.ctx, under.stop = context.WithCancel(context.Background())
	r.under = under
	return under, nil
}

// end says that a redrive is over. Its owner calls it once.
func (r *redrives) end(over *redrive) {
	r.mu.Lock()
	defer r.mu.Unlock()
	over.stop()
	r.under = nil
	close(over.ended)
}

// now is the redrive under way.
func (r *redrives) now() (*redrive, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.under == nil {
		return nil, errNoRedrive
	}
	return r.under, nil
}

// DeadLetters is what a person may do with what lies in a dead-letter queue: look
// at it, move it, delete it. What becomes of it comes back as events. Fill in the
// fields. All methods are safe for use by many
// goroutines.
type DeadLetters struct {
	Log *event.Log
	// World is what chosen letters on their way stand still with, where the queue's
	// clock does, too: elsewhere those in hand would come back meanwhile. nil: they
	// never do.
	World  *freeze.World
	Name   string      // of the dead-letter queue; empty: there is none
	Source string      // name of the queue that a letter goes back to which does not say where it died
	Queue  LetterQueue // nil: the letters cannot be reached from here
	Moves  MoveTasks   // the same
	// Owner says whether what is in a queue may be thrown away: letters, and all that a
	// pipeline purges. nil: it may.
	Owner QueueOwner
	// Leaves is told which image is about to leave the dead letters by our own
	// hand; back is called if it did not. nil: nobody wants to know.
	Leaves func(identity string) (back func())

	background background
	redrives   redrives
	searches   searches // through the dead letters
}

// Open lets redrives start, which end with ctx, and Close waits for their end.
// What asks for one before or after gets ErrNotRunning.
func (d *DeadLetters) Open(ctx context.Context) {
	d.background.open(ctx)
}

// Close lets no more redrives start, and waits for the one under way. Whoever
// calls it has ended the context of Open.
func (d *DeadLetters) Close() {
	d.background.close()
}

// leaves tells who wants to know that an image leaves.
func (d *DeadLetters) leaves(identity string) (back func()) {
	if d.Leaves == nil {
		return func() {}
	}
	return d.Leaves(identity)
}

// Redrive starts to move all dead letters back to the queues they came from.
func (d *DeadLetters) Redrive(ctx context.Context) error {
	return d.RedriveLetters(ctx, RedriveOrder{})
}

// RedriveLetters starts to move dead letters. What becomes of it comes back as
// events. One redrive can be under way at a time.
func (d *DeadLetters) RedriveLetters(ctx context.Context, o RedriveOrder) error {
	return d.Log.TellAction(o.String(), d.startRedrive(ctx, o))
}

func (d *DeadLetters) startRedrive(ctx context.Context, o RedriveOrder) error {
	if err := o.validate(d.Name); err != nil {
		return err
	}
	if d.Moves == nil || d.Queue == nil {
		return errNotReached
	}
	chosen := len(o.Letters) > 0
	if chosen && !d.undisturbed(ctx) {
		return errUnderway
	}
	r, err := d.redrives.begin(o)
	switch {
	case err != nil:
		return err
	case chosen:
		return d.moveChosen(r)
	}
	return d.moveAll(ctx, r)
}

// CancelRedrive ends the redrive that is under way. What has moved stays moved,
// and it may take SQS a moment to stop.
func (d *DeadLetters) CancelRedrive(ctx context.Context) error {
	r, err := d.findRedrive(ctx)
	if err == nil {
		err = d.cancel(ctx, r)
	}
	return d.Log.TellAction("cancel of the redrive", err)
}

func (d *DeadLetters) cancel(ctx context.Context, r *redrive) error {
	r.mu.Lock()
	handle, chosen := r.handle, len(r.order.Letters) > 0
	r.mu.Unlock()
	switch {
	case chosen:
		r.stop()
		return nil
	case handle == "": // it is only being started
		return errNoRedrive
	}
	err := d.Moves.CancelMove(ctx, d.Name, handle)
	if err != nil {
		err = d.notCancelled(ctx, err)
	}
	select {
	case r.nudge <- struct{}{}:
	default: // it is about to look anyway
	}
	return err
}

// notCancelled says what a cancel that failed means: nothing where the newest move task
// is cancelled, or about to be, by a call whose answer was lost for one; and that
// there was nothing to cancel where the task was through before it was asked to end.
func (d *DeadLetters) notCancelled(ctx context.Context, refused error) error {
	task, ok, err := d.Moves.LatestMove(ctx, d.Name)
	switch {
	case err != nil || !ok:
		return refused
	case task.Status == MoveCancelling || task.Status == MoveCancelled:
		return nil
	case task.Status.ended():
		return errRedriveOver
	}
	return refused
}

// ChangeRedriveRate goes on with the redrive under way at another rate. SQS
// cannot change that of a task: it is cancelled, and a new one moves the rest.
func (d *DeadLetters) ChangeRedriveRate(ctx context.Context, rate int) error {
	return d.Log.TellAction(fmt.Sprintf("redrive at %d/s", rate), d.changeRate(ctx, rate))
}

func (d *DeadLetters) changeRate(ctx context.Context, rate int) error {
	if rate < 0 || rate > MaxRedriveRate {
		return errBadRate
	}
	r, err := d.findRedrive(ctx)
	if err != nil {
		return err
	}
	if err := d.cancel(ctx, r); err != nil {
		return err
	}
	select {
	case <-r.ended:
	case <-ctx.Done():
		return fmt.Errorf("the redrive has been cancelled and not come to its end yet; start it again when it has: %w", ctx.Err())
	}
	rest, some := r.rest()
	if !some {
		return nil // they have all gone meanwhile
	}
	rest.Rate = rate
	return d.startRedrive(ctx, rest)
}

// rest is the order without what has been carried out of it, and whether that is
// anything.
func (r *redrive) rest() (o RedriveOrder, some bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	o = r.order
	o.Letters = nil
	for _, id := range r.order.Letters {
		if !r.moved[id] {
			o.Letters = append(o.Letters, id)
		}
	}
	return o, len(o.Letters) > 0 || len(r.order.Letters) == 0
}
