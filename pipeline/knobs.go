package pipeline

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"sync"
	"time"

	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/setting"
)

// followsWithin is how long AWS may take until all of SQS goes by a changed attribute.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
const followsWithin = 60 * time.Second

// keepTurns is how many changes can be undone, one after the other.
const keepTurns = 100

// knobs are the settings of a pipeline in force, and what was turned. One is turned at a
// time: the lock is held over the call to AWS.
type knobs struct {
	mu    sync.Mutex
	begun bool
	now   event.Setup
	turns []turn                      // that can be undone, the last one last
	set   map[event.Setting]time.Time // when we set the queue's last
}

// turn is one change of a setting.
type turn struct {
	of       *setting.Setting
	from, to string
	queue    string // what AWS had before; empty: the queue was not changed
	with     int    // turns of one number are undone together
}

// in are the settings in force. The lock is held.
func (p *Pipeline) in() *event.Setup {
	if k := &p.knobs; !k.begun {
		k.begun, k.now, k.set = true, p.Setup, map[event.Setting]time.Time{}
	}
	return &p.knobs.now
}

// Settings are all that can be turned, as they are: those of the queue as AWS says. Where
// AWS cannot be asked, the others come with the error.
func (p *Pipeline) Settings(ctx context.Context) ([]setting.Reading, error) {
	p.knobs.mu.Lock()
	defer p.knobs.mu.Unlock()
	queue, err := p.ask(ctx)
	if err == nil {
		p.adopt(queue)
	}
	var all []setting.Reading
	for i := range setting.All() {
		s := &setting.All()[i]
		r := setting.Reading{Setting: s, Value: p.in().Value(s.Name), Fixed: p.fixed(s)}
		if s.OfQueue() && r.Fixed == "" {
			r.Queue = queue.Values[s.Name]
			r.Fixed, r.Note = p.ofQueue(s, queue, err), p.apart(&r)
		}
		all = append(all, r)
	}
	return all, err
}

// ask asks AWS what the queue is set to: our own bookkeeping, for nothing changes by it.
func (p *Pipeline) ask(ctx context.Context) (QueueSettings, error) {
	if p.QueueKnobs == nil {
		return QueueSettings{Foreign: "nobody here can ask it"}, nil
	}
	return p.QueueKnobs.Settings(event.AsBookkeeping(ctx))
}

// adopt takes what somebody else has set on the queue, where the queue alone decides: how
// often a message is received, and how long a new one waits. Not while what we have set
// may be on its way still.
func (p *Pipeline) adopt(queue QueueSettings) {
	for _, name := range []event.Setting{event.MaxReceivesSetting, event.DelaySetting} {
		is, was := queue.Values[name], p.in().Value(name)
		if is == "" || is == was || p.underWay(name) {
			continue
		}
		s, _ := setting.Of(name)
		if p.put(s, is) != nil { // it is the consumers alone that go by them
			continue
		}
		p.Log.Emit(event.Event{Body: &event.SettingChanged{
			Setting: name, From: was, To: is, Caller: event.Outside, Reason: "somebody else has set it on the queue",
		}})
	}
}

// underWay tells whether we have set one of the queue's settings, and not all of AWS may
// have heard of it.
func (p *Pipeline) underWay(name event.Setting) bool {
	at, is := p.knobs.set[name]
	return is && !p.Exact && p.Log.Clock.Since(at) < followsWithin
}

// fixed says why a setting cannot be turned in this run; empty where it can.
func (p *Pipeline) fixed(s *setting.Setting) string {
	switch s.Name {
	case event.RateSetting:
		if p.Producer == nil {
			return "nothing is uploaded here"
		}
	case event.BrokenSetting, event.SlowSetting:
		if p.Shares == nil {
			return "the images are not drawn here: they come from a folder"
		}
	case event.EngineSetting, event.FitSetting:
		if p.Engines == nil {
			return "the engine cannot be changed here"
		}
	default:
	}
	return ""
}

// ofQueue says why a setting of the queue cannot be turned; empty where it can. What each
// of our own receives asks for can be, whosever the queue is.
func (p *Pipeline) ofQueue(s *setting.Setting, queue QueueSettings, unasked error) string {
	switch {
	case unasked != nil:
		return "the queue cannot be asked now"
	case s.Name == event.MaxReceivesSetting && p.Setup.DeadLetterQueue == "", s.Name == event.MaxReceivesSetting && queue.Values[s.Name] == "":
		return "the queue has no dead-letter queue"
	case queue.Foreign != "" && s.Parameter("") == "":
		return fmt.Sprintf("%s is not ours, and stays as it is: %s", p.Setup.Queue, queue.Foreign)
	}
	return ""
}

// apart says what is to be known of a setting that the queue has otherwise.
func (p *Pipeline) apart(r *setting.Reading) string {
	switch {
	case r.Queue == "" || r.Queue == r.Value:
		return ""
	case p.underWay(r.Name):
		return "the queue says " + r.Shown(r.Queue) + ": it takes up to 60 s"
	}
	return "the queue has " + r.Shown(r.Queue) + ", we ask for " + r.Shown(r.Value)
}

