package history_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/history"
)

// slow is a recording of which some has been read: two blocks, and to read again the
// first, or the end of the second, lasts until it is let go on.
type slow struct {
	*history.History

	goes chan error // what each reading of these ends with
	rest []event.Event
}

const (
	slowBegin = 4096            // events, of a block
	quick     = slowBegin + 500 // and after these
	slowEnd   = quick + 500
	slowAll   = slowEnd + 500
)

func newSlow() *slow {
	events := lives(rand.New(rand.NewPCG(1, 2)), slowAll, time.Millisecond)
	s := &slow{history.WithLimits(history.Limits{}), make(chan error), events[slowEnd:]}
	for _, part := range [][]event.Event{events[:slowBegin], events[quick:slowEnd]} {
		if len(part) < slowBegin {
			s.AddRead(events[slowBegin:quick], func() ([]event.Event, error) { return events[slowBegin:quick], nil })
		}
		s.AddRead(part, func() ([]event.Event, error) { return part, <-s.goes })
	}
	return s
}

// readOn reads the rest, one event after the other.
func (s *slow) readOn(ctx context.Context) {
	for _, e := range s.rest {
		if s.Rest(ctx); ctx.Err() != nil {
			return
		}
		s.AddRead([]event.Event{e}, func() ([]event.Event, error) { return []event.Event{e}, nil })
	}
	s.End(nil)
}

// read is how many events of the rest have been read.
func (s *slow) read() int64 {
	synctest.Wait()
	_, all := s.Bounds()
	return all - slowEnd
}

// at is the time after n events.
func at(n int) time.Time { return begin.Add(time.Duration(n) * time.Millisecond) }

// ways are all in which one goes to what has to be read again.
var ways = map[string]func(*history.Cursor) error{
	"to an event": func(c *history.Cursor) error { return c.To(250) },
	"to a time":   func(c *history.Cursor) error { return c.ToTime(at(250)) },
	"an event on": func(c *history.Cursor) error { _, err := c.Next(); return err },
	"on to one that is meant": func(c *history.Cursor) error {
		_, err := c.Forward(func(e *event.Event) bool { return e.Seq == quick+100 })
		return err
	},
	"back to one that is meant": func(c *history.Cursor) error {
		_, _, err := c.Before(func(e *event.Event) bool { return e.Seq == 100 })
		return err
	},
	"on until a time":    func(c *history.Cursor) error { _, err := c.Until(at(quick+100), 10); return err },
	"a look at the next": func(c *history.Cursor) error { _, _, err := c.Peek(); return err },
}

func TestWhoReadsARecordingOnRestsWhileOneGoesSomewhere(t *testing.T) {
	damaged := errors.New("no such device")
	for way, to := range ways {
		for _, end := range []error{nil, damaged} {
			synctest.Test(t, func(t *testing.T) {
				s, there := newSlow(), make(chan error, 1)
				c, err := s.Cursor(quick)
				if err != nil {
					t.Fatal(err)
				}
				go func() { there <- to(c) }()
				synctest.Wait()
				go s.readOn(t.Context())
				if n := s.read(); n != 0 {
					t.Errorf("%s: while one is on the way %d events are read", way, n)
				}
				s.goes <- end
				if n := s.read(); n != 500 {
					t.Errorf("%s: when one is there (%v) %d events of 500 are read", way, end, n)
				}
				if err := <-there; !errors.Is(err, end) {
					t.Errorf("%s: it ends with %v, not with %v", way, err, end)
				}
			})
		}
	}
}

func TestWhoReadsOnRestsForEachWhoIsOnTheWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSlow()
		there := make(chan error, 2)
		set := func() {
			go func() {
				_, err := s.Cursor(250)
				there <- err
			}()
			synctest.Wait()
		}
		set()
		set()
		rested := make(chan struct{})
		go func() { s.Rest(t.Context()); close(rested) }()
		synctest.Wait()
		s.goes <- nil
		synctest.Wait()
		select {
		case <-rested:
			t.Error("one of two is there, and nobody rests any more")
		default:
		}
		s.goes <- nil
		synctest.Wait()
		select {
		case <-rested:
		default:
			t.Error("all are there, and one rests still")
		}
		for range 2 {
			if err := <-there; err != nil {
				t.Error(err)
			}
		}
	})
}

func TestWhoSetsOutLaterKeepsNobodyWhoRestsAlready(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := history.WithLimits(history.Limits{})
		first, second := make(chan error), make(chan error)
		ways := []chan error{first, second}
		s.AddRead(lives(rand.New(rand.NewPCG(1, 2)), 100, time.Millisecond), func() ([]event.Event, error) {
			way := ways[0]
			ways = ways[1:]
			return nil, <-way
		})
		there := make(chan error, 2)
		set := func() {
			go func() {
				_, err := s.Cursor(50)
				there <- err
			}()
			synctest.Wait()
		}
		rested := make(chan struct{})
		set()
		go func() { s.Rest(t.Context()); close(rested) }()
		synctest.Wait()
		set()
		end := errors.New("there")
		first <- end
		synctest.Wait()
		select {
		case <-rested:
		default:
			t.Error("who rested for the first waits for the second, too")
		}
		second <- end
		if err := errors.Join(<-there, <-there); !errors.Is(err, end) {
			t.Error(err)
		}
	})
}

func TestNobodyRestsLongerThanSomebodyWantsWhatIsRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, there := newSlow(), make(chan error, 1)
		go func() {
			_, err := s.Cursor(250)
			there <- err
		}()
		synctest.Wait()
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { s.readOn(ctx); close(ended) }()
		synctest.Wait()
		stop()
		<-ended
		s.goes <- nil
		if err := <-there; err != nil {
			t.Error(err)
		}
	})
}
