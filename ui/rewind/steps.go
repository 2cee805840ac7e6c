package rewind

import (
	"errors"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/history"
	"inflight/pipeline/state"
)

// noFurtherError says why one cannot go further.
type noFurtherError string

func (e noFurtherError) Error() string { return string(e) }

// NoFurther tells whether an error says that one cannot go further, and not that
// something failed.
func NoFurther(err error) bool {
	_, no := errors.AsType[noFurtherError](err)
	return no
}

// IsNow tells whether an error says that what is shown is what is now.
func IsNow(err error) bool { return errors.Is(err, errNow) }

// Why one cannot.
const (
	errFirst = noFurtherError("nothing came before this, in what is kept")
	errNow   = noFurtherError("this is now: nothing has come after it")
	errEnd   = noFurtherError("the recording has nothing after this")
	errOver  = noFurtherError("the recording ends before what was asked for: this is its end")
	errPaces = noFurtherError("the past goes from 1/16 to 1,000 times as fast as it was")
)

// wanted are marks that one can go to, and what is said where there are none.
type wanted struct {
	fits          func(*history.Mark) bool
	after, before noFurtherError
}

// The marks that keys go to.
var (
	trouble = wanted{
		(*history.Mark).Stop, "there is no failure, death or redrive after this",
		"there is no failure, death or redrive before this, in what is kept",
	}
	ticks = wanted{
		func(*history.Mark) bool { return true }, "there is no mark on the line after this",
		"there is no mark on the line before this",
	}
	deaths = wanted{
		func(k *history.Mark) bool { return k.Kind == state.NotableDeath }, "no message died after this",
		"no message died before this, in what is kept",
	}
)

// beyond says that there is nothing after the moment.
func (p *Player) beyond() error {
	if p.live {
		return errNow
	}
	return errEnd
}

// steps tells whether a person steps to an event.
func steps(e *event.Event) bool { return e.Kind().IsStep() }

// Back goes an event back, from now into the past.
func (p *Player) Back() error {
	if err := p.enter(); err != nil {
		return err
	}
	p.runs = false
	n, there, err := p.cursor.Before(steps)
	switch {
	case err != nil:
		return err
	case !there:
		return errFirst
	}
	return p.to(n)
}

// Forward goes an event on.
func (p *Player) Forward() error {
	if p.cursor == nil {
		return p.beyond()
	}
	p.runs = false
	there, err := p.cursor.Forward(steps)
	switch {
	case err != nil:
		return err
	case !there:
		return p.beyond()
	}
	p.arrive()
	return nil
}

// By goes so far on, or back. Beyond the last event of a run is what is now.
func (p *Player) By(d time.Duration, now time.Time) error {
	from := now
	if p.cursor != nil {
		from = p.at
	} else if d > 0 {
		return p.beyond()
	}
	return p.Go(from.Add(d))
}

// Trouble goes to the next failure, death or redrive, or the one before.
func (p *Player) Trouble(forward bool) error { return p.mark(forward, trouble) }

// Along goes along the line of time: right and left to the next of all marks on it, down
// and up to the next death.
func (p *Player) Along(dx, dy int) error {
	if dy != 0 {
		return p.mark(dy > 0, deaths)
	}
	return p.mark(dx > 0, ticks)
}

// OfMessage goes to when a message failed next, lost its race or died, or did last.
func (p *Player) OfMessage(id string, forward bool) error {
	return p.mark(forward, wanted{
		func(k *history.Mark) bool { return k.MessageID == id }, "it did not fail, lose its race or die after this",
		"it did not fail, lose its race or die before this, in what is kept",
	})
}

// mark goes to the next mark that is wanted, or the one before.
func (p *Player) mark(forward bool, want wanted) error {
	_, at := p.history.Bounds()
	if p.cursor != nil {
		at = p.cursor.At()
	} else if !forward {
		at++ // from now the last event is before
	}
	if forward {
		if m, there := p.history.Next(at, want.fits); there {
			return p.toMark(m)
		}
		return want.after
	}
	if m, there := p.history.Previous(at, want.fits); there {
		return p.toMark(m)
	}
	return want.before
}

// toMark goes to right after a mark.
func (p *Player) toMark(m history.Mark) error {
	p.runs = false
	if err := p.to(m.N + 1); err != nil {
		return err
	}
	p.at = m.Time
	return nil
}