// Turn gives a setting another value, as its flag takes it. It holds from the moment that
// the setting says. Where AWS refuses it, nothing has changed.
func (p *Pipeline) Turn(ctx context.Context, name event.Setting, text string) error {
	s, is := setting.Of(name)
	if !is {
		return fmt.Errorf("there is no setting %q", event.OneLine(string(name), 40))
	}
	value, err := s.Check(text)
	if err != nil {
		return err
	}
	p.knobs.mu.Lock()
	defer p.knobs.mu.Unlock()
	return p.turn(ctx, s, value, "", p.group())
}

// group is the number of turns that are undone together.
func (p *Pipeline) group() int {
	if n := len(p.knobs.turns); n > 0 {
		return p.knobs.turns[n-1].with + 1
	}
	return 1
}

// turn turns one setting, and remembers how to undo it.
func (p *Pipeline) turn(ctx context.Context, s *setting.Setting, value, why string, with int) error {
	t := turn{of: s, from: p.in().Value(s.Name), to: value, with: with}
	if reason := p.fixed(s); reason != "" {
		return errors.New(s.Title + ": " + reason)
	}
	call := s.Parameter(value)
	if s.OfQueue() {
		queue, err := p.ask(ctx)
		if err != nil {
			return p.Log.TellAction("asking what "+p.Setup.Queue+" is set to", err)
		}
		if reason := p.ofQueue(s, queue, nil); reason != "" {
			return errors.New(s.Title + ": " + reason)
		}
		if queue.Foreign != "" {
			if err := p.alone(s, value, queue); err != nil {
				return err
			}
		} else {
			call, t.queue = s.Call(value), queue.Values[s.Name]
			why = p.overwrites(&t, why)
		}
	}
	if t.from == t.to && (t.queue == "" || t.queue == t.to) {
		return nil
	}
	if err := p.bring(ctx, &t, t.queue, value, value); err != nil {
		return err
	}
	p.knobs.turns = append(p.knobs.turns, t)
	if more := len(p.knobs.turns) - keepTurns; more > 0 {
		p.knobs.turns = slices.Delete(p.knobs.turns, 0, more)
	}
	p.Log.Emit(event.Event{Body: &event.SettingChanged{Setting: s.Name, From: t.from, To: t.to, Call: call, Reason: why}})
	return nil
}

// alone says why our receives cannot ask for a value by themselves, on a queue that stays
// as it is.
func (p *Pipeline) alone(s *setting.Setting, value string, queue QueueSettings) error {
	if has := queue.Values[s.Name]; s.Name == event.WaitSetting && value == "0s" && has != "0s" {
		return fmt.Errorf("wait: a receive that waits for nothing goes by the queue, and %s has %s and is not ours: %s", p.Setup.Queue, s.Shown(has), queue.Foreign)
	}
	return nil
}

// overwrites says what of somebody else's a turn overwrites.
func (p *Pipeline) overwrites(t *turn, why string) string {
	if t.queue == "" || t.queue == t.from || p.underWay(t.of.Name) {
		return why
	}
	if why != "" {
		why += "; "
	}
	return why + "the queue had " + t.of.Shown(t.queue) + ", which somebody else had set"
}

// bring brings the queue from one value to another, if it is changed, and then the run to
// its own.
func (p *Pipeline) bring(ctx context.Context, t *turn, was, queue, ours string) error {
	if t.queue != "" {
		err := p.QueueKnobs.Set(ctx, t.of.Name, queue)
		if err != nil { // its answer may be what was lost
			if is, aerr := p.ask(ctx); aerr == nil && is.Values[t.of.Name] == queue && was != queue {
				err = nil
			}
		}
		if err != nil {
			return p.Log.TellAction(t.of.Call(queue), err)
		}
		p.in()
		p.knobs.set[t.of.Name] = p.Log.Clock.Now()
	}
	if err := p.put(t.of, ours); err != nil {
		return p.Log.TellAction(t.of.Title+" "+ours, err)
	}
	return nil
}

// put has the run go by a value. The lock is held.
func (p *Pipeline) put(s *setting.Setting, value string) error {
	next := *p.in()
	next.Turn(s.Name, value)
	switch s.Name {
	case event.RateSetting:
		p.Producer.SetRate(next.Rate)
	case event.BrokenSetting, event.SlowSetting:
		if next.Broken+next.Slow > 1 {
			return fmt.Errorf("broken %g and slow %g: shares of all images, together not over 1", next.Broken, next.Slow)
		}
		p.Shares.SetShares(next.Broken, next.Slow)
	case event.EngineSetting, event.FitSetting:
		if err := p.Engines.Take(next.Engine, next.Fit); err != nil {
			return err
		}
	default:
		p.Consumers.Turn(func(k *consume.Knobs) { turnConsumers(k, s.Name, &next) })
	}
	p.knobs.now = next
	return nil
}

