package state

import (
	"time"

	"inflight/pipeline/event"
)

// Turned is the last setting that was changed while the run went on.
type Turned struct {
	At time.Time
	event.SettingChanged
}

// Receiving is what receives have been since wait or batch were changed: what each of
// the two does shows in how many there are, and how many bring nothing.
type Receiving struct {
	Since, Until time.Time // Until is zero while it lasts
	Wait         time.Duration
	Batch        int
	Calls        int // receives that have ended
	Empty        int // of them, those that brought nothing
	Messages     int // that the others brought
	usd          float64
}

// Over is how long it lasts, or has lasted.
func (r *Receiving) Over(now time.Time) time.Duration {
	if !r.Until.IsZero() {
		now = r.Until
	}
	return max(now.Sub(r.Since), 0)
}

// Known tells whether it lasts long enough to say how many there are a minute.
func (r *Receiving) Known(now time.Time) bool {
	return !r.Since.IsZero() && r.Over(now) >= max(priceAfter, r.Wait)
}

// Month is what the receives cost in 30 days that are as this time was.
func (r *Receiving) Month(now time.Time) float64 {
	return r.usd * float64(month) / float64(max(r.Over(now), time.Second))
}

// PerMinute is a number of that time as one a minute.
func (r *Receiving) PerMinute(n int, now time.Time) float64 {
	return float64(n) * float64(time.Minute) / float64(max(r.Over(now), time.Second))
}

// turned takes a setting that was changed.
func (s *State) turned(e *event.Event, b *event.SettingChanged) {
	s.Turned = Turned{At: e.Time, SettingChanged: *b}
	s.changedAt = e.Time
	s.Setup.Turn(b.Setting, b.To)
	if b.Setting == event.WaitSetting || b.Setting == event.BatchSetting {
		s.Receives.Until = e.Time
		s.ReceivesBefore = s.Receives
		s.receivesFrom(e.Time)
	}
}

// receivesFrom begins to count receives.
func (s *State) receivesFrom(at time.Time) {
	s.Receives = Receiving{Since: at, Wait: s.wait(), Batch: max(s.Setup.Batch, 1)}
}

// wait is for how long a receive waits that begins now.
func (s *State) wait() time.Duration { return time.Duration(s.Setup.Wait * float64(time.Second)) }

// receive counts a call of ReceiveMessage of our own.
func (s *State) receive(c *Call) {
	if c.Operation != "ReceiveMessage" || c.Outside() || c.Bookkeeping() {
		return
	}
	s.Receives.Calls++
	if c.empty {
		s.Receives.Empty++
	}
	s.Receives.usd += c.USD
}

// brought counts a message that one of our own receives brought.
func (s *State) brought(e *event.Event) {
	if e.Worker != event.Outside {
		s.Receives.Messages++
	}
}
