package redrive

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"inflight/pipeline/event"
)

// What a search through a dead-letter queue is bound by.
const (
	// letterHold is for how long a letter that is looked at is invisible to
	// others, should the program end before it lets go of it.
	letterHold = time.Minute
	// letterReceive is for how long a receive under way may go on that nobody
	// waits for any more. It waits a second.
	letterReceive = 2 * time.Second
	// maxLooked is at how many letters a look looks, and maxSearched at how many
	// a search for chosen ones does.
	maxLooked   = 1000
	maxSearched = 10_000
	// lettersAtOnce is how many calls for single letters are made at a time.
	lettersAtOnce = 8
	// letGoTime is for how long it is tried to let go of letters.
	letGoTime = 20 * time.Second
	// lastPatience is the same where whoever asked has gone: the program may be ending.
	lastPatience = 2500 * time.Millisecond
	// surelyASecond is how many letters a second a redrive without a rate gets
	// through for certain.
	surelyASecond = 50
)

// searches are gone through one after the other: each would miss what the other
// has in hand. The zero value is ready for use by many goroutines.
type searches struct {
	once sync.Once
	turn chan struct{} // full while one is under way
}

// begin waits for its turn, until ctx ends.
func (s *searches) begin(ctx context.Context) error {
	s.once.Do(func() { s.turn = make(chan struct{}, 1) })
	select {
	case s.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("somebody else goes through the dead letters: %w", ctx.Err())
	}
}

// end lets the next begin.
func (s *searches) end() { <-s.turn }

// foundLetters is what a search found.
type foundLetters struct {
	looked  int      // at so many
	chosen  []Letter // in hand: nobody else can receive them
	missing error    // says that not all chosen ones were found
}

// receiveWanted goes through the dead-letter queue until it has the wanted letters
// in hand. There is no way to ask SQS for one letter: it receives them as they
// come, reports each, and keeps them until it has what it wants, for else it
// would receive the same ones again and again. Then it lets go of the others at
// once. The chosen ones stay invisible long enough to be dealt with one by one
// at the rate.
func (d *DeadLetters) receiveWanted(ctx context.Context, wanted []string, rate int) (foundLetters, error) {
	if d.Queue == nil {
		return foundLetters{}, errNotReached
	}
	if err := d.searches.begin(ctx); err != nil {
		return foundLetters{}, err
	}
	defer d.searches.end()
	return d.goThrough(ctx, wanted, rate)
}

// goThrough is takeLetters for whoever has the turn.
func (d *DeadLetters) goThrough(ctx context.Context, wanted []string, rate int) (foundLetters, error) {
	begun := d.Log.Clock.Now()
	want := make(map[string]bool, len(wanted))
	for _, id := range wanted {
		want[id] = true
	}
	found, others, err := d.search(ctx, want)
	d.letGo(ctx, others)
	if err == nil {
		err = d.hold(ctx, found.chosen, rate, d.Log.Clock.Since(begun))
	}
	if err != nil {
		d.letGo(ctx, found.chosen)
		return foundLetters{}, err
	}
	if n := len(want) - len(found.chosen); n > 0 {
		found.missing = fmt.Errorf("%d of %d letters were not found in %s: they have gone, or somebody else has them in hand%s",
			n, len(want), d.Name, d.limits(&found))
	}
	return found, nil
}

// limits says why a search may have missed letters.
func (d *DeadLetters) limits(f *foundLetters) string {
	switch {
	case strings.HasSuffix(d.Name, ".fifo"):
		return ", or stand behind others of their group, as this is a FIFO queue"
	case f.looked >= maxSearched:
		return fmt.Sprintf(", or are none of the %d it looked at", maxSearched)
	}
	return ""
}