// turnConsumers gives consumers one of the settings of a setup, and leaves the others.
func turnConsumers(k *consume.Knobs, of event.Setting, s *event.Setup) {
	seconds := func(n float64) time.Duration { return time.Duration(math.Round(n * float64(time.Second))) }
	switch of {
	case event.WaitSetting:
		k.Wait = seconds(s.Wait)
	case event.VisibilitySetting:
		k.Visibility = seconds(s.Visibility)
	case event.PaceSetting:
		k.Pace = seconds(s.Pace)
	case event.BatchSetting:
		k.Batch = s.Batch
	case event.PrefetchSetting:
		k.Prefetch = s.Prefetch
	case event.HeartbeatSetting:
		k.Heartbeat = s.Heartbeat
	case event.MaxReceivesSetting:
		k.MaxReceives = s.MaxReceives
	case event.RetryDelaySetting:
		if k.RetryDelay = seconds(s.RetryDelay); s.RetryDelay < 0 {
			k.RetryDelay = consume.RetryByTimeout
		}
	default: // the queue's alone, or the producer's
	}
}

// errNothingTurned says why nothing is undone.
var errNothingTurned = errors.New("no setting has been changed that could be undone")

// UndoTurn takes the last change back, or the last preset. What somebody else has set on
// the queue since then stays, and that change cannot be undone any more.
func (p *Pipeline) UndoTurn(ctx context.Context) error {
	p.knobs.mu.Lock()
	defer p.knobs.mu.Unlock()
	k := &p.knobs
	if len(k.turns) == 0 {
		return errNothingTurned
	}
	with := k.turns[len(k.turns)-1].with
	var failed error
	for len(k.turns) > 0 && k.turns[len(k.turns)-1].with == with {
		last := k.turns[len(k.turns)-1]
		keep, err := p.undo(ctx, &last)
		failed = errors.Join(failed, err)
		if keep {
			return failed
		}
		k.turns = k.turns[:len(k.turns)-1]
	}
	return failed
}

// undo takes one change back. With an error, it says whether that may be tried again.
func (p *Pipeline) undo(ctx context.Context, t *turn) (again bool, err error) {
	call := t.of.Parameter(t.from)
	if t.queue != "" {
		queue, err := p.ask(ctx)
		if err != nil {
			return !errors.Is(err, consume.ErrRefused), p.Log.TellAction("asking what "+p.Setup.Queue+" is set to", err)
		}
		if why := p.stays(t, &queue); why != "" {
			return false, fmt.Errorf("%s, and the change to %s is not undone", why, t.of.Shown(t.to))
		}
		call = t.of.Call(t.queue)
	}
	if err := p.bring(ctx, t, t.to, t.queue, t.from); err != nil {
		return !errors.Is(err, consume.ErrRefused), err
	}
	p.Log.Emit(event.Event{Body: &event.SettingChanged{Setting: t.of.Name, From: t.to, To: t.from, Call: call, Reason: "undone"}})
	return false, nil
}

// stays says why a setting of the queue is not put back; empty where it can be.
func (p *Pipeline) stays(t *turn, queue *QueueSettings) string {
	is := queue.Values[t.of.Name]
	if reason := p.ofQueue(t.of, *queue, nil); reason != "" {
		return t.of.Title + ": " + reason
	}
	switch {
	case queue.Foreign != "":
		return fmt.Sprintf("%s is not ours any more, and stays as it is: %s", p.Setup.Queue, queue.Foreign)
	case is != "" && is != t.to && (is != t.queue || !p.underWay(t.of.Name)):
		return fmt.Sprintf("%s is %s on the queue, which somebody else has set since: that stays", t.of.Title, t.of.Shown(is))
	}
	return ""
}

// falls tells whether a share becomes less: that goes first, for both together are not
// over 1.
func (p *Pipeline) falls(r *setting.Reading) bool {
	to, err := strconv.ParseFloat(p.Preset[r.Name], 64)
	is, ierr := strconv.ParseFloat(r.Value, 64)
	return (r.Name == event.BrokenSetting || r.Name == event.SlowSetting) && err == nil && ierr == nil && to < is
}

// RestorePreset gives all settings the values of the demonstration, as far as they can be
// turned. One undo takes that back.
func (p *Pipeline) RestorePreset(ctx context.Context) error {
	readings, err := p.Settings(ctx)
	if err != nil {
		return p.Log.TellAction("asking what "+p.Setup.Queue+" is set to", err)
	}
	p.knobs.mu.Lock()
	defer p.knobs.mu.Unlock()
	with := p.group()
	slices.SortStableFunc(readings, func(a, b setting.Reading) int {
		switch {
		case p.falls(&a) == p.falls(&b):
			return 0
		case p.falls(&a):
			return -1
		}
		return 1
	})
	var failed error
	for i := range readings {
		r := &readings[i]
		if value, has := p.Preset[r.Name]; has && r.Fixed == "" {
			failed = errors.Join(failed, p.turn(ctx, r.Setting, value, "the preset of the demonstration", with))
		}
	}
	return failed
}
