package fault

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"inflight/pipeline"
	"inflight/pipeline/clock"
	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/freeze"
)

// Workers are the faults of workers. They wrap the ports of consume.Consumers: what
// goes wrong does so where it would, in a call that a worker makes. The wrapped ports
// do what the real ones do where nothing is on. The fields do not change, and many
// goroutines call the wrappers at once.
type Workers struct {
	Set   *Set
	Clock clock.Clock
	World *freeze.World // that the work stands still with; nil: it never does
	// Visibility is the visibility timeout that slow work outlasts.
	Visibility func() time.Duration
	// Limit is how long an engine may take.
	Limit time.Duration

	mu   sync.Mutex
	dead map[string]death // by message: those whose worker died with them in hand
}

// death is a receive whose worker died.
type death struct {
	receipt string
	until   time.Time // when the message is visible again
}

// errDied is what the others see of a worker that died, when it is started again.
var errDied = errors.New("its worker died, and was started again")

// at is what is known of the work that ctx is for.
func at(ctx context.Context, stage event.Stage) Target {
	w := event.WorkOf(ctx)
	return Target{Stage: stage, MessageID: w.MessageID, Key: w.Key, Worker: w.Worker}
}

// strike makes a stage go wrong that is to: slow, or with a panic.
func (w *Workers) strike(ctx context.Context, stage event.Stage) error {
	t := at(ctx, stage)
	if w.Set.Hits(Panic, t) {
		panic(fmt.Sprintf("on purpose, by the fault %s", Panic))
	}
	if w.Set.Hits(SlowWork, t) {
		return w.wait(ctx, w.Visibility()*3/2)
	}
	return nil
}

// still is work that only lets time pass: it stands by itself while the clock does.
type still struct{}

func (still) Halt() {}
func (still) GoOn() {}

// wait lets time pass in the midst of the work. A world that freezes does not wait for
// it.
func (w *Workers) wait(ctx context.Context, d time.Duration) error {
	if event.WorkOf(ctx).Worker != "" { // else nobody is inside
		defer w.World.While(ctx, still{})()
	}
	return w.Clock.Wait(ctx, d)
}

// Queue is a queue whose workers may die with what they received.
func (w *Workers) Queue(q consume.Queue) consume.Queue { return &mortal{Queue: q, workers: w} }

// mortal is a queue as workers that may die see it.
type mortal struct {
	consume.Queue

	workers *Workers
}

// Receive hands out messages, and marks those whose worker is to die. A person does not.
func (q *mortal) Receive(ctx context.Context, limit int, wait, visibility time.Duration) ([]consume.Message, error) {
	got, err := q.Queue.Receive(ctx, limit, wait, visibility)
	for i := range got {
		m := &got[i]
		content, perr := event.ParseMessage(m.Body)
		if perr != nil {
			continue // nothing is done for it that a death could end
		}
		if !event.ByHand(event.WorkOf(ctx).Worker) && q.workers.Set.Hits(WorkerDies, Target{MessageID: m.MessageID, Key: content.First().Key, Worker: event.WorkOf(ctx).Worker}) {
			q.workers.kill(m, q.workers.Clock.Now().Add(visibility))
		} else {
			q.workers.revive(m.MessageID)
		}
	}
	return got, err
}

// ChangeVisibility is what a dead worker does not call.
func (q *mortal) ChangeVisibility(ctx context.Context, receipt string, d time.Duration) error {
	if q.workers.died(receipt) {
		return errDied
	}
	return q.Queue.ChangeVisibility(ctx, receipt, d)
}

// ChangeVisibilities leaves out what a dead worker would ask for.
func (q *mortal) ChangeVisibilities(ctx context.Context, receipts []string, d time.Duration) []error {
	errs := make([]error, len(receipts))
	var alive []string
	var at []int
	for i, r := range receipts {
		if q.workers.died(r) {
			errs[i] = errDied
			continue
		}
		alive, at = append(alive, r), append(at, i)
	}
	if len(alive) == 0 {
		return errs
	}
	for i, err := range q.Queue.ChangeVisibilities(ctx, alive, d) {
		errs[at[i]] = err
	}
	return errs
}

// Delete is what a dead worker does not call.
func (q *mortal) Delete(ctx context.Context, receipt string) error {
	if q.workers.died(receipt) {
		return errDied
	}
	return q.Queue.Delete(ctx, receipt)
}

// kill marks a receive as one whose worker dies.
func (w *Workers) kill(m *consume.Message, until time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.dead == nil {
		w.dead = map[string]death{}
	}
	w.dead[m.MessageID] = death{m.Receipt, until}
}

// revive forgets the death that a message's receive before had.
func (w *Workers) revive(id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.dead, id)
}

// died tells whether a receive's worker is dead.
func (w *Workers) died(receipt string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, d := range w.dead {
		if d.receipt == receipt {
			return true
		}
	}
	return false
}