// search receives letters until it has all that it wants, or the queue gives no
// new ones.
func (d *DeadLetters) search(ctx context.Context, want map[string]bool) (found foundLetters, others []Letter, err error) {
	seen, most := map[string]bool{}, maxSearched
	if len(want) == 0 {
		most = maxLooked
	}
	for found.looked < most && (len(want) == 0 || len(found.chosen) < len(want)) {
		if err := ctx.Err(); err != nil {
			return found, others, err
		}
		batch, err := d.receiveLetters(ctx)
		if err != nil {
			return found, others, err
		}
		before := found.looked
		for i := range batch {
			l := &batch[i]
			switch {
			case seen[l.MessageID]: // its time ran out, and here it is again
				if !found.renew(l) {
					others = append(others, *l)
				}
				continue
			case want[l.MessageID]:
				found.chosen = append(found.chosen, *l)
			default:
				others = append(others, *l)
			}
			seen[l.MessageID] = true
			found.looked++
			d.emitSeen(l)
		}
		if found.looked == before {
			break
		}
	}
	return found, others, nil
}

// receiveLetters outlasts ctx by what the call takes: cancelled over a network,
// it would leave letters in flight that nobody has.
func (d *DeadLetters) receiveLetters(ctx context.Context) ([]Letter, error) {
	call, done := context.WithCancel(context.WithoutCancel(ctx))
	defer done()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(letterReceive, done) })()
	return d.Queue.ReceiveLetters(call, d.Name, letterHold)
}

// renew takes a chosen letter that was received again, under a new receipt: only
// the latest is sure to hold and to delete it. It is false for another letter.
func (f *foundLetters) renew(l *Letter) bool {
	for i := range f.chosen {
		if f.chosen[i].MessageID == l.MessageID {
			f.chosen[i] = *l
			return true
		}
	}
	return false
}

// emitSeen reports a letter that was looked at.
func (d *DeadLetters) emitSeen(l *Letter) {
	ref, _ := event.ParseImageRef(l.Body) // a letter need not be an event
	d.Log.Emit(event.Event{
		MessageID: l.MessageID, Bucket: ref.Bucket, Key: ref.Key,
		Body: &event.LetterSeen{
			Queue: d.Name, ETag: ref.ETag,
			ReceiveCount: l.ReceiveCount, SentAt: l.SentAt, Body: event.Preview(l.Body),
		},
	})
}

// hold keeps letters invisible for as long as it takes to deal with them one by
// one at a rate, where that is longer than they are already, as it is after a
// long search.
func (d *DeadLetters) hold(ctx context.Context, letters []Letter, rate int, searched time.Duration) error {
	if rate <= 0 || rate > surelyASecond {
		rate = surelyASecond
	}
	soon := max(letterHold/4-searched, 0)
	first := min(int(time.Duration(rate)*soon/time.Second), len(letters))
	return eachLetter(ctx, letters[first:], func(ctx context.Context, i int, l *Letter) error {
		turn := time.Duration(first+i) * time.Second / time.Duration(rate)
		return d.Queue.HoldLetter(ctx, d.Name, l.Receipt, turn+letterHold)
	})
}

// letGo makes letters visible again at once, also after ctx has ended; then the
// run may be ending too, and it takes no longer than a run has patience. One for
// which that fails is visible when its time is up.
func (d *DeadLetters) letGo(ctx context.Context, letters []Letter) {
	limit := letGoTime
	if ctx.Err() != nil {
		limit = lastPatience
	}
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), limit)
	defer done()
	_ = eachLetter(ctx, letters, func(ctx context.Context, _ int, l *Letter) error {
		return d.Queue.HoldLetter(ctx, d.Name, l.Receipt, 0)
	}) // its time runs out all the same
}

// eachLetter does something to each letter, to several at once. It ends with
// ctx, and after the first few that fail.
func eachLetter(ctx context.Context, letters []Letter, do func(ctx context.Context, i int, l *Letter) error) error {
	var group sync.WaitGroup
	var problems problems
	free := make(chan struct{}, lettersAtOnce)
	for i := range letters {
		free <- struct{}{}
		if ctx.Err() != nil || problems.count() >= maxLetterProblems {
			problems.add(ctx.Err())
			break
		}
		group.Go(func() {
			defer func() { <-free }()
			problems.add(do(ctx, i, &letters[i]))
		})
	}
	group.Wait()
	return problems.err()
}
