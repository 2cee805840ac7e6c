package dialog

import (
	"errors"
	"testing"
	"time"

	"inflight/pipeline/event"
)

func TestAToastSaysHowManyMessagesWerePurged(t *testing.T) {
	now := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	purge := func(s *Toasts, n int, at time.Time) {
		b := &event.QueuePurged{Queue: "q", Count: n}
		s.Purged(&event.Event{Time: now, Body: b}, b, at, at)
	}
	done := Done{Text: Purged("q")}
	for name, tc := range map[string]struct {
		do   func(*Toasts)
		want string
	}{
		"the event comes first": {func(s *Toasts) { purge(s, 5000, now); s.Add(done, now) }, "purged q: 5,000 messages thrown away"},
		"the answer does":       {func(s *Toasts) { s.Add(done, now); purge(s, 1, now) }, "purged q: 1 message thrown away"},
		"nobody tells":          {func(s *Toasts) { s.Add(done, now); purge(s, 0, now) }, "purged q"},
		"it is long ago":        {func(s *Toasts) { purge(s, 3, now.Add(time.Minute)); s.Add(done, now) }, "purged q"},
		"it failed": {func(s *Toasts) {
			purge(s, 3, now.Add(time.Minute))
			s.Add(Done{Err: errors.New("denied")}, now)
		}, "denied"},
	} {
		var s Toasts
		tc.do(&s)
		if len(s.list) != 1 || s.list[0].text != tc.want {
			t.Errorf("%s: %+v, want %q", name, s.list, tc.want)
		}
	}
}