// lie waits as a dead worker does: until its message is visible again and a little
// more, when whoever looks after workers has started another in its place.
func (w *Workers) lie(ctx context.Context) error {
	id := event.WorkOf(ctx).MessageID
	w.mu.Lock()
	d, dead := w.dead[id]
	w.mu.Unlock()
	if !dead {
		return nil
	}
	if err := w.wait(ctx, w.Clock.Until(d.until)+restart); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.dead[id] == d { // nobody has received it since
		delete(w.dead, id)
	}
	return errDied
}

// restart is how long it takes until another worker stands where one died.
const restart = time.Second

// Engine is an engine that may hang, be slow or panic.
func (w *Workers) Engine(e consume.Engine) consume.Engine { return &frail{Engine: e, workers: w} }

// frail is an engine that things go wrong with.
type frail struct {
	consume.Engine

	workers *Workers
}

// Shrink makes a thumbnail, unless it is to go wrong.
func (e *frail) Shrink(ctx context.Context, image []byte) ([]byte, error) {
	if e.workers.Set.Hits(EngineHangs, at(ctx, event.Thumbnail)) {
		if err := e.workers.wait(ctx, e.workers.Limit); err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("the engine %s did not end within %s", e.Name(), e.workers.Limit)
	}
	if err := e.workers.strike(ctx, event.Thumbnail); err != nil {
		return nil, err
	}
	return e.Engine.Shrink(ctx, image)
}

// Store is a store whose worker may die, be slow or panic in the stages that use it:
// it reads images from one bucket and puts thumbnails into another.
func (w *Workers) Store(s consume.ObjectStore) consume.ObjectStore {
	return &troubled{ObjectStore: s, workers: w}
}

// troubled is a store that things go wrong with.
type troubled struct {
	consume.ObjectStore

	workers *Workers
}

// Head looks at an object. Every work begins with it, and so a dead worker's ends.
func (s *troubled) Head(ctx context.Context, bucket, key string) (consume.ObjectInfo, error) {
	if err := s.workers.lie(ctx); err != nil {
		return consume.ObjectInfo{}, err
	}
	return s.ObjectStore.Head(ctx, bucket, key)
}

// Get reads an image.
func (s *troubled) Get(ctx context.Context, bucket, key string) (consume.Object, error) {
	if err := s.workers.strike(ctx, event.Download); err != nil {
		return consume.Object{}, err
	}
	return s.ObjectStore.Get(ctx, bucket, key)
}

// Put stores a thumbnail.
func (s *troubled) Put(ctx context.Context, o consume.NewObject) (string, error) {
	if err := s.workers.strike(ctx, event.Upload); err != nil {
		return "", err
	}
	return s.ObjectStore.Put(ctx, o)
}

// Publisher is a channel that may refuse, if it is Discord, be slow or panic.
func (w *Workers) Publisher(p consume.Publisher) consume.Publisher {
	return &surly{Publisher: p, workers: w}
}

// surly is a channel that things go wrong with.
type surly struct {
	consume.Publisher

	workers *Workers
}

// Publish announces a thumbnail.
func (p *surly) Publish(ctx context.Context, a consume.Announcement) error {
	t := at(ctx, event.Notify)
	t.Key = a.SourceKey
	if p.Channel() == "discord" && p.workers.Set.Hits(DiscordRefuses, t) {
		return &consume.PassingError{Err: errors.New("the webhook answered 503, as the fault " + string(DiscordRefuses) + " asks")}
	}
	if err := p.workers.strike(ctx, event.Notify); err != nil {
		return err
	}
	return p.Publisher.Publish(ctx, a)
}

// Images are images some of which are damaged.
func (w *Workers) Images(i pipeline.Images) pipeline.Images { return &damaged{Images: i, set: w.Set} }

// damaged are images that some are damaged of.
type damaged struct {
	pipeline.Images

	set *Set
}

// Next is the next image, or under its key what no engine can read.
func (d *damaged) Next(ctx context.Context) (pipeline.NewImage, error) {
	img, err := d.Images.Next(ctx)
	if err != nil {
		return img, err
	}
	spec, hit := d.set.strike(BrokenImage, Target{}, false)
	if !hit {
		return img, nil
	}
	bad, err := d.broken(ctx, spec.Filter.Kind)
	if err = errors.Join(err, img.Body.Close()); err != nil {
		return pipeline.NewImage{}, &pipeline.ImageError{Key: img.Key, Err: fmt.Errorf("damage it: %w", err)}
	}
	d.set.report(spec, Target{Key: img.Key, Kind: bad.Fault})
	bad.Key, bad.Fault = img.Key, "" // it is said
	return bad, nil
}

// Rest implements pipeline.Countable.
func (d *damaged) Rest() []string { return pipeline.Rest(d.Images) }

// broken is one that is damaged in that way, or in any.
func (d *damaged) broken(ctx context.Context, kind string) (pipeline.NewImage, error) {
	for range Kinds() {
		img, err := d.Broken(ctx)
		if err != nil || kind == "" || img.Fault == kind {
			return img, err
		}
		if err := img.Body.Close(); err != nil {
			return pipeline.NewImage{}, fmt.Errorf("close %s: %w", img.Key, err)
		}
	}
	return d.Broken(ctx)
}
