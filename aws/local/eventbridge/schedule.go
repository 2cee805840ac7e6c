package eventbridge

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"inflight/aws/local/clock"
	"inflight/aws/local/wire"
)

// schedule says when a rule runs by itself: rate(5 minutes) or cron(…).
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html
type schedule interface {
	// next is the first time after t; ok is false where there is none.
	next(t time.Time) (at time.Time, ok bool)
}

// parseSchedule reads a schedule expression.
func parseSchedule(text string) (schedule, error) {
	body, ok := strings.CutSuffix(text, ")")
	if fields, is := strings.CutPrefix(body, "cron("); ok && is {
		return parseCron(fields)
	}
	if fields, is := strings.CutPrefix(body, "rate("); ok && is {
		return parseRate(fields)
	}
	return nil, errors.New("it has to be rate(value unit) or cron(fields)")
}

// rate runs a rule again and again, the first time when one period has passed.
type rate time.Duration

func (r rate) next(t time.Time) (time.Time, bool) { return t.Add(time.Duration(r)), true }

// maxRate keeps a period within what a time.Duration holds.
const maxRate = 100 * 365 * 24 * time.Hour

// parseRate reads a value and a unit, singular exactly for 1.
func parseRate(text string) (rate, error) {
	value, name, _ := strings.Cut(text, " ")
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("the value %q of a rate has to be a positive number", value)
	}
	singular, plural := strings.CutSuffix(name, "s")
	if plural == (n == 1) {
		return 0, fmt.Errorf("the unit %q has to be singular for 1 and plural for more", name)
	}
	period := map[string]time.Duration{"minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}[singular]
	if period == 0 {
		return 0, fmt.Errorf("the unit %q is none of minutes, hours and days", name)
	}
	if n > int(maxRate/period) {
		return 0, fmt.Errorf("the value %d is too large", n)
	}
	return rate(time.Duration(n) * period), nil
}

// alarm is the timer of a scheduled rule. Whoever takes it back, by stopping it
// or by being called by it, tells the service's running group.
type alarm struct {
	due   time.Time
	timer clock.Timer
}

// arm sets the timer of a rule for its next time after t, if it is enabled and
// scheduled. The lock is held.
func (s *Service) arm(r *rule, t time.Time) {
	s.disarm(r)
	if r.schedule == nil || r.State == disabled || s.closed {
		return
	}
	due, ok := r.schedule.next(t)
	if !ok {
		return
	}
	a := &alarm{due: due}
	s.running.Add(1)
	a.timer = s.cfg.Clock.AfterFunc(due.Sub(s.cfg.Clock.Now()), func() {
		defer s.running.Done()
		s.ring(r, a)
	})
	r.alarm = a
}

// disarm takes back the timer of a rule. The lock is held.
func (s *Service) disarm(r *rule) {
	if r.alarm != nil && r.alarm.timer.Stop() {
		s.running.Done()
	}
	r.alarm = nil
}

// missed is the time to go on from after a rule has run: when it was due, or
// now if the machine slept over the next times too, which are left out.
func (s *Service) missed(r *rule, due time.Time) time.Time {
	now := s.cfg.Clock.Now()
	if next, ok := r.schedule.next(due); ok && !next.After(now) {
		return now
	}
	return due
}

// ring runs a scheduled rule: its targets get a scheduled event.
func (s *Service) ring(r *rule, a *alarm) {
	s.mu.Lock()
	if r.alarm != a { // changed or deleted since
		s.mu.Unlock()
		return
	}
	r.alarm = nil
	s.arm(r, s.missed(r, a.due))
	m := r.match()
	s.mu.Unlock()
	ctx := wire.WithCaller(context.Background(), wire.Service)
	p, err := parcel(s.complete(Event{
		DetailType: "Scheduled Event", Source: "aws.events", Time: a.due.UTC().Format(time.RFC3339),
		Resources: []string{r.ARN}, Detail: json.RawMessage("{}"),
	}))
	if err == nil { // an event made here can be written
		s.dispatch(ctx, r.Bus, p, []match{m}, nil)
	}
}
